"""Tables beside an invoice: what it was made from, its paper as it was printed, and what is asked for before it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, Document, MomentColumn


class InvoiceSource(Base):
    """What an invoice was made from, each once: a shipment of an order, what it then asked for, a return of it."""

    __tablename__ = "invoice_sources"

    order_number: Mapped[str] = mapped_column(String(80), primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), primary_key=True)
    invoice_number: Mapped[str] = mapped_column(ForeignKey("invoices.number"), index=True)


class PrintedPaper(Base):
    """An invoice, credit note or proforma as it was first printed; whoever asks again gets the same bytes."""

    __tablename__ = "printed_papers"

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    printed_at: Mapped[datetime] = mapped_column(MomentColumn)


class Proforma(Base):
    """A request to pay before goods leave, as it was issued for an order at a revision: no claim, no VAT invoice."""

    __tablename__ = "proformas"
    __table_args__ = (UniqueConstraint("order_number", "revision"),)

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_number: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]
    bill_to: Mapped[str] = mapped_column(String(80), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(Document)
