"""SELECTs of instalments: what falls due when, of an invoice or of a bill-to."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.billing.models import IS_UNSETTLED, Instalment, Invoice
from domain.billing.schemas import InstalmentView
from domain.shared.desk import Desk
from domain.shared.money import Money

INSTALMENT_COLUMNS: tuple[Any, ...] = (
    Instalment.invoice_number, Instalment.instalment_no, Instalment.bill_to, Instalment.due_date, Instalment.amount,
    Instalment.open_amount, Invoice.currency, Invoice.disputed,
)  # fmt: skip


def instalment_view(row: Any, today: date) -> InstalmentView:
    """INSTALMENT_COLUMNS of one row as the instalment stands on a day."""
    return InstalmentView(
        invoice_number=row.invoice_number,
        instalment_no=row.instalment_no,
        bill_to=row.bill_to,
        due_date=row.due_date,
        amount=Money(row.amount, row.currency),
        open_amount=Money(row.open_amount, row.currency),
        disputed=row.disputed,
        days_past_due=(today - row.due_date).days,
    )


def instalments(session: Session, desk: Desk, number: str) -> tuple[InstalmentView, ...]:
    """The instalments of an invoice as they fall due."""
    rows = session.execute(
        select(*INSTALMENT_COLUMNS)
        .join(Invoice, Invoice.number == Instalment.invoice_number)
        .where(Instalment.invoice_number == number)
        .order_by(Instalment.instalment_no)
    )
    return tuple(instalment_view(row, desk.today) for row in rows)


def open_instalments(session: Session, desk: Desk, bill_to: str) -> tuple[InstalmentView, ...]:
    """What a bill-to still has to pay, the earliest due first."""
    rows = session.execute(
        select(*INSTALMENT_COLUMNS)
        .join(Invoice, Invoice.number == Instalment.invoice_number)
        .where(Instalment.bill_to == bill_to, IS_UNSETTLED)
        .order_by(Instalment.due_date, Instalment.invoice_number, Instalment.instalment_no)
    )
    return tuple(instalment_view(row, desk.today) for row in rows)
