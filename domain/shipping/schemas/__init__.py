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
from domain.shipping.schemas.shipments import (
    DeliveryReport,
    FreightChargeView,
    PeriodInvoices,
    RefusedInvoice,
    ShipmentLineView,
    ShipmentView,
)

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
    "PeriodInvoices",
    "Photo",
    "PickListLineView",
    "PickListView",
    "RefusedInvoice",
    "ShipmentLineView",
    "ShipmentView",
]
