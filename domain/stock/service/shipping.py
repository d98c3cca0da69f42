"""Owns how goods leave the balances."""

from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock import queries
from domain.stock.errors import NotAllocated
from domain.stock.schemas import MovementReason
from domain.stock.service.giving_back import shrink
from domain.stock.service.ledger import ZERO, Difference, change, move, positive


def ship(session: Session, desk: Desk, line_key: str, *, warehouse: str, quantity: Decimal, reference: str) -> None:
    """Take goods that are a line's own out of their warehouse; `reference` is the shipment.

    Raises NotAllocated for more than the line has there: goods of others never leave by mistake.
    """
    quantity = positive(quantity)
    skus = {row.sku for row in queries.allocated_rows(session, [line_key])}
    queries.balances_for_update(session, skus)
    rows = [row for row in queries.allocated_rows(session, [line_key]) if row.warehouse == warehouse]
    allocated = sum((row.quantity for row in rows), ZERO)
    if allocated < quantity:
        raise NotAllocated(line_key=line_key, warehouse=warehouse, wanted=plain(quantity), allocated=plain(allocated))
    difference = Difference(rows[0].sku, warehouse, on_hand=-quantity, allocated=-quantity)
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.SHIPPED, of=reference)
    shrink(session, [rows[0]._replace(quantity=quantity)])
