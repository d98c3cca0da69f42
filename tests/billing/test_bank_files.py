"""Bank files in the books: every movement once, sure ones booked, others asked about, bad ones not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.billing import queries, service
from domain.billing.errors import BankEntryConflict, BankFileUnreadable, NotIncoming, NotTakenBack, ReasonNeeded
from domain.billing.models import BankEntry, BankFile, Payment
from domain.billing.schemas import BankFileView, EntryDecision, MatchReason, RefundRequest
from domain.shared.actors import Actor, ActorKind, Role
from domain.shared.database import Transactions
from domain.shared.errors import IllegalTransition, NotAllowed, Refusal
from domain.shared.money import CurrencyMismatch
from domain.shared.outbox import OutboxEvent
from tests.billing.books import MEADOWSWEET, desk, imported, open_books, pounds
from tests.billing.statements import ACCOUNT, camt, entry, statements

ID = MEADOWSWEET.customer_id
REP = Actor(kind=ActorKind.EMPLOYEE, id="mia@w.example", name="Mia", roles=frozenset({Role.SALES_REP}))


def owe(session: Session) -> None:
    """Meadowsweet owes 100 and 50, Thistle 70."""
    open_books(session)
    rows = [
        imported("OLD-1", "100", date(2011, 10, 1)), imported("OLD-2", "50", date(2011, 10, 2)),
        imported("OLD-3", "70", date(2011, 10, 3), bill_to="12502"),
    ]  # fmt: skip
    service.import_invoices(session, desk(), rows)


def take(session: Session, content: bytes, name: str = "bank.xml") -> BankFileView:
    """Take over a file."""
    return service.import_bank_file(session, desk(), content, statements(content), name=name)


def opened(session: Session) -> dict[str, Decimal]:
    """What is open of each invoice."""
    views = [*queries.invoices(session, desk(), ID), *queries.invoices(session, desk(), "12502")]
    return {view.number: view.open_amount.amount for view in views}


def count(session: Session) -> tuple[int, int, int, int]:
    """Files, entries, payments, events."""
    tables = (BankFile, BankEntry, Payment, OutboxEvent)
    return tuple(session.scalar(select(func.count()).select_from(each)) or 0 for each in tables)  # type: ignore[return-value]


def refused(transactions: Transactions, kind: type[Refusal], content: bytes) -> None:
    """The file is refused, and nothing of it is stored."""
    with transactions.read() as session:
        before = count(session)
    with pytest.raises(kind), transactions.begin() as session:
        take(session, content)
    with transactions.read() as session:
        assert count(session) == before


def test_f6_a_named_invoice_that_fits_is_settled_and_the_rest_waits(transactions: Transactions) -> None:
    """100 for OLD-1 is booked; 12.34 from nobody waits; what went out is set aside; the same file changes nothing."""
    content = camt(
        entry("100.00", "Invoice OLD-1 thank you", ref="B1"), entry("12.34", "hello", ref="B2", iban="GB00X"),
        entry("5.00", "fees", ref="B3", indicator="DBIT"), closing="1107.34",
    )  # fmt: skip
    with transactions.begin() as session:
        owe(session)
        view = take(session, content)
        assert (view.entries, view.new_entries, view.applied, view.waiting, view.set_aside) == (3, 3, 1, 1, 1)
        assert opened(session) == {"OLD-1": Decimal(0), "OLD-2": Decimal(50), "OLD-3": Decimal(70)}
        before = count(session)
        again = take(session, content)
        assert (again.new_entries, again.applied, count(session)) == (0, 0, before)
        (waiting,) = queries.unmatched(session)
        assert (waiting.amount.amount, waiting.candidates) == (Decimal("12.34"), ())


def test_f6_an_entry_in_another_file_is_the_same_entry(transactions: Transactions) -> None:
    """Yesterday's file overlaps today's: only what is new is booked; two like movements without references are two."""
    first, second = entry("100.00", "OLD-1", ref="B1"), entry("50.00", "OLD-2", ref="B2")
    with transactions.begin() as session:
        owe(session)
        assert take(session, camt(first)).new_entries == 1
        view = take(session, camt(first, second), "later.xml")
        assert (view.entries, view.new_entries, view.applied) == (2, 1, 1)
        twice = b"Date,Reference,Amount\n2011-11-14,gift,5\n2011-11-14,gift,5\n"
        assert take(session, twice, "a.csv").new_entries == 2
        assert take(session, twice + b"2011-11-14,gift,5\n", "b.csv").new_entries == 1


def test_f6_a_file_that_does_not_add_up_stores_nothing(transactions: Transactions) -> None:
    """A closing balance that is missed by a penny, or a movement told with another amount than before."""
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("100.00", "OLD-1", ref="B1")))
    refused(transactions, BankFileUnreadable, camt(entry("50.00", "OLD-2", ref="B2"), closing="1050.01"))
    refused(transactions, BankEntryConflict, camt(entry("50.00", "OLD-2", ref="A9"), entry("99.00", "OLD-1", ref="B1")))
    content = camt(entry("50.00", "OLD-2", ref="B2"))
    with pytest.raises(NotAllowed), transactions.begin() as session:
        service.import_bank_file(session, desk().acting_as(REP), content, statements(content), name="x")


def test_f6_what_a_person_decides_is_remembered(transactions: Transactions) -> None:
    """Nobody knew the account: asked once; the next payment from it is booked by itself, the oldest due first."""
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("60.00", "for our flowers", ref="B1", name="M. Florist")))
        (waiting,) = queries.unmatched(session)
        assert waiting.candidates == ()
        decided = service.decide_entry(session, desk(), EntryDecision(entry_id=waiting.id, bill_to=ID))
        assert (decided.state, decided.bill_to, opened(session)["OLD-1"]) == ("applied", ID, Decimal(40))
        view = take(session, camt(entry("45.00", "more flowers", ref="B2", name="M. Florist")), "2.xml")
        assert (view.applied, view.waiting) == (1, 0)
        assert opened(session) == {"OLD-1": Decimal(0), "OLD-2": Decimal(45), "OLD-3": Decimal(70)}
        with pytest.raises(IllegalTransition):
            service.decide_entry(session, desk(), EntryDecision(entry_id=waiting.id, bill_to="12502"))


def test_f6_swapped_digits_and_amounts_are_suggested_and_never_booked(transactions: Transactions) -> None:
    """INV-576097 for INV-576079; and an amount that only one owes. A person sets one aside and names the other."""
    with transactions.begin() as session:
        owe(session)
        service.import_invoices(session, desk(), [imported("INV-576079", "33", date(2011, 10, 1))])
        content = camt(entry("33.00", "INV-576097", ref="B1", iban="X1"), entry("70.00", "thanks", ref="B2", iban="X2"))
        assert take(session, content).waiting == 2
        swapped, exact = queries.unmatched(session)
        assert swapped.candidates[0].reasons == (MatchReason.DIGITS_SWAPPED, MatchReason.NAMED_EXACTLY)
        assert (exact.candidates[0].bill_to, exact.candidates[0].reasons) == ("12502", (MatchReason.EXACTLY_ONE,))
        with pytest.raises(ReasonNeeded):
            service.set_entry_aside(session, desk(), exact.id, reason=" ")
        assert service.set_entry_aside(session, desk(), exact.id, reason="insurance").state == "set_aside"
        assert service.take_entry_up(session, desk(), exact.id).state == "waiting"
        service.decide_entry(session, desk(), EntryDecision(entry_id=swapped.id, bill_to=ID))
        assert opened(session)["INV-576079"] == Decimal(0)


def test_f6_another_currency_waits_and_is_never_mixed_in(transactions: Transactions) -> None:
    """100 euros are not 100 pounds: asked about, and refused for somebody whose books are in pounds."""
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("100.00", "OLD-1", ref="B1", currency="EUR")))
        (waiting,) = queries.unmatched(session)
        with pytest.raises(CurrencyMismatch):
            service.decide_entry(session, desk(), EntryDecision(entry_id=waiting.id, bill_to=ID))
        assert (opened(session)["OLD-1"], queries.unmatched(session)[0].state) == (Decimal(100), "waiting")
        assert queries.exposure(session, desk(), MEADOWSWEET).unapplied_payments.amount == 0


def test_f6_a_returned_payment_is_taken_back_by_its_reference(transactions: Transactions) -> None:
    """The bank returns E2E-1: OLD-1 is open again; a return of something unknown waits for a person."""
    more = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("100.00", "OLD-1", ref="B1", e2e="E2E-1")))
        content = camt(
            entry("100.00", "", ref="B2", e2e="E2E-1", indicator="DBIT", more=more),
            entry("9.00", "", ref="B3", e2e="E2E-9", indicator="DBIT", more=more),
        )  # fmt: skip
        view = take(session, content, "2.xml")
        assert (view.returned, view.applied, view.waiting, view.set_aside) == (1, 0, 1, 0)
        assert opened(session)["OLD-1"] == Decimal(100)
        assert queries.exposure(session, desk(), MEADOWSWEET).total.amount == Decimal(150)


def returning(ref: str, e2e: str = "E2E-1", indicator: str = "DBIT") -> str:
    """The bank takes 100 back."""
    more = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    return entry("100.00", "", ref=ref, e2e=e2e, indicator=indicator, more=more)


def test_f6_a_payment_is_taken_back_once_and_not_after_a_refund(transactions: Transactions) -> None:
    """Of two returns of E2E-1 the second waits; so do one of money that was partly refunded, and one that came in."""
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("100.00", "OLD-1", ref="B1", e2e="E2E-1")))
        view = take(session, camt(returning("B2"), returning("B3")), "2.xml")
        assert (view.returned, view.waiting) == (1, 1)
        assert opened(session)["OLD-1"] == Decimal(100)
        take(session, camt(entry("70.00", "OLD-3 and OLD-1", ref="B4"), entry("100.00", "OLD-1", ref="B5", e2e="E2")))
        service.unapply_payment(session, desk(), f"{ACCOUNT}:B5", reason="paid twice")
        ask = RefundRequest(bill_to=ID, amount=pounds(1), reason="paid twice", payment_id=f"{ACCOUNT}:B5")
        service.request_refund(session, desk(), ask)
        view = take(session, camt(returning("B6", "E2"), returning("B7", "E2", "CRDT")), "3.xml")
        assert (view.returned, view.waiting) == (0, 2)


def test_f6_what_went_out_is_never_money_received(transactions: Transactions) -> None:
    """A debit that waits, or was set aside and taken up again, is refused as a payment; it can be set aside."""
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("100.00", "to OLD-1", ref="B1", indicator="DBIT"), returning("B2", "E2E-9")))
        fees, unknown = session.scalars(select(BankEntry.id).order_by(BankEntry.key))
        service.take_entry_up(session, desk(), fees)
        before = count(session)
        for waiting in (fees, unknown):
            with pytest.raises(NotIncoming):
                service.decide_entry(session, desk(), EntryDecision(entry_id=waiting, bill_to=ID))
        assert (count(session), opened(session)["OLD-1"]) == (before, Decimal(100))
        assert service.set_entry_aside(session, desk(), unknown, reason="ask the bank").state == "set_aside"


def test_f6_a_person_says_which_payment_was_taken_back(transactions: Transactions) -> None:
    """The bank names nothing that we know: what came in or is another amount is refused, the right one is undone."""
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("100.00", "OLD-1", ref="B1"), entry("70.00", "OLD-3", ref="B2")))
        take(session, camt(returning("B3", "E2E-9"), entry("100.00", "hello", ref="B4", iban="GB00X")), "2.xml")
        incoming, debit = sorted(queries.unmatched(session), key=lambda view: not view.is_credit)
        before = count(session)
        for wrong, payment_id in ((incoming, f"{ACCOUNT}:B1"), (debit, f"{ACCOUNT}:B2")):
            with pytest.raises(NotTakenBack):
                service.decide_return(session, desk(), wrong.id, payment_id)
        assert (count(session), opened(session)["OLD-1"]) == (before, Decimal(0))
        done = service.decide_return(session, desk(), debit.id, f"{ACCOUNT}:B1")
        assert (done.state, done.reason, opened(session)["OLD-1"]) == ("applied", "returned", Decimal(100))
        with pytest.raises(IllegalTransition):
            service.decide_return(session, desk(), debit.id, f"{ACCOUNT}:B1")


def test_f6_a_short_payment_with_a_reason_is_told(transactions: Transactions) -> None:
    """The payer is known and writes what was damaged: the rest stays open, and somebody looks at it."""
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("1.00", "x", ref="B0")))
        service.decide_entry(session, desk(), EntryDecision(entry_id=queries.unmatched(session)[0].id, bill_to=ID))
        take(session, camt(entry("30.00", "OLD-2 less 20 for damaged bags", ref="B1")), "2.xml")
        assert opened(session)["OLD-2"] == Decimal(20)
        row = session.scalars(select(OutboxEvent).where(OutboxEvent.kind == "invoice_short_paid")).one()
        assert (row.data["reason"], row.data["invoice"]["number"]) == ("damaged", "OLD-2")


def test_f6_sixteen_importers_at_once_book_a_file_once(transactions: Transactions) -> None:
    """The same file from sixteen sides, and an overlapping one: every movement is booked once."""
    entries = [entry("1.00", "OLD-1", ref=f"B{number:03}", e2e=f"E{number}", iban="GB1") for number in range(20)]
    whole, part = camt(*entries), camt(*reversed(entries[5:15]))
    with transactions.begin() as session:
        owe(session)
        take(session, camt(entry("1.00", "x", ref="A", iban="GB1")), "first.xml")
        service.decide_entry(session, desk(), EntryDecision(entry_id=queries.unmatched(session)[0].id, bill_to=ID))

    def importer(number: int) -> int:
        with transactions.begin() as session:
            return take(session, part if number % 4 == 0 else whole, f"{number}.xml").new_entries

    with ThreadPoolExecutor(16) as pool:
        new = list(pool.map(importer, range(16)))
    assert sum(new) == 20
    with transactions.read() as session:
        assert opened(session)["OLD-1"] == Decimal(79)
        assert session.scalar(select(func.sum(Payment.amount))) == Decimal(21)
