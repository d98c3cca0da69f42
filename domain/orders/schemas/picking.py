"""Values of orders about what may be picked now."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.orders.schemas.orders import ShipTo
from domain.shared.quantity import Quantity


class PickableLine(BaseModel):
    """A line that has goods of its own on the shelf, of an order that nothing holds back. In base units."""

    model_config = ConfigDict(frozen=True)

    order_number: str
    line_key: str
    sku: str
    name: str
    allocated: Quantity
    customer_id: str | None
    ship_to: ShipTo | None
    priority: int
    promised_date: date | None
