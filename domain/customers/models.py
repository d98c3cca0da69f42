"""Owns the tables of customers: the parties, their contacts and their addresses."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from domain.shared.database import AmountColumn, Base


class Customer(Base):
    """One party that buys; who pays is `bill_to_id`, itself unless another was named.

    `tax_exemption` is the number of its certificate; `tax_included` says that its prices include tax. `invoicing`
    says what its invoices are made from, `mixed_pos` that several of its POs may stand on one.
    `combine_orders` lets its orders leave in one shipment; `carrier` is the one that it wishes.
    `limit_review_date` is the last day on which the limit holds; `credit_block` says why nothing goes on credit.
    """

    __tablename__ = "customers"

    customer_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(250))
    nickname: Mapped[str | None] = mapped_column(String(120))
    email_domain: Mapped[str | None] = mapped_column(String(250))
    currency: Mapped[str] = mapped_column(String(3))
    price_list: Mapped[str] = mapped_column(String(80))
    price_group: Mapped[str | None] = mapped_column(String(80))
    credit_limit: Mapped[Decimal | None] = mapped_column(AmountColumn)
    limit_review_date: Mapped[date | None]
    limit_changed_by: Mapped[str | None] = mapped_column(String(250))
    cash_in_advance: Mapped[bool] = mapped_column(default=False, server_default=false())
    credit_block: Mapped[str | None] = mapped_column(Text)
    payment_terms_days: Mapped[int]
    terms: Mapped[str | None] = mapped_column(String(120))
    invoicing: Mapped[str] = mapped_column(String(20), default="shipment", server_default="shipment")
    mixed_pos: Mapped[bool] = mapped_column(default=False, server_default=false())
    priority: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(
        ForeignKey("customers.customer_id", deferrable=True, initially="DEFERRED"), index=True
    )
    bill_to_id: Mapped[str] = mapped_column(
        ForeignKey("customers.customer_id", deferrable=True, initially="DEFERRED"), index=True
    )
    share_limit: Mapped[bool]
    combine_orders: Mapped[bool] = mapped_column(default=False, server_default=false())
    carrier: Mapped[str | None] = mapped_column(String(80))
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(10))
    account_manager: Mapped[str | None] = mapped_column(ForeignKey("employees.email"))
    vat_number: Mapped[str | None] = mapped_column(String(40))
    tax_exemption: Mapped[str | None] = mapped_column(String(80))
    tax_exempt_until: Mapped[date | None]
    tax_included: Mapped[bool] = mapped_column(default=False, server_default=false())
    delivery_policy: Mapped[str | None] = mapped_column(String(20))


class Contact(Base):
    """A person at a customer; the same address may serve several customers. Addresses are in lower case."""

    __tablename__ = "contacts"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(250), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(250))
    role: Mapped[str] = mapped_column(String(20))


class Address(Base):
    """A place of a customer where goods or papers go."""

    __tablename__ = "addresses"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customers.customer_id"), primary_key=True)
    label: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    line1: Mapped[str] = mapped_column(String(250))
    city: Mapped[str] = mapped_column(String(120))
    postcode: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[str] = mapped_column(String(20), default="", server_default="")
    is_default: Mapped[bool]
