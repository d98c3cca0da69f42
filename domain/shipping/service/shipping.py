"""Owns shipments: what leaves one warehouse for one place in one go."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.customers import queries as customers
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import LineQuantity, OrderView
from domain.shared import numbering
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.shipping import queries, rules
from domain.shipping.errors import NothingToShip, NotTogether, PackageBlocked, PackedMore
from domain.shipping.events import ShipmentPosted
from domain.shipping.models import Package, Shipment, ShipmentLine
from domain.shipping.queries.picking import picked_lines_for_update, picked_parts
from domain.shipping.schemas import PackageView, ShipmentView
from domain.shipping.service.carrying import Carriage, carriage
from domain.shipping.service.freight import charge_freight
from domain.shipping.service.listing import refuse_held
from domain.shipping.service.packing import pack_loose
from domain.shipping.service.picking import pick
from domain.shipping.service.recording import announce, audited
from domain.stock import queries as stock
from domain.stock import service as stock_verbs
from domain.stock.schemas import AllocatedPart

SERIES = "SH"
_ZERO = Decimal(0)


def ship(
    session: Session,
    desk: Desk,
    number: str,
    *,
    carrier: str | None = None,
    tracking_number: str | None = None,
    lines: Mapping[int, Decimal] | None = None,
    warehouse: str | None = None,
) -> ShipmentView:
    """Send goods of one order off in one shipment, brought together where they lie in several warehouses.

    More than is open of a line leaves as far as policy tolerates, see `orders.let_exceed`.
    Otherwise like `ship_all`, which makes a shipment for each warehouse.
    """
    orders.lock_orders(session, [number])
    orders.let_exceed(session, desk, number, lines or {})
    view = order_queries.order(session, desk, number)
    parts = _leaving(session, desk, view, lines, warehouse)
    _lock_stock(session, [view], parts)
    return _shipped(session, desk, [view], parts, carrier=carrier, tracking_number=tracking_number)


def ship_all(
    session: Session,
    desk: Desk,
    numbers: Sequence[str],
    *,
    carrier: str | None = None,
    tracking_number: str | None = None,
    lines: Mapping[int, Decimal] | None = None,
    warehouse: str | None = None,
) -> tuple[ShipmentView, ...]:
    """Send goods off, one shipment for each warehouse: these quantities by line number of one order, or all that is
    picked (else allocated, which is picked first). Several orders leave together only where the customer allows it.

    Packages of the orders leave with it, what is loose is put into cartons. Stock goes down where the goods lay, the
    orders' lines move on, and the invoice follows from the event. Without a carrier one is chosen by rule. Raises
    NotFound, CarrierMissing, NoCarrier, NothingToShip, NotTogether, PackageBlocked, PackedMore, NotReleasable, and what
    orders refuses like `pick`.
    """
    orders.lock_orders(session, numbers)
    for number in sorted(set(numbers)):
        orders.let_exceed(session, desk, number, lines or {})
    views = [order_queries.order(session, desk, number) for number in dict.fromkeys(numbers)]
    _refuse_apart(session, views)
    parts = [part for view in views for part in _leaving(session, desk, view, lines, warehouse)]
    _lock_stock(session, views, parts)
    places = sorted({part.warehouse or "" for part in parts})
    return tuple(
        _shipped(
            session, desk, views, [part for part in parts if part.warehouse == place], carrier=carrier,
            tracking_number=tracking_number,
        )
        for place in places
    )  # fmt: skip


def _lock_stock(session: Session, views: Sequence[OrderView], parts: Sequence[LineQuantity]) -> None:
    """Lock the balances of all that leaves at once: order by order they would be locked in no order."""
    skus = {line.line_key: line.sku for view in views for line in view.lines}
    stock_verbs.lock_balances(session, {skus[part.line_key] for part in parts})


def _refuse_apart(session: Session, views: Sequence[OrderView]) -> None:
    """Raise NotTogether for orders that may not leave in one shipment."""
    customer = customers.customer(session, views[0].customer_id or "")
    why = rules.why_not_together(views, is_allowed=customer is not None and customer.combine_orders)
    if why:
        raise NotTogether(numbers=", ".join(view.number for view in views), why=why)


def _leaving(
    session: Session, desk: Desk, view: OrderView, lines: Mapping[int, Decimal] | None, warehouse: str | None
) -> list[LineQuantity]:
    """What of an order leaves, by warehouse (only this one, if one is named); what is not picked yet is picked now."""
    keys = [line.line_key for line in view.lines]
    here, owned = _there(session, keys, warehouse)
    picked = here if warehouse else {line.line_key: line.picked for line in view.lines}
    wanted = rules.to_ship(view, lines, picked=picked, owned=owned)
    if not wanted:
        raise NothingToShip(number=view.number)
    refuse_held(view.number, rules.held_by(view))
    skus = {line.line_key: line.sku for line in view.lines}
    parts = rules.by_warehouse(wanted, owned, skus)
    missing = {
        int(part.line_key.rpartition("/")[2]): part.quantity - picked.get(part.line_key, _ZERO)
        for part in wanted
        if part.quantity > picked.get(part.line_key, _ZERO)
    }
    if missing:
        pick(session, desk, view.number, missing, warehouse=warehouse)
        _, owned = _there(session, keys, warehouse)
        parts = rules.by_warehouse(wanted, owned, skus)
    return rules.merged(parts)


def _there(
    session: Session, keys: Sequence[str], warehouse: str | None
) -> tuple[dict[str, Decimal], dict[str, tuple[AllocatedPart, ...]]]:
    """What of lines is picked on lists, and where their goods lie: where they were picked, then where else they are.

    Of one warehouse, or of all.
    """
    picked, allocated = picked_parts(session, keys), stock.allocations(session, keys)
    sums, found = dict[str, Decimal](), dict[str, tuple[AllocatedPart, ...]]()
    for key in keys:
        first = {part.warehouse: part.quantity for part in picked.get(key, ())}
        rest = {
            part.warehouse: part.quantity - first.get(part.warehouse, _ZERO)
            for part in allocated.get(key, ())
            if part.quantity > first.get(part.warehouse, _ZERO)
        }
        sums[key] = sum((quantity for place, quantity in first.items() if warehouse in (None, place)), _ZERO)
        found[key] = tuple(
            AllocatedPart(warehouse=place, quantity=quantity)
            for place, quantity in (*first.items(), *rest.items())
            if warehouse in (None, place)
        )
    return sums, found


def _shipped(
    session: Session,
    desk: Desk,
    views: Sequence[OrderView],
    parts: Sequence[LineQuantity],
    *,
    carrier: str | None,
    tracking_number: str | None,
) -> ShipmentView:
    """One shipment: packages, carrier, stock, papers."""
    mine = [view for view in views if any(part.line_key.rpartition("/")[0] == view.number for part in parts)]
    packages = _packages(session, desk, mine, parts)
    units = tuple(package.handling_unit for package in packages)
    first = min(part.warehouse or "" for part in parts)
    way = carriage(session, desk, mine[0], units, warehouse=first, carrier=carrier, tracking_number=tracking_number)
    shipment_number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
    places = {part.warehouse for part in parts}
    row = _row(desk, mine[0], shipment_number, way)
    row.warehouse = first if len(places) == 1 else None
    _write(session, mine, parts, shipment=row)
    for view in mine:
        of_order = [part for part in parts if part.line_key.rpartition("/")[0] == view.number]
        orders.record_shipped(session, desk, of_order, shipment_number=shipment_number)
    _off_the_lists(session, parts)
    if way.choice:
        charge_freight(session, desk, mine, parts, quote=way.choice.quote, shipment_number=shipment_number)
    leaving = Package.package_number.in_([package.package_number for package in packages])
    session.execute(update(Package).where(leaving).values(shipment_number=shipment_number))
    shipped = queries.shipment(session, shipment_number)
    _record(session, desk, shipped)
    return shipped


def _packages(
    session: Session, desk: Desk, views: Sequence[OrderView], parts: Sequence[LineQuantity]
) -> tuple[PackageView, ...]:
    """The packages that leave: those that were packed, and cartons for what is loose."""
    numbers = [view.number for view in views]
    places = sorted({part.warehouse or "" for part in parts})
    waiting = queries.waiting_packages(session, numbers=numbers)
    is_all_packed = True
    for place in places:
        loose = {part.line_key: part.quantity for part in parts if part.warehouse == place}
        for package in waiting:
            if package.warehouse == place:
                _take_packed(session, package, loose)
        rest = {key: quantity for key, quantity in loose.items() if quantity > 0}
        if rest:
            is_all_packed = False
            pack_loose(session, desk, views, rest, warehouse=place)
    found = waiting if is_all_packed else queries.waiting_packages(session, numbers=numbers)
    return tuple(package for place in places for package in found if package.warehouse == place)


def _take_packed(session: Session, package: PackageView, loose: dict[str, Decimal]) -> None:
    """Take what is in a package off what is loose; raises PackageBlocked, PackedMore."""
    _refuse_blocked(session, package)
    for line in package.lines:
        loose[line.line_key] = loose.get(line.line_key, _ZERO) - line.quantity
        if loose[line.line_key] < 0:
            raise PackedMore(package=package.package_number, line_key=line.line_key)


def _refuse_blocked(session: Session, package: PackageView) -> None:
    if package.is_blocked:
        found = [check for check in queries.checks_of(session, package.package_number) if not check.resolved_at]
        told = ", ".join(f"{d.sku} {plain(d.counted)} of {plain(d.packed)}" for c in found for d in c.differences)
        raise PackageBlocked(package=package.package_number, differences=told)


def _row(desk: Desk, order: OrderView, shipment_number: str, way: Carriage) -> Shipment:
    quote = way.choice.quote if way.choice else None
    return Shipment(
        shipment_number=shipment_number, order_number=order.number,
        ship_to=order.ship_to.model_dump(mode="json") if order.ship_to else None,
        carrier=way.carrier, carrier_key=way.carrier_key, service=quote.service if quote else None,
        routing=way.routing, tracking_number=way.tracking_number, tracking_url=way.tracking_url,
        label_note=way.label_note,
        freight=quote.price.amount if quote else None, freight_currency=quote.price.currency if quote else None,
        choice=way.choice.model_dump(mode="json") if way.choice else None, expected_date=way.expected_date,
        shipped_at=desk.now, shipped_date=desk.today, shipped_by=desk.actor.id,
    )  # fmt: skip


def _write(session: Session, views: Sequence[OrderView], parts: Sequence[LineQuantity], *, shipment: Shipment) -> None:
    session.add(shipment)
    session.flush()
    of_line = {line.line_key: (view, line) for view in views for line in view.lines}
    rows = [
        {
            "shipment_number": shipment.shipment_number, "line_key": part.line_key, "warehouse": part.warehouse,
            "order_number": of_line[part.line_key][0].number, "customer_po": of_line[part.line_key][0].customer_po,
            "sku": of_line[part.line_key][1].sku, "name": of_line[part.line_key][1].name, "quantity": part.quantity,
        }
        for part in parts
    ]  # fmt: skip
    session.execute(insert(ShipmentLine), rows)


def _off_the_lists(session: Session, parts: Sequence[LineQuantity]) -> None:
    """What left is no longer picked and here, the oldest list first."""
    picked = picked_lines_for_update(session, {part.line_key for part in parts})
    for part in parts:
        left = part.quantity
        for row in picked.get((part.line_key, part.warehouse or ""), ()):
            taken = min(left, row.picked - row.shipped - row.put_back)
            row.shipped += taken
            left -= taken
    session.flush()


def _record(session: Session, desk: Desk, view: ShipmentView) -> None:
    for number in view.order_numbers:
        event = ShipmentPosted(shipment_number=view.shipment_number, order_number=number)
        announce(session, desk, view.subject, event)
    after = {
        "order": view.order_number,
        "orders": list(view.order_numbers),
        "carrier": view.carrier,
        "service": view.service,
        "tracking_number": view.tracking_number,
        "freight": str(view.freight) if view.freight else None,
        "reason": view.choice.reason if view.choice else None,
        "packages": [package.sscc for package in view.packages],
        "lines": [
            {"line": line.line_key, "warehouse": line.warehouse, "quantity": plain(line.quantity)}
            for line in view.lines
        ],
    }
    audited(session, desk, view.subject, "shipment.posted", after=after)
