"""Owns pick lists: made from what may leave, given up with what was not taken."""

from collections.abc import Callable, Collection, Sequence
from functools import cache

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.carriers import queries as carriers
from domain.carriers.schemas import Place
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.errors import OrderOnHold
from domain.orders.schemas import PickableLine, ShipTo
from domain.shared import numbering
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.shipping import queries
from domain.shipping.errors import NothingToPick, PickListClosed
from domain.shipping.lifecycle import PickListState, moved
from domain.shipping.models import PickList, PickListLine
from domain.shipping.queries.picking import order_numbers_of, pick_list_for_update
from domain.shipping.rules import Entry, lists_of, on_shelf
from domain.shipping.schemas import PickListView
from domain.shipping.service.recording import audited, audited_all
from domain.stock import queries as stock
from domain.stock.schemas import AllocatedPart

SERIES = "PL"


def make_pick_lists(
    session: Session,
    desk: Desk,
    *,
    warehouse: str | None = None,
    route: str | None = None,
    numbers: Collection[str] | None = None,
) -> tuple[PickListView, ...]:
    """Put everything that may leave (of one warehouse, route, or these orders) on lists, one per warehouse and route.

    What is picked or on an open list already is left out, so making lists twice lists nothing twice. Raises
    NothingToPick where there is nothing, OrderOnHold for a named order that is on hold, NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="make pick lists")
    for number, reasons in sorted(order_queries.active_holds(session, numbers or ()).items()):
        refuse_held(number, reasons)

    def listed(of: Collection[str] | None) -> list[Entry]:
        lines = order_queries.pickable(session, desk, of)
        return [
            entry
            for entry in _entries(session, desk, lines)
            if warehouse in (None, entry.warehouse) and route in (None, entry.route)
        ]

    theirs = {entry.order_number for entry in listed(numbers)}  # a look without locks: only these are to be locked
    orders.lock_orders(session, theirs)
    entries = listed(theirs) if theirs else []
    if not entries:
        raise NothingToPick(number=", ".join(sorted(numbers or ())))
    return queries.pick_lists(session, write_lists(session, desk, _with_bins(session, entries)))


def refuse_held(number: str, reasons: Sequence[str]) -> None:
    """Raise OrderOnHold for an order that is held for any reason."""
    if reasons:
        raise OrderOnHold(number=number, reasons=", ".join(reasons))


def _entries(session: Session, desk: Desk, lines: Sequence[PickableLine]) -> list[Entry]:
    keys = [line.line_key for line in lines]
    owned = stock.allocations(session, keys)
    elsewhere = queries.shelves(session, keys)
    found, way = [], ways(session, desk)
    for line in lines:
        parts = on_shelf(line.allocated, owned.get(line.line_key, ()), elsewhere.get(line.line_key, {}))
        for part in parts:
            found.append(entry_of(line, part, way))
    return found


def ways(session: Session, desk: Desk) -> Callable[[str, Place], str]:
    """The name of the usual route from a warehouse to a place, asked of carriers once for each."""

    @cache
    def name_of(warehouse: str, place: Place) -> str:
        route = carriers.usual(session, desk, warehouse=warehouse, place=place)
        return route.name if route else ""

    return name_of


def entry_of(line: PickableLine, part: AllocatedPart, way: Callable[[str, Place], str]) -> Entry:
    """A quantity of a line in a warehouse on its usual way, not yet with its bin."""
    return Entry(
        warehouse=part.warehouse, route=way(part.warehouse, place_of(line.ship_to)), bin="", sku=line.sku,
        line_key=line.line_key, order_number=line.order_number, name=line.name, quantity=part.quantity,
    )  # fmt: skip


def place_of(ship_to: ShipTo | None) -> Place:
    """Where goods go, as carriers ask for it."""
    return Place(country=ship_to.country, postcode=ship_to.postcode) if ship_to else Place()


def _with_bins(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    skus: dict[str, set[str]] = {}
    for entry in entries:
        skus.setdefault(entry.warehouse, set()).add(entry.sku)
    places = {warehouse: queries.bins(session, warehouse, wanted) for warehouse, wanted in skus.items()}
    return [entry._replace(bin=places[entry.warehouse].get(entry.sku, "")) for entry in entries]


def write_lists(session: Session, desk: Desk, entries: Sequence[Entry]) -> list[str]:
    """Write a list for each warehouse and route of entries whose orders are locked; returns their numbers."""
    lists = lists_of(entries)
    numbers = [f"{SERIES}-{number}" for number in numbering.next_numbers(session, SERIES, len(lists))]
    made = [(number, *each) for number, each in zip(numbers, lists, strict=True)]
    session.execute(insert(PickList), [
        {
            "pick_list": number, "warehouse": warehouse, "route": route, "state": PickListState.OPEN,
            "made_at": desk.now, "made_by": desk.actor.id,
        }
        for number, warehouse, route, _ in made
    ])  # fmt: skip
    session.execute(insert(PickListLine), [
        {
            "pick_list": number, "position": position, "order_number": entry.order_number,
            "line_key": entry.line_key, "sku": entry.sku, "name": entry.name, "bin": entry.bin,
            "quantity": entry.quantity,
        }
        for number, _, _, of_list in made for position, entry in enumerate(of_list, start=1)
    ])  # fmt: skip
    after = {
        f"pick_list:{number}": {"warehouse": warehouse, "route": route, "lines": [
            {"line": entry.line_key, "quantity": plain(entry.quantity)} for entry in of_list
        ]}
        for number, warehouse, route, of_list in made
    }  # fmt: skip
    audited_all(session, desk, "pick_list.made", after)
    return numbers


def close_pick_list(session: Session, desk: Desk, number: str, *, order_number: str | None = None) -> PickListView:
    """Give up what was not taken of a list, or of one order on it; others may list it again at once.

    What was picked stays picked. Closing a closed list returns it. Raises PickListClosed for one that is worked off,
    NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="close pick lists")
    orders.lock_orders(session, order_numbers_of(session, number))
    row, lines = pick_list_for_update(session, number)
    if row.state == PickListState.CLOSED:
        return queries.pick_list(session, number)
    if row.state != PickListState.OPEN:
        raise PickListClosed(pick_list=number, state=row.state)
    freed = [line for line in lines.values() if order_number in (None, line.order_number)]
    for line in freed:
        line.freed = line.quantity - line.picked - line.short
    if all(line.freed + line.picked + line.short == line.quantity for line in lines.values()):
        finish(desk, row, PickListState.CLOSED)
    session.flush()
    after = {"freed": [{"line": line.line_key, "quantity": plain(line.freed)} for line in freed], "state": row.state}
    audited(session, desk, f"pick_list:{number}", "pick_list.freed", after=after)
    return queries.pick_list(session, number)


def finish(desk: Desk, row: PickList, state: PickListState) -> None:
    """End the work on a list."""
    row.state = moved(row.pick_list, PickListState(row.state), state)
    row.closed_at, row.closed_by = desk.now, desk.actor.id
