"""Owns what people find on the shelf: counts, goods that come back, goods that are scrapped."""

from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared import audit
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import exact, plain
from domain.stock import queries
from domain.stock.errors import BadStockQuantity, BelowCommitted, UnknownWarehouse
from domain.stock.models import Warehouse
from domain.stock.queries import LockedBalance
from domain.stock.schemas import MovementReason
from domain.stock.service.ledger import Difference, change, make_balances, move, positive, tell_freed


def _balance(session: Session, sku: str, warehouse: str) -> LockedBalance:
    if session.get(Warehouse, warehouse) is None:
        raise UnknownWarehouse(warehouse=warehouse)
    make_balances(session, [(sku, warehouse)])
    return next(row for row in queries.balances_for_update(session, [sku]) if row.warehouse == warehouse)


def adjust(session: Session, desk: Desk, warehouse: str, sku: str, *, counted: Decimal, reason: str) -> None:
    """Set what is on hand to what was counted; the difference becomes a movement with the reason.

    Raises BelowCommitted for fewer than are allocated or in quarantine: give those back first.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="adjust stock")
    counted = exact(counted)
    if counted < 0:
        raise BadStockQuantity(quantity=str(counted), expected="0 or more")
    balance = _balance(session, sku, warehouse)
    committed = balance.allocated + balance.quarantined
    if counted < committed:
        raise BelowCommitted(sku=sku, warehouse=warehouse, counted=plain(counted), committed=plain(committed))
    difference = Difference(sku, warehouse, on_hand=counted - balance.on_hand)
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.ADJUSTED, of=reason)
    made = audit.Change(
        subject=f"stock:{sku}",
        action="stock.adjusted",
        before={"warehouse": warehouse, "on_hand": plain(balance.on_hand)},
        after={"warehouse": warehouse, "on_hand": plain(counted)},
        reason=reason,
        source=desk.source,
    )
    audit.record(session, desk.actor, made, now=desk.now)
    if difference.on_hand > 0:
        tell_freed(session, desk, [sku])


def put_back(
    session: Session,
    desk: Desk,
    sku: str,
    warehouse: str,
    *,
    quantity: Decimal,
    quarantined: bool,
    reference: str,
) -> None:
    """Put goods that came back on hand; those in quarantine are not available to anybody."""
    quantity = positive(quantity)
    _balance(session, sku, warehouse)
    difference = Difference(sku, warehouse, on_hand=quantity, quarantined=quantity if quarantined else Decimal(0))
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.RETURNED, of=reference)
    if not quarantined:
        tell_freed(session, desk, [sku])


def scrap(session: Session, desk: Desk, sku: str, warehouse: str, *, quantity: Decimal, reference: str) -> None:
    """Write goods off that are in quarantine; raises BadStockQuantity for more than there are."""
    quantity = positive(quantity)
    balance = _balance(session, sku, warehouse)
    if quantity > balance.quarantined:
        raise BadStockQuantity(quantity=plain(quantity), expected=f"at most {plain(balance.quarantined)}")
    difference = Difference(sku, warehouse, on_hand=-quantity, quarantined=-quantity)
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.SCRAPPED, of=reference)
