"""Owns picking: taking goods from their shelves line by line, finding too few, putting them back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import LineQuantity, OrderView, PickableLine
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.shipping import queries, rules
from domain.shipping.errors import NothingToPick, NotOnPickList, NotReleasable, PickListClosed
from domain.shipping.lifecycle import PickListState
from domain.shipping.models import PickListLine
from domain.shipping.queries.packing import packed_of
from domain.shipping.queries.picking import order_numbers_of, pick_list_for_update, picked_parts, still_to_take
from domain.shipping.schemas import PickListView
from domain.shipping.service.counting import record_missing
from domain.shipping.service.listing import entry_of, finish, refuse_held, ways, write_lists
from domain.shipping.service.recording import audited
from domain.stock import queries as stock
from domain.stock.schemas import AllocatedPart

_ZERO = Decimal(0)


def pick(
    session: Session,
    desk: Desk,
    number: str,
    lines: Mapping[int, Decimal] | None = None,
    *,
    warehouse: str | None = None,
) -> OrderView:
    """Take allocated goods of an order from the shelf at once: these quantities by line number, or all there are.

    A list is made for each warehouse (or only the one that is named) and confirmed in full. What is on an open list is
    left to it. Raises NotFound, NothingToPick, NotReleasable (delivery policy), and what orders refuses: OrderOnHold,
    QuantityExceedsLine, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="pick")
    orders.lock_orders(session, [number])
    view = order_queries.order(session, desk, number)
    wanted = rules.to_pick(view, lines)
    if not wanted:
        raise NothingToPick(number=number)
    refuse_held(number, rules.held_by(view))
    may_leave = {line.line_key: line for line in order_queries.pickable(session, desk, [number])}
    blocked = sorted(line.line_key for line in wanted if line.line_key not in may_leave)
    if blocked and any(line.allocated > 0 for line in view.lines if line.line_key in blocked):
        raise NotReleasable(number=number, lines=", ".join(blocked))
    parts = _on_shelves(session, view, wanted, may_leave, is_all=lines is None, warehouse=warehouse)
    if not parts:
        raise NothingToPick(number=number)
    way = ways(session, desk)
    entries = [
        entry_of(may_leave[part.line_key], AllocatedPart(warehouse=part.warehouse, quantity=part.quantity), way)
        for part in parts
        if part.warehouse
    ]
    for made in write_lists(session, desk, entries):
        _confirm(session, desk, made, None)
    return order_queries.order(session, desk, number)


def _on_shelves(
    session: Session,
    view: OrderView,
    wanted: Sequence[LineQuantity],
    may_leave: Mapping[str, PickableLine],
    *,
    is_all: bool,
    warehouse: str | None,
) -> list[LineQuantity]:
    """The wanted quantities split over the shelves where they lie; all of them where nobody said how much."""
    keys = [line.line_key for line in wanted]
    owned, elsewhere = stock.allocations(session, keys), queries.shelves(session, keys)
    shelves = {
        key: rules.on_shelf(may_leave[key].allocated if key in may_leave else _ZERO, owned.get(key, ()),
                            elsewhere.get(key, {}))
        for key in keys
    }  # fmt: skip
    if warehouse:
        shelves = {key: [part for part in parts if part.warehouse == warehouse] for key, parts in shelves.items()}
    if is_all:
        sums = {key: sum((part.quantity for part in parts), _ZERO) for key, parts in shelves.items()}
        wanted = [LineQuantity(line_key=key, quantity=quantity) for key, quantity in sums.items() if quantity > 0]
    return rules.by_warehouse(wanted, shelves, {line.line_key: line.sku for line in view.lines})


