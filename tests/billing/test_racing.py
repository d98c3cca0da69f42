"""Money that many people book at the same moment is booked once, and papers that they ask for are issued once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.billing import queries, service
from domain.billing.models import CreditNote, Payment
from domain.billing.schemas import EntryDecision, InvoiceCorrection, RefundRequest
from domain.shared.actors import Actor, ActorKind, Role
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.errors import Refusal
from tests.billing.books import MEADOWSWEET, THISTLE, desk, imported, line, open_books, payment, pounds, shipment
from tests.billing.statements import camt, entry, statements
from tests.support.racing import SIXTEEN, answers, at_once, codes

ID = MEADOWSWEET.customer_id
MONEY = frozenset({Role.FINANCE, Role.CREDIT_MANAGER})
T = TypeVar("T")


def opened(transactions: Transactions) -> None:
    """Meadowsweet owes 100 and 50, Thistle 70."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [
            imported("OLD-1", "100", date(2011, 10, 1)), imported("OLD-2", "50", date(2011, 10, 2)),
            imported("OLD-3", "70", date(2011, 10, 3), bill_to=THISTLE.customer_id),
        ])  # fmt: skip


def together(transactions: Transactions, work: Callable[[Session, int], T]) -> list[T | Refusal]:
    """Sixteen people, each in a transaction of their own."""

    def one(number: int) -> T:
        with transactions.begin() as session:
            return work(session, number)

    return at_once(one)


def somebody(number: int) -> Desk:
    """One of many who may release money."""
    who = Actor(kind=ActorKind.EMPLOYEE, id=f"{number}@w.example", name=str(number), roles=MONEY)
    return desk().acting_as(who)


def open_of(transactions: Transactions, *numbers: str) -> list[Decimal]:
    """What is open of invoices."""
    with transactions.read() as session:
        return [queries.invoice(session, desk(), number).open_amount.amount for number in numbers]


def test_f6_one_payment_by_sixteen_is_booked_once(transactions: Transactions) -> None:
    """Everybody is told the same: 100 settled OLD-1, 20 went to OLD-2."""
    opened(transactions)
    outcomes = together(
        transactions, lambda session, _: service.receive_payment(session, desk(), payment("PAY-1", "120"))
    )  # fmt: skip
    assert len(answers(outcomes)) == SIXTEEN
    assert all(each == outcomes[0] for each in outcomes)
    assert open_of(transactions, "OLD-1", "OLD-2") == [0, 30]


def test_f6_one_bank_entry_in_sixteen_files_is_booked_once(transactions: Transactions) -> None:
    """Every file tells it beside one of its own, some in the other order: no money is booked twice, nobody waits."""
    opened(transactions)
    same = [entry("100.00", "OLD-1", ref="B1"), entry("70.00", "OLD-3", ref="B2")]

    def take(session: Session, number: int) -> int:
        mine = entry("1.00", "thanks", ref=f"C{number}", iban="", name="Somebody")
        entries = [*same, mine] if number % 2 else [mine, *reversed(same)]
        content = camt(*entries)
        return service.import_bank_file(session, desk(), content, statements(content), name=f"{number}.xml").new_entries

    outcomes = answers(together(transactions, take))
    assert sum(outcomes) == SIXTEEN + 2
    assert open_of(transactions, "OLD-1", "OLD-2", "OLD-3") == [0, 50, 0]


def test_f6_one_waiting_entry_decided_by_sixteen_is_booked_once(transactions: Transactions) -> None:
    """Half of them say Meadowsweet, half Thistle: the first is believed, the others hear that it is decided."""
    opened(transactions)
    with transactions.begin() as session:
        content = camt(entry("33.00", "thanks", ref="B1", name="Somebody"))
        service.import_bank_file(session, desk(), content, statements(content), name="bank.xml")
        (waiting,) = queries.unmatched(session)
    outcomes = together(
        transactions,
        lambda session, number: service.decide_entry(
            session, desk(), EntryDecision(entry_id=waiting.id, bill_to=(MEADOWSWEET, THISTLE)[number % 2].customer_id)
        ),
    )
    assert (len(answers(outcomes)), codes(outcomes)) == (1, {"ILLEGAL_TRANSITION"})
    with transactions.read() as session:
        assert session.scalar(select(func.count()).select_from(Payment)) == 1


