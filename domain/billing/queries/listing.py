"""What an export lists: every invoice, and the cash that settled nothing yet."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.billing.models import HAS_UNAPPLIED, Invoice, Payment
from domain.billing.schemas import ImportedInvoice, ImportedPayment
from domain.shared.money import Money


def all_invoices(session: Session) -> Iterator[ImportedInvoice]:
    """Every invoice, by number."""
    for row in session.scalars(select(Invoice).order_by(Invoice.number)):
        yield ImportedInvoice(
            number=row.number,
            order_number=row.order_number,
            bill_to=row.bill_to,
            issued_date=row.issued_date,
            due_date=row.due_date,
            total=Money(row.total, row.currency),
            open_amount=Money(row.open_amount, row.currency),
            disputed=row.disputed,
        )


def all_unapplied(session: Session) -> Iterator[ImportedPayment]:
    """What is unapplied of every payment, by id."""
    for row in session.scalars(select(Payment).where(HAS_UNAPPLIED).order_by(Payment.payment_id)):
        yield ImportedPayment(
            payment_id=row.payment_id,
            bill_to=row.bill_to,
            received_date=row.received_date,
            amount=Money(row.unapplied, row.currency),
            reference=row.reference,
        )
