"""Owns the delivery note of a shipment: what is in it, of what was ordered, and a place to sign."""

from collections.abc import Sequence

from domain.orders.schemas import OrderView
from domain.shared.policy import Company
from domain.shared.quantity import plain
from domain.shipping.schemas import ShipmentLineView, ShipmentView
from presentation.papers.typesetting import typeset
from presentation.wording.times import day


def delivery_note_pdf(shipment: ShipmentView, orders: Sequence[OrderView], company: Company) -> bytes:
    """Every line with the PO that it was ordered under, what was ordered and what is still to come; A4."""
    place = shipment.ship_to
    return typeset(
        "delivery_note",
        {
            "company": [company.name, *company.address],
            "ship_to": [place.label, *place.lines, place.country or ""] if place else [],
            "number": shipment.shipment_number,
            "date": day(shipment.shipped_date),
            "carrier": " ".join(part for part in (shipment.carrier, shipment.service) if part),
            "tracking": shipment.tracking_number or "",
            "expected": day(shipment.expected_date) if shipment.expected_date else "",
            "lines": [_row(line, orders) for line in shipment.lines],
            "packages": [
                [package.package_number, package.sscc, package.package_type, f"{plain(package.weight_kg)} kg"]
                for package in shipment.packages
            ],
        },
    )


def _row(line: ShipmentLineView, orders: Sequence[OrderView]) -> list[str]:
    of_order = next((each for order in orders for each in order.lines if each.line_key == line.line_key), None)
    return [
        line.order_number,
        line.customer_po or "",
        (of_order.customer_part_number or "") if of_order else "",
        line.sku,
        line.name,
        plain(of_order.base_quantity) if of_order else "",
        plain(line.quantity),
        of_order.base_unit if of_order else "",
        plain(of_order.open + of_order.allocated + of_order.picked) if of_order else "",
    ]
