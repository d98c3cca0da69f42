"""Whether the books of stock agree, and everything that they list."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.stock.models import ALLOCATIONS, BALANCES, MOVEMENTS, RECEIPTS, RESERVATIONS
from domain.stock.schemas import BalanceMismatch, ExpectedStock, MovementReason, MovementView

ZERO = Decimal(0)
_balances, _receipts = BALANCES.c, RECEIPTS.c
_reservations, _allocations = RESERVATIONS.c, ALLOCATIONS.c


def balances_explained(session: Session) -> list[BalanceMismatch]:
    """Every balance that its movements, allocations and reservations do not explain: none, always."""
    kept = {
        (row.sku, row.warehouse): row
        for row in session.execute(select(BALANCES).order_by(_balances.sku, _balances.warehouse))
    }
    m = MOVEMENTS.c
    explained = {
        "on_hand": _sums(session, m.sku, m.warehouse, m.quantity),
        "quarantined": _sums(session, m.sku, m.warehouse, m.quarantined),
        "damaged": _sums(session, m.sku, m.warehouse, m.damaged),
        "allocated": _sums(session, _allocations.sku, _allocations.warehouse, _allocations.quantity),
        "reserved": _sums(session, _reservations.sku, _reservations.warehouse, _reservations.quantity),
    }
    mismatches = []
    for field, sums in explained.items():
        for key in sorted(kept.keys() | sums.keys()):
            balance = getattr(kept[key], field) if key in kept else ZERO
            if balance != sums.get(key, ZERO):
                sku, warehouse = key
                mismatches.append(
                    BalanceMismatch(
                        sku=sku, warehouse=warehouse, field=field, balance=balance, explained=sums.get(key, ZERO)
                    )
                )
    return mismatches


def _sums(session: Session, sku: Any, warehouse: Any, quantity: Any) -> dict[tuple[str, str], Decimal]:
    rows = session.execute(select(sku, warehouse, func.sum(quantity)).group_by(sku, warehouse))
    return {(row[0], row[1]): row[2] for row in rows}


def all_on_hand(session: Session) -> list[tuple[str, str, Decimal]]:
    """Warehouse, SKU and what is on hand there, of every balance."""
    c = _balances
    rows = session.execute(select(c.warehouse, c.sku, c.on_hand).order_by(c.warehouse, c.sku))
    return [(row.warehouse, row.sku, row.on_hand) for row in rows]


def all_open_receipts(session: Session) -> list[tuple[str, int, str, str, Decimal, date]]:
    """Supplier order, line, SKU, warehouse, what is still to come and when, of every open supplier order line."""
    c = _receipts
    rows = session.execute(
        select(c.supplier_order, c.line_no, c.sku, c.warehouse, c.quantity, c.received, c.due_date)
        .where(c.quantity > c.received)
        .order_by(c.supplier_order, c.line_no)
    )
    return [(row[0], row[1], row[2], row[3], row[4] - row[5], row[6]) for row in rows]


def movements(session: Session, sku: str, warehouse: str | None = None) -> list[MovementView]:
    """The movements of an article, oldest first: who changed what, when and why."""
    statement = select(MOVEMENTS).where(MOVEMENTS.c.sku == sku).order_by(MOVEMENTS.c.id)
    if warehouse is not None:
        statement = statement.where(MOVEMENTS.c.warehouse == warehouse)
    return [MovementView.model_validate(row) for row in session.execute(statement)]


def count_sheet(session: Session, warehouse: str, skus: Collection[str] | None = None) -> list[ExpectedStock]:
    """What a count of a warehouse should find, by SKU: everything on hand, or these articles."""
    statement = select(_balances.sku, _balances.on_hand).where(_balances.warehouse == warehouse).order_by(_balances.sku)
    if skus is None:
        statement = statement.where(_balances.on_hand > 0)
    else:
        statement = statement.where(_balances.sku.in_(skus))
    found = {row.sku: row.on_hand for row in session.execute(statement)}
    missing = dict.fromkeys(set(skus or ()) - found.keys(), ZERO)
    return [ExpectedStock(sku=sku, expected=on_hand) for sku, on_hand in sorted((found | missing).items())]


def counted_on(session: Session, sheet: str, warehouse: str) -> set[str]:
    """The articles that were posted from a count sheet already."""
    m = MOVEMENTS.c
    return set(
        session.scalars(
            select(m.sku).where(m.reason == MovementReason.COUNTED, m.reference == sheet, m.warehouse == warehouse)
        )
    )


def is_posted(session: Session, reason: MovementReason, reference: str) -> bool:
    """Whether a movement of this kind was posted under a reference already."""
    m = MOVEMENTS.c
    found = session.execute(select(m.id).where(m.reason == reason, m.reference == reference).limit(1))
    return found.first() is not None
