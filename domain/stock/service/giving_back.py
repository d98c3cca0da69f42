"""Owns allocations that lines give back, or lose."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.stock import queries
from domain.stock.models import ALLOCATIONS, DEMAND
from domain.stock.schemas import StockRequest
from domain.stock.service.allocating import allot, wait
from domain.stock.service.ledger import ZERO, BalanceKey, Difference, change, tell_freed


def deallocate(
    session: Session, desk: Desk, line_keys: Collection[str], *, keeping: Mapping[str, Decimal] | None = None
) -> None:
    """Give back what lines have and forget what they wait for; others may have it now.

    Of a line named in `keeping` that quantity (what is picked, say) stays its own.
    """
    rows = queries.allocated_rows(session, line_keys)
    skus = {row.sku for row in rows}
    if skus:
        queries.balances_for_update(session, skus)
    keep = dict(keeping or {})
    freed = []
    for row in rows:
        kept = min(keep.get(row.line_key, ZERO), row.quantity)
        keep[row.line_key] = keep.get(row.line_key, ZERO) - kept
        freed.append(row._replace(quantity=row.quantity - kept))
    give_back(session, freed)
    session.execute(delete(DEMAND).where(DEMAND.c.line_key.in_(line_keys)))
    if skus:
        tell_freed(session, desk, skus)


def give_back(session: Session, rows: Sequence[queries.AllocatedRow]) -> None:
    """Take quantities off allocations whose balances are locked."""
    less: dict[BalanceKey, Decimal] = {}
    for row in rows:
        less[row.sku, row.warehouse] = less.get((row.sku, row.warehouse), ZERO) - row.quantity
    change(session, [Difference(*key, allocated=quantity) for key, quantity in less.items()])
    shrink(session, rows)


def shrink(session: Session, rows: Sequence[queries.AllocatedRow]) -> None:
    """Make allocations smaller by these quantities; one of which nothing is left disappears."""
    c = ALLOCATIONS.c
    of_row = (c.line_key == bindparam("of_line"), c.warehouse == bindparam("of_warehouse"))
    less = bindparam("less", type_=c.quantity.type)
    values = [{"of_line": row.line_key, "of_warehouse": row.warehouse, "less": row.quantity} for row in rows]
    if values:
        session.execute(delete(ALLOCATIONS).where(*of_row, c.quantity == less), values)
        session.execute(
            update(ALLOCATIONS).where(*of_row, c.quantity > less).values(quantity=c.quantity - less), values
        )


def take_back(
    session: Session, desk: Desk, rows: Sequence[queries.AllocatedRow], *, waiting: Sequence[StockRequest]
) -> None:
    """Take these quantities from lines that have them; each waits for all that its request in `waiting` names.

    Only for goods that are not there (a count), and for what an approval gave to another line: whoever calls holds the
    locks of the orders and tells them.
    """
    if rows:
        queries.balances_for_update(session, {row.sku for row in rows})
        give_back(session, rows)
        wait(session, desk, waiting)


def hand_over(
    session: Session, desk: Desk, rows: Sequence[queries.AllocatedRow], *, to: str, waiting: Sequence[StockRequest]
) -> bool:
    """Make these allocations another line's, where they are; False, and nothing happens, if somebody has less by now.

    Afterwards every line of them waits for exactly what its request in `waiting` names. Only for an approved
    reallocation: whoever calls holds the locks of the orders and tells them.
    """
    queries.balances_for_update(session, {row.sku for row in rows})
    has = {(row.line_key, row.warehouse): row.quantity
           for row in queries.allocated_rows(session, {row.line_key for row in rows})}  # fmt: skip
    if any(has.get((row.line_key, row.warehouse), ZERO) < row.quantity for row in rows):
        return False
    shrink(session, rows)
    places: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        places[row.sku, row.warehouse] = places.get((row.sku, row.warehouse), ZERO) + row.quantity
    allot(session, [queries.AllocatedRow(to, *place, quantity) for place, quantity in places.items()])
    session.execute(delete(DEMAND).where(DEMAND.c.line_key.in_([to, *(row.line_key for row in rows)])))
    wait(session, desk, waiting)
    return True
