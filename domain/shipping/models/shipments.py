"""Tables of shipments: what left, with whom, and that it arrived. Rows change by the invoice and the arrival only."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import AmountColumn, Base, Document, MomentColumn, ScaledColumn


class Shipment(Base):
    """What left one warehouse for one place in one go; without `invoice_number` it is unbilled.

    `order_number` is its order, the first one where it combines several. `carrier` is the name on the papers,
    `carrier_key` and `service` are set for one of our tariff, with the `choice` that was made and why, the note on its
    labels and where one follows it. The freight is what we owe for it, before tax. Shipments of old have no warehouse
    of their own.
    """

    __tablename__ = "shipments"

    shipment_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), index=True)
    warehouse: Mapped[str | None] = mapped_column(String(40))
    ship_to: Mapped[dict[str, Any] | None] = mapped_column(Document)
    carrier: Mapped[str] = mapped_column(String(120))
    carrier_key: Mapped[str | None] = mapped_column(String(40))
    service: Mapped[str | None] = mapped_column(String(40))
    routing: Mapped[str | None] = mapped_column(String(80))
    tracking_number: Mapped[str | None] = mapped_column(String(120))
    tracking_url: Mapped[str | None] = mapped_column(String(500))
    label_note: Mapped[str] = mapped_column(String(250), default="", server_default="")
    freight: Mapped[Decimal | None] = mapped_column(AmountColumn)
    freight_currency: Mapped[str | None] = mapped_column(String(3))
    choice: Mapped[dict[str, Any] | None] = mapped_column(Document)
    expected_date: Mapped[date | None]
    shipped_at: Mapped[datetime] = mapped_column(MomentColumn)
    shipped_date: Mapped[date]
    shipped_by: Mapped[str] = mapped_column(String(250))
    invoice_number: Mapped[str | None] = mapped_column(String(40))
    delivered_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    signed_by: Mapped[str | None] = mapped_column(String(120))
    is_partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_damaged: Mapped[bool] = mapped_column(default=False, server_default=false())
    delivery_remark: Mapped[str | None] = mapped_column(Text)


Index(
    "ix_shipments_unbilled", Shipment.shipment_number,
    sqlite_where=Shipment.invoice_number.is_(None), postgresql_where=Shipment.invoice_number.is_(None),
)  # fmt: skip
Index(
    "ix_shipments_under_way", Shipment.expected_date,
    sqlite_where=Shipment.delivered_at.is_(None), postgresql_where=Shipment.delivered_at.is_(None),
)  # fmt: skip


class ShipmentLine(Base):
    """A quantity of one order line, in base units, that left one warehouse, with the PO it was ordered under."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    shipment_number: Mapped[str] = mapped_column(ForeignKey("shipments.shipment_number"), primary_key=True)
    line_key: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)
    warehouse: Mapped[str] = mapped_column(String(40), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), index=True)
    customer_po: Mapped[str | None] = mapped_column(String(250))
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)


class FreightCharge(Base):
    """What an order is charged for the freight of a shipment, before tax, in its own currency. Never changed."""

    __tablename__ = "freight_charges"
    __table_args__ = (CheckConstraint("net > 0", name="net_positive"),)

    shipment_number: Mapped[str] = mapped_column(ForeignKey("shipments.shipment_number"), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), primary_key=True, index=True)
    net: Mapped[Decimal] = mapped_column(AmountColumn)
    currency: Mapped[str] = mapped_column(String(3))
    charged_at: Mapped[datetime] = mapped_column(MomentColumn)
