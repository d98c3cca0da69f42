"""Owns where the goods of lines come from and when they arrive: planned, allocated, promised."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.orders.events import PromiseMoved
from domain.orders.models import OrderLine, Promise, SalesOrder
from domain.orders.rules.dates import Timetable, latest, promised
from domain.orders.rules.lines import step_of
from domain.orders.schemas import PlannedPart
from domain.orders.service.recording import announce
from domain.shared.desk import Desk
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.schemas import AllocatedPart, Allocation, Coverage, StockRequest, SupplyPart, SupplySource

Owned = Mapping[str, Sequence[AllocatedPart]]

CONFIRMED = "confirmed"
#: It returns a column, so that all rows go in one statement.
_PROMISE = insert(Promise).returning(Promise.id)


def request_of_line(order: SalesOrder, line: OrderLine) -> StockRequest:
    """The wish for what a line does not have yet, in whole sales units."""
    step = step_of(line.ordered, line.quantity)
    return StockRequest(
        line_key=line.line_key,
        sku=line.sku,
        quantity=line.open,
        priority=order.priority,
        promised_date=line.promised_date or order.requested_date,
        confirmed_at=order.confirmed_at,
        step=step if step is not None and line.open % step == 0 else None,
    )


def plan(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Set parts and promised dates of a draft's lines from what could be had now and later; nothing is taken."""
    requests = [request_of_line(order, line) for line in lines]
    covered = stock.cover(session, desk, requests, excluding=order.number) if requests else {}
    timetable = Timetable.of(desk, stock_queries.warehouses(session)) if requests else None
    for line in lines:
        if timetable:
            _set_parts(line, _parts(desk, timetable, (), covered.get(line.line_key)))
        line.promised_date = _promised(line)
    order.promised_date = latest(line.promised_date for line in lines)


def dates_for(session: Session, desk: Desk, requests: Sequence[StockRequest]) -> dict[str, tuple[PlannedPart, ...]]:
    """When quantities could leave and arrive, by the requests' keys, after everything promised; writes nothing."""
    covered = stock.cover(session, desk, requests) if requests else {}
    timetable = Timetable.of(desk, stock_queries.warehouses(session))
    return {request.line_key: tuple(_parts(desk, timetable, (), covered.get(request.line_key))) for request in requests}


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
    requests = [request_of_line(orders[line.order_id], line) for line in waiting]
    before = owned_by(session, lines)
    allocations = stock.allocate(session, desk, requests, reservation_key=reservation_key)
    for line in waiting:
        got = sum((part.quantity for part in allocations[line.line_key].parts), Decimal(0))
        line.allocated += got
        line.open -= got
    owned = {
        line.line_key: (*before.get(line.line_key, ()), *_parts_of(allocations.get(line.line_key))) for line in lines
    }
    plan_rest(session, desk, orders, lines, owned=owned)
    return allocations


def plan_rest(
    session: Session, desk: Desk, orders: Mapping[int, SalesOrder], lines: Sequence[OrderLine], *, owned: Owned
) -> None:
    """Set the parts of lines: what they own, and from where the rest is expected."""
    rest = [request_of_line(orders[line.order_id], line) for line in lines if line.open > 0]
    covered = stock.cover(session, desk, rest) if rest else {}
    timetable = Timetable.of(desk, stock_queries.warehouses(session))
    for line in lines:
        _set_parts(line, _parts(desk, timetable, owned.get(line.line_key, ()), covered.get(line.line_key)))


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
        new, old = _promised(line), line.promised_date
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


def _parts(
    desk: Desk, timetable: Timetable, owned: Iterable[AllocatedPart], covered: Coverage | None
) -> list[PlannedPart]:
    firm = [
        timetable.part(
            SupplyPart(
                quantity=part.quantity,
                warehouse=part.warehouse,
                source=SupplySource.ON_HAND,
                available_date=desk.today,
            ),
            is_firm=True,
        )
        for part in _merged(owned)
    ]
    if covered is None:
        return firm
    planned = [timetable.part(part, is_firm=False) for part in covered.parts]
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


def _promised(line: OrderLine) -> date | None:
    return promised(line.parts or ())
