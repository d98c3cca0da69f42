"""Owns goods that are not for sale: put back apart, set apart on the shelf, set free again, scrapped."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared import audit
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import plain
from domain.stock.errors import BadStockQuantity, BelowCommitted
from domain.stock.queries import LockedBalance
from domain.stock.schemas import MovementReason, StockState
from domain.stock.service.ledger import ZERO, Difference, change, move, positive, tell_freed
from domain.stock.service.places import locked_balance, locked_balances


def put_back(
    session: Session,
    desk: Desk,
    sku: str,
    warehouse: str,
    *,
    quantity: Decimal,
    quarantined: bool,
    reference: str,
    damaged: bool = False,
) -> None:
    """Put goods that came back on hand; those in quarantine or damaged are not available to anybody.

    Raises BadStockQuantity, UnknownWarehouse.
    """
    quantity = positive(quantity)
    locked_balance(session, sku, warehouse)
    difference = Difference(
        sku,
        warehouse,
        on_hand=quantity,
        quarantined=quantity if quarantined and not damaged else ZERO,
        damaged=quantity if damaged else ZERO,
    )
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.RETURNED, of=reference)
    if not quarantined and not damaged:
        tell_freed(session, desk, [sku])


def reclassify(
    session: Session,
    desk: Desk,
    sku: str,
    warehouse: str,
    *,
    quantity: Decimal,
    before: StockState,
    after: StockState,
    reason: str,
) -> None:
    """Say that goods on hand are in another state: set apart (quarantine, damaged), or found sound again.

    Raises BadStockQuantity for more than are in that state, BelowCommitted where sound ones are allocated,
    UnknownWarehouse, NotAllowed.
    """
    reclassify_all(session, desk, warehouse, {sku: quantity}, before=before, after=after, reason=reason)


def reclassify_all(
    session: Session,
    desk: Desk,
    warehouse: str,
    quantities: Mapping[str, Decimal],
    *,
    before: StockState,
    after: StockState,
    reason: str,
) -> None:
    """`reclassify` for many articles of a warehouse, by SKU: all of them, or none."""
    desk.actor.require(WAREHOUSE_ROLES, to="set goods apart")
    balances = locked_balances(session, quantities, warehouse)
    if before is after:
        return
    differences, trail = list[Difference](), list[audit.Change]()
    for sku, balance in sorted(balances.items()):
        quantity = positive(quantities[sku])
        _require(balance, before, quantity)
        by = dict.fromkeys(StockState, ZERO) | {before: -quantity, after: quantity}
        apart = {"quarantined": by[StockState.QUARANTINED], "damaged": by[StockState.DAMAGED]}
        differences.append(Difference(sku, warehouse, **apart))
        trail.append(_change(desk, balance, "reclassified", quantity, before=before, after=after, reason=reason))
    change(session, differences)
    move(session, desk, differences, why=MovementReason.RECLASSIFIED, of=reason[:120])
    audit.record_all(session, desk.actor, trail, now=desk.now)
    if after is StockState.SOUND:
        tell_freed(session, desk, balances)


def scrap(
    session: Session,
    desk: Desk,
    sku: str,
    warehouse: str,
    *,
    quantity: Decimal,
    reference: str,
    state: StockState = StockState.QUARANTINED,
) -> None:
    """Write goods off that are in a state; raises BadStockQuantity for more than there are, BelowCommitted where
    sound ones are allocated.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="scrap goods")
    quantity = positive(quantity)
    balance = locked_balance(session, sku, warehouse)
    _require(balance, state, quantity)
    difference = Difference(
        sku,
        warehouse,
        on_hand=-quantity,
        quarantined=-quantity if state is StockState.QUARANTINED else ZERO,
        damaged=-quantity if state is StockState.DAMAGED else ZERO,
    )
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.SCRAPPED, of=reference)
    made = _change(desk, balance, "scrapped", quantity, before=state, after=None, reason=reference)
    audit.record(session, desk.actor, made, now=desk.now)


def _require(balance: LockedBalance, state: StockState, quantity: Decimal) -> None:
    """Raise unless that much is in the state and, of sound goods, free of any line."""
    apart = {StockState.QUARANTINED: balance.quarantined, StockState.DAMAGED: balance.damaged}
    there = apart.get(state, balance.on_hand - balance.quarantined - balance.damaged)
    if quantity > there:
        raise BadStockQuantity(quantity=plain(quantity), expected=f"at most {plain(there)}")
    if state is StockState.SOUND and quantity > balance.on_hand - balance.committed:
        left = balance.on_hand - quantity
        raise BelowCommitted(
            sku=balance.sku, warehouse=balance.warehouse, counted=plain(left), committed=plain(balance.committed)
        )


def _change(
    desk: Desk,
    balance: LockedBalance,
    action: str,
    quantity: Decimal,
    *,
    before: StockState,
    after: StockState | None,
    reason: str,
) -> audit.Change:
    facts = {"warehouse": balance.warehouse, "quantity": plain(quantity)}
    return audit.Change(
        subject=f"stock:{balance.sku}",
        action=f"stock.{action}",
        before=facts | {"state": before.value},
        after=facts | {"state": after.value if after else "gone"},
        reason=reason,
        source=desk.source,
    )
