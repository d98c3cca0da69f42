"""Values of customers that other contexts read."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class ContactView(BaseModel):
    """A person at a customer; `role` is buyer or accounts."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    customer_id: str
    name: str
    email: str
    role: str = "buyer"


class AddressView(BaseModel):
    """A place of a customer; `kind` is ship_to or bill_to, `label` is what people call it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    customer_id: str
    label: str
    kind: str
    line1: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    region: str = ""
    is_default: bool = False


class CustomerView(BaseModel):
    """One customer as everyone outside this context sees it; `bill_to_id` is always filled (itself by default).

    `terms` are payment terms as `domain.shared.terms` reads them, where net days do not say it all.
    `invoicing` says what invoices are made from: each shipment, each complete order, a week or month of shipments
    (collective), the order itself, or the order that is paid before; `mixed_pos` that POs may share an invoice.
    """

    model_config = ConfigDict(frozen=True, from_attributes=True)

    customer_id: str
    name: str
    nickname: str | None = None
    email_domain: str | None = None
    currency: str = "GBP"
    price_list: str = "standard"
    price_group: str | None = None
    credit_limit: Decimal | None = None
    limit_review_date: date | None = None
    limit_changed_by: str | None = None
    cash_in_advance: bool = False
    credit_block: str | None = None
    payment_terms_days: int = 30
    terms: str | None = None
    invoicing: str = "shipment"
    mixed_pos: bool = False
    priority: str = "normal"
    parent_id: str | None = None
    bill_to_id: str
    share_limit: bool = False
    combine_orders: bool = False
    carrier: str | None = None
    country: str | None = None
    language: str = "en"
    account_manager: str | None = None
    delivery_policy: str | None = None
    vat_number: str | None = None
    tax_exemption: str | None = None
    tax_exempt_until: date | None = None
    tax_included: bool = False

    def exemption_on(self, day: date) -> str | None:
        """The number of the certificate by which no tax is charged on a day, or None."""
        is_over = self.tax_exempt_until is not None and self.tax_exempt_until < day
        return None if is_over else self.tax_exemption

    @property
    def payment_terms(self) -> str:
        """How this customer pays, as `domain.shared.terms` reads it."""
        return self.terms or str(self.payment_terms_days)


class DirectoryEntry(BaseModel):
    """What a reader needs to recognise a customer: names, domain, ship-to labels and known mail addresses."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    customer_id: str
    name: str
    nickname: str | None = None
    email_domain: str | None = None
    country: str | None = None
    language: str = "en"
    ship_to_labels: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
