"""Rows of people and parties: employees, customers, contacts, addresses, customer part numbers."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from app.importing.rows.cells import (
    Amount,
    Country,
    Currency,
    Day,
    Days,
    Email,
    Key,
    Label,
    Name,
    Row,
    Terms,
    Text,
    YesNo,
    read_list,
)
from domain.shared.actors import Role


class EmployeeRow(Row):
    """One of us."""

    key: ClassVar = ("email",)

    email: Email
    name: Name
    roles: Annotated[tuple[Role, ...], BeforeValidator(read_list), Field(min_length=1)]
    slack_user_id: Annotated[str, Field(pattern="^[A-Z0-9]{1,40}$")] | None = None
    approval_limit: Amount | None = None
    manager_email: Email | None = None


class CustomerRow(Row):
    """One party that buys."""

    key: ClassVar = ("customer_id",)

    customer_id: Key
    name: Name
    nickname: Label | None = None
    email_domain: Text | None = None
    currency: Currency = "GBP"
    price_list: Key = "standard"
    credit_limit: Amount | None = None
    limit_review_date: Day | None = None
    cash_in_advance: YesNo = False
    payment_terms_days: Days = 30
    terms: Terms | None = None
    invoicing: Literal[
        "shipment", "complete_order", "collective_week", "collective_month", "on_order", "prepayment"
    ] = "shipment"
    mixed_pos: YesNo = False
    priority: Literal["normal", "gold"] = "normal"
    parent_id: Key | None = None
    bill_to_id: Key | None = None
    share_limit: YesNo = False
    combine_orders: YesNo = False
    carrier: Key | None = None
    country: Country | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    account_manager: Email | None = None
    vat_number: Annotated[str, StringConstraints(pattern="^[A-Z]{2}[A-Z0-9]{2,18}$")] | None = None
    tax_exemption: Key | None = None
    tax_exempt_until: Day | None = None
    tax_included: YesNo = False
    price_group: Key | None = None
    delivery_policy: Literal["ship_partial", "ship_complete", "line_complete", "no_backorders"] | None = None


class ContactRow(Row):
    """A person at a customer."""

    key: ClassVar = ("customer_id", "email")

    customer_id: Key
    name: Text = ""
    email: Email
    role: Literal["buyer", "accounts"] = "buyer"


class AddressRow(Row):
    """A place of a customer."""

    key: ClassVar = ("customer_id", "label", "kind")

    customer_id: Key
    label: Label
    kind: Literal["ship_to", "bill_to"]
    line1: Text = ""
    city: Annotated[Text, Field(max_length=120)] = ""
    postcode: Annotated[Text, Field(max_length=40)] = ""
    country: Country | Literal[""] = ""
    region: Annotated[str, StringConstraints(pattern="^([A-Z]{2}-)?[A-Z0-9]{1,3}$")] | Literal[""] = ""
    is_default: YesNo = False


class CustomerItemRow(Row):
    """What a customer calls an article."""

    key: ClassVar = ("customer_id", "customer_part_number")

    customer_id: Key
    customer_part_number: Key
    sku: Key
