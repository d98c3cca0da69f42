"""The rows that verbs of stock work on: warehouses, balances locked in key order, allocations, what waits."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from domain.stock import rules
from domain.stock.models import ALLOCATIONS, BALANCES, DEMAND, WAREHOUSES
from domain.stock.schemas import AllocatedPart, DemandView, WarehouseView

_balances, _demand, _allocations = BALANCES.c, DEMAND.c, ALLOCATIONS.c
#: Where a session keeps the warehouses that it has read.
KNOWN_WAREHOUSES = "known_warehouses"
_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)


class LockedBalance(NamedTuple):
    """A balance that this transaction may change; `waiting` is what lines wait for of its SKU, anywhere."""

    sku: str
    warehouse: str
    on_hand: Decimal
    allocated: Decimal
    reserved: Decimal
    quarantined: Decimal
    damaged: Decimal
    waiting: Decimal | None

    @property
    def committed(self) -> Decimal:
        """What of it is spoken for or unfit: allocated, in quarantine, damaged. Reservations are soft."""
        return self.allocated + self.quarantined + self.damaged


class AllocatedRow(NamedTuple):
    """One allocation as it is stored."""

    line_key: str
    sku: str
    warehouse: str
    quantity: Decimal


_FOR_UPDATE = (
    select(
        _balances.sku, _balances.warehouse, _balances.on_hand, _balances.allocated, _balances.reserved,
        _balances.quarantined, _balances.damaged,
        select(func.sum(_demand.quantity)).where(_demand.sku == _balances.sku).scalar_subquery(),
    )
    .where(_balances.sku.in_(_SKUS))
    .order_by(_balances.sku, _balances.warehouse)
    .with_for_update(of=BALANCES, key_share=True)
)  # fmt: skip

_OF_LINES = (
    select(_allocations.line_key, _allocations.sku, _allocations.warehouse, _allocations.quantity)
    .where(_allocations.line_key.in_(bindparam("line_keys", expanding=True)))
    .order_by(_allocations.line_key, _allocations.sku, _allocations.warehouse)
)
_WAREHOUSES = select(WAREHOUSES).order_by(WAREHOUSES.c.warehouse)


def warehouses(session: Session) -> list[WarehouseView]:
    """All warehouses by name of their key; read once in a transaction, until some are imported in it."""
    known: list[WarehouseView] | None = session.info.get(KNOWN_WAREHOUSES)
    if known is None:
        rows = session.connection().execute(_WAREHOUSES).mappings()
        known = session.info[KNOWN_WAREHOUSES] = [WarehouseView.model_validate(row) for row in rows]
    return known


def shelved(session: Session, skus: Collection[str]) -> set[str]:
    """Those of these articles that any shelf has, or had."""
    return set(session.scalars(select(_balances.sku).where(_balances.sku.in_(skus))))


def allocations(session: Session, line_keys: Collection[str]) -> dict[str, tuple[AllocatedPart, ...]]:
    """What each line has of its own, by warehouse; a line without any is absent."""
    found: dict[str, tuple[AllocatedPart, ...]] = {}
    for row in allocated_rows(session, line_keys):
        part = AllocatedPart.model_construct(warehouse=row.warehouse, quantity=row.quantity)
        found[row.line_key] = (*found.get(row.line_key, ()), part)
    return found


def allocated_rows(session: Session, line_keys: Collection[str]) -> list[AllocatedRow]:
    """The allocations of lines, by line, SKU and warehouse."""
    rows = session.execute(_OF_LINES, {"line_keys": list(line_keys)})
    return [AllocatedRow(*row) for row in rows]


def demand_in_order(session: Session, skus: Collection[str], *, rule: str = "priority") -> list[DemandView]:
    """What lines wait for of these SKUs, in the order in which they are served under a rule of the policy."""
    c = _demand
    rows = session.execute(
        select(c.line_key, c.sku, c.quantity, c.priority, c.promised_date, c.confirmed_at).where(c.sku.in_(skus))
    ).all()
    return sorted((DemandView.model_validate(row) for row in rows), key=lambda row: rules.demand_key(row, rule))


def balances_for_update(session: Session, skus: Collection[str]) -> list[LockedBalance]:
    """Every balance of these SKUs, locked in key order, with what is waited for of the SKU."""
    rows = session.connection().execute(_FOR_UPDATE, {"skus": list(skus)})
    return [LockedBalance(*row) for row in rows]


def allocations_in(session: Session, warehouse: str, skus: Collection[str]) -> list[AllocatedRow]:
    """Every allocation of these SKUs in a warehouse, by line and SKU."""
    c = _allocations
    rows = session.execute(
        select(c.line_key, c.sku, c.warehouse, c.quantity)
        .where(c.sku.in_(skus), c.warehouse == warehouse)
        .order_by(c.line_key, c.sku)
    )
    return [AllocatedRow(*row) for row in rows]


def allocations_of(session: Session, sku: str) -> list[AllocatedRow]:
    """Every allocation of an article, by line and warehouse."""
    c = _allocations
    rows = session.execute(
        select(c.line_key, c.sku, c.warehouse, c.quantity).where(c.sku == sku).order_by(c.line_key, c.warehouse)
    )
    return [AllocatedRow(*row) for row in rows]
