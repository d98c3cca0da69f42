"""Tables of shipping: shipments and what was in them. Rows are never changed, but for the invoice that follows."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, MomentColumn, ScaledColumn


class Shipment(Base):
    """What left of one order in one go; without `invoice_number` it is unbilled."""

    __tablename__ = "shipments"

    shipment_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), index=True)
    carrier: Mapped[str] = mapped_column(String(120))
    tracking_number: Mapped[str | None] = mapped_column(String(120))
    shipped_at: Mapped[datetime] = mapped_column(MomentColumn)
    shipped_date: Mapped[date]
    shipped_by: Mapped[str] = mapped_column(String(250))
    invoice_number: Mapped[str | None] = mapped_column(String(40))


Index(
    "ix_shipments_unbilled", Shipment.shipment_number,
    sqlite_where=Shipment.invoice_number.is_(None), postgresql_where=Shipment.invoice_number.is_(None),
)  # fmt: skip


class ShipmentLine(Base):
    """A quantity of one order line, in base units, that left one warehouse."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    shipment_number: Mapped[str] = mapped_column(ForeignKey("shipments.shipment_number"), primary_key=True)
    line_key: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    warehouse: Mapped[str] = mapped_column(String(40), primary_key=True)
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
