"""Values of shipping that enter and leave. Quantities are in base units."""

from domain.shipping.schemas.packing import (
    CheckView,
    Difference,
    MistakeAsk,
    MistakeView,
    PackageAsk,
    PackageLineView,
    PackageView,
    Photo,
)
from domain.shipping.schemas.picking import CountTaskView, PickListLineView, PickListView
from domain.shipping.schemas.shipments import DeliveryReport, FreightChargeView, ShipmentLineView, ShipmentView

__all__ = [
    "CheckView",
    "CountTaskView",
    "DeliveryReport",
    "Difference",
    "FreightChargeView",
    "MistakeAsk",
    "MistakeView",
    "PackageAsk",
    "PackageLineView",
    "PackageView",
    "Photo",
    "PickListLineView",
    "PickListView",
    "ShipmentLineView",
    "ShipmentView",
]
