"""Owns where the goods of lines come from and when they arrive: planned, allocated, promised."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.orders.errors import OrderBlocked
from domain.orders.events import PromiseMoved
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, Promise, SalesOrder
from domain.orders.rules import delivery
from domain.orders.rules.dates import Timetable, latest
from domain.orders.schemas import DeliveryPolicy, PlannedPart
from domain.orders.service.planning import (
    Owned,
    parts_of,
    plan_rest,
    planned_parts,
    promised_by_parts,
    request_of_line,
    set_all_parts,
    waits,
)
from domain.orders.service.recording import announce
from domain.orders.service.timetables import place_of, timetable_for
from domain.shared.desk import Desk
from domain.shared.errors import Problem
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.schemas import (
    AllocatedPart,
    Allocation,
    StockRequest,
)

__all__ = [
    "CONFIRMED", "allocate", "cut_problems", "date_order", "dates_for", "owned_by", "plan", "plan_rest", "promise",
    "request_of_line", "tell_moved",
]  # fmt: skip

CONFIRMED = "confirmed"
#: It returns a column, so that all rows go in one statement.
_PROMISE = insert(Promise).returning(Promise.id)


def plan(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Set parts and promised dates of a draft's lines from what could be had now and later; nothing is taken."""
    requests = [request_of_line(desk, order, line) for line in lines]
    covered = stock.cover(session, desk, requests, excluding=order.number) if requests else {}
    if requests:
        timetable = timetable_for(session, desk, [order])
        parts = {
            line.line_key: parts_of(desk, timetable, (), covered.get(line.line_key), to=place_of(order))
            for line in lines
        }
        set_all_parts(timetable, {order.id: order}, lines, parts)
    for line in lines:
        line.promised_date = promised_by_parts(line)
    order.promised_date = latest(line.promised_date for line in lines)


def cut_problems(order: SalesOrder, lines: Sequence[OrderLine]) -> list[Problem]:
    """What of a planned draft its customer will not get because they take no backorders."""
    if order.delivery_policy != DeliveryPolicy.NO_BACKORDERS:
        return []
    asked = [(line.line_no, line.sku, line.ordered, planned_parts(line)) for line in lines]
    return delivery.cut_problems(asked)


def dates_for(session: Session, desk: Desk, requests: Sequence[StockRequest]) -> dict[str, tuple[PlannedPart, ...]]:
    """When quantities could leave and arrive, by the requests' keys, after everything promised; writes nothing."""
    covered = stock.cover(session, desk, requests) if requests else {}
    timetable = Timetable.of(desk, stock_queries.warehouses(session))
    return {
        request.line_key: tuple(parts_of(desk, timetable, (), covered.get(request.line_key))) for request in requests
    }


def allocate(
    session: Session,
    desk: Desk,
    orders: Mapping[int, SalesOrder],
    lines: Sequence[OrderLine],
    *,
    reservation_key: str | None = None,
) -> dict[str, Allocation]:
    """Give lines the free stock they wait for, in the order given, and plan the rest; by line key, what each got.

    Parts are set anew; dates are not touched.
    """
    waiting = [line for line in lines if line.open > 0]
    requests = [request_of_line(desk, orders[line.order_id], line) for line in waiting]
    before = owned_by(session, lines)
    allocations = stock.allocate(session, desk, requests, reservation_key=reservation_key)
    for line in waiting:
        got = sum((part.quantity for part in allocations[line.line_key].parts), Decimal(0))
        line.allocated += got
        line.open -= got
    _give_up_rest(session, desk, orders, waiting)
    owned = {
        line.line_key: (*before.get(line.line_key, ()), *_parts_of(allocations.get(line.line_key))) for line in lines
    }
    plan_rest(session, desk, orders, lines, owned=owned)
    return allocations


def _give_up_rest(session: Session, desk: Desk, orders: Mapping[int, SalesOrder], lines: Sequence[OrderLine]) -> None:
    """Cancel what was not there of orders that take no backorders; one that would vanish is not taken, or waits."""
    for order in orders.values():
        rest = [line for line in lines if line.order_id == order.id and line.open > 0]
        if not rest or waits(order):
            continue
        has_something = any(line.allocated or line.picked or line.shipped for line in lines
                            if line.order_id == order.id)  # fmt: skip
        if order.state == OrderState.DRAFT and not has_something:
            raise OrderBlocked(number=order.number, codes="NOTHING_AVAILABLE")
        if order.state == OrderState.PENDING_CONFIRMATION and not has_something:
            waiting = [request_of_line(desk, order, line).model_copy(update={"backorders": True}) for line in rest]
            stock.allocate(session, desk, waiting)
            continue
        keeping = {line.line_key: line.allocated + line.picked for line in rest}
        if order.state != OrderState.DRAFT:
            stock.deallocate(session, desk, list(keeping), keeping=keeping)
        for line in rest:
            line.cancelled, line.open = line.cancelled + line.open, Decimal(0)


def owned_by(session: Session, lines: Sequence[OrderLine]) -> Owned:
    """What lines have of their own by now; asks stock only where there is something."""
    keys = [line.line_key for line in lines if line.allocated + line.picked > 0]
    return stock_queries.allocations(session, keys) if keys else {}


def promise(
    session: Session, desk: Desk, lines: Sequence[OrderLine], *, cause: str
) -> list[tuple[OrderLine, date | None]]:
    """Set the promised dates of lines from their parts and keep every new one in the ledger.

    Returns the lines whose date moved, each with its old one. The first promise (cause 'confirmed') is kept for good.
    """
    moved = list[tuple[OrderLine, date | None]]()
    is_first = cause == CONFIRMED
    for line in lines:
        if not line.parts:
            continue
        new, old = promised_by_parts(line), line.promised_date
        line.promised_date = new
        line.first_promised_date = new if is_first else line.first_promised_date
        if new != old or is_first:
            moved.append((line, old))
    _keep(session, desk, moved, cause)
    return moved


def date_order(order: SalesOrder, lines: Iterable[OrderLine]) -> None:
    """Set the date of an order from those of all its lines."""
    order.promised_date = latest(line.promised_date for line in lines if line.ordered > line.cancelled)


def tell_moved(
    session: Session, desk: Desk, order: SalesOrder, moved: Iterable[tuple[OrderLine, date | None]], *, cause: str
) -> int:
    """Announce every date that moved of an order that was confirmed; returns how many."""
    told = 0
    for line, old in moved:
        if order.confirmed_at is not None and line.promised_date != old:
            announce(session, desk, order.number, _moved_event(order, line, old, cause))
            told += 1
    return told


def _keep(session: Session, desk: Desk, moved: Iterable[tuple[OrderLine, date | None]], cause: str) -> None:
    rows = [
        {"line_key": line.line_key, "promised_date": line.promised_date, "cause": cause, "at": desk.now}
        for line, _ in moved
    ]
    if rows:
        session.connection().execute(_PROMISE, rows)
    changed = {line.line_key: line.promised_date for line, old in moved if line.open > 0 and line.promised_date != old}
    if changed:
        stock.set_promised_dates(session, changed)


def _moved_event(order: SalesOrder, line: OrderLine, old: date | None, cause: str) -> PromiseMoved:
    return PromiseMoved(
        number=order.number,
        line_no=line.line_no,
        sku=line.sku,
        old_date=old,
        new_date=line.promised_date,
        cause=cause,
    )


def _parts_of(allocation: Allocation | None) -> tuple[AllocatedPart, ...]:
    return allocation.parts if allocation else ()
