"""Owns stock as it comes from files: thousands of rows at once. Rows are checked by the importer; refused here is
only what the product has acted on since.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.shared import outbox
from domain.shared.desk import Desk
from domain.shared.events import Event
from domain.shared.quantity import plain
from domain.stock import queries
from domain.stock.errors import AlreadyReceived, BelowCommitted
from domain.stock.events import ReceiptChanged, ReceiptMoved
from domain.stock.models import DEMAND, RECEIPTS, WAREHOUSES
from domain.stock.queries import LockedBalance
from domain.stock.queries.rows import KNOWN_WAREHOUSES
from domain.stock.schemas import MovementReason, RefusedRow, WarehouseView
from domain.stock.service.ledger import Difference, change, dialect, make_balances, move, tell_freed, upserting

#: Warehouse, SKU, on hand.
StockRow = tuple[str, str, Decimal]
#: Supplier order, line number, SKU, warehouse, quantity, due date.
ReceiptRow = tuple[str, int, str, str, Decimal, date]

_BATCH = 2000
T = TypeVar("T")


_WAREHOUSES = upserting(
    WAREHOUSES,
    ["warehouse"],
    lambda row: {
        name: row[name] for name in ("name", "country", "cutoff_time", "picking_days", "closing_days", "regions")
    },
)
_RECEIPTS = upserting(
    RECEIPTS,
    ["supplier_order", "line_no"],
    lambda row: {name: row[name] for name in ("sku", "warehouse", "quantity", "due_date")},
)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch


def import_warehouses(session: Session, rows: Iterable[WarehouseView]) -> None:
    """Make or change warehouses by key."""
    values = [row.model_dump() for row in rows]
    session.info.pop(KNOWN_WAREHOUSES, None)
    if values:
        session.execute(_WAREHOUSES[dialect(session)], values)


def import_stock(session: Session, desk: Desk, rows: Iterable[StockRow]) -> list[RefusedRow]:
    """Set what is on hand, by warehouse and SKU; a row that differs from what we have is a counted adjustment.

    Returns the rows that were refused because more is allocated or in quarantine (BELOW_COMMITTED); nothing of
    them is stored.
    """
    counted = {(sku, warehouse): (index, on_hand) for index, (warehouse, sku, on_hand) in enumerate(rows)}
    refused: list[RefusedRow] = []
    freed: set[str] = set()
    make_balances(session, counted)
    for skus in _batches(sorted({sku for sku, _ in counted})):
        first: list[Difference] = []
        later: list[Difference] = []
        for balance in queries.balances_for_update(session, skus):
            index, on_hand = counted.get((balance.sku, balance.warehouse), (-1, balance.on_hand))
            if on_hand < balance.committed:
                refused.append(_below_committed(index, on_hand, balance))
            elif on_hand != balance.on_hand:
                difference = Difference(balance.sku, balance.warehouse, on_hand=on_hand - balance.on_hand)
                (later if balance.on_hand else first).append(difference)
        change(session, [*first, *later])
        move(session, desk, first, why=MovementReason.IMPORTED, of=desk.source or "import")
        move(session, desk, later, why=MovementReason.ADJUSTED, of=desk.source or "import")
        freed |= {difference.sku for difference in (*first, *later) if difference.on_hand > 0}
    for skus in _batches(sorted(freed)):
        tell_freed(session, desk, skus)
    return sorted(refused, key=lambda row: row.index)


def _below_committed(index: int, on_hand: Decimal, balance: LockedBalance) -> RefusedRow:
    facts = {"sku": balance.sku, "warehouse": balance.warehouse, "counted": plain(on_hand)}
    return RefusedRow(index=index, code=BelowCommitted.code, facts={**facts, "committed": plain(balance.committed)})


def import_receipts(session: Session, rows: Iterable[ReceiptRow], *, desk: Desk | None = None) -> list[RefusedRow]:
    """Make or change supplier order lines by key; with a desk, dates and quantities that change are told.

    Returns the rows that were refused because goods of them have come (ALREADY_RECEIVED); they stay as they are.
    """
    refused: list[RefusedRow] = []
    for batch in _batches(enumerate(rows)):
        received = _received(session, [row for _, row in batch])
        values = []
        for index, (supplier_order, line_no, sku, warehouse, quantity, due_date) in batch:
            if (supplier_order, line_no) in received:
                facts = {
                    "supplier_order": supplier_order,
                    "line_no": str(line_no),
                    "received": plain(received[supplier_order, line_no]),
                }
                refused.append(RefusedRow(index=index, code=AlreadyReceived.code, facts=facts))
                continue
            values.append({
                "supplier_order": supplier_order, "line_no": line_no, "sku": sku, "warehouse": warehouse,
                "quantity": quantity, "received": Decimal(0), "due_date": due_date,
            })  # fmt: skip
        if values and desk:
            _tell_changed(session, desk, values)
        if values:
            session.execute(_RECEIPTS[dialect(session)], values)
    return refused


def _tell_changed(session: Session, desk: Desk, values: Sequence[Mapping[str, Any]]) -> None:
    """Record of every known line what is another date, quantity or article, and of new ones that they come where
    somebody waits: what is promised may change by it.
    """
    c = RECEIPTS.c
    orders = {row["supplier_order"] for row in values}
    found = session.execute(
        select(c.supplier_order, c.line_no, c.sku, c.quantity, c.due_date).where(c.supplier_order.in_(orders))
    )
    known = {(row.supplier_order, row.line_no): row for row in found}
    skus = {row["sku"] for row in values}
    waited = set(session.scalars(select(DEMAND.c.sku).where(DEMAND.c.sku.in_(skus)).distinct()))
    for row in values:
        old = known.get((row["supplier_order"], row["line_no"]))
        for event in _changes(row, old, is_waited=row["sku"] in waited):
            outbox.record(session, event, subject=f"receipt:{row['supplier_order']}/{row['line_no']}", now=desk.now)


def _changes(row: Mapping[str, Any], old: Any, *, is_waited: bool) -> list[Event]:
    """What is to be told of one line as it comes from the file, against the row that is kept of it."""
    key = {"supplier_order": row["supplier_order"], "line_no": row["line_no"]}
    sku, quantity, none = row["sku"], row["quantity"], Decimal(0)
    if old is None:
        return [ReceiptChanged(sku=sku, old_quantity=none, new_quantity=quantity, **key)] if is_waited else []
    if old.sku != sku:
        gone = ReceiptChanged(sku=old.sku, old_quantity=old.quantity, new_quantity=none, **key)
        return [gone, ReceiptChanged(sku=sku, old_quantity=none, new_quantity=quantity, **key)]
    events = list[Event]()
    if old.quantity != quantity:
        events.append(ReceiptChanged(sku=sku, old_quantity=old.quantity, new_quantity=quantity, **key))
    if old.due_date != row["due_date"]:
        events.append(ReceiptMoved(sku=sku, old_due_date=old.due_date, new_due_date=row["due_date"], **key))
    return events


def _received(session: Session, rows: Sequence[ReceiptRow]) -> dict[tuple[str, int], Decimal]:
    c = RECEIPTS.c
    orders = {row[0] for row in rows}
    found = session.execute(
        select(c.supplier_order, c.line_no, c.received).where(c.supplier_order.in_(orders), c.received > 0)
    )
    return {(row.supplier_order, row.line_no): row.received for row in found}
