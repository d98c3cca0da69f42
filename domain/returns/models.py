"""Tables of returns: what may come back, what came, what became of it, and what was credited for it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.returns.lifecycle import OPEN, ReturnState
from domain.returns.schemas import Fault
from domain.shared.database import AmountColumn, Base, ScaledColumn, Serial


class Return(Base):
    """One return of one order; dates are the company's business days."""

    __tablename__ = "returns"

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(80))
    customer_name: Mapped[str] = mapped_column(String(250))
    bill_to: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(30), default=ReturnState.AUTHORISED)
    authorised_date: Mapped[date | None]
    received_date: Mapped[date | None]
    inspected_date: Mapped[date | None]
    settled_date: Mapped[date | None]
    closed_date: Mapped[date | None]
    requested_date: Mapped[date | None]
    requested_by: Mapped[str | None] = mapped_column(String(250))
    request_key: Mapped[str | None] = mapped_column(String(200))
    authorised_until: Mapped[date | None]
    ended_reason: Mapped[str | None] = mapped_column(String(500))
    settlement: Mapped[str | None] = mapped_column(String(30))
    replacement_order: Mapped[str | None] = mapped_column(String(40))


Index(
    "ix_returns_open", Return.state, Return.number,
    sqlite_where=Return.state.in_(sorted(OPEN)), postgresql_where=Return.state.in_(sorted(OPEN)),
)  # fmt: skip
Index("ix_returns_request_key", Return.request_key, unique=True)


class ReturnLine(Base):
    """How much of an order line may come back, how much came, and how much of that was on no invoice then."""

    __tablename__ = "return_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("received >= 0 AND received <= quantity", name="received_within_authorised"),
    )

    number: Mapped[str] = mapped_column(ForeignKey("returns.number"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True)
    line_key: Mapped[str] = mapped_column(String(100), index=True)
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    reason: Mapped[str] = mapped_column(String(30))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    received: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0))
    uninvoiced: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0), server_default="0")
    shipment_number: Mapped[str | None] = mapped_column(String(40))
    fault: Mapped[str] = mapped_column(String(20), default=Fault.SELLER, server_default=Fault.SELLER)
    restocking_fee: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(0), server_default="0")


class ReturnDisposition(Base):
    """What became of a part of a line. Rows are never changed."""

    __tablename__ = "return_dispositions"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        ForeignKeyConstraint(["number", "line_no"], ["return_lines.number", "return_lines.line_no"]),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    number: Mapped[str] = mapped_column(String(40), index=True)
    line_no: Mapped[int]
    disposition: Mapped[str] = mapped_column(String(30))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    warehouse: Mapped[str | None] = mapped_column(String(40))
    inspected_by: Mapped[str | None] = mapped_column(String(250))


class ReturnCredit(Base):
    """How much of an invoiced line was credited for a return, and on which paper. Rows are never changed."""

    __tablename__ = "return_credits"

    number: Mapped[str] = mapped_column(ForeignKey("returns.number"), primary_key=True)
    line_key: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    invoice_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    credit_note: Mapped[str] = mapped_column(String(40))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    net: Mapped[Decimal] = mapped_column(AmountColumn)
    fee: Mapped[Decimal] = mapped_column(AmountColumn, default=Decimal(0), server_default="0")
