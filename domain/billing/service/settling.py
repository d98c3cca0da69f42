"""What payments do to invoices, once somebody decided it: applied, and taken back. The account must be locked."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from domain.billing.models import Allowance, Payment, PaymentApplication
from domain.billing.queries.payments import applied_parts
from domain.billing.schemas import AppliedPart
from domain.billing.service.instalments import settle
from domain.shared.database import insert_into
from domain.shared.desk import Desk
from domain.shared.money import Money


def apply_parts(session: Session, desk: Desk, payment: Payment, parts: Sequence[AppliedPart]) -> None:
    """Settle invoices with a payment, and let go with it what the parts say."""
    if not parts:
        return
    for part in parts:
        let_go = part.allowed.amount if part.allowed else Decimal(0)
        settle(session, part.invoice_number, part.amount.amount + let_go)
    _add_applications(session, payment.payment_id, parts)
    _add_allowances(session, desk, payment, parts)
    _raise_unapplied(session, payment, -_sum(parts, payment.currency))


def take_parts_back(session: Session, payment: Payment, invoice_number: str | None = None) -> tuple[AppliedPart, ...]:
    """Open the invoices of a payment again (one of them, if named) and put the money back on account.

    What was let go with it is owed again.
    """
    parts = applied_parts(session, payment.payment_id, payment.currency, invoice_number)
    if not parts:
        return ()
    numbers = [part.invoice_number for part in parts]
    for part in parts:
        let_go = part.allowed.amount if part.allowed else Decimal(0)
        settle(session, part.invoice_number, -(part.amount.amount + let_go))
    for table in (PaymentApplication, Allowance):
        session.execute(delete(table).where(table.payment_id == payment.payment_id, table.invoice_number.in_(numbers)))
    _raise_unapplied(session, payment, _sum(parts, payment.currency))
    return parts


def _sum(parts: Sequence[AppliedPart], currency: str) -> Decimal:
    return Money.total((part.amount for part in parts), currency).amount


def _raise_unapplied(session: Session, payment: Payment, amount: Decimal) -> None:
    session.execute(
        update(Payment)
        .where(Payment.payment_id == payment.payment_id)
        .values(unapplied=Payment.unapplied + amount, is_ours=True)
    )
    session.refresh(payment)


def _add_applications(session: Session, payment_id: str, parts: Sequence[AppliedPart]) -> None:
    statement = insert_into(session, PaymentApplication)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["payment_id", "invoice_number"],
            set_={"amount": PaymentApplication.amount + statement.excluded.amount},
        ),
        [
            {"payment_id": payment_id, "invoice_number": part.invoice_number, "amount": part.amount.amount}
            for part in parts
        ],
    )


def _add_allowances(session: Session, desk: Desk, payment: Payment, parts: Sequence[AppliedPart]) -> None:
    rows = [
        {
            "invoice_number": part.invoice_number, "bill_to": payment.bill_to, "kind": part.kind,
            "amount": part.allowed.amount, "payment_id": payment.payment_id, "granted_date": payment.received_date,
            "granted_by": desk.actor.id, "reason": "with the payment",
        }
        for part in parts
        if part.allowed
    ]  # fmt: skip
    if rows:
        session.execute(insert(Allowance), rows)
