"""Owns the machine-readable part of order mails: schema.org Order as JSON-LD."""

import json
from typing import Any

from markupsafe import Markup

from domain.orders.schemas import LineView, OrderView
from domain.shared.policy import Company
from domain.shared.quantity import plain
from presentation.schemas.papers import ShipmentPosted

#: Inside a script element only these could end it or open another.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def json_ld(data: dict[str, Any]) -> Markup:
    """A script element with the data; nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def order_markup(order: OrderView, company: Company) -> Markup:
    """The order as accepted."""
    return json_ld(_order(order, company, "OrderProcessing"))


def shipment_markup(shipment: ShipmentPosted, company: Company) -> Markup:
    """The order on its way, with its parcel."""
    delivery: dict[str, Any] = {
        "@type": "ParcelDelivery",
        "partOfOrder": _order(shipment.order, company, "OrderInTransit"),
    }
    if shipment.carrier:
        delivery["carrier"] = {"@type": "Organization", "name": shipment.carrier}
    if shipment.tracking_number:
        delivery["trackingNumber"] = shipment.tracking_number
    if shipment.tracking_link:
        delivery["trackingUrl"] = shipment.tracking_link
    if shipment.arrival_date:
        delivery["expectedArrivalUntil"] = shipment.arrival_date.isoformat()
    delivery["itemShipped"] = [{"@type": "Product", "sku": line.sku, "name": line.name} for line in shipment.lines]
    return json_ld({"@context": "https://schema.org", **delivery})


def _order(order: OrderView, company: Company, status: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "Order",
        "orderNumber": order.number,
        "orderStatus": f"https://schema.org/{status}",
        "merchant": {"@type": "Organization", "name": company.name},
        "customer": {"@type": "Organization", "name": order.customer_name or ""},
        "priceCurrency": order.currency,
        "price": str(order.total.amount),
        "acceptedOffer": [_offer(line, order.currency) for line in order.lines],
    }


def _offer(line: LineView, currency: str) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "itemOffered": {"@type": "Product", "sku": line.sku, "name": line.name},
        "price": plain(line.unit_price),
        "priceCurrency": currency,
        "eligibleQuantity": {"@type": "QuantitativeValue", "value": plain(line.base_quantity)},
    }
