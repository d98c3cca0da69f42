"""What payments settle and what is taken back: on account, unapplied, returned, refunded, written off, deducted."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.billing import queries, service
from domain.billing.errors import (
    AboveTolerance,
    AlreadyReturned,
    MoneyIsRefunded,
    NotEnoughLeft,
    NotPositive,
    NotSettled,
    OwnRequest,
    ReasonNeeded,
    WrongBillTo,
)
from domain.billing.models import Allowance, Invoice, Payment, PaymentApplication, Refund
from domain.billing.rules import applied, discount_left
from domain.billing.schemas import AllowanceKind, AppliedPart, CreditNoteRequest, OpenItem, RefundRequest
from domain.shared.actors import Actor, ActorKind, Role
from domain.shared.audit import trail
from domain.shared.database import Transactions
from domain.shared.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from domain.shared.outbox import OutboxEvent
from tests.billing.books import MEADOWSWEET, desk, imported, line, open_books, payment, pounds, shipment

ID = MEADOWSWEET.customer_id
FAY = Actor(kind=ActorKind.EMPLOYEE, id="fay@w.example", name="Fay", roles=frozenset({Role.FINANCE}))
SAM = Actor(kind=ActorKind.EMPLOYEE, id="sam@w.example", name="Sam", roles=frozenset({Role.CREDIT_MANAGER}))
REP = Actor(kind=ActorKind.EMPLOYEE, id="mia@w.example", name="Mia", roles=frozenset({Role.SALES_REP}))


def item(number: str, amount: str, due: int, *, discount: str | None = None, by: int = 10) -> OpenItem:
    """An invoice that is open, due in October, with a discount until a day of October."""
    return OpenItem(
        invoice_number=number, bill_to=ID, due_date=date(2011, 10, due), total=pounds(amount),
        open_amount=pounds(amount), discount=None if discount is None else pounds(discount),
        discount_date=None if discount is None else date(2011, 10, by),
    )  # fmt: skip


def said(parts: tuple[AppliedPart, ...]) -> list[tuple[str, Decimal, Decimal]]:
    """Invoice, paid, let go."""
    return [
        (part.invoice_number, part.amount.amount, part.allowed.amount if part.allowed else Decimal(0)) for part in parts
    ]


@pytest.mark.parametrize(
    ("amount", "day", "expected"),
    [
        ("98", 10, [("A", 98, 2)]),
        ("98", 11, [("A", 98, 0)]),
        ("99", 10, [("A", 99, 1)]),
        ("97.99", 10, [("A", "97.99", 0)]),
        ("100", 10, [("A", 100, 0)]),
        ("147", 10, [("A", 98, 2), ("B", 49, 1)]),
        ("148", 10, [("A", 98, 2), ("B", 50, 0)]),
        ("120", 10, [("A", 100, 0), ("B", 20, 0)]),
        ("150", 10, [("A", 100, 0), ("B", 50, 0)]),
    ],
)
def test_f6_a_discount_is_taken_in_time_and_only_for_what_it_ends(
    amount: str, day: int, expected: list[tuple[str, object, object]]
) -> None:
    """Short by no more than the discounts: the rest is discount. Late, or short by more: the rest stays open."""
    items = [item("A", "100", 20, discount="2"), item("B", "50", 21, discount="1")]
    if len(expected) == 1:
        items = items[:1]
    parts = applied(pounds(amount), items, None, date(2011, 10, day))
    assert said(parts) == [(number, Decimal(str(paid)), Decimal(str(gone))) for number, paid, gone in expected]


def test_f6_a_credit_note_lowers_the_discount_in_proportion() -> None:
    """2 of 100; half of it credited leaves 1; what was taken before is gone."""
    rest = discount_left(pounds(2), total=pounds(100), credited=pounds(50), taken=pounds(0))
    assert (rest, discount_left(pounds(2), total=pounds(100), credited=pounds(50), taken=pounds(1))) == (
        pounds(1), pounds(0),
    )  # fmt: skip


def owe(session: Session) -> None:
    """Invoices of 100 and 50, due on the first two days of October."""
    open_books(session)
    rows = [imported("OLD-1", "100", date(2011, 10, 1)), imported("OLD-2", "50", date(2011, 10, 2))]
    service.import_invoices(session, desk(), rows)


def opened(session: Session) -> dict[str, Decimal]:
    """What is open of each invoice."""
    return {view.number: view.open_amount.amount for view in queries.invoices(session, desk(), ID)}


def events(session: Session) -> list[str]:
    """What happened, in order."""
    return list(session.scalars(select(OutboxEvent.kind).order_by(OutboxEvent.id)))


def snapshot(session: Session) -> list[object]:
    """Everything that money touches, to see that a refusal changed nothing."""
    found: list[object] = [events(session)]
    for table in (Invoice, Payment, PaymentApplication, Allowance, Refund):
        found.append(session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).all())
    return found


def refused(session: Session, kind: type[Refusal], verb: Callable[[], object]) -> None:
    """The verb is refused, and nothing changed."""
    before = snapshot(session)
    with pytest.raises(kind):
        verb()
    session.flush()
    assert snapshot(session) == before


def test_f6_a_payment_is_unapplied_and_applied_to_another_invoice(transactions: Transactions) -> None:
    """Its first invoice is open again, the money is on account, then a part of it settles what is named."""
    with transactions.begin() as session:
        owe(session)
        service.receive_payment(session, desk(), payment("PAY-1", "100"))
        view = service.unapply_payment(session, desk(), "PAY-1", reason="meant for the other one")
        assert (view.unapplied, view.applied, opened(session)["OLD-1"]) == (pounds(100), (), Decimal(100))
        view = service.apply_payment(session, desk(), "PAY-1", invoice_number="OLD-2", amount=pounds(20))
        assert (view.unapplied, said(view.applied)) == (pounds(80), [("OLD-2", Decimal(20), Decimal(0))])
        view = service.apply_payment(session, desk(), "PAY-1", invoice_number="OLD-2")
        assert (view.unapplied, said(view.applied)) == (pounds(50), [("OLD-2", Decimal(50), Decimal(0))])
        assert queries.exposure(session, desk(), MEADOWSWEET).total == pounds(50)
        reasons = [entry.reason for entry in trail(session, f"customer:{ID}") if entry.action == "payment.unapplied"]
        assert reasons == ["meant for the other one"]


def test_f6_what_cannot_be_applied_is_refused_and_changes_nothing(transactions: Transactions) -> None:
    """More than is left, somebody else's invoice, an unknown one, nothing to undo, no reason, no role."""
    with transactions.begin() as session:
        owe(session)
        service.import_invoices(session, desk(), [imported("T-1", "5", date(2011, 10, 1), bill_to="12502")])
        service.receive_payment(session, desk(), payment("PAY-1", "200"))
        at = desk()
        refused(session, NotEnoughLeft, lambda: service.apply_payment(session, at, "PAY-1", amount=pounds("50.01")))
        refused(session, NotPositive, lambda: service.apply_payment(session, at, "PAY-1", amount=pounds(0)))
        refused(session, WrongBillTo, lambda: service.apply_payment(session, at, "PAY-1", invoice_number="T-1"))
        refused(session, NotFound, lambda: service.apply_payment(session, at, "PAY-1", invoice_number="OLD-9"))
        refused(session, NotFound, lambda: service.apply_payment(session, at, "PAY-9"))
        refused(session, ReasonNeeded, lambda: service.unapply_payment(session, at, "PAY-1", reason=" "))
        refused(
            session, NotSettled,
            lambda: service.unapply_payment(session, at, "PAY-1", reason="x", invoice_number="T-1"),
        )  # fmt: skip
        rep = desk().acting_as(REP)
        refused(session, NotAllowed, lambda: service.unapply_payment(session, rep, "PAY-1", reason="x"))
        refused(session, NotAllowed, lambda: service.apply_payment(session, rep, "PAY-1"))
        refused(session, NotAllowed, lambda: service.return_payment(session, rep, "PAY-1", reason="x"))


