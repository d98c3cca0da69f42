"""Owns how balances change: by signed differences in key order, with a movement for every unit that comes or goes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from domain.shared import outbox
from domain.shared.bulk import sent_rows
from domain.shared.database import INSERTS, millionths
from domain.shared.desk import Desk
from domain.shared.quantity import exact, plain
from domain.stock import queries
from domain.stock.errors import BadStockQuantity
from domain.stock.events import StockFreed
from domain.stock.models import BALANCES, DEMAND, MOVEMENTS, RESERVATIONS, StockBalance
from domain.stock.schemas import MovementReason

ZERO = Decimal(0)
#: A warehouse's balance of a SKU.
BalanceKey = tuple[str, str]

_CHANGED = ("on_hand", "allocated", "reserved", "quarantined", "damaged")
_CHANGE_ONE = (
    update(BALANCES)
    .where(BALANCES.c.sku == bindparam("of_sku"), BALANCES.c.warehouse == bindparam("of_warehouse"))
    .values({name: BALANCES.c[name] + bindparam(f"by_{name}", type_=BALANCES.c[name].type) for name in _CHANGED})
)
_rows = sent_rows(StockBalance, ("sku", "warehouse", *_CHANGED))
#: All rows in one statement, where the database knows how to take them.
_CHANGE_ALL = (
    update(BALANCES)
    .where(BALANCES.c.sku == _rows.c.sku, BALANCES.c.warehouse == _rows.c.warehouse)
    .values({name: BALANCES.c[name] + _rows.c[name] for name in _CHANGED})
)


_REMOVE = (
    delete(RESERVATIONS)
    .where(
        RESERVATIONS.c.sku.in_(bindparam("skus", expanding=True)),
        or_(RESERVATIONS.c.key == bindparam("of_key"), RESERVATIONS.c.expires_at <= bindparam("expired_by")),
    )
    .returning(
        RESERVATIONS.c.key,
        RESERVATIONS.c.sku,
        RESERVATIONS.c.warehouse,
        RESERVATIONS.c.quantity,
        RESERVATIONS.c.expires_at,
    )
)
#: Nothing expires before it.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

_MAKE: Mapping[str, Any] = {
    name: insert_of(BALANCES).on_conflict_do_nothing().returning(BALANCES.c.sku) for name, insert_of in INSERTS.items()
}


class Difference(NamedTuple):
    """By how much a balance changes, signed."""

    sku: str
    warehouse: str
    on_hand: Decimal = ZERO
    allocated: Decimal = ZERO
    reserved: Decimal = ZERO
    quarantined: Decimal = ZERO
    damaged: Decimal = ZERO

    def as_document(self) -> dict[str, str | int]:
        """As it is sent to the database among others."""
        by = {name: millionths(getattr(self, name)) for name in _CHANGED}
        return {"sku": self.sku, "warehouse": self.warehouse, **by}


class Removed(NamedTuple):
    """Reservations that were removed: of each balance `gone` in all, and `own` of the key that was named."""

    gone: Mapping[BalanceKey, Decimal]
    own: Mapping[BalanceKey, Decimal]


def change(session: Session, differences: Iterable[Difference]) -> None:
    """Change balances that are locked; the database refuses what would oversell."""
    rows = sorted(differences)
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_CHANGE_ALL, {"rows": [row.as_document() for row in rows]})
        return
    connection.execute(
        _CHANGE_ONE,
        [
            {"of_sku": row.sku, "of_warehouse": row.warehouse} | {f"by_{name}": getattr(row, name) for name in _CHANGED}
            for row in rows
        ],
    )


def move(session: Session, desk: Desk, differences: Iterable[Difference], *, why: MovementReason, of: str) -> None:
    """Write the movements of differences that are made; `of` names the shipment, receipt or count behind them.

    A count that found all well is a movement of nothing: that it was counted is kept.
    """
    rows = [
        {
            "sku": difference.sku, "warehouse": difference.warehouse, "quantity": difference.on_hand,
            "quarantined": difference.quarantined, "damaged": difference.damaged, "reason": why, "reference": of,
            "actor_id": desk.actor.id, "moved_at": desk.now,
        }
        for difference in sorted(differences)
        if difference.on_hand or difference.quarantined or difference.damaged or why is MovementReason.COUNTED
    ]  # fmt: skip
    if rows:
        session.execute(insert(MOVEMENTS), rows)


def upserting(table: Table, keys: Sequence[str], changes: Callable[[Any], Mapping[str, Any]]) -> Mapping[str, Any]:
    """By dialect: INSERT rows, or change those whose keys exist; `changes` gets the row that was to be inserted.

    It returns the first key, so that all rows go in one statement.
    """

    def built(insert_of: Any) -> Any:
        statement = insert_of(table)
        known = statement.on_conflict_do_update(index_elements=keys, set_=changes(statement.excluded))
        return known.returning(table.c[keys[0]])

    return {name: built(insert_of) for name, insert_of in INSERTS.items()}


def dialect(session: Session) -> str:
    """The name of the database's dialect."""
    return session.get_bind().dialect.name


