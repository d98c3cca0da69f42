"""SELECTs behind statements of account and ageing."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from domain.billing.lifecycle import RefundState
from domain.billing.models import (
    IS_UNSETTLED,
    Allowance,
    CreditApplication,
    CreditNote,
    Instalment,
    Invoice,
    Payment,
    PaymentApplication,
    Refund,
)
from domain.billing.queries.open_items import open_credit_notes, unapplied_payments
from domain.billing.schemas import AccountMovement, AccountStatement, Ageing, MovementKind
from domain.customers.queries import customer
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money

_BUCKETS = (("not_due", 0), ("days_1_to_30", 30), ("days_31_to_60", 60), ("days_61_to_90", 90))


class _Moved(NamedTuple):
    on: date
    order: int
    number: str
    kind: MovementKind
    amount: Decimal


def account_statement(session: Session, desk: Desk, bill_to: str, *, start: date, end: date) -> AccountStatement:
    """What a bill-to owed at the beginning of `start`, all that moved until the end of `end`, and what it owed then.

    Raises NotFound for somebody we do not know.
    """
    payer = customer(session, bill_to)
    if payer is None:
        raise NotFound(customer_id=bill_to)
    balance = Money.zero(payer.currency)
    opening, movements = balance, []
    for moved in sorted(_movements(session, desk, bill_to)):
        if moved.on > end:
            break
        balance = balance + Money(moved.amount, payer.currency)
        if moved.on < start:
            opening = balance
        else:
            amount = Money(moved.amount, payer.currency)
            movements.append(
                AccountMovement(on=moved.on, kind=moved.kind, number=moved.number, amount=amount, balance=balance)
            )
    on_account = [*unapplied_payments(session, bill_to), *open_credit_notes(session, bill_to)]
    empty = _ageing(payer.currency, {})
    return AccountStatement(
        bill_to=bill_to, name=payer.name, start=start, end=end, opening=opening, movements=tuple(movements),
        closing=balance, on_account=Money.total((left for _, left in on_account), payer.currency),
        ageing=ageing(session, desk, [bill_to]).get(bill_to, empty),
    )  # fmt: skip


def _movements(session: Session, desk: Desk, bill_to: str) -> Iterator[_Moved]:
    yield from _invoices(session, bill_to)
    for note in session.execute(
        select(CreditNote.issued_date, CreditNote.number, CreditNote.total).where(CreditNote.bill_to == bill_to)
    ):
        yield _Moved(note.issued_date, 1, note.number, MovementKind.CREDIT_NOTE, -note.total)
    for paid in session.execute(
        select(Payment.received_date, Payment.payment_id, Payment.amount, Payment.returned, Payment.returned_date)
        .where(Payment.bill_to == bill_to)
    ):  # fmt: skip
        yield _Moved(paid.received_date, 2, paid.payment_id, MovementKind.PAYMENT, -paid.amount)
        if paid.returned:
            on = paid.returned_date or paid.received_date
            yield _Moved(on, 3, paid.payment_id, MovementKind.RETURNED_PAYMENT, paid.returned)
    for back in session.execute(
        select(Refund.requested_at, Refund.number, Refund.amount)
        .where(Refund.bill_to == bill_to, Refund.state != RefundState.REJECTED)
    ):  # fmt: skip
        yield _Moved(desk.day_of(back.requested_at), 4, back.number, MovementKind.REFUND, back.amount)
    for gone in session.execute(
        select(Allowance.granted_date, Allowance.invoice_number, Allowance.kind, Allowance.amount)
        .where(Allowance.bill_to == bill_to)
    ):  # fmt: skip
        yield _Moved(gone.granted_date, 5, gone.invoice_number, MovementKind(gone.kind), -gone.amount)


def _invoices(session: Session, bill_to: str) -> Iterator[_Moved]:
    """Invoices, and what another system settled of those that came from it."""
    settled: dict[str, Decimal] = {}
    of_bill_to = select(Invoice.number).where(Invoice.bill_to == bill_to)
    for number, amount in (
        (PaymentApplication.invoice_number, PaymentApplication.amount),
        (CreditApplication.invoice_number, CreditApplication.amount),
        (Allowance.invoice_number, Allowance.amount),
    ):
        for row in session.execute(select(number, amount.label("amount")).where(number.in_(of_bill_to))):
            settled[row[0]] = settled.get(row[0], Decimal(0)) + row[1]
    elsewhere = _used_elsewhere(session, bill_to)
    for note in session.scalars(select(CreditNote).where(CreditNote.bill_to == bill_to)):
        if note.invoice_number is not None:
            own = note.total - note.open_amount - elsewhere.get(note.number, Decimal(0))
            settled[note.invoice_number] = settled.get(note.invoice_number, Decimal(0)) + own
    columns = (Invoice.issued_date, Invoice.number, Invoice.total, Invoice.open_amount)
    for bill in session.execute(select(*columns).where(Invoice.bill_to == bill_to)):
        yield _Moved(bill.issued_date, 0, bill.number, MovementKind.INVOICE, bill.total)
        before = bill.total - bill.open_amount - settled.get(bill.number, Decimal(0))
        if before > 0:
            yield _Moved(bill.issued_date, 1, bill.number, MovementKind.SETTLED_BEFORE, -before)


def _used_elsewhere(session: Session, bill_to: str) -> dict[str, Decimal]:
    """What of each credit note settled other invoices, or goes back."""
    of_bill_to = select(CreditNote.number).where(CreditNote.bill_to == bill_to)
    used: dict[str, Decimal] = {}
    applied = select(CreditApplication.credit_note_number, CreditApplication.amount).where(
        CreditApplication.credit_note_number.in_(of_bill_to)
    )
    refunded = select(Refund.credit_note_number, Refund.amount).where(
        Refund.credit_note_number.in_(of_bill_to), Refund.state != RefundState.REJECTED
    )
    for number, amount in [*session.execute(applied), *session.execute(refunded)]:
        used[number] = used.get(number, Decimal(0)) + amount
    return used


def ageing(session: Session, desk: Desk, bill_tos: Iterable[str] | None = None) -> dict[str, Ageing]:
    """What is open by how long it is past due today, by bill-to; of all of them when none is named.

    Not due, 1 to 30 days, 31 to 60, 61 to 90, and more; disputed amounts are among them and shown beside them.
    """
    conditions = [(Instalment.due_date >= desk.today - timedelta(days=most), name) for name, most in _BUCKETS]
    bucket = case(*conditions, else_="over_90_days")
    disputed = func.sum(Instalment.open_amount).filter(Invoice.disputed.is_(True))
    statement = (
        select(
            Instalment.bill_to, Invoice.currency, bucket.label("bucket"),
            func.sum(Instalment.open_amount).label("amount"), disputed.label("disputed"),
        )
        .join_from(Instalment, Invoice, Invoice.number == Instalment.invoice_number)
        .where(IS_UNSETTLED)
        .group_by(Instalment.bill_to, Invoice.currency, bucket)
        .order_by(Instalment.bill_to)
    )  # fmt: skip
    if bill_tos is not None:
        statement = statement.where(Instalment.bill_to.in_(sorted(set(bill_tos))))
    sums: dict[str, tuple[str, dict[str, Decimal]]] = {}
    for row in session.execute(statement):
        _, parts = sums.setdefault(row.bill_to, (row.currency, {}))
        parts[row.bucket] = row.amount
        parts["disputed"] = parts.get("disputed", Decimal(0)) + (row.disputed or Decimal(0))
    return {bill_to: _ageing(currency, parts) for bill_to, (currency, parts) in sums.items()}


def _ageing(currency: str, parts: dict[str, Decimal]) -> Ageing:
    return Ageing(**{name: Money(parts.get(name, Decimal(0)), currency) for name in Ageing.model_fields})
