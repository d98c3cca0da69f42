"""Owns soft reservations: an open draft keeps stock for a short time."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.stock import queries
from domain.stock.models import RESERVATIONS
from domain.stock.schemas import AllocatedPart, StockRequest
from domain.stock.service.allocating import plan
from domain.stock.service.ledger import ZERO, BalanceKey, Difference, change, remove_reservations, tell_freed

#: It returns a column, so that all rows go in one statement.
_KEEP = insert(RESERVATIONS).returning(RESERVATIONS.c.sku)
_KEPT = select(RESERVATIONS.c.sku).where(RESERVATIONS.c.key == bindparam("of_key"))


def reserve(
    session: Session, desk: Desk, key: str, requests: Sequence[StockRequest], *, until: datetime
) -> dict[str, tuple[AllocatedPart, ...]]:
    """Keep what is free of these requests for an open draft, in place of what it kept before; all of it is soft.

    Returns what is kept for each line, which may be less than was asked for.
    """
    skus = {request.sku for request in requests} | _skus_of(session, key)
    balances = queries.balances_for_update(session, skus)
    removed = remove_reservations(session, desk, skus, key=key)
    gone = removed.gone
    parts, _ = plan(session, desk, requests, balances=balances, removed=removed)
    kept: dict[BalanceKey, Decimal] = {}
    for request in requests:
        for part in parts[request.line_key]:
            balance = (request.sku, part.warehouse)
            kept[balance] = kept.get(balance, ZERO) + part.quantity
    change(
        session,
        [
            Difference(*balance, reserved=kept.get(balance, ZERO) - gone.get(balance, ZERO))
            for balance in kept.keys() | gone.keys()
        ],
    )
    rows = [
        {"key": key, "sku": sku, "warehouse": warehouse, "quantity": quantity, "expires_at": until}
        for (sku, warehouse), quantity in sorted(kept.items())
    ]
    if rows:
        session.connection().execute(_KEEP, rows)
    return parts


def _skus_of(session: Session, key: str) -> set[str]:
    return set(session.connection().scalars(_KEPT, {"of_key": key}))


def release_reservation(session: Session, key: str, *, desk: Desk | None = None) -> None:
    """Give up what is kept under this key, if anything is; with a desk, those who wait for it are told."""
    skus = _skus_of(session, key)
    if skus:
        queries.balances_for_update(session, skus)
        gone = remove_reservations(session, None, skus, key=key).gone
        change(session, [Difference(*balance, reserved=-quantity) for balance, quantity in gone.items()])
        if desk:
            tell_freed(session, desk, skus)


def release_expired(session: Session, desk: Desk) -> int:
    """Remove every reservation that has expired, so that waiting lines may have the stock; how many balances."""
    expired = select(RESERVATIONS.c.sku).where(RESERVATIONS.c.expires_at <= desk.now).distinct()
    skus = set(session.scalars(expired))
    if not skus:
        return 0
    queries.balances_for_update(session, skus)
    gone = remove_reservations(session, desk, skus, key=None).gone
    change(session, [Difference(*balance, reserved=-quantity) for balance, quantity in gone.items()])
    tell_freed(session, desk, skus)
    return len(gone)
