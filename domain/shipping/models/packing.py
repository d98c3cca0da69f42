"""Tables of packing: packages and their contents, what was counted again, and mistakes that were found."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, Document, MomentColumn, ScaledColumn, Serial


class Package(Base):
    """One carton or pallet with its world-wide number. Without `shipment_number` it stands in the warehouse.

    `weight_is_measured` tells a weighed one from one computed from its articles; unpacked ones have no contents.
    """

    __tablename__ = "packages"
    __table_args__ = (CheckConstraint("weight_kg > 0", name="weight_positive"),)

    package_number: Mapped[str] = mapped_column(String(40), primary_key=True)
    sscc: Mapped[str] = mapped_column(String(18), unique=True)
    warehouse: Mapped[str] = mapped_column(ForeignKey("warehouses.warehouse"))
    package_type: Mapped[str] = mapped_column(String(20))
    weight_kg: Mapped[Decimal] = mapped_column(ScaledColumn)
    weight_is_measured: Mapped[bool]
    length_cm: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    width_cm: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    height_cm: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    packed_at: Mapped[datetime] = mapped_column(MomentColumn)
    packed_by: Mapped[str] = mapped_column(String(250))
    unpacked_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    shipment_number: Mapped[str | None] = mapped_column(ForeignKey("shipments.shipment_number"), index=True)


class PackageLine(Base):
    """A quantity of one order line, in base units, in a package."""

    __tablename__ = "package_lines"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    package_number: Mapped[str] = mapped_column(ForeignKey("packages.package_number"), primary_key=True)
    line_key: Mapped[str] = mapped_column(String(100), primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"))
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    quantity: Mapped[Decimal] = mapped_column(ScaledColumn)


Index("ix_package_lines_order_number", PackageLine.order_number)


class QualityCheck(Base):
    """What somebody counted in a package before it left; with differences it blocks until it is resolved.

    `differences` lists SKU, packed and counted; the photo's file is named and kept with its SHA-256.
    """

    __tablename__ = "quality_checks"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    package_number: Mapped[str] = mapped_column(ForeignKey("packages.package_number"), index=True)
    checked_at: Mapped[datetime] = mapped_column(MomentColumn)
    checked_by: Mapped[str] = mapped_column(String(250))
    counted: Mapped[dict[str, Any]] = mapped_column(Document)
    differences: Mapped[list[Any]] = mapped_column(Document)
    note: Mapped[str] = mapped_column(Text, default="")
    photo: Mapped[str | None] = mapped_column(String(250))
    photo_sha256: Mapped[str | None] = mapped_column(String(64))
    resolved_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    resolved_by: Mapped[str | None] = mapped_column(String(250))
    resolution: Mapped[str | None] = mapped_column(Text)


class Mistake(Base):
    """A wrong article, quantity or paper, at which step it was made, and what was there instead. Rows never change."""

    __tablename__ = "mistakes"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    order_number: Mapped[str] = mapped_column(ForeignKey("sales_orders.number"), index=True)
    line_key: Mapped[str] = mapped_column(String(100))
    step: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    found_sku: Mapped[str | None] = mapped_column(String(80))
    quantity: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    package_number: Mapped[str | None] = mapped_column(ForeignKey("packages.package_number"))
    note: Mapped[str] = mapped_column(Text, default="")
    noted_at: Mapped[datetime] = mapped_column(MomentColumn)
    noted_by: Mapped[str] = mapped_column(String(250))
