"""Owns shipments: what is taken from the shelf and leaves, and the invoice that follows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.billing.schemas import InvoiceView
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import LineQuantity, OrderView
from domain.shared import audit, numbering, outbox
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.shipping import queries, rules
from domain.shipping.errors import CarrierMissing, NothingToPick, NothingToShip
from domain.shipping.events import ShipmentPosted
from domain.shipping.models import Shipment, ShipmentLine
from domain.shipping.schemas import ShipmentView
from domain.stock import queries as stock

SERIES = "SH"


def pick(session: Session, desk: Desk, number: str, lines: Mapping[int, Decimal] | None = None) -> OrderView:
    """Take allocated goods of an order from the shelf: these quantities by line number, or all there are.

    Raises NotFound, NothingToPick, and what orders refuses: OrderOnHold, QuantityExceedsLine, NotAllowed.
    """
    wanted = rules.to_pick(order_queries.order(session, desk, number), lines)
    if not wanted:
        raise NothingToPick(number=number)
    return orders.record_picked(session, desk, wanted)


def ship(
    session: Session,
    desk: Desk,
    number: str,
    *,
    carrier: str,
    tracking_number: str | None = None,
    lines: Mapping[int, Decimal] | None = None,
) -> ShipmentView:
    """Send goods of an order off: these quantities by line number, or all that is picked (else allocated).

    Stock goes down where the goods lay, the order's lines move on, and the invoice follows from the event.
    Raises NotFound, CarrierMissing, NothingToShip, and what orders refuses like `pick`.
    """
    if not carrier.strip():
        raise CarrierMissing(number=number)
    order = order_queries.order(session, desk, number)
    wanted = rules.to_ship(order, lines)
    if not wanted:
        raise NothingToShip(number=number)
    owned = stock.allocations(session, [line.line_key for line in wanted])
    parts = rules.by_warehouse(wanted, owned, {line.line_key: line.sku for line in order.lines})
    shipment_number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
    orders.record_shipped(session, desk, parts, shipment_number=shipment_number)
    _write(session, order, parts=parts, shipment=Shipment(
        shipment_number=shipment_number, order_number=number, carrier=carrier.strip(),
        tracking_number=(tracking_number or "").strip() or None, shipped_at=desk.now, shipped_date=desk.today,
        shipped_by=desk.actor.id,
    ))  # fmt: skip
    view = queries.shipment(session, shipment_number)
    _record(session, desk, view)
    return view


def _write(session: Session, order: OrderView, *, parts: Sequence[LineQuantity], shipment: Shipment) -> None:
    session.add(shipment)
    session.flush()
    of_line = {line.line_key: line for line in order.lines}
    rows = [
        {
            "shipment_number": shipment.shipment_number, "line_key": part.line_key, "warehouse": part.warehouse,
            "sku": of_line[part.line_key].sku, "name": of_line[part.line_key].name, "quantity": part.quantity,
        }
        for part in parts
    ]  # fmt: skip
    session.execute(insert(ShipmentLine), rows)


def _record(session: Session, desk: Desk, view: ShipmentView) -> None:
    event = ShipmentPosted(shipment_number=view.shipment_number, order_number=view.order_number)
    outbox.record(session, event, subject=view.subject, now=desk.now)
    after = {
        "order": view.order_number,
        "carrier": view.carrier,
        "tracking_number": view.tracking_number,
        "lines": [
            {"line": line.line_key, "warehouse": line.warehouse, "quantity": plain(line.quantity)}
            for line in view.lines
        ],
    }
    change = audit.Change(subject=view.subject, action="shipment.posted", after=after, source=desk.source)
    audit.record(session, desk.actor, change, now=desk.now)


def invoice(session: Session, desk: Desk, shipment_number: str) -> InvoiceView:
    """Invoice a shipment; one that has its invoice gets it back. Raises NotFound, NotAllowed."""
    row = queries.shipment_for_update(session, shipment_number)
    view = queries.shipment(session, shipment_number)
    shipped = [LineQuantity(line_key=line.line_key, quantity=line.quantity) for line in view.lines]
    issued = orders.invoice_shipment(session, desk, view.order_number, shipment_number, lines=shipped)
    row.invoice_number = issued.number
    session.flush()
    return issued
