"""Tables of picking: where goods lie, lists of what to take, and what somebody has to count."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, MomentColumn, ScaledColumn, Serial

_ZERO = Decimal(0)


class ShelfBin(Base):
    """Where an article lies in a warehouse; pick lists go through the bins in their order."""

    __tablename__ = "shelf_bins"

    warehouse: Mapped[str] = mapped_column(ForeignKey("warehouses.warehouse"), primary_key=True)
    sku: Mapped[str] = mapped_column(String(80), primary_key=True)
    bin: Mapped[str] = mapped_column(String(40))


class PickList(Base):
    """What one person takes from the shelves of one warehouse in one go, for one route."""

    __tablename__ = "pick_lists"

    pick_list: Mapped[str] = mapped_column(String(40), primary_key=True)
    warehouse: Mapped[str] = mapped_column(ForeignKey("warehouses.warehouse"), index=True)
    route: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(MomentColumn)
    made_by: Mapped[str] = mapped_column(String(250))
    closed_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    closed_by: Mapped[str | None] = mapped_column(String(250))


class PickListLine(Base):
    """A quantity of one order line, in base units, to be taken from one bin.

    quantity = still to take + picked + short (not on the shelf) + freed (given back untaken); `shipped` is what of the
    picked has left, `put_back` what of it went back on the shelf.
    """

    __tablename__ = "pick_list_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND picked >= 0 AND short >= 0 AND freed >= 0", name="not_negative"),
        CheckConstraint("picked + short + freed <= quantity", name="accounted"),
        CheckConstraint("shipped >= 0 AND put_back >= 0 AND shipped + put_back <= picked", name="left_within_picked"),
    )

    pick_list: Mapped[str] = mapped_column(ForeignKey("pick_lists.pick_list"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), index=True)
    line_key: Mapped[str] = mapped_column(String(100))
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    bin: Mapped[str] = mapped_column(String(40), default="")
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    picked: Mapped[Decimal] = mapped_column(ScaledColumn, default=_ZERO)
    short: Mapped[Decimal] = mapped_column(ScaledColumn, default=_ZERO)
    freed: Mapped[Decimal] = mapped_column(ScaledColumn, default=_ZERO)
    shipped: Mapped[Decimal] = mapped_column(ScaledColumn, default=_ZERO)
    put_back: Mapped[Decimal] = mapped_column(ScaledColumn, default=_ZERO)


Index("ix_pick_list_lines_line_key", PickListLine.line_key)


class CountTask(Base):
    """A shelf that somebody has to count, because fewer lay there than the books say."""

    __tablename__ = "count_tasks"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    sku: Mapped[str] = mapped_column(String(80))
    warehouse: Mapped[str] = mapped_column(String(40))
    bin: Mapped[str] = mapped_column(String(40), default="")
    missing: Mapped[Decimal] = mapped_column(ScaledColumn)
    pick_list: Mapped[str] = mapped_column(ForeignKey("pick_lists.pick_list"), index=True)
    line_key: Mapped[str] = mapped_column(String(100))
    raised_at: Mapped[datetime] = mapped_column(MomentColumn)
    raised_by: Mapped[str] = mapped_column(String(250))
    done_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    done_by: Mapped[str | None] = mapped_column(String(250))
    found: Mapped[Decimal | None] = mapped_column(ScaledColumn)
