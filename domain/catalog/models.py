"""Owns the tables of the catalogue: products, sales units, price breaks and customer part numbers."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, Document, ScaledColumn


class Product(Base):
    """One article; prices are in the company's currency for one base unit, quantities in base units."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("list_price >= 0", name="list_price_not_negative"),
        CheckConstraint("min_quantity > 0 AND order_multiple > 0", name="steps_positive"),
    )

    sku: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(250))
    base_unit: Mapped[str] = mapped_column(String(40))
    list_price: Mapped[Decimal] = mapped_column(ScaledColumn)
    cost_price: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    tax_class: Mapped[str] = mapped_column(String(40))
    weight_kg: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    status: Mapped[str] = mapped_column(String(20))
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("products.sku", deferrable=True, initially="DEFERRED"))
    min_quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    order_multiple: Mapped[Decimal] = mapped_column(ScaledColumn)
    barcode: Mapped[str | None] = mapped_column(String(80))
    aliases: Mapped[list[str]] = mapped_column(Document)
    lead_time_days: Mapped[int]


class SalesUnit(Base):
    """A unit that a product is sold in: `factor` base units make one of it."""

    __tablename__ = "sales_units"
    __table_args__ = (CheckConstraint("factor > 0", name="factor_positive"),)

    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    factor: Mapped[Decimal] = mapped_column(ScaledColumn)


class PriceBreak(Base):
    """The price of one base unit from a quantity on, in a price list or in a customer's contract.

    The key has no NULLs: an empty `price_list` or `customer_id` means none, `valid_from` 0001-01-01 always.
    """

    __tablename__ = "price_breaks"
    __table_args__ = (CheckConstraint("price >= 0", name="price_not_negative"),)

    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"), primary_key=True)
    customer_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    price_list: Mapped[str] = mapped_column(String(80), primary_key=True)
    min_quantity: Mapped[Decimal] = mapped_column(ScaledColumn, primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    price: Mapped[Decimal] = mapped_column(ScaledColumn)


class CustomerItem(Base):
    """What a customer calls an article."""

    __tablename__ = "customer_items"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"), primary_key=True)
    part_number: Mapped[str] = mapped_column(String(80), primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"))


Index("ix_customer_items_customer_sku", CustomerItem.customer_id, CustomerItem.sku)
