"""What happens in shipping."""

from typing import ClassVar

from domain.shared.events import Event
from domain.shared.quantity import Quantity


class ShipmentPosted(Event):
    """Goods of an order left; the invoice follows. A shipment of several orders is told once for each."""

    kind: ClassVar[str] = "shipment_posted"

    shipment_number: str
    order_number: str


class ShortPicked(Event):
    """Less lay on the shelf than the books say: the shelf is to be counted, the rest waits again or is given up."""

    kind: ClassVar[str] = "short_picked"

    pick_list: str
    order_number: str
    line_key: str
    sku: str
    warehouse: str
    missing: Quantity


class Delivered(Event):
    """A shipment arrived at its ship-to. A shipment of several orders is told once for each."""

    kind: ClassVar[str] = "delivered"

    shipment_number: str
    order_number: str
    is_partial: bool
    is_damaged: bool
