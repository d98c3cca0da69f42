"""Decides how a PO that came again differs from its order, and how much of each change is still possible."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from domain.orders.lifecycle import OrderState
from domain.orders.schemas import (
    ContentLine,
    Contents,
    Difference,
    LineChange,
    LineView,
    OrderView,
    Possibility,
    ShipTo,
    TermChange,
)

#: States in which an order may still become another one; what lies behind them has left.
CHANGEABLE = frozenset(
    {OrderState.DRAFT, OrderState.PENDING_CONFIRMATION, OrderState.CONFIRMED, OrderState.IN_FULFILMENT}
)
_ZERO = Decimal(0)


def contents_of(order: OrderView) -> Contents:
    """What an order has now; what was given up of it does not count."""
    return Contents(
        lines=merged(
            ContentLine(sku=line.sku, name=line.name, base_unit=line.base_unit,
                        quantity=line.base_quantity - line.cancelled)
            for line in order.lines
        ),
        ship_to=order.ship_to,
        requested_date=order.requested_date,
    )  # fmt: skip


def merged(lines: Iterable[ContentLine]) -> tuple[ContentLine, ...]:
    """Each article once, with all that is wanted of it."""
    sums: dict[str, ContentLine] = {}
    for line in lines:
        known = sums.get(line.sku)
        quantity = line.quantity + (known.quantity if known else _ZERO)
        sums[line.sku] = line.model_copy(update={"quantity": quantity})
    return tuple(line for line in sums.values() if line.quantity)


def difference(order: OrderView, wanted: Contents) -> Difference:
    """Every change that makes the order what is wanted, each marked possible, partly possible or too late."""
    return Difference(lines=tuple(_line_changes(order, wanted)), terms=tuple(_term_changes(order, wanted)))


def _line_changes(order: OrderView, wanted: Contents) -> Iterator[LineChange]:
    has = {line.sku: line for line in contents_of(order).lines}
    wants = {line.sku: line for line in wanted.lines}
    for sku, line in (wants | {sku: line for sku, line in has.items() if sku not in wants}).items():
        before = has[sku].quantity if sku in has else _ZERO
        after = wants[sku].quantity if sku in wants else _ZERO
        if before != after:
            possibility, reachable, why = _reach(order, sku, before, after)
            yield LineChange(
                sku=sku, name=line.name, base_unit=line.base_unit, before=before, after=after,
                possibility=possibility, reachable=reachable, why=why,
            )  # fmt: skip


def _reach(order: OrderView, sku: str, before: Decimal, after: Decimal) -> tuple[Possibility, Decimal, str]:
    """How far the quantity of an article can go: never below what is picked or has left, nowhere once all is gone."""
    if order.state not in CHANGEABLE:
        return Possibility.TOO_LATE, before, how_far(order.lines)
    mine = [line for line in order.lines if line.sku == sku]
    floor = sum((max(line.picked + line.shipped, line.invoiced) for line in mine), _ZERO)
    if after >= floor:
        return Possibility.POSSIBLE, after, ""
    if floor >= before:
        return Possibility.TOO_LATE, before, how_far(mine)
    return Possibility.PARTLY, floor, how_far(mine)


def how_far(lines: Iterable[LineView]) -> str:
    """The furthest step that any of these lines has made: invoiced, shipped or picked; nothing where none has."""
    every = list(lines)
    for step in ("invoiced", "shipped", "picked"):
        if any(getattr(line, step) for line in every):
            return step
    return ""


def _term_changes(order: OrderView, wanted: Contents) -> Iterator[TermChange]:
    gone = how_far(order.lines)
    if order.requested_date != wanted.requested_date:
        possibility = Possibility.PARTLY if gone else Possibility.POSSIBLE
        possibility = possibility if order.state in CHANGEABLE else Possibility.TOO_LATE
        before, after = (_iso(day) for day in (order.requested_date, wanted.requested_date))
        yield TermChange(term="requested_date", before=before, after=after, possibility=possibility, why=gone)
    if _label(order.ship_to) != _label(wanted.ship_to):
        why = gone or _abroad(order, wanted)
        possibility = Possibility.TOO_LATE if why or order.state not in CHANGEABLE else Possibility.POSSIBLE
        before, after = _label(order.ship_to), _label(wanted.ship_to)
        yield TermChange(term="ship_to", before=before, after=after, possibility=possibility, why=why)


def _abroad(order: OrderView, wanted: Contents) -> str:
    """Frozen prices and taxes are those of a country: another one takes a person, but not while it is a draft."""
    is_frozen = order.state in (OrderState.CONFIRMED, OrderState.IN_FULFILMENT)
    countries = [place.country if place else None for place in (order.ship_to, wanted.ship_to)]
    return "other_country" if is_frozen and countries[0] != countries[1] else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _label(place: ShipTo | None) -> str:
    return place.label if place else ""
