"""Owns waiting lines: covered when goods come in, their promises kept true to the receipts due."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders.events import BackorderCovered
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.schemas import DeliveryPolicy
from domain.orders.service.promising import allocate, date_order, owned_by, plan_rest, promise, tell_moved
from domain.orders.service.recording import announce, audited
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock import queries as stock_queries
from domain.stock.schemas import Allocation

_ARRIVED = "stock_arrived"
#: A line whose date moved, with its old one.
Moved = tuple[OrderLine, date | None]


def cover_backorders(session: Session, desk: Desk, skus: Iterable[str] | None) -> int:
    """Give free stock of these SKUs (None: of all) to the lines that wait for it, as the policy says who is first.

    Returns how many got some. With `stock.reserve_days` this is how the day of a line that is wanted later comes.
    """
    skus = rows.waiting_skus(session) if skus is None else skus
    orders, lines = _waiting(session, desk, set(skus))
    if not lines:
        return 0
    allocations = allocate(session, desk, orders, lines)
    covered = {key for key, allocation in allocations.items() if _got(allocation)}
    moved = promise(session, desk, lines, cause=_ARRIVED)
    lines_of, moved_of = _by_order(lines), _moved_by_order(moved)
    for order in orders.values():
        for line in lines_of[order.id]:
            if line.line_key in covered:
                _tell_covered(session, desk, order, line, _got(allocations[line.line_key]))
        later = [(line, old) for line, old in moved_of[order.id] if _is_news(line, old)]
        tell_moved(session, desk, order, later, cause=_ARRIVED)
    _date_orders(session, orders.values())
    return len(covered)


def replan_promises(session: Session, desk: Desk, skus: Iterable[str] | None, *, cause: str = "receipt_moved") -> int:
    """Compute the promised dates of waiting lines (all, or of these SKUs) anew from stock and receipts due.

    Every moved date is a PromiseMoved event with `cause` and a row of the promise ledger; returns how many moved.
    """
    orders, lines = _waiting(session, desk, set(rows.waiting_skus(session) if skus is None else skus))
    if not lines:
        return 0
    return settle_moved(session, desk, orders, lines, cause=cause)


def settle_moved(
    session: Session, desk: Desk, orders: Mapping[int, SalesOrder], lines: Sequence[OrderLine], *, cause: str
) -> int:
    """Plan lines anew from what they have and what is due, promise them, and tell whose date moved; how many did."""
    plan_rest(session, desk, orders, lines, owned=owned_by(session, lines))
    moved = promise(session, desk, lines, cause=cause)
    moved_of = _moved_by_order(moved)
    for order in orders.values():
        tell_moved(session, desk, order, moved_of[order.id], cause=cause)
    _date_orders(session, orders.values())
    return len(moved)


def _waiting(session: Session, desk: Desk, skus: set[str]) -> tuple[dict[int, SalesOrder], list[OrderLine]]:
    """The lines that wait for these articles, most urgent first, and their orders, locked by id.

    Behind them come the other lines of orders that leave in one go: their dates move with the last line's.
    """
    rule = desk.policy.stock.allocation
    demand = stock_queries.demand_in_order(session, skus, rule=rule) if skus else []
    if not demand:
        return {}, []
    numbers = {waiting.line_key.rpartition("/")[0] for waiting in demand}
    orders = {order.id: order for order in rows.order_rows_for_update(session, numbers)}
    by_key = {line.line_key: line for line in rows.line_rows(session, orders)}
    wanted = [line for waiting in demand if (line := by_key.get(waiting.line_key)) and line.open > 0]
    complete = {key for key, order in orders.items() if order.delivery_policy == DeliveryPolicy.SHIP_COMPLETE}
    others = [line for line in by_key.values() if line.order_id in complete and line not in wanted and line.parts]
    return orders, [*wanted, *others]


def _got(allocation: Allocation) -> Decimal:
    return sum((part.quantity for part in allocation.parts), Decimal(0))


def _is_news(line: OrderLine, old: date | None) -> bool:
    """Whether a new date is worth a word of its own: the line still waits, or all of it comes later than was said."""
    later = line.promised_date is None or (old is not None and line.promised_date > old)
    return line.open > 0 or later


def _tell_covered(session: Session, desk: Desk, order: SalesOrder, line: OrderLine, got: Decimal) -> None:
    facts = {"line": str(line.line_no), "sku": line.sku, "quantity": plain(got), "still_waiting": plain(line.open)}
    audited(session, desk, order.number, "backorder_covered", after=facts)
    if order.confirmed_at is None:
        return
    event = BackorderCovered(
        number=order.number, line_no=line.line_no, sku=line.sku, quantity=got, still_waiting=line.open
    )
    announce(session, desk, order.number, event)


def _date_orders(session: Session, orders: Iterable[SalesOrder]) -> None:
    session.flush()
    known = {order.id: order for order in orders}
    lines_of = _by_order(rows.line_rows(session, known))
    for order in known.values():
        date_order(order, lines_of[order.id])
    session.flush()


def _by_order(lines: Iterable[OrderLine]) -> defaultdict[int, list[OrderLine]]:
    of_order: defaultdict[int, list[OrderLine]] = defaultdict(list)
    for line in lines:
        of_order[line.order_id].append(line)
    return of_order


def _moved_by_order(moved: Iterable[Moved]) -> defaultdict[int, list[Moved]]:
    of_order: defaultdict[int, list[Moved]] = defaultdict(list)
    for line, old in moved:
        of_order[line.order_id].append((line, old))
    return of_order
