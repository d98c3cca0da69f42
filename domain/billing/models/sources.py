"""Tables beside an invoice: what it was made from, and its paper as it was printed."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, MomentColumn


class InvoiceSource(Base):
    """What an invoice was made from, each once: a shipment of an order, or (`revision:3`) what it then asked for."""

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
