"""Owns what people find on the shelf: counts and adjustments, each with a reason and a name."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.shared import audit
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import exact, plain
from domain.stock import queries
from domain.stock.errors import BadStockQuantity, BelowCommitted, CountedTwice, UnknownReason
from domain.stock.queries import LockedBalance
from domain.stock.schemas import CountedStock, CountResult, MovementReason
from domain.stock.service.ledger import ZERO, Difference, change, make_balances, move, tell_freed
from domain.stock.service.places import locked_balance, require_articles, require_warehouse

COUNT = "count"


def adjust(
    session: Session, desk: Desk, warehouse: str, sku: str, *, counted: Decimal, reason: str, note: str = ""
) -> CountResult:
    """Set what is on hand to what was found; the difference becomes a movement with the reason, a code of the policy.

    Raises BelowCommitted for fewer than are allocated, in quarantine or damaged, UnknownReason, UnknownWarehouse,
    UnknownArticle, BadStockQuantity, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="adjust stock")
    require_reason(desk, reason)
    found = _not_negative(counted)
    require_articles(session, [sku])
    balance = locked_balance(session, sku, warehouse)
    _refuse_below(balance, found)
    difference = Difference(sku, warehouse, on_hand=found - balance.on_hand)
    change(session, [difference])
    move(session, desk, [difference], why=MovementReason.ADJUSTED, of=f"{reason}: {note}"[:120] if note else reason)
    _audit(session, desk, balance, found, reason=f"{reason}: {note}" if note else reason)
    if difference.on_hand > 0:
        tell_freed(session, desk, [sku])
    return CountResult(sku=sku, warehouse=warehouse, on_hand=balance.on_hand, difference=difference.on_hand)


def count(
    session: Session, desk: Desk, warehouse: str, rows: Sequence[CountedStock], *, sheet: str
) -> tuple[CountResult, ...]:
    """Post a count sheet: for every article the difference between counted and expected, under the sheet's name.

    An article that this sheet was posted for is passed over, so the same sheet twice counts once. All of the sheet is
    posted, or nothing of it: raises CountedTwice and UnknownArticle with all that are wrong, BelowCommitted for the
    first article of which fewer are left than are committed, UnknownWarehouse, BadStockQuantity, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="count stock")
    require_warehouse(session, warehouse)
    by_sku = {row.sku: row for row in rows}
    _refuse_unclear(session, rows)
    make_balances(session, [(sku, warehouse) for sku in by_sku])
    here = [row for row in queries.balances_for_update(session, by_sku) if row.warehouse == warehouse]
    posted = queries.counted_on(session, sheet, warehouse)
    results, differences = [], []
    for balance in here:
        if balance.sku in posted:
            results.append(_result(balance, ZERO, is_new=False))
            continue
        found = _found(by_sku[balance.sku], balance)
        _refuse_below(balance, found)
        differences.append(Difference(balance.sku, warehouse, on_hand=found - balance.on_hand))
        results.append(_result(balance, found - balance.on_hand))
        if found != balance.on_hand:
            _audit(session, desk, balance, found, reason=f"{COUNT}: {sheet}")
    change(session, [difference for difference in differences if difference.on_hand])
    move(session, desk, differences, why=MovementReason.COUNTED, of=sheet)
    more = [difference.sku for difference in differences if difference.on_hand > 0]
    if more:
        tell_freed(session, desk, more)
    return tuple(results)


def lacking(
    session: Session, warehouse: str, rows: Sequence[CountedStock], *, sheet: str | None = None
) -> dict[str, Decimal]:
    """By how much counts fall below what is committed, by SKU; locks the balances, so that it stays true."""
    by_sku = {row.sku: row for row in rows}
    posted = queries.counted_on(session, sheet, warehouse) if sheet else set()
    found = {}
    for balance in queries.balances_for_update(session, by_sku):
        if balance.warehouse == warehouse and balance.sku not in posted:
            short = balance.committed - _found(by_sku[balance.sku], balance)
            if short > 0:
                found[balance.sku] = short
    return found


def _refuse_unclear(session: Session, rows: Sequence[CountedStock]) -> None:
    """Raise CountedTwice or UnknownArticle for a sheet that names an article twice, or one that nobody knows."""
    doubled = sorted(sku for sku, times in Counter(row.sku for row in rows).items() if times > 1)
    if doubled:
        raise CountedTwice(skus=", ".join(doubled))
    require_articles(session, [row.sku for row in rows])


def _found(row: CountedStock, balance: LockedBalance) -> Decimal:
    """What is there by the count: the number itself, or what is on hand plus the difference that the sheet shows."""
    counted = _not_negative(row.counted)
    return counted if row.expected is None else max(balance.on_hand + counted - row.expected, ZERO)


def _result(balance: LockedBalance, difference: Decimal, *, is_new: bool = True) -> CountResult:
    return CountResult(
        sku=balance.sku, warehouse=balance.warehouse, on_hand=balance.on_hand, difference=difference, is_new=is_new
    )


def require_reason(desk: Desk, reason: str) -> None:
    """Raise UnknownReason unless the policy knows this reason for changing stock by hand."""
    known = desk.policy.stock.adjustment_reasons
    if reason not in known:
        raise UnknownReason(reason=reason, known=", ".join(known))


def _not_negative(counted: Decimal) -> Decimal:
    found = exact(counted)
    if found < 0:
        raise BadStockQuantity(quantity=plain(found), expected="0 or more")
    return found


def _refuse_below(balance: LockedBalance, found: Decimal) -> None:
    if found < balance.committed:
        raise BelowCommitted(
            sku=balance.sku, warehouse=balance.warehouse, counted=plain(found), committed=plain(balance.committed)
        )


def _audit(session: Session, desk: Desk, balance: LockedBalance, found: Decimal, *, reason: str) -> None:
    made = audit.Change(
        subject=f"stock:{balance.sku}",
        action="stock.adjusted",
        before={"warehouse": balance.warehouse, "on_hand": plain(balance.on_hand)},
        after={"warehouse": balance.warehouse, "on_hand": plain(found)},
        reason=reason,
        source=desk.source,
    )
    audit.record(session, desk.actor, made, now=desk.now)