def make_balances(session: Session, keys: Iterable[BalanceKey]) -> None:
    """Make empty balances where there are none, in key order."""
    nothing = {"on_hand": ZERO, "allocated": ZERO, "reserved": ZERO, "quarantined": ZERO, "damaged": ZERO}
    rows = [{"sku": sku, "warehouse": warehouse, **nothing} for sku, warehouse in sorted(set(keys))]
    if rows:
        session.execute(_MAKE[dialect(session)], rows)


def remove_reservations(session: Session, desk: Desk | None, skus: Collection[str], *, key: str | None) -> Removed:
    """Remove the reservations of a key, and for a desk those expired by now, on SKUs whose balances are locked.

    Returns how much of each balance they were; the caller takes it off `reserved`. What has expired is nobody's own.
    """
    rows = session.connection().execute(
        _REMOVE, {"skus": list(skus), "of_key": key or "", "expired_by": desk.now if desk else _NEVER}
    )
    gone, own = dict[BalanceKey, Decimal](), dict[BalanceKey, Decimal]()
    for of_key, sku, warehouse, quantity, expires_at in rows:
        gone[sku, warehouse] = gone.get((sku, warehouse), ZERO) + quantity
        if desk and of_key == key and expires_at > desk.now:
            own[sku, warehouse] = quantity
    return Removed(gone, own)


def tell_freed(session: Session, desk: Desk, skus: Collection[str]) -> None:
    """Record that stock became free, for the SKUs that somebody waits for."""
    waited = session.scalars(select(DEMAND.c.sku).where(DEMAND.c.sku.in_(skus)).distinct().order_by(DEMAND.c.sku)).all()
    if waited:
        outbox.record(session, StockFreed(skus=tuple(waited)), subject=f"stock:{waited[0]}", now=desk.now)


def positive(quantity: Decimal) -> Decimal:
    """The quantity, if goods can have it; raises BadStockQuantity for nothing and less."""
    known = exact(quantity)
    if known <= 0:
        raise BadStockQuantity(quantity=plain(known), expected="more than 0")
    return known


def free_of(
    balances: Iterable[queries.LockedBalance], gone: Mapping[BalanceKey, Decimal]
) -> dict[str, dict[str, Decimal]]:
    """What is nobody's of each SKU, by warehouse, once the reservations in `gone` are taken off."""
    free: dict[str, dict[str, Decimal]] = {}
    for balance in balances:
        reserved = balance.reserved - gone.get((balance.sku, balance.warehouse), ZERO)
        left = balance.on_hand - balance.committed - reserved
        free.setdefault(balance.sku, {})[balance.warehouse] = max(left, ZERO)
    return free
