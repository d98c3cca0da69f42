"""Owns how goods leave the balances."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock import queries
from domain.stock.errors import NotAllocated
from domain.stock.schemas import LeavingPart, MovementReason
from domain.stock.service.giving_back import shrink
from domain.stock.service.ledger import ZERO, BalanceKey, Difference, change, move, positive


def ship(session: Session, desk: Desk, parts: Sequence[LeavingPart], *, reference: str) -> None:
    """Take goods that are lines' own out of their warehouses, all at once; `reference` is the shipment.

    Raises NotAllocated for more than a line has there: goods of others never leave by mistake.
    """
    keys = sorted({part.line_key for part in parts})
    queries.balances_for_update(session, {row.sku for row in queries.allocated_rows(session, keys)})
    rows = {(row.line_key, row.warehouse): row for row in queries.allocated_rows(session, keys)}
    leaving = []
    for part in parts:
        row, quantity = rows.get((part.line_key, part.warehouse)), positive(part.quantity)
        has = row.quantity if row else ZERO
        if row is None or has < quantity:
            raise NotAllocated(
                line_key=part.line_key, warehouse=part.warehouse, wanted=plain(quantity), allocated=plain(has)
            )
        rows[part.line_key, part.warehouse] = row._replace(quantity=has - quantity)
        leaving.append(row._replace(quantity=quantity))
    less: dict[BalanceKey, Decimal] = {}
    for row in leaving:
        less[row.sku, row.warehouse] = less.get((row.sku, row.warehouse), ZERO) - row.quantity
    change(session, [Difference(*key, on_hand=quantity, allocated=quantity) for key, quantity in less.items()])
    moved = [Difference(row.sku, row.warehouse, on_hand=-row.quantity) for row in leaving]
    move(session, desk, moved, why=MovementReason.SHIPPED, of=reference)
    shrink(session, leaving)