def test_f6_cash_on_account_settles_later_invoices_by_policy(transactions: Transactions) -> None:
    """120 on account, then an invoice of 100 and one of 50: 100 and 20. With the policy off, nobody touches it."""
    with transactions.begin() as session:
        open_books(session)
        service.receive_payment(session, desk(), payment("PAY-1", "120"))
        rows = [imported("OLD-1", "100", date(2011, 12, 1)), imported("OLD-2", "50", date(2011, 12, 2))]
        service.import_invoices(session, desk(), rows)
        assert service.apply_unapplied(session, desk(payments={"apply_unapplied": False}), ID) == ()
        done = service.apply_unapplied(session, desk(), ID)
        assert said(done) == [("OLD-1", Decimal(100), Decimal(0)), ("OLD-2", Decimal(20), Decimal(0))]
        assert service.apply_unapplied(session, desk(), ID) == ()
        assert opened(session) == {"OLD-1": Decimal(0), "OLD-2": Decimal(30)}
        assert events(session) == ["payment_applied", "payment_applied"]


def test_f6_a_returned_payment_opens_its_invoices_again(transactions: Transactions) -> None:
    """The direct debit bounces: both invoices are owed again, nothing is on account, and it cannot bounce twice."""
    with transactions.begin() as session:
        owe(session)
        service.receive_payment(session, desk(), payment("PAY-1", "160"))
        view = service.return_payment(session, desk(), "PAY-1", reason="AC04 closed account")
        assert (view.returned, view.unapplied, view.applied) == (pounds(160), pounds(0), ())
        assert opened(session) == {"OLD-1": Decimal(100), "OLD-2": Decimal(50)}
        assert queries.exposure(session, desk(), MEADOWSWEET).total == pounds(150)
        assert events(session) == ["payment_applied", "payment_returned"]
        refused(session, AlreadyReturned, lambda: service.return_payment(session, desk(), "PAY-1", reason="again"))


