"""Questions about pick lists, bins and shelves to count."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from domain.orders import queries as orders
from domain.shared.database import ScaledColumn
from domain.shared.errors import NotFound
from domain.shipping.lifecycle import PickListState
from domain.shipping.models import CountTask, PickList, PickListLine, ShelfBin
from domain.shipping.rules import Shelf
from domain.shipping.schemas import CountTaskView, PickListLineView, PickListView
from domain.stock import queries as stock
from domain.stock.schemas import AllocatedPart

_ZERO = Decimal(0)
_FRESH = {"populate_existing": True}
_LINE_FIELDS = ("position", "order_number", "line_key", "sku", "name", "bin", "quantity", "picked", "short", "freed")
_HERE = PickListLine.picked - PickListLine.shipped - PickListLine.put_back
_LISTED = PickListLine.quantity - PickListLine.picked - PickListLine.short - PickListLine.freed
# Built once: building a statement costs more than running it.
_SHELVES = (
    select(
        PickListLine.line_key, PickList.warehouse, PickList.state, type_coerce(func.sum(_HERE), ScaledColumn),
        type_coerce(func.sum(_LISTED), ScaledColumn),
    )
    .join(PickList, PickList.pick_list == PickListLine.pick_list)
    .where(PickListLine.line_key.in_(bindparam("line_keys", expanding=True)))
    .group_by(PickListLine.line_key, PickList.warehouse, PickList.state)
)  # fmt: skip
#: By line key and warehouse: what is picked and still here, and what is on open lists.
Shelves = dict[str, dict[str, Shelf]]


def pick_list(session: Session, number: str) -> PickListView:
    """One pick list with what is still to be taken now; raises NotFound."""
    row = session.get(PickList, number, populate_existing=True)
    if row is None:
        raise NotFound(subject=f"pick_list:{number}", what=f"pick list {number}")
    return _views(session, [row])[0]


def pick_lists(session: Session, numbers: Collection[str]) -> tuple[PickListView, ...]:
    """These pick lists, in the order of their numbers as they are given."""
    found = session.scalars(select(PickList).where(PickList.pick_list.in_(numbers)), execution_options=_FRESH)
    rows = {row.pick_list: row for row in found}
    return tuple(_views(session, [rows[number] for number in numbers if number in rows]))


def open_pick_lists(session: Session, warehouse: str | None = None) -> tuple[PickListView, ...]:
    """The lists that are not worked off, of one warehouse or all, oldest first."""
    wanted = select(PickList).where(PickList.state == PickListState.OPEN).order_by(PickList.made_at, PickList.pick_list)
    if warehouse:
        wanted = wanted.where(PickList.warehouse == warehouse)
    return tuple(_views(session, session.scalars(wanted, execution_options=_FRESH).all()))


def pick_list_for_update(session: Session, number: str) -> tuple[PickList, dict[int, PickListLine]]:
    """The rows of a pick list, locked, its lines by position; raises NotFound."""
    row = session.get(PickList, number, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(subject=f"pick_list:{number}", what=f"pick list {number}")
    lines = select(PickListLine).where(PickListLine.pick_list == number).order_by(PickListLine.position)
    return row, {line.position: line for line in session.scalars(lines, execution_options=_FRESH)}


def order_numbers_of(session: Session, number: str) -> Sequence[str]:
    """The orders on a pick list; what is on it never changes."""
    return session.scalars(select(PickListLine.order_number).where(PickListLine.pick_list == number).distinct()).all()


def shelves(session: Session, line_keys: Collection[str]) -> Shelves:
    """What of lines is picked and here, and what is on open lists, by line key and warehouse."""
    found: Shelves = {}
    for line_key, warehouse, state, picked, on_list in session.execute(_SHELVES, {"line_keys": list(line_keys)}):
        shelf = found.setdefault(line_key, {}).get(warehouse, Shelf())
        more = on_list if state == PickListState.OPEN else _ZERO
        found[line_key][warehouse] = Shelf(shelf.picked + picked, shelf.listed + more)
    return found


def picked_lines_for_update(session: Session, line_keys: Collection[str]) -> dict[tuple[str, str], list[PickListLine]]:
    """By line and warehouse, the list lines whose goods were picked and are still here, oldest first."""
    line = PickListLine
    rows = session.execute(
        select(line, PickList.warehouse)
        .join(PickList, PickList.pick_list == line.pick_list)
        .where(line.line_key.in_(sorted(line_keys)), line.picked > line.shipped + line.put_back)
        .order_by(line.pick_list, line.position)
        .with_for_update(of=line),
        execution_options=_FRESH,
    )
    found: dict[tuple[str, str], list[PickListLine]] = {}
    for row, warehouse in rows:
        found.setdefault((row.line_key, warehouse), []).append(row)
    return found


def picked_parts(session: Session, line_keys: Collection[str]) -> dict[str, tuple[AllocatedPart, ...]]:
    """What of lines is picked and still here, by line key and warehouse."""
    return {
        line_key: tuple(
            AllocatedPart(warehouse=warehouse, quantity=shelf.picked)
            for warehouse, shelf in sorted(places.items())
            if shelf.picked > 0
        )
        for line_key, places in shelves(session, line_keys).items()
    }


def bins(session: Session, warehouse: str, skus: Iterable[str]) -> dict[str, str]:
    """Where articles lie in a warehouse, as far as somebody said so."""
    rows = session.execute(
        select(ShelfBin.sku, ShelfBin.bin).where(ShelfBin.warehouse == warehouse, ShelfBin.sku.in_(set(skus)))
    )
    return {row.sku: row.bin for row in rows}


def all_bins(session: Session) -> list[tuple[str, str, str]]:
    """Where every article lies, as far as somebody said so: warehouse, SKU, bin."""
    rows = session.execute(
        select(ShelfBin.warehouse, ShelfBin.sku, ShelfBin.bin).order_by(ShelfBin.warehouse, ShelfBin.sku)
    )
    return [(row.warehouse, row.sku, row.bin) for row in rows]


def count_tasks(session: Session, warehouse: str | None = None) -> tuple[CountTaskView, ...]:
    """The shelves that wait to be counted, oldest first."""
    wanted = select(CountTask).where(CountTask.done_at.is_(None)).order_by(CountTask.id)
    if warehouse:
        wanted = wanted.where(CountTask.warehouse == warehouse)
    return tuple(map(CountTaskView.model_validate, session.scalars(wanted)))


def count_task_for_update(session: Session, task: int) -> CountTask:
    """The row of a task, locked; raises NotFound."""
    row = session.get(CountTask, task, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(subject=f"count_task:{task}", what=f"count task {task}")
    return row


def still_to_take(
    session: Session, lists: Sequence[tuple[PickList, Collection[PickListLine]]]
) -> dict[tuple[str, int], Decimal]:
    """By list and position, what is still to be taken: of each list never more than the order line has left there."""
    keys = {line.line_key for _, lines in lists for line in lines}
    if not keys:
        return {}
    allocated = orders.allocated_of(session, keys)
    owned = {
        (key, part.warehouse): part.quantity
        for key, parts in stock.allocations(session, keys).items()
        for part in parts
    }
    elsewhere = shelves(session, keys)
    taken = {}
    for row, lines in lists:
        left: dict[str, Decimal] = {}
        for line in lines:
            key = line.line_key
            if key not in left:
                picked = elsewhere.get(key, {}).get(row.warehouse, Shelf()).picked
                here = owned.get((key, row.warehouse), _ZERO) - picked
                left[key] = max(min(allocated.get(key, _ZERO), here), _ZERO)
            taken[row.pick_list, line.position] = min(line.quantity - line.picked - line.short - line.freed, left[key])
            left[key] -= taken[row.pick_list, line.position]
    return taken


def _views(session: Session, rows: Sequence[PickList]) -> list[PickListView]:
    wanted = select(PickListLine).where(PickListLine.pick_list.in_([row.pick_list for row in rows]))
    of_list: dict[str, list[PickListLine]] = {row.pick_list: [] for row in rows}
    for line in session.scalars(wanted.order_by(PickListLine.position), execution_options=_FRESH):
        of_list[line.pick_list].append(line)
    still_open = [(row, of_list[row.pick_list]) for row in rows if row.state == PickListState.OPEN]
    to_take = still_to_take(session, still_open)
    return [_view(row, of_list[row.pick_list], to_take) for row in rows]


def _view(row: PickList, lines: Sequence[PickListLine], to_take: Mapping[tuple[str, int], Decimal]) -> PickListView:
    return PickListView(
        pick_list=row.pick_list, warehouse=row.warehouse, route=row.route, state=row.state, made_at=row.made_at,
        made_by=row.made_by,
        lines=tuple(
            PickListLineView(
                **{name: getattr(line, name) for name in _LINE_FIELDS},
                to_take=to_take.get((row.pick_list, line.position), _ZERO),
            )
            for line in lines
        ),
    )  # fmt: skip
