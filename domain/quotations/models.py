"""Tables of quotations: the offer, its lines with how much of each was taken, and the orders that it became."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.quotations.lifecycle import OPEN
from domain.shared.database import AmountColumn, Base, Document, MomentColumn, ScaledColumn, Serial

ZERO = Decimal(0)


class Quotation(Base):
    """An offer to one customer. `request` is what is quoted, as it was asked for; every change is a new `revision`."""

    __tablename__ = "quotations"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    key: Mapped[str] = mapped_column(String(250), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[str] = mapped_column(String(80), index=True)
    customer_name: Mapped[str] = mapped_column(String(250))
    currency: Mapped[str] = mapped_column(String(3))
    ship_to: Mapped[str | None] = mapped_column(String(250))
    valid_until: Mapped[date]
    net: Mapped[Decimal] = mapped_column(AmountColumn)
    tax: Mapped[Decimal] = mapped_column(AmountColumn)
    total: Mapped[Decimal] = mapped_column(AmountColumn)
    request: Mapped[dict[str, Any]] = mapped_column(Document)
    author_id: Mapped[str] = mapped_column(String(250))
    author_name: Mapped[str] = mapped_column(String(250))
    created_at: Mapped[datetime] = mapped_column(MomentColumn)
    sent_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    ended_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    reason: Mapped[str | None] = mapped_column(Text)


Index(
    "ix_quotations_open", Quotation.valid_until, Quotation.id,
    sqlite_where=Quotation.state.in_(sorted(OPEN)), postgresql_where=Quotation.state.in_(sorted(OPEN)),
)  # fmt: skip


class QuotationLine(Base):
    """One article at its quoted price. `quantity` is in `unit` as asked, `base_quantity` and `taken` in base units."""

    __tablename__ = "quotation_lines"
    __table_args__ = (
        UniqueConstraint("quotation_id", "line_no"),
        CheckConstraint("taken >= 0 AND taken <= base_quantity", name="taken_within_quoted"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotations.id"))
    line_no: Mapped[int]
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    unit: Mapped[str] = mapped_column(String(40))
    base_quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    base_unit: Mapped[str] = mapped_column(String(40))
    unit_price: Mapped[Decimal] = mapped_column(ScaledColumn)
    discount: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)
    price_source: Mapped[str] = mapped_column(String(250))
    price_kind: Mapped[str] = mapped_column(String(20), default="list", server_default="list")
    net: Mapped[Decimal] = mapped_column(AmountColumn)
    taken: Mapped[Decimal] = mapped_column(ScaledColumn, default=ZERO)


class QuotationOrder(Base):
    """An order that a quotation became; the same `key` makes it once."""

    __tablename__ = "quotation_orders"
    __table_args__ = (UniqueConstraint("quotation_id", "key"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    quotation_id: Mapped[int] = mapped_column(ForeignKey("quotations.id"))
    key: Mapped[str] = mapped_column(String(200))
    order_number: Mapped[str] = mapped_column(String(80), unique=True)
    accepted_by: Mapped[str] = mapped_column(String(250))
    accepted_at: Mapped[datetime] = mapped_column(MomentColumn)
