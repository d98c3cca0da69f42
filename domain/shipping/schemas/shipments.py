"""Values of shipments: what left, and what was reported on its arrival."""

from datetime import date, datetime
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from domain.billing.schemas import InvoiceView
from domain.carriers.schemas import Choice
from domain.orders.schemas import ShipTo
from domain.shared.money import Money
from domain.shared.quantity import Quantity
from domain.shipping.schemas.packing import PackageView


class ShipmentLineView(BaseModel):
    """A quantity of one order line that left one warehouse, and the customer's PO that it was ordered under."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    line_key: str
    order_number: str
    customer_po: str | None
    sku: str
    name: str
    warehouse: str
    quantity: Quantity

    @property
    def line_no(self) -> int:
        """The number of the order line."""
        return int(self.line_key.rpartition("/")[2])


class ShipmentView(BaseModel):
    """What left in one go; `invoice_number` is None while it is unbilled, `delivered_at` while it is under way.

    `freight` is what its carrier costs us before tax, `choice` why it was chosen; None for a carrier of the customer's
    or of nobody's tariff.
    """

    model_config = ConfigDict(frozen=True)

    shipment_number: str
    order_number: str
    order_numbers: tuple[str, ...]
    warehouse: str | None
    ship_to: ShipTo | None
    carrier: str
    carrier_key: str | None
    service: str | None
    routing: str | None
    tracking_number: str | None
    tracking_url: str | None = None
    label_note: str = ""
    freight: Money | None
    choice: Choice | None
    expected_date: date | None
    shipped_at: datetime
    shipped_date: date
    invoice_number: str | None
    delivered_at: datetime | None
    signed_by: str | None
    is_partial: bool
    is_damaged: bool
    delivery_remark: str | None
    lines: tuple[ShipmentLineView, ...]
    packages: tuple[PackageView, ...] = ()

    @property
    def tracking_link(self) -> str | None:
        """Where one follows it; None where its carrier has no such page, or it has no number."""
        if not self.tracking_url or not self.tracking_number:
            return None
        return self.tracking_url.replace("{number}", quote(self.tracking_number, safe=""))

    @property
    def subject(self) -> str:
        """The key by which audit and messages know it."""
        return f"shipment:{self.shipment_number}"


class FreightChargeView(BaseModel):
    """What an order is charged for the freight of a shipment, before tax."""

    model_config = ConfigDict(frozen=True)

    shipment_number: str
    order_number: str
    net: Money


class RefusedInvoice(BaseModel):
    """A collective invoice that could not be made: over which orders and shipments, and why."""

    model_config = ConfigDict(frozen=True)

    order_numbers: tuple[str, ...]
    shipment_numbers: tuple[str, ...]
    code: str
    facts: dict[str, str]


class PeriodInvoices(BaseModel):
    """What became of the collective invoices of one run."""

    model_config = ConfigDict(frozen=True)

    issued: tuple[InvoiceView, ...]
    refused: tuple[RefusedInvoice, ...] = ()


class DeliveryReport(BaseModel):
    """That a shipment arrived: when, who signed, and whether something was missing or damaged."""

    model_config = ConfigDict(frozen=True)

    delivered_at: datetime | None = None
    signed_by: str = Field(default="", max_length=120)
    is_partial: bool = False
    is_damaged: bool = False
    remark: str = Field(default="", max_length=2000)