def confirm_picked(
    session: Session, desk: Desk, number: str, taken: Mapping[int, Decimal] | None = None
) -> PickListView:
    """Say what was taken of a list, by position, or everything that is still to be taken.

    Fewer than were to be taken is a short pick: the rest was not on the shelf. Positions that nobody names stay. A
    list that is worked off returns as it is when nothing is named. Raises PickListClosed, NotOnPickList, OrderOnHold
    (nothing of the list is picked then), NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="pick")
    orders.lock_orders(session, order_numbers_of(session, number))
    _confirm(session, desk, number, taken)
    return queries.pick_list(session, number)


def _confirm(session: Session, desk: Desk, number: str, taken: Mapping[int, Decimal] | None) -> None:
    """Confirm what was taken of a list whose orders are locked."""
    row, lines = pick_list_for_update(session, number)
    if row.state != PickListState.OPEN:
        if taken is None and row.state == PickListState.PICKED:
            return
        raise PickListClosed(pick_list=number, state=row.state)
    left_of = still_to_take(session, [(row, lines.values())])
    to_take = {position: left for (_, position), left in left_of.items()}
    said = {position: left for position, left in to_take.items() if left > 0} if taken is None else dict(taken)
    for position, quantity in said.items():
        if position not in to_take or not 0 <= quantity <= to_take[position] or to_take[position] == 0:
            possible = plain(to_take.get(position, _ZERO))
            raise NotOnPickList(pick_list=number, position=position, asked=plain(quantity), possible=possible)
    for position, line in lines.items():  # what an order gave up since the list was made is off it for good
        line.freed = line.quantity - line.picked - line.short - to_take[position]
    for of_order in _by_order(lines, said):
        orders.record_picked(session, desk, of_order)
    for position, quantity in said.items():
        lines[position].picked += quantity
    missing = {position: to_take[position] - quantity for position, quantity in said.items()}
    record_missing(session, desk, row, {lines[at]: short for at, short in missing.items() if short > 0})
    if not any(line.quantity - line.picked - line.short - line.freed for line in lines.values()):
        finish(desk, row, PickListState.PICKED)
    session.flush()
    after = {"state": row.state, "taken": [
        {"line": lines[at].line_key, "quantity": plain(quantity), "short": plain(missing[at])}
        for at, quantity in sorted(said.items())
    ]}  # fmt: skip
    audited(session, desk, f"pick_list:{number}", "pick_list.confirmed", after=after)


def _by_order(lines: Mapping[int, PickListLine], said: Mapping[int, Decimal]) -> list[list[LineQuantity]]:
    """What was taken, one list per order by its number, one quantity per line."""
    sums: dict[str, dict[str, Decimal]] = {}
    for position, quantity in said.items():
        of_order = sums.setdefault(lines[position].order_number, {})
        of_order[lines[position].line_key] = of_order.get(lines[position].line_key, _ZERO) + quantity
    wanted = [
        [
            LineQuantity(line_key=key, quantity=quantity)
            for key, quantity in sorted(sums[number].items())
            if quantity > 0
        ]
        for number in sorted(sums)
    ]
    return [parts for parts in wanted if parts]


def put_back(session: Session, desk: Desk, number: str, quantities: Mapping[int, Decimal]) -> PickListView:
    """Put picked goods of a list back on their shelf, by position: they are the order lines' own still, not picked.

    Raises NotOnPickList for more than is picked and here and in no package, NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="put goods back")
    orders.lock_orders(session, order_numbers_of(session, number))
    row, lines = pick_list_for_update(session, number)
    loose = _loose(session, row.warehouse, {line.line_key for line in lines.values()})
    for position, quantity in quantities.items():
        line = lines.get(position)
        possible = min(line.picked - line.shipped - line.put_back, loose[line.line_key]) if line else _ZERO
        if line is None or not 0 < quantity <= possible:
            raise NotOnPickList(pick_list=number, position=position, asked=plain(quantity), possible=plain(possible))
        loose[line.line_key] -= quantity
    for of_order in _by_order(lines, quantities):
        orders.record_put_back(session, desk, of_order)
    for position, quantity in quantities.items():
        lines[position].put_back += quantity
    session.flush()
    after = {str(position): plain(quantity) for position, quantity in sorted(quantities.items())}
    audited(session, desk, f"pick_list:{number}", "pick_list.put_back", after=after)
    return queries.pick_list(session, number)


def _loose(session: Session, warehouse: str, line_keys: set[str]) -> dict[str, Decimal]:
    """What of lines is picked in a warehouse, still here and in no package."""
    packed, picked = packed_of(session, line_keys), picked_parts(session, line_keys)
    return {
        key: sum((part.quantity for part in picked.get(key, ()) if part.warehouse == warehouse), _ZERO)
        - packed.get((key, warehouse), _ZERO)
        for key in line_keys
    }