def test_f6_one_payment_is_taken_back_by_sixteen_once(transactions: Transactions) -> None:
    """The bank took it back: its invoice is open again once."""
    opened(transactions)
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "120"))
    outcomes = together(
        transactions, lambda session, _: service.return_payment(session, desk(), "PAY-1", reason="returned")
    )
    assert (len(answers(outcomes)), codes(outcomes)) == (1, {"ALREADY_RETURNED"})
    assert open_of(transactions, "OLD-1", "OLD-2") == [100, 50]


def test_f6_money_on_account_is_asked_back_by_sixteen_no_more_than_there_is(transactions: Transactions) -> None:
    """Each wants 10 of the 50 that are on account: five are kept apart, eleven hear that nothing is left."""
    opened(transactions)
    wish = RefundRequest(bill_to=ID, amount=pounds(10), reason="overpaid", payment_id="PAY-1")
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "200"))
    outcomes = together(transactions, lambda session, number: service.request_refund(session, somebody(number), wish))
    assert (len(answers(outcomes)), codes(outcomes)) == (5, {"NOT_ENOUGH_LEFT"})


def test_f6_one_refund_is_released_by_sixteen_once(transactions: Transactions) -> None:
    """The first one who says so releases it, or leaves it on account; the others hear that it is decided."""
    opened(transactions)
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "200"))
        wish = RefundRequest(bill_to=ID, amount=pounds(50), reason="overpaid", payment_id="PAY-1")
        asked = service.request_refund(session, desk(), wish)
    outcomes = together(
        transactions,
        lambda session, number: service.decide_refund(
            session, somebody(number), asked.number, approve=bool(number % 2), reason="looked at"
        ),
    )
    (decided,) = answers(outcomes)
    assert codes(outcomes) == {"ILLEGAL_TRANSITION"}
    with transactions.read() as session:
        assert queries.refund(session, asked.number) == decided
        paid = queries.payment(session, "PAY-1")
    assert paid is not None
    assert (paid.refunded, paid.unapplied) in [(pounds(50), pounds(0)), (None, pounds(50))]


def test_f5_one_correction_by_sixteen_is_one_credit_note(transactions: Transactions) -> None:
    """With one key everybody gets the same paper, of all that was left of the invoice."""
    with transactions.begin() as session:
        open_books(session)
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")))
    wish = InvoiceCorrection(invoice_number="INV-1001", reason="wrong", key="wish")
    outcomes = together(transactions, lambda session, _: service.correct_invoice(session, desk(), wish))
    assert len(answers(outcomes)) == SIXTEEN
    assert all(each == outcomes[0] for each in outcomes)
    assert open_of(transactions, "INV-1001") == [0]


def test_f5_corrections_with_keys_of_their_own_never_pass_the_invoice(transactions: Transactions) -> None:
    """Sixteen want to credit 30 of 100 net: three are issued without a gap, the others hear that it is too much."""
    with transactions.begin() as session:
        open_books(session)
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")))

    def correct(session: Session, number: int) -> str:
        wish = InvoiceCorrection.model_validate(
            {"invoice_number": "INV-1001", "reason": "too dear", "key": str(number),
             "lines": [{"line_no": 1, "amount": "30"}]}
        )  # fmt: skip
        return service.correct_invoice(session, desk(), wish).number

    outcomes = together(transactions, correct)
    assert sorted(answers(outcomes)) == ["CN-1001", "CN-1002", "CN-1003"]
    assert codes(outcomes) <= {"CREDIT_ABOVE_INVOICE", "CREDIT_ABOVE_LINE"}
    assert open_of(transactions, "INV-1001") == [12]
    with transactions.read() as session:
        assert session.scalar(select(func.count()).select_from(CreditNote)) == 3
