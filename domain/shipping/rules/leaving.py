"""Decides what is picked and what leaves from where: values in, values out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from domain.orders.errors import QuantityExceedsLine
from domain.orders.schemas import LineQuantity, OrderView
from domain.shared.errors import NotFound
from domain.shared.quantity import plain
from domain.stock.schemas import AllocatedPart


def to_pick(order: OrderView, asked: Mapping[int, Decimal] | None) -> list[LineQuantity]:
    """What is asked for by line number, or else everything that is allocated and not picked."""
    if asked is not None:
        return _named(order, asked)
    return [LineQuantity(line_key=line.line_key, quantity=line.allocated) for line in order.lines if line.allocated > 0]


def to_ship(
    order: OrderView, asked: Mapping[int, Decimal] | None, *, picked: Mapping[str, Decimal],
    owned: Mapping[str, Sequence[AllocatedPart]],
) -> list[LineQuantity]:  # fmt: skip
    """What is asked for by line number, or else everything picked, or else (nothing is) everything allocated.

    `picked` and `owned` say by line what there is of it where goods may leave from.
    """
    if asked is not None:
        return _named(order, asked)
    here = {line.line_key: picked.get(line.line_key, Decimal(0)) for line in order.lines}
    if not any(here.values()):
        here = {
            line.line_key: min(line.allocated, sum((part.quantity for part in owned[line.line_key]), Decimal(0)))
            for line in order.lines
        }
    return [LineQuantity(line_key=key, quantity=quantity) for key, quantity in here.items() if quantity > 0]


def held_by(order: OrderView) -> list[str]:
    """The reasons for which an order may neither be picked nor leave, by name."""
    return sorted(hold.reason for hold in order.holds if hold.released_at is None)


def why_not_together(orders: Sequence[OrderView], *, is_allowed: bool) -> str | None:
    """Why orders may not leave in one shipment (customer, ship_to, currency, carrier, not_allowed), or None."""
    if len(orders) < 2:
        return None
    if len({(order.customer_id, order.bill_to) for order in orders}) > 1:
        return "customer"
    places = {(order.ship_to.label, order.ship_to.lines, order.ship_to.country) if order.ship_to else None
              for order in orders}  # fmt: skip
    if len(places) > 1:
        return "ship_to"
    if len({order.currency for order in orders}) > 1:
        return "currency"
    if len({order.carrier for order in orders}) > 1:
        return "carrier"
    return None if is_allowed else "not_allowed"


def _named(order: OrderView, asked: Mapping[int, Decimal]) -> list[LineQuantity]:
    known = {line.line_no: line.line_key for line in order.lines}
    for line_no in asked:
        if line_no not in known:
            raise NotFound(subject=f"line:{order.number}/{line_no}")
    return [LineQuantity(line_key=known[line_no], quantity=quantity) for line_no, quantity in asked.items()]


def by_warehouse(
    wanted: Sequence[LineQuantity], owned: Mapping[str, Sequence[AllocatedPart]], skus: Mapping[str, str]
) -> list[LineQuantity]:
    """Each quantity split over the warehouses where the line has it, by SKU, warehouse and line."""
    parts = []
    for line in wanted:
        left = line.quantity
        for part in owned.get(line.line_key, ()):
            quantity = min(left, part.quantity)
            if quantity > 0:
                parts.append(LineQuantity(line_key=line.line_key, quantity=quantity, warehouse=part.warehouse))
                left -= quantity
        if left > 0 or line.quantity <= 0:
            possible = plain(line.quantity - left) if line.quantity > 0 else "more than 0"
            raise QuantityExceedsLine(line_key=line.line_key, asked=plain(line.quantity), possible=possible)
    return sorted(parts, key=lambda part: (skus[part.line_key], part.warehouse or "", part.line_key))


def merged(parts: Sequence[LineQuantity]) -> list[LineQuantity]:
    """One part for each line and warehouse, in the order in which they first came."""
    sums: dict[tuple[str, str | None], Decimal] = {}
    for part in parts:
        sums[part.line_key, part.warehouse] = sums.get((part.line_key, part.warehouse), Decimal(0)) + part.quantity
    return [LineQuantity(line_key=key, warehouse=place, quantity=total) for (key, place), total in sums.items()]
