"""The table of instalments: the parts in which an invoice falls due."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.billing.models.papers import ZERO
from domain.shared.database import AmountColumn, Base


class Instalment(Base):
    """A part of an invoice with its own due date; every invoice has at least one, numbered from 1 as they fall due.

    Their amounts sum to the invoice, what is open of them to what is open of it. Only `open_amount` ever changes.
    """

    __tablename__ = "instalments"
    __table_args__ = (CheckConstraint("open_amount >= 0 AND open_amount <= amount", name="open_within_amount"),)

    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True)
    instalment_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    bill_to: Mapped[str] = mapped_column(String(80))
    due_date: Mapped[date] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(AmountColumn)
    open_amount: Mapped[Decimal] = mapped_column(AmountColumn)


IS_UNSETTLED = Instalment.open_amount > ZERO

Index(
    "ix_instalments_open_bill_to", Instalment.bill_to, Instalment.due_date,
    sqlite_where=IS_UNSETTLED, postgresql_where=IS_UNSETTLED,
)  # fmt: skip
Index("ix_instalments_open_due", Instalment.due_date, sqlite_where=IS_UNSETTLED, postgresql_where=IS_UNSETTLED)
