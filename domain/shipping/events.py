"""What happens in shipping."""

from typing import ClassVar

from domain.shared.events import Event


class ShipmentPosted(Event):
    """Goods of an order left; the invoice follows."""

    kind: ClassVar[str] = "shipment_posted"

    shipment_number: str
    order_number: str
