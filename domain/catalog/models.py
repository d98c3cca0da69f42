"""Owns the tables of the catalogue: products, sales units, price breaks, customer part numbers and aliases."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import Base, Document, ScaledColumn, Serial


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
    category: Mapped[str | None] = mapped_column(String(80), index=True)
    sold_by: Mapped[str | None] = mapped_column(String(40))


class SalesUnit(Base):
    """A unit that a product is sold in: `factor` base units make `per` of it, an exact ratio."""

    __tablename__ = "sales_units"
    __table_args__ = (
        CheckConstraint("factor > 0", name="factor_positive"),
        CheckConstraint("per > 0", name="per_positive"),
    )

    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"), primary_key=True)
    unit: Mapped[str] = mapped_column(String(40), primary_key=True)
    factor: Mapped[Decimal] = mapped_column(ScaledColumn)
    per: Mapped[Decimal] = mapped_column(ScaledColumn, default=Decimal(1), server_default="1000000")


class PriceBreak(Base):
    """The price of one base unit from a quantity on, in a price list or in a customer's contract.

    The key has no NULLs: an empty `price_list` or `customer_id` means none, `valid_from` 0001-01-01 always. Currency
    NULL is the company's.
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
    currency: Mapped[str | None] = mapped_column(String(3))
    tax_included: Mapped[bool] = mapped_column(default=False, server_default=false())


class PriceRuleRow(Base):
    """A price for an article, a category or all, in a contract, a list or a promotion; see the schema `PriceRule`."""

    __tablename__ = "price_rules"
    __table_args__ = (
        CheckConstraint("(price IS NULL) <> (percent_off IS NULL)", name="price_or_share"),
        CheckConstraint("price >= 0 AND percent_off >= 0 AND percent_off <= 1000000", name="priced"),
    )

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(String(80), index=True)
    price_list: Mapped[str | None] = mapped_column(String(80))
    price_group: Mapped[str | None] = mapped_column(String(80))
    sku: Mapped[str | None] = mapped_column(ForeignKey("products.sku"), index=True)
    category: Mapped[str | None] = mapped_column(String(80))
    min_quantity: Mapped[Decimal] = mapped_column(ScaledColumn)
    unit: Mapped[str | None] = mapped_column(String(40))
    price: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    percent_off: Mapped[Decimal | None] = mapped_column(ScaledColumn)
    currency: Mapped[str | None] = mapped_column(String(3))
    tax_included: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class CustomerItem(Base):
    """What a customer calls an article."""

    __tablename__ = "customer_items"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"), primary_key=True)
    part_number: Mapped[str] = mapped_column(String(80), primary_key=True)
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"))


Index("ix_customer_items_customer_sku", CustomerItem.customer_id, CustomerItem.sku)


class CustomerAlias(Base):
    """What one person has taught about words of a customer. It stands until it ends; nothing is ever deleted.

    `phrase` are the words as they are compared, `said` as they were written. Owner, order, source and source text
    are the evidence: who taught it, with which order, in which message, and what it was about.
    """

    __tablename__ = "customer_aliases"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"))
    phrase: Mapped[str] = mapped_column(String(200))
    said: Mapped[str] = mapped_column(String(200))
    sku: Mapped[str] = mapped_column(ForeignKey("products.sku"))
    owner_id: Mapped[str] = mapped_column(String(250))
    owner_name: Mapped[str] = mapped_column(String(250))
    order_number: Mapped[str] = mapped_column(String(80))
    source: Mapped[str | None] = mapped_column(String(250))
    source_text: Mapped[str] = mapped_column(Text)
    learned_on: Mapped[date]
    ended_on: Mapped[date | None]
    ended_by: Mapped[str | None] = mapped_column(String(250))
    ended_why: Mapped[str | None] = mapped_column(String(20))


Index(
    "ix_customer_aliases_standing", CustomerAlias.customer_id, CustomerAlias.phrase, CustomerAlias.owner_id,
    unique=True, sqlite_where=CustomerAlias.ended_on.is_(None), postgresql_where=CustomerAlias.ended_on.is_(None),
)  # fmt: skip
Index("ix_customer_aliases_customer", CustomerAlias.customer_id, CustomerAlias.id)
