"""Owns the shelves: where articles lie, what did not lie there, and the counts that follow."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.orders import service as orders
from domain.orders.schemas import LineQuantity
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.quantity import exact, plain
from domain.shipping.errors import AlreadyCounted
from domain.shipping.events import ShortPicked
from domain.shipping.models import CountTask, PickList, PickListLine, ShelfBin
from domain.shipping.queries.picking import count_task_for_update
from domain.shipping.schemas import CountTaskView
from domain.shipping.service.recording import announce, audited
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.errors import BadStockQuantity, UnknownWarehouse
from domain.stock.schemas import StockState


def assign_bins(session: Session, desk: Desk, warehouse: str, places: Mapping[str, str]) -> int:
    """Say where articles lie in a warehouse, by SKU; returns how many. Lists that are made later go by it.

    Raises UnknownWarehouse, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="assign bins")
    if warehouse not in {view.warehouse for view in stock_queries.warehouses(session)}:
        raise UnknownWarehouse(warehouse=warehouse)
    rows = [{"warehouse": warehouse, "sku": sku, "bin": place.strip()[:40]} for sku, place in sorted(places.items())]
    upsert(session, ShelfBin, rows)
    audited(session, desk, f"warehouse:{warehouse}", "bins.assigned", after={"bins": len(rows)})
    return len(rows)


def record_missing(session: Session, desk: Desk, row: PickList, missing: Mapping[PickListLine, Decimal]) -> None:
    """Write down what did not lie on the shelf, of a list whose orders are locked.

    The order lines lose it (they wait again, or it is cancelled by their delivery policy), and until somebody counts
    the shelf it stands in quarantine, so that nobody is promised what is not there.
    """
    if not missing:
        return
    of_order: dict[str, list[LineQuantity]] = {}
    of_sku: dict[str, Decimal] = {}
    for line, short in sorted(missing.items(), key=lambda pair: (pair[0].sku, pair[0].position)):
        part = LineQuantity(line_key=line.line_key, quantity=short, warehouse=row.warehouse)
        of_order.setdefault(line.order_number, []).append(part)
        of_sku[line.sku] = of_sku.get(line.sku, Decimal(0)) + short
        line.short += short
    stock.lock_balances(session, of_sku)  # all at once: order by order they would be locked in no order
    for number in sorted(of_order):
        orders.record_short(session, desk, of_order[number], reference=row.pick_list)
    stock.reclassify_all(
        session, desk, row.warehouse, of_sku, before=StockState.SOUND, after=StockState.QUARANTINED,
        reason=f"not on the shelf, {row.pick_list}",
    )  # fmt: skip
    session.flush()
    session.connection().execute(insert(CountTask), [
        {
            "sku": line.sku, "warehouse": row.warehouse, "bin": line.bin, "missing": short, "pick_list": row.pick_list,
            "line_key": line.line_key, "raised_at": desk.now, "raised_by": desk.actor.id,
        }
        for line, short in missing.items()
    ])  # fmt: skip
    events = [
        ShortPicked(
            pick_list=row.pick_list, order_number=line.order_number, line_key=line.line_key, sku=line.sku,
            warehouse=row.warehouse, missing=short,
        )
        for line, short in missing.items()
    ]  # fmt: skip
    announce(session, desk, f"pick_list:{row.pick_list}", *events)


def settle_count(session: Session, desk: Desk, task: int, *, found: Decimal) -> CountTaskView:
    """Say how many of the missing were found after all: they are free again, the others are written off as lost.

    The same answer again changes nothing. Raises AlreadyCounted, BadStockQuantity, NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="count stock")
    row, found = count_task_for_update(session, task), exact(found)
    if row.done_at is not None:
        if row.found != found:
            raise AlreadyCounted(task=task, found=plain(row.found or Decimal(0)))
        return CountTaskView.model_validate(row)
    if not 0 <= found <= row.missing:
        raise BadStockQuantity(quantity=plain(found), expected=f"0 to {plain(row.missing)}")
    reason = f"counted, task {task} of {row.pick_list}"
    if found:
        stock.reclassify(
            session, desk, row.sku, row.warehouse, quantity=found, before=StockState.QUARANTINED,
            after=StockState.SOUND, reason=reason,
        )  # fmt: skip
    if found < row.missing:
        stock.scrap(session, desk, row.sku, row.warehouse, quantity=row.missing - found, reference=reason)
    row.done_at, row.done_by, row.found = desk.now, desk.actor.id, found
    session.flush()
    after = {"task": task, "missing": plain(row.missing), "found": plain(found)}
    audited(session, desk, f"pick_list:{row.pick_list}", "shelf.counted", after=after)
    return CountTaskView.model_validate(row)
