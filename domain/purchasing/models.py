"""Tables of purchasing: what was ordered of whom. What has come of it and when the rest is due is stock's to know."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.purchasing.lifecycle import SupplyState
from domain.shared.database import Base, MomentColumn, ScaledColumn


class SupplierOrder(Base):
    """One order to a supplier for one warehouse; `state` is ordered, confirmed or closed, and `due_date` as ordered."""

    __tablename__ = "supplier_orders"

    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    supply_key: Mapped[str | None] = mapped_column(String(250), unique=True)
    supplier: Mapped[str] = mapped_column(String(250), index=True)
    warehouse: Mapped[str] = mapped_column(ForeignKey("warehouses.warehouse"))
    state: Mapped[str] = mapped_column(String(20), default=SupplyState.ORDERED)
    due_date: Mapped[date]
    ordered_at: Mapped[datetime] = mapped_column(MomentColumn)
    ordered_by: Mapped[str] = mapped_column(String(250))


class SupplierOrderLine(Base):
    """How much of an article was ordered, in base units. Rows are never changed."""

    __tablename__ = "supplier_order_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        UniqueConstraint("number", "sku"),
    )

    number: Mapped[str] = mapped_column(ForeignKey("supplier_orders.number"), primary_key=True)
    line_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sku: Mapped[str] = mapped_column(String(80))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
