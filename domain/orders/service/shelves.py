"""Owns what people find on the shelf, where orders have goods on it: counts, goods set apart, other warehouses.

Where fewer goods are left than lines have, the lines with the latest need give theirs up, wait again, and hear of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import view_of
from domain.orders.rules.serving import Owner, given_up
from domain.orders.schemas import OrderView
from domain.orders.service.access import SHIPPERS
from domain.orders.service.backorders import settle_moved
from domain.orders.service.promising import allocate, request_of_line
from domain.orders.service.recording import audited
from domain.shared.actors import SALES_ROLES
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.quantity import plain
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.errors import SameState
from domain.stock.queries import AllocatedRow
from domain.stock.schemas import CountedStock, CountResult, StockState

SHORT = "stock_short"
MOVED = "moved_warehouse"
Lacking = Callable[[], Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Losers:
    """Lines that had to give goods up, with their orders, which are locked."""

    orders: Mapping[int, SalesOrder]
    lines: Sequence[OrderLine]


class _Overtaken(Exception):
    """An order that is not locked has got goods meanwhile: look again."""


def count_stock(
    session: Session, desk: Desk, warehouse: str, counted: Sequence[CountedStock], *, sheet: str
) -> tuple[CountResult, ...]:
    """Post a count sheet, as `stock.count` does; lines that have goods which are not there wait for them again.

    What is picked is never taken back: raises BelowCommitted for fewer than that, and what `stock.count` refuses.
    """
    desk.actor.require(SHIPPERS, to="count stock")
    with session.begin_nested():
        losers = _make_room(session, desk, warehouse, lambda: stock.lacking(session, warehouse, counted, sheet=sheet))
        results = stock.count(session, desk, warehouse, counted, sheet=sheet)
        _serve_again(session, desk, losers)
    return results


def set_apart(
    session: Session, desk: Desk, warehouse: str, sku: str, *, quantity: Decimal, state: StockState, reason: str,
    note: str = "", before: StockState = StockState.SOUND,
) -> None:  # fmt: skip
    """Say that goods are in quarantine or damaged, even where lines have them: those wait for others again; or that
    goods which were set apart (`before`) are found sound.

    Raises UnknownReason for a reason that the policy does not name, SameState, and what `stock.reclassify` refuses.
    """
    desk.actor.require(SHIPPERS, to="set goods apart")
    stock.require_reason(desk, reason)
    if before is state:
        raise SameState(sku=sku, warehouse=warehouse, state=state.value)

    def lacking() -> Mapping[str, Decimal]:
        here = (row for row in stock_queries.balances_for_update(session, [sku]) if row.warehouse == warehouse)
        free = sum((row.on_hand - row.committed for row in here), Decimal(0))
        return {sku: quantity - free} if before is StockState.SOUND and quantity > free else {}

    with session.begin_nested():
        losers = _make_room(session, desk, warehouse, lacking)
        stock.reclassify(
            session, desk, sku, warehouse, quantity=quantity, before=before, after=state,
            reason=f"{reason}: {note}" if note else reason,
        )  # fmt: skip
        _serve_again(session, desk, losers)


def move_allocation(
    session: Session, desk: Desk, line_key: str, *, from_warehouse: str, to_warehouse: str, quantity: Decimal
) -> OrderView:
    """Have a line served from another warehouse, if enough is free there; its date is computed anew.

    Raises NotFound, NotAllowed, and what `stock.move_allocation` refuses.
    """
    desk.actor.require(SHIPPERS | SALES_ROLES, to="move an allocation")
    order = rows.order_row_for_update(session, line_key.rpartition("/")[0])
    line = next((row for row in rows.line_rows(session, [order.id]) if row.line_key == line_key), None)
    if line is None:
        raise NotFound(subject=f"line:{line_key}")
    stock.move_allocation(
        session, desk, line_key, from_warehouse=from_warehouse, to_warehouse=to_warehouse, quantity=quantity
    )
    settle_moved(session, desk, {order.id: order}, [line], cause=MOVED)
    facts = {"line": line_key, "from": from_warehouse, "to": to_warehouse, "quantity": plain(quantity)}
    audited(session, desk, order.number, "allocation_moved", after=facts)
    return view_of(order, *rows.contents(session, order.id))


def _make_room(session: Session, desk: Desk, warehouse: str, lacking: Lacking) -> Losers:
    """Take back from lines what is lacking in a warehouse, by SKU; returns who lost something, the most urgent first.

    Orders are locked before the balances are. An order that gets goods between the look and the locks is locked in the
    next round; each round gives all locks back, so that the order of locking holds.
    """
    numbers = set[str]()
    while True:
        try:
            with session.begin_nested():
                orders = {order.id: order for order in rows.order_rows_for_update(session, numbers)}
                short = lacking()
                owned = stock_queries.allocations_in(session, warehouse, short) if short else []
                owners = {row.line_key.rpartition("/")[0] for row in owned}
                if owners - numbers:
                    numbers |= owners
                    raise _Overtaken
                return Losers(orders, _take_back(session, desk, orders, owned, short=short))
        except _Overtaken:
            continue


def _take_back(
    session: Session, desk: Desk, orders: Mapping[int, SalesOrder], owned: Sequence[AllocatedRow], *,
    short: Mapping[str, Decimal],
) -> list[OrderLine]:  # fmt: skip
    lines = {line.line_key: line for line in rows.line_rows(session, orders)} if orders else {}
    given: dict[str, Decimal] = {}
    for sku, quantity in short.items():
        owners = [_owner(orders[line.order_id], line, row) for row in owned
                  if row.sku == sku and (line := lines[row.line_key])]  # fmt: skip
        given |= given_up(owners, quantity)
    taken = [row._replace(quantity=given[row.line_key]) for row in owned if row.line_key in given]
    take_from_lines(session, desk, orders, [lines[row.line_key] for row in taken], taken=taken)
    for row in taken:
        facts = {"line": row.line_key, "warehouse": row.warehouse, "quantity": plain(row.quantity)}
        audited(session, desk, row.line_key.rpartition("/")[0], "allocation_lost", after=facts)
    return [lines[line_key] for line_key in reversed(given)]


def _serve_again(session: Session, desk: Desk, losers: Losers) -> None:
    """Let the lines that lost goods take what is free elsewhere, and tell those whose date moved."""
    if losers.lines:
        allocate(session, desk, losers.orders, losers.lines)
        settle_moved(session, desk, losers.orders, losers.lines, cause=SHORT)


def take_from_lines(
    session: Session, desk: Desk, orders: Mapping[int, SalesOrder], lines: Sequence[OrderLine], *,
    taken: Sequence[AllocatedRow],
) -> None:  # fmt: skip
    """Take these quantities from lines: they wait for them again. Orders and balances are locked."""
    if not lines:
        return
    for line, row in zip(lines, taken, strict=True):
        line.allocated -= row.quantity
        line.open += row.quantity
    waiting = [request_of_line(desk, orders[line.order_id], line) for line in lines]
    stock.take_back(session, desk, taken, waiting=waiting)


def _owner(order: SalesOrder, line: OrderLine, row: AllocatedRow) -> Owner:
    return Owner(
        line_key=line.line_key,
        sku=line.sku,
        takeable=min(row.quantity, line.allocated),
        priority=order.priority,
        promised_date=line.promised_date,
        confirmed_at=order.confirmed_at,
    )
