"""SELECTs of payments, allowances and refunds."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.billing.models import Allowance, Invoice, Payment, PaymentApplication, Refund
from domain.billing.schemas import AllowanceKind, AllowanceView, AppliedPart, PaymentView, RefundView
from domain.shared.errors import NotFound
from domain.shared.money import Money


def payment(session: Session, payment_id: str) -> PaymentView | None:
    """One payment with what it settled, by invoice number."""
    row = session.get(Payment, payment_id, populate_existing=True)
    if row is None:
        return None
    return PaymentView(
        payment_id=row.payment_id,
        bill_to=row.bill_to,
        amount=Money(row.amount, row.currency),
        unapplied=Money(row.unapplied, row.currency),
        applied=applied_parts(session, row.payment_id, row.currency),
        refunded=Money(row.refunded, row.currency) if row.refunded else None,
        returned=Money(row.returned, row.currency) if row.returned else None,
    )


def received_since(session: Session, bill_to: str, currency: str, first_day: date) -> Decimal:
    """The money that we received from a bill-to from a day on, less what the bank took back of it."""
    statement = select(func.sum(Payment.amount), func.sum(Payment.returned)).where(
        Payment.bill_to == bill_to,
        Payment.received_date >= first_day,
        Payment.currency == currency,
        Payment.is_ours.is_(True),
    )
    received, returned = session.execute(statement).one()
    return (received or Decimal(0)) - (returned or Decimal(0))


def applied_parts(
    session: Session, payment_id: str, currency: str, invoice_number: str | None = None
) -> tuple[AppliedPart, ...]:
    """What a payment settled (of one invoice, if named) and what was let go with it, by invoice number."""
    let_go = {
        row.invoice_number: (Money(row.amount, currency), AllowanceKind(row.kind))
        for row in session.execute(
            select(Allowance.invoice_number, Allowance.amount, Allowance.kind).where(Allowance.payment_id == payment_id)
        )
    }
    statement = (
        select(PaymentApplication.invoice_number, PaymentApplication.amount)
        .where(PaymentApplication.payment_id == payment_id)
        .order_by(PaymentApplication.invoice_number)
    )
    if invoice_number is not None:
        statement = statement.where(PaymentApplication.invoice_number == invoice_number)
    return tuple(
        AppliedPart(
            invoice_number=row.invoice_number,
            amount=Money(row.amount, currency),
            allowed=let_go[row.invoice_number][0] if row.invoice_number in let_go else None,
            kind=let_go[row.invoice_number][1] if row.invoice_number in let_go else None,
        )
        for row in session.execute(statement)
    )


def allowances(session: Session, invoice_number: str) -> tuple[AllowanceView, ...]:
    """What was let go of an invoice, in the order it was granted."""
    rows = session.execute(
        select(*Allowance.__table__.c, Invoice.currency)
        .join(Invoice, Invoice.number == Allowance.invoice_number)
        .where(Allowance.invoice_number == invoice_number)
        .order_by(Allowance.id)
    )
    return tuple(
        AllowanceView(
            invoice_number=row.invoice_number,
            bill_to=row.bill_to,
            kind=AllowanceKind(row.kind),
            amount=Money(row.amount, row.currency),
            granted_date=row.granted_date,
            reason=row.reason,
            payment_id=row.payment_id,
        )
        for row in rows
    )


def refund(session: Session, number: str) -> RefundView:
    """One refund; raises NotFound."""
    row = session.get(Refund, number, populate_existing=True)
    if row is None:
        raise NotFound(number=number)
    return _refund(row)


def refunds(session: Session, bill_to: str | None = None, state: str | None = None) -> tuple[RefundView, ...]:
    """Refunds, the oldest first; of one bill-to or in one state, if named."""
    statement = select(Refund).order_by(Refund.requested_at, Refund.number)
    if bill_to is not None:
        statement = statement.where(Refund.bill_to == bill_to)
    if state is not None:
        statement = statement.where(Refund.state == state)
    return tuple(_refund(row) for row in session.scalars(statement, execution_options={"populate_existing": True}))


def _refund(row: Refund) -> RefundView:
    return RefundView(
        number=row.number,
        bill_to=row.bill_to,
        amount=Money(row.amount, row.currency),
        state=row.state,
        reason=row.reason,
        payment_id=row.payment_id,
        credit_note_number=row.credit_note_number,
        requested_by=row.requested_by,
        decided_by=row.decided_by,
    )
