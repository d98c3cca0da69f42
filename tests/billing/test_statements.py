"""Statements of account, ageing, and what money must always add up to, whatever happens in which order."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.billing import queries, service
from domain.billing.lifecycle import RefundState
from domain.billing.models import (
    Allowance,
    CreditApplication,
    CreditNote,
    Instalment,
    Invoice,
    Payment,
    PaymentApplication,
    Refund,
)
from domain.billing.schemas import CreditNoteRequest, MovementKind, RefundRequest
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.errors import Refusal
from tests.billing.books import MEADOWSWEET, NOW, desk, imported, line, open_books, payment, pounds, shipment
from tests.billing.test_dunning import owe, past_due

ID = MEADOWSWEET.customer_id
YEAR = {"start": date(2011, 1, 1), "end": date(2011, 12, 31)}


def test_a_statement_opens_moves_and_closes(transactions: Transactions) -> None:
    """Half of an old invoice was paid elsewhere; then a payment of ours, returned; a small rest is written off."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [imported("OLD-1", "100", date(2011, 10, 1), open_amount=pounds(54))])
        service.receive_payment(session, desk(), payment("PAY-1", "50"))
        service.return_payment(session, desk(), "PAY-1", reason="AC04")
        service.receive_payment(session, desk(), payment("PAY-2", "50"))
        service.write_off(session, desk(), "OLD-1", reason="small")
        found = queries.account_statement(session, desk(), ID, start=date(2011, 11, 1), end=date(2011, 11, 30))
    assert (found.opening, found.closing, found.on_account) == (pounds(54), pounds(0), pounds(0))
    assert [(each.kind, each.amount.amount, each.balance.amount) for each in found.movements] == [
        (MovementKind.PAYMENT, Decimal(-50), Decimal(4)),
        (MovementKind.PAYMENT, Decimal(-50), Decimal(-46)),
        (MovementKind.RETURNED_PAYMENT, Decimal(50), Decimal(4)),
        (MovementKind.WRITE_OFF, Decimal(-4), Decimal(0)),
    ]


def test_k6_what_is_open_is_aged_to_the_day(transactions: Transactions) -> None:
    """Due today is not due; 1, 30, 31, 60, 61, 90 and 91 days; disputed stands beside it."""
    days = (0, 1, 30, 31, 60, 61, 90, 91)
    owe(transactions, *(past_due(f"A{number}", number, "10") for number in days), past_due("D", 5, "7", disputed=True))
    with transactions.read() as session:
        found = queries.ageing(session, desk(), [ID])[ID]
    buckets = (found.not_due, found.days_1_to_30, found.days_31_to_60, found.days_61_to_90, found.over_90_days)
    assert [bucket.amount for bucket in buckets] == [10, 27, 20, 20, 10]
    assert (found.total, found.disputed) == (pounds(87), pounds(7))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "pay", "unapply", "return", "apply", "credit", "use", "refund", "decide", "off"]),
        st.integers(1, 12_000).map(lambda cents: Decimal(cents) / 100),
        st.integers(0, 5),
    ),
    max_size=25,
)


def live(session: Session, step: tuple[str, Decimal, int], number: int) -> None:
    """Try one step; what cannot be is refused."""
    kind, amount, pick = step
    at, other = desk(), desk().acting_as(system("other"))
    bills = session.scalars(select(Invoice.number).order_by(Invoice.number)).all() or ["none"]
    paid = session.scalars(select(Payment.payment_id).order_by(Payment.payment_id)).all() or ["none"]
    notes = session.scalars(select(CreditNote.number).order_by(CreditNote.number)).all() or ["none"]
    asked = session.scalars(select(Refund.number).order_by(Refund.number)).all() or ["none"]
    bill, money, note, back = (each[pick % len(each)] for each in (bills, paid, notes, asked))
    credit = CreditNoteRequest(bill_to=ID, invoice_number=bill, reason="RMA", lines=(line(str(amount)),))
    ask = RefundRequest(bill_to=ID, amount=pounds(str(amount)), reason="twice",
                        **({"payment_id": money} if pick % 2 else {"credit_note_number": note}))  # fmt: skip
    verbs: dict[str, Any] = {
        "invoice": lambda: service.issue_invoice(session, at, shipment(f"SH-{number}", line(str(amount)))),
        "pay": lambda: service.receive_payment(session, at, payment(f"PAY-{number}", str(amount), bill)),
        "unapply": lambda: service.unapply_payment(session, at, money, reason="wrong"),
        "return": lambda: service.return_payment(session, at, money, reason="AC04"),
        "apply": lambda: service.apply_payment(session, at, money),
        "credit": lambda: service.issue_credit_note(session, at, credit),
        "use": lambda: service.apply_credit(session, at, note, bill),
        "refund": lambda: service.request_refund(session, at, ask),
        "decide": lambda: service.decide_refund(session, other, back, approve=bool(pick % 2), reason="so"),
        "off": lambda: service.write_off(session, at, bill, reason="small"),
    }
    try:
        verbs[kind]()
    except Refusal:
        session.flush()


def total(session: Session, amount: Any, *conditions: Any) -> Decimal:
    """The sum of a column."""
    return session.scalar(select(func.sum(amount)).where(*conditions)) or Decimal(0)


def check(session: Session) -> None:
    """Every payment, credit note and invoice adds up, and the statement closes with what is owed."""
    session.expire_all()
    for money in session.scalars(select(Payment)):
        used = total(session, PaymentApplication.amount, PaymentApplication.payment_id == money.payment_id)
        gone = total(session, Refund.amount, Refund.payment_id == money.payment_id,
                     Refund.state != RefundState.REJECTED)  # fmt: skip
        assert (money.amount, money.refunded) == (used + money.unapplied + gone + money.returned, gone)
    own: dict[str | None, Decimal] = {}
    for note in session.scalars(select(CreditNote)):
        used = total(session, CreditApplication.amount, CreditApplication.credit_note_number == note.number)
        gone = total(session, Refund.amount, Refund.credit_note_number == note.number,
                     Refund.state != RefundState.REJECTED)  # fmt: skip
        lowered = note.total - note.open_amount - used - gone
        assert lowered >= 0
        own[note.invoice_number] = own.get(note.invoice_number, Decimal(0)) + lowered
    for bill in session.scalars(select(Invoice)):
        parts = [
            total(session, table.amount, table.invoice_number == bill.number)
            for table in (PaymentApplication, CreditApplication, Allowance)
        ]
        assert bill.open_amount == bill.total - sum(parts) - own.get(bill.number, Decimal(0))
        assert bill.open_amount >= 0
        assert bill.open_amount == total(session, Instalment.open_amount, Instalment.invoice_number == bill.number)
    found = queries.exposure(session, desk(), MEADOWSWEET)
    statement = queries.account_statement(session, desk(NOW + timedelta(days=1)), ID, **YEAR)
    owed = found.open_invoices - found.unapplied_payments - found.open_credit_notes
    assert (statement.closing, statement.ageing.total) == (owed, found.open_invoices)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_f6_whatever_is_paid_taken_back_and_given_back_adds_up(
    transactions: Transactions, steps: list[tuple[str, Decimal, int]]
) -> None:
    """Applied + unapplied + refunded + returned = payments; open = total − applied − credited − let go ≥ 0."""
    with transactions.read() as session:
        open_books(session)
        for number, step in enumerate(steps):
            live(session, step, number)
            check(session)
