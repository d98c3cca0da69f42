"""What purchasing asks of stock: what each place has for new demand, what left it, and what has come of an order."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from domain.shared.database import ScaledColumn
from domain.stock.models import BALANCES, DEMAND, MOVEMENTS, RECEIPTS
from domain.stock.schemas import MovementReason, PlaceSupply, ReceiptLine, ReceiptProgress

ZERO = Decimal(0)
_balances, _receipts, _demand = BALANCES.c, RECEIPTS.c, DEMAND.c


def all_positions(session: Session, skus: Collection[str] | None = None) -> list[PlaceSupply]:
    """What every warehouse has of each article that is sound and nobody's, and what is due there, late or not."""
    b, r = _balances, _receipts
    free = select(b.sku, b.warehouse, _scaled(b.on_hand - b.allocated - b.quarantined - b.damaged).label("free"))
    due = select(r.sku, r.warehouse, _scaled(r.quantity - r.received).label("due")).where(r.quantity > r.received)
    if skus is not None:
        free, due = free.where(b.sku.in_(sorted(skus))), due.where(r.sku.in_(sorted(skus)))
    has = {(row.sku, row.warehouse): row.free for row in session.execute(free)}
    comes: dict[tuple[str, str], Decimal] = {}
    for row in session.execute(due):
        comes[row.sku, row.warehouse] = comes.get((row.sku, row.warehouse), ZERO) + row.due
    return [
        PlaceSupply(sku, warehouse, has.get((sku, warehouse), ZERO), comes.get((sku, warehouse), ZERO))
        for sku, warehouse in sorted(has.keys() | comes.keys())
    ]


def _scaled(difference: Any) -> Any:
    """A difference of quantities is a quantity, which a database does not know by itself."""
    return type_coerce(difference, ScaledColumn)


def all_waiting(session: Session) -> dict[str, Decimal]:
    """What lines wait for of each article, in all; articles that nobody waits for are absent."""
    rows: Any = session.execute(select(_demand.sku, func.sum(_demand.quantity)).group_by(_demand.sku))
    return dict(list(rows))


def left_by_warehouse(session: Session, since: datetime) -> dict[str, dict[str, Decimal]]:
    """How much of each article left each warehouse for customers since then: SKU to warehouse to quantity."""
    m = MOVEMENTS.c
    rows = session.execute(
        select(m.sku, m.warehouse, func.sum(m.quantity))
        .where(m.reason == MovementReason.SHIPPED, m.moved_at >= since)
        .group_by(m.sku, m.warehouse)
    )
    found: dict[str, dict[str, Decimal]] = {}
    for sku, warehouse, quantity in rows:
        found.setdefault(sku, {})[warehouse] = max(-quantity, ZERO)
    return found


def receipt_progress(session: Session, supplier_orders: Collection[str]) -> dict[tuple[str, int], ReceiptProgress]:
    """How much was expected and has come of each line of supplier orders; a line given up untouched is absent."""
    r = _receipts
    rows = session.execute(
        select(r.supplier_order, r.line_no, r.quantity, r.received, r.due_date)
        .where(r.supplier_order.in_(sorted(supplier_orders)))
        .order_by(r.supplier_order, r.line_no)
    )
    return {(row[0], row[1]): ReceiptProgress(*row[2:]) for row in rows}


def supplier_receipts(session: Session, supplier_order: str | None = None) -> list[ReceiptLine]:
    """The lines of one supplier order, or of every one of which something is to come, by number and line.

    Goods that are on their way from another warehouse are due as well, but no supplier brings them.
    """
    r, m = _receipts, MOVEMENTS.c
    moved = select(m.id).where(m.sku == r.sku, m.reason == MovementReason.TRANSFERRED, m.reference == r.supplier_order)
    wanted = r.quantity > r.received if supplier_order is None else r.supplier_order == supplier_order
    rows = session.execute(
        select(r.supplier_order, r.line_no, r.sku, r.warehouse, r.quantity, r.received, r.due_date)
        .where(wanted, ~moved.exists())
        .order_by(r.supplier_order, r.line_no)
    )
    return [ReceiptLine(*row) for row in rows]
