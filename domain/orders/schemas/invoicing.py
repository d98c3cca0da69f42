"""Values of invoicing: what left and is to be invoiced, and what is charged beside the goods."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.orders.schemas.delivery import LineQuantity
from domain.shared.money import Money
from domain.shared.policy import TaxTreatment


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Invoicing(StrEnum):
    """When what an order asks for is invoiced."""

    SHIPMENT = "shipment"
    COMPLETE_ORDER = "complete_order"
    COLLECTIVE_WEEK = "collective_week"
    COLLECTIVE_MONTH = "collective_month"
    ON_ORDER = "on_order"
    PREPAYMENT = "prepayment"


COLLECTIVE = frozenset({Invoicing.COLLECTIVE_WEEK, Invoicing.COLLECTIVE_MONTH})


class InvoicingAgreement(_Value):
    """How one order is invoiced: when, to whom, and under which PO. What is on one paper has one `paper` in common."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    number: str
    invoicing: Invoicing
    bill_to: str | None
    currency: str
    terms: str | None
    terms_days: int
    tax_included: bool
    customer_po: str | None

    @property
    def paper(self) -> tuple[object, ...]:
        """What all orders on one invoice must have in common: bill-to, currency, terms and kind of price."""
        return (self.bill_to, self.currency, self.terms, self.terms_days, self.tax_included)


class Charge(_Value):
    """What is charged beside the goods, before tax: `kind` is freight or charge. Without a `tax` of its own it is taxed
    as most of the goods on the same invoice are, for it is incidental to them.
    """

    kind: str
    name: str
    net: Money
    tax: TaxTreatment | None = None


class ShipmentToInvoice(_Value):
    """What of one order left in one shipment, with its charges; several of one bill-to may become one invoice."""

    order_number: str
    shipment_number: str
    lines: tuple[LineQuantity, ...]
    charges: tuple[Charge, ...] = ()