def test_f6_a_small_rest_is_written_off_by_who_may(transactions: Transactions) -> None:
    """4.99 may go, 5.01 may not; a rep may not at all, and nobody without a reason; a second time nothing is open."""
    with transactions.begin() as session:
        owe(session)
        service.receive_payment(session, desk(), payment("PAY-1", "94.99", "OLD-1"))
        fay, rep = desk().acting_as(FAY), desk().acting_as(REP)
        refused(session, AboveTolerance, lambda: service.write_off(session, fay, "OLD-1", reason="small"))
        service.receive_payment(session, desk(), payment("PAY-2", "0.02", "OLD-1"))
        refused(session, NotAllowed, lambda: service.write_off(session, rep, "OLD-1", reason="small"))
        refused(session, ReasonNeeded, lambda: service.write_off(session, fay, "OLD-1", reason=""))
        view = service.write_off(session, fay, "OLD-1", reason="not worth a letter")
        assert (view.kind, view.amount, opened(session)["OLD-1"]) == (
            AllowanceKind.WRITE_OFF, pounds("4.99"), Decimal(0),
        )  # fmt: skip
        assert queries.allowances(session, "OLD-1") == (view,)
        refused(session, NotPositive, lambda: service.write_off(session, fay, "OLD-1", reason="again"))
        assert events(session)[-1] == "allowance_granted"


def test_f6_open_credit_settles_another_invoice(transactions: Transactions) -> None:
    """80 of open credit: 50 settle an invoice, 30 stay; more than is left is refused."""
    with transactions.begin() as session:
        owe(session)
        service.issue_invoice(session, desk(), shipment("SH-1", line("100"), line("100", key="SO-1042/2")))
        service.receive_payment(session, desk(), payment("PAY-1", "200", "INV-1001"))
        request = CreditNoteRequest(bill_to=ID, invoice_number="INV-1001", reason="RMA-1", lines=(line("100"),))
        note = service.issue_credit_note(session, desk(), request)
        assert note.open_amount == pounds(80)
        assert service.apply_credit(session, desk(), "CN-1001", "OLD-2").amount == pounds(50)
        assert queries.credit_note(session, "CN-1001").open_amount == pounds(30)
        assert opened(session)["OLD-2"] == Decimal(0)
        refused(
            session, NotEnoughLeft,
            lambda: service.apply_credit(session, desk(), "CN-1001", "OLD-1", amount=pounds("30.01")),
        )  # fmt: skip
        assert queries.exposure(session, desk(), MEADOWSWEET).total == pounds(70)


def test_f6_money_goes_back_when_somebody_else_releases_it(transactions: Transactions) -> None:
    """Asked for, it is off the account at once; who asked does not release; rejected, it is back; decided once."""
    ask = RefundRequest(bill_to=ID, amount=pounds(30), reason="paid twice", payment_id="PAY-1")
    with transactions.begin() as session:
        open_books(session)
        service.receive_payment(session, desk(), payment("PAY-1", "100"))
        fay, sam = desk().acting_as(FAY), desk().acting_as(SAM)
        first = service.request_refund(session, fay, ask)
        assert (first.number, queries.exposure(session, fay, MEADOWSWEET).total) == ("RF-1001", pounds(-70))
        both = fay.acting_as(FAY.model_copy(update={"roles": frozenset({Role.FINANCE, Role.DIRECTOR})}))
        refused(session, OwnRequest, lambda: service.decide_refund(session, both, "RF-1001", approve=True))
        refused(session, NotAllowed, lambda: service.decide_refund(session, fay, "RF-1001", approve=True))
        refused(session, ReasonNeeded, lambda: service.decide_refund(session, sam, "RF-1001", approve=False))
        assert service.decide_refund(session, sam, "RF-1001", approve=True).state == "approved"
        refused(session, IllegalTransition, lambda: service.decide_refund(session, sam, "RF-1001", approve=True))
        refused(
            session, NotEnoughLeft,
            lambda: service.request_refund(session, fay, ask.model_copy(update={"amount": pounds("70.01")})),
        )  # fmt: skip
        refused(session, MoneyIsRefunded, lambda: service.return_payment(session, fay, "PAY-1", reason="bounced"))
        second = service.request_refund(session, fay, ask)
        service.decide_refund(session, sam, second.number, approve=False, reason="it was not twice")
        view = queries.payment(session, "PAY-1")
        assert view is not None
        assert (view.unapplied, view.refunded, view.amount) == (pounds(70), pounds(30), pounds(100))
