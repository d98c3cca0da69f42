"""Tables of credit accounts, invoices and credit notes."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import AmountColumn, Base, Document, ScaledColumn


class CreditAccount(Base):
    """One row per bill-to: whoever changes or commits credit holds its lock."""

    __tablename__ = "credit_accounts"

    bill_to: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"), primary_key=True)


class Commitment(Base):
    """What one source (an order) will cost the bill-to and is not invoiced yet. Pending ones are only shown."""

    __tablename__ = "commitments"
    __table_args__ = (CheckConstraint("confirmed >= 0 AND shipped >= 0", name="not_negative"),)

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    confirmed: Mapped[Decimal] = mapped_column(AmountColumn)
    shipped: Mapped[Decimal] = mapped_column(AmountColumn)
    pending: Mapped[bool]
    due_date: Mapped[date | None] = mapped_column(Date)


class Invoice(Base):
    """A claim. Nothing but `open_amount` and `disputed` ever changes; `is_ours` once we issued or acted on it.

    `due_date` is that of its last instalment; paid whole by `discount_date`, `discount_amount` (gross) is let off.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        CheckConstraint("open_amount >= 0 AND open_amount <= total", name="open_within_total"),
        UniqueConstraint("shipment_number", "order_number"),
    )

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"))
    order_number: Mapped[str | None] = mapped_column(String(40), index=True)
    shipment_number: Mapped[str | None] = mapped_column(String(40))
    issued_date: Mapped[date] = mapped_column(Date)
    due_date: Mapped[date] = mapped_column(Date)
    currency: Mapped[str] = mapped_column(String(3))
    net: Mapped[Decimal | None] = mapped_column(AmountColumn)
    taxes: Mapped[list[dict[str, Any]] | None] = mapped_column(Document)
    total: Mapped[Decimal] = mapped_column(AmountColumn)
    open_amount: Mapped[Decimal] = mapped_column(AmountColumn)
    terms: Mapped[str | None] = mapped_column(String(120))
    discount_percent: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    discount_amount: Mapped[Decimal | None] = mapped_column(AmountColumn)
    discount_date: Mapped[date | None] = mapped_column(Date)
    seller: Mapped[dict[str, Any] | None] = mapped_column(Document)
    buyer: Mapped[dict[str, Any] | None] = mapped_column(Document)
    ship_to: Mapped[dict[str, Any] | None] = mapped_column(Document)
    disputed: Mapped[bool] = mapped_column(default=False)
    disputed_amount: Mapped[Decimal] = mapped_column(AmountColumn, default=Decimal(0), server_default="0")
    is_ours: Mapped[bool] = mapped_column(default=True)


class _DocumentLine:
    """The columns that an invoice line and a credit note line share; `rate` in percent, `discount` a share.

    `kind` is goods or a charge (freight); `unit` is what `quantity` and `unit_price` count.
    `gross` is there where prices include tax.
    """

    line_no: Mapped[int] = mapped_column(primary_key=True)
    line_key: Mapped[str] = mapped_column(String(60), index=True)
    sku: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    unit_price: Mapped[Decimal] = mapped_column(ScaledColumn)
    net: Mapped[Decimal] = mapped_column(AmountColumn)
    rate: Mapped[Decimal] = mapped_column(ScaledColumn)
    customer_po: Mapped[str | None] = mapped_column(String(120))
    discount: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0), server_default="0")
    tax_place: Mapped[str] = mapped_column(String(20), default="", server_default="")
    tax_reason: Mapped[str | None] = mapped_column(String(20))
    gross: Mapped[Decimal | None] = mapped_column(AmountColumn)
    kind: Mapped[str] = mapped_column(String(20), default="goods", server_default="goods")
    unit: Mapped[str] = mapped_column(String(40), default="each", server_default="each")
    customer_part_number: Mapped[str | None] = mapped_column(String(120))


class InvoiceLine(_DocumentLine, Base):
    """One line of an invoice that we issued."""

    __tablename__ = "invoice_lines"

    document_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), primary_key=True)


class CreditNote(Base):
    """A correction in the customer's favour: it lowered its invoice, `open_amount` is what went beyond."""

    __tablename__ = "credit_notes"
    __table_args__ = (CheckConstraint("open_amount >= 0 AND open_amount <= total", name="open_within_total"),)

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    invoice_number: Mapped[str | None] = mapped_column(ForeignKey("invoices.number"), index=True)
    bill_to: Mapped[str] = mapped_column(ForeignKey("credit_accounts.bill_to"))
    issued_date: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(String(3))
    net: Mapped[Decimal] = mapped_column(AmountColumn)
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    total: Mapped[Decimal] = mapped_column(AmountColumn)
    open_amount: Mapped[Decimal] = mapped_column(AmountColumn)
    seller: Mapped[dict[str, Any] | None] = mapped_column(Document)
    buyer: Mapped[dict[str, Any] | None] = mapped_column(Document)
    correction_key: Mapped[str | None] = mapped_column(String(120))


class CreditNoteLine(_DocumentLine, Base):
    """One line of a credit note."""

    __tablename__ = "credit_note_lines"

    document_number: Mapped[str] = mapped_column(ForeignKey("credit_notes.number"), primary_key=True)
    invoice_line_no: Mapped[int | None]


# The zero is written out, because a database matches a partial index to text and not to a parameter.
ZERO: ColumnElement[Decimal] = literal_column("0")
#: An invoice of another system has neither lines nor a net.
IS_ISSUED_HERE = Invoice.net.is_not(None)
IS_OPEN = Invoice.open_amount > ZERO
HAS_OPEN_CREDIT = CreditNote.open_amount > ZERO

Index("ix_invoice_lines_customer_po", InvoiceLine.customer_po)
Index("ix_invoices_bill_to", Invoice.bill_to, Invoice.issued_date)
Index(
    "ix_invoices_open_bill_to", Invoice.bill_to, Invoice.due_date, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
)  # fmt: skip
Index("ix_invoices_open_due", Invoice.due_date, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
Index("ix_credit_notes_correction_key", CreditNote.correction_key, unique=True)
Index("ix_credit_notes_open", CreditNote.bill_to, sqlite_where=HAS_OPEN_CREDIT, postgresql_where=HAS_OPEN_CREDIT)
