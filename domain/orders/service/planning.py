"""Owns the parts of lines: what they own, from where and when the rest comes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.carriers.schemas import Place
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.rules import delivery
from domain.orders.rules.dates import Timetable, promised
from domain.orders.rules.lines import step_of
from domain.orders.schemas import DeliveryPolicy, PlannedPart
from domain.orders.service.timetables import place_of, timetable_for
from domain.shared.desk import Desk
from domain.stock import service as stock
from domain.stock.schemas import AllocatedPart, Coverage, Destination, StockRequest, SupplyPart, SupplySource

Owned = Mapping[str, Sequence[AllocatedPart]]


def request_of_line(desk: Desk, order: SalesOrder, line: OrderLine) -> StockRequest:
    """The wish for what a line does not have yet, in whole sales units."""
    step = step_of(line.ordered, line.quantity)
    ship_to = order.ship_to or {}
    return StockRequest(
        line_key=line.line_key,
        sku=line.sku,
        quantity=line.open,
        priority=order.priority,
        promised_date=line.promised_date or order.requested_date,
        confirmed_at=order.confirmed_at,
        step=step if step is not None and line.open % step == 0 else None,
        backorders=waits(order),
        warehouse=(order.request or {}).get("warehouse"),
        buffer=delivery.safety_buffer(desk.policy.stock, order.channel, order.priority),
        wanted_date=order.requested_date,
        destination=Destination(ship_to.get("country"), ship_to.get("postcode")),
    )


def plan_rest(
    session: Session, desk: Desk, orders: Mapping[int, SalesOrder], lines: Sequence[OrderLine], *, owned: Owned
) -> None:
    """Set the parts of lines: what they own, and from where the rest is expected."""
    rest = [request_of_line(desk, orders[line.order_id], line) for line in lines if line.open > 0]
    covered = stock.cover(session, desk, rest) if rest else {}
    timetable = timetable_for(session, desk, orders.values())
    parts = {
        line.line_key: parts_of(
            desk, timetable, owned.get(line.line_key, ()), covered.get(line.line_key),
            to=place_of(orders[line.order_id]),
        )
        for line in lines
    }  # fmt: skip
    set_all_parts(timetable, orders, lines, parts)


def set_all_parts(
    timetable: Timetable,
    orders: Mapping[int, SalesOrder],
    lines: Sequence[OrderLine],
    parts: dict[str, list[PlannedPart]],
) -> None:
    """Set the parts of lines; those of an order that leaves in one go leave on the day of its last, and those of one
    that is wanted much later leave for that day.
    """
    _wait_for_their_day(timetable, orders, lines, parts)
    for order in orders.values():
        if order.delivery_policy == DeliveryPolicy.SHIP_COMPLETE:
            mine = {line.line_key: parts[line.line_key] for line in lines if line.order_id == order.id}
            to = place_of(order)
            for key, together in delivery.leaving_together(mine).items():
                parts[key] = [timetable.arriving(part, to) for part in together]
    for line in lines:
        _set_parts(line, parts[line.line_key])


def _wait_for_their_day(
    timetable: Timetable, orders: Mapping[int, SalesOrder], lines: Sequence[OrderLine],
    parts: dict[str, list[PlannedPart]],
) -> None:  # fmt: skip
    """Date what takes no stock yet (policy `stock.reserve_days`) for the day on which it is wanted."""
    for line in lines:
        order = orders[line.order_id]
        if timetable.is_far_off(order.requested_date):
            parts[line.line_key] = [
                part if part.is_firm else timetable.leaving_for(part, order.requested_date, place_of(order))
                for part in parts[line.line_key]
            ]


def waits(order: SalesOrder) -> bool:
    """Whether lines of the order may wait; those of another system's orders always did."""
    return order.delivery_policy != DeliveryPolicy.NO_BACKORDERS or order.channel == "import"


def planned_parts(line: OrderLine) -> list[PlannedPart]:
    """The parts of a line as values."""
    return [PlannedPart.model_validate(part) for part in line.parts or ()]


def parts_of(
    desk: Desk,
    timetable: Timetable,
    owned: Iterable[AllocatedPart],
    covered: Coverage | None,
    *,
    to: Place | None = None,
) -> list[PlannedPart]:
    """The parts of a line with their dates: what it owns, what covers the rest, and what has no date."""
    firm = [
        timetable.part(
            SupplyPart(
                quantity=part.quantity,
                warehouse=part.warehouse,
                source=SupplySource.ON_HAND,
                available_date=desk.today,
            ),
            is_firm=True,
            to=to,
        )
        for part in _merged(owned)
    ]
    if covered is None:
        return firm
    planned = [timetable.part(part, is_firm=False, to=to) for part in covered.parts]
    undated = [_undated(covered.short)] if covered.short > 0 else []
    return [*firm, *planned, *undated]


def _merged(owned: Iterable[AllocatedPart]) -> list[AllocatedPart]:
    sums: dict[str, Decimal] = {}
    for part in owned:
        sums[part.warehouse] = sums.get(part.warehouse, Decimal(0)) + part.quantity
    return [AllocatedPart(warehouse=warehouse, quantity=quantity) for warehouse, quantity in sums.items()]


def _undated(quantity: Decimal) -> PlannedPart:
    return PlannedPart(
        quantity=quantity, warehouse=None, source=None, available_date=None, ship_date=None, arrival_date=None
    )


def _set_parts(line: OrderLine, parts: Sequence[PlannedPart]) -> None:
    line.parts = [part.model_dump(mode="json") for part in parts]


def promised_by_parts(line: OrderLine) -> date | None:
    """The day on which the last part of a line arrives; None where one has no date."""
    return promised(line.parts or ())
