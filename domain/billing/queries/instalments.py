"""SELECTs of instalments: what falls due when, of an invoice or of a bill-to."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from domain.billing.models import IS_UNSETTLED, Instalment, Invoice
from domain.billing.models.papers import ZERO
from domain.billing.schemas import InstalmentView
from domain.shared.database import AmountColumn
from domain.shared.desk import Desk
from domain.shared.money import Money

_EARLIER = aliased(Instalment)


def _undisputed() -> ColumnElement[Decimal]:
    """What is open of an instalment without its disputed part, which is taken off the earliest due first: so would the
    credit note be that ends the dispute.
    """
    up_to = (
        select(func.sum(_EARLIER.open_amount))
        .where(_EARLIER.invoice_number == Instalment.invoice_number, _EARLIER.instalment_no <= Instalment.instalment_no)
        .correlate(Instalment)
        .scalar_subquery()
    )
    left = type_coerce(up_to - Invoice.disputed_amount, AmountColumn())
    asked = case(
        (Invoice.disputed_amount == ZERO, Instalment.open_amount),
        (left <= ZERO, ZERO),
        (left < Instalment.open_amount, left),
        else_=Instalment.open_amount,
    )
    return type_coerce(asked, AmountColumn())


UNDISPUTED = _undisputed()
INSTALMENT_COLUMNS: tuple[Any, ...] = (
    Instalment.invoice_number, Instalment.instalment_no, Instalment.bill_to, Instalment.due_date, Instalment.amount,
    Instalment.open_amount, UNDISPUTED.label("undisputed"), Invoice.currency, Invoice.disputed,
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
        undisputed=Money(row.undisputed, row.currency),
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
