"""Values of shipping that leave. Quantities are in base units."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from domain.shared.quantity import Quantity


class ShipmentLineView(BaseModel):
    """A quantity of one order line that left one warehouse."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    line_key: str
    sku: str
    name: str
    warehouse: str
    quantity: Quantity

    @property
    def line_no(self) -> int:
        """The number of the order line."""
        return int(self.line_key.rpartition("/")[2])


class ShipmentView(BaseModel):
    """What left of one order in one go; `invoice_number` is None while it is unbilled."""

    model_config = ConfigDict(frozen=True)

    shipment_number: str
    order_number: str
    carrier: str
    tracking_number: str | None
    shipped_at: datetime
    shipped_date: date
    invoice_number: str | None
    lines: tuple[ShipmentLineView, ...]

    @property
    def subject(self) -> str:
        """The key by which audit and messages know it."""
        return f"shipment:{self.shipment_number}"
