"""Owns making balances what the ledger says, should they ever differ."""

from typing import Any

from sqlalchemy.orm import Session

from domain.shared import audit
from domain.shared.actors import Role
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock import queries
from domain.stock.schemas import BalanceMismatch
from domain.stock.service.ledger import Difference, change, make_balances

KEEPERS = frozenset({Role.ADMIN})


def rebuild_balances(session: Session, desk: Desk) -> tuple[BalanceMismatch, ...]:
    """Set every balance to the sum of its movements, allocations and reservations; returns what differed.

    Each repair is audited. Where the ledger itself would oversell the database refuses, and nothing is changed.
    Raises NotAllowed.
    """
    desk.actor.require(KEEPERS, to="rebuild balances")
    suspects = queries.balances_explained(session)
    make_balances(session, [(mismatch.sku, mismatch.warehouse) for mismatch in suspects])
    queries.balances_for_update(session, {mismatch.sku for mismatch in suspects})
    wrong = tuple(queries.balances_explained(session)) if suspects else ()
    repairs: dict[tuple[str, str], dict[str, Any]] = {}
    for mismatch in wrong:
        repair = repairs.setdefault((mismatch.sku, mismatch.warehouse), {})
        repair[mismatch.field] = mismatch.explained - mismatch.balance
        _audit(session, desk, mismatch)
    change(session, [Difference(*key, **repair) for key, repair in repairs.items()])
    return wrong


def _audit(session: Session, desk: Desk, mismatch: BalanceMismatch) -> None:
    made = audit.Change(
        subject=f"stock:{mismatch.sku}",
        action="stock.rebuilt",
        before={"warehouse": mismatch.warehouse, mismatch.field: plain(mismatch.balance)},
        after={"warehouse": mismatch.warehouse, mismatch.field: plain(mismatch.explained)},
        source=desk.source,
    )
    audit.record(session, desk.actor, made, now=desk.now)
