"""Tables of shipping: pick lists, packages with their checks, shipments, and mistakes found on the way."""

from domain.shipping.models.packing import Mistake, Package, PackageLine, QualityCheck
from domain.shipping.models.picking import CountTask, PickList, PickListLine, ShelfBin
from domain.shipping.models.shipments import FreightCharge, Shipment, ShipmentLine

__all__ = [
    "CountTask",
    "FreightCharge",
    "Mistake",
    "Package",
    "PackageLine",
    "PickList",
    "PickListLine",
    "QualityCheck",
    "ShelfBin",
    "Shipment",
    "ShipmentLine",
]
