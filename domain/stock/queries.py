"""Every question to the tables of stock. Rows to change come from the `…_for_update` ones, in key order."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, BindParameter, ColumnElement, String, bindparam, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.stock import rules
from domain.stock.models import ALLOCATIONS, BALANCES, DEMAND, MOVEMENTS, RECEIPTS, RESERVATIONS, WAREHOUSES
from domain.stock.schemas import (
    AllocatedPart,
    Availability,
    BalanceMismatch,
    DatedDemand,
    DemandView,
    ReceiptView,
    WarehouseBalance,
    WarehouseView,
)

ZERO = Decimal(0)
_balances, _receipts, _demand = BALANCES.c, RECEIPTS.c, DEMAND.c
_reservations, _allocations = RESERVATIONS.c, ALLOCATIONS.c


class LockedBalance(NamedTuple):
    """A balance that this transaction may change; `waiting` is what lines wait for of its SKU, anywhere."""

    sku: str
    warehouse: str
    on_hand: Decimal
    allocated: Decimal
    reserved: Decimal
    quarantined: Decimal
    waiting: Decimal | None


class AllocatedRow(NamedTuple):
    """One allocation as it is stored."""

    line_key: str
    sku: str
    warehouse: str
    quantity: Decimal


_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_FOR_UPDATE = (
    select(
        _balances.sku, _balances.warehouse, _balances.on_hand, _balances.allocated, _balances.reserved,
        _balances.quarantined, select(func.sum(_demand.quantity)).where(_demand.sku == _balances.sku).scalar_subquery(),
    )
    .where(_balances.sku.in_(_SKUS))
    .order_by(_balances.sku, _balances.warehouse)
    .with_for_update(of=BALANCES, key_share=True)
)  # fmt: skip

_BALANCES = (
    select(
        _balances.sku, _balances.warehouse, _balances.on_hand, _balances.allocated, _balances.reserved,
        _balances.quarantined,
    )
    .where(_balances.sku.in_(_SKUS))
    .order_by(_balances.sku, _balances.warehouse)
)  # fmt: skip
_LIVE = (
    select(_reservations.sku, _reservations.warehouse, func.sum(_reservations.quantity))
    .where(_reservations.sku.in_(_SKUS))
    .where(_reservations.expires_at > bindparam("moment"), _reservations.key != bindparam("own_key"))
    .group_by(_reservations.sku, _reservations.warehouse)
)
_DUE = select(
    _receipts.supplier_order, _receipts.line_no, _receipts.sku, _receipts.warehouse,
    type_coerce(_receipts.quantity - _receipts.received, BigInteger), _receipts.due_date,
).where(_receipts.sku.in_(_SKUS), _receipts.quantity > _receipts.received)  # fmt: skip
_WAREHOUSES = select(WAREHOUSES).order_by(WAREHOUSES.c.warehouse)


def horizon(desk: Desk) -> date:
    """The last day for which anything is promised."""
    return desk.today + timedelta(days=desk.policy.stock.promise_horizon_days)


def warehouses(session: Session) -> list[WarehouseView]:
    """All warehouses by name of their key."""
    return [WarehouseView.model_validate(row) for row in session.connection().execute(_WAREHOUSES).mappings()]


def availability(
    session: Session, desk: Desk, skus: Iterable[str], *, excluding: str | None = None
) -> dict[str, Availability]:
    """What every promise for these SKUs is made of; an unknown SKU has nothing of anything.

    `excluding` is an order ('SO-1042' or 'SO-1042/'): its reservation and what its lines wait for do not count.
    """
    return supply(session, desk, set(skus), excluding=excluding)


def supply(
    session: Session,
    desk: Desk,
    skus: Collection[str],
    *,
    excluding: str | None = None,
    without: Collection[str] = (),
) -> dict[str, Availability]:
    """The availability of SKUs, where the demand of the lines named in `without` does not count."""
    balances = _balances_of(session, desk, skus, excluding)
    receipts = _receipts_of(session, desk, skus)
    demand = _demand_of(session, skus, excluding, without)
    return {
        sku: Availability.model_construct(
            sku=sku,
            balances=tuple(balances.get(sku, ())),
            receipts=tuple(receipts.get(sku, ())),
            demand=demand.get(sku, ()),
        )
        for sku in skus
    }


def _balances_of(
    session: Session, desk: Desk, skus: Collection[str], excluding: str | None
) -> dict[str, list[WarehouseBalance]]:
    rows = session.connection().execute(_BALANCES, {"skus": list(skus)}).all()
    live = _live_reservations(session, desk, skus, excluding) if any(row.reserved for row in rows) else {}
    buffer = desk.policy.stock.safety_buffer
    found: dict[str, list[WarehouseBalance]] = {}
    for sku, warehouse, on_hand, allocated, _, quarantined in rows:
        reserved = live.get((sku, warehouse), ZERO)
        free = max(on_hand - allocated - quarantined - reserved - buffer, ZERO)
        balance = WarehouseBalance(warehouse, on_hand, allocated, reserved, quarantined, free)
        found.setdefault(sku, []).append(balance)
    return found


def _live_reservations(
    session: Session, desk: Desk, skus: Collection[str], excluding: str | None
) -> dict[tuple[str, str], Decimal]:
    known = {"skus": list(skus), "moment": desk.now, "own_key": (excluding or "").rstrip("/")}
    rows = session.connection().execute(_LIVE, known)
    return {(sku, warehouse): quantity for sku, warehouse, quantity in rows}


def _receipts_of(session: Session, desk: Desk, skus: Collection[str]) -> dict[str, list[ReceiptView]]:
    rows = session.connection().execute(_DUE, {"skus": list(skus)}).all()
    expected = {due_date: expected_date(desk, due_date) for due_date in {row[5] for row in rows}}
    found: dict[str, list[ReceiptView]] = {}
    for supplier_order, line_no, sku, warehouse, millionths, due_date in rows:
        receipt = ReceiptView(
            supplier_order, line_no, sku, warehouse, _quantity(millionths), due_date, expected[due_date]
        )
        found.setdefault(sku, []).append(receipt)
    for receipts in found.values():
        receipts.sort(key=lambda receipt: (receipt.due_date, receipt.supplier_order, receipt.line_no))
    return found


@lru_cache(maxsize=10_000)
def _quantity(millionths: int) -> Decimal:
    """A stored quantity as ScaledColumn gives it, remembered: most are small whole numbers."""
    whole, rest = divmod(millionths, 1_000_000)
    return Decimal(whole) if rest == 0 else Decimal(millionths).scaleb(-6)


def expected_date(desk: Desk, due_date: date) -> date | None:
    """The day a receipt due on a date is expected, under the policy in force; None where nobody counts on it."""
    return rules.expected_date(
        due_date, today=desk.today, grace_days=desk.policy.stock.late_receipt_grace_days, calendar=desk.calendar
    )


def _demand_of(
    session: Session, skus: Collection[str], excluding: str | None, without: Collection[str]
) -> dict[str, tuple[DatedDemand, ...]]:
    """The demand of SKUs by date, fetched as one text for each SKU: thousands of rows cost more than their sums."""
    c = _demand
    conditions: list[ColumnElement[bool]] = [c.sku.in_(skus)]
    if excluding:
        conditions.append(~c.line_key.startswith(excluding.rstrip("/") + "/", autoescape=True))
    if without:
        conditions.append(c.line_key.not_in(without))
    day = func.coalesce(cast(c.promised_date, String), "")
    wanted = func.aggregate_strings(day + ":" + cast(type_coerce(c.quantity, BigInteger), String), ",")
    rows = session.execute(select(c.sku, wanted).where(*conditions).group_by(c.sku))
    return {sku: _dated(text) for sku, text in rows}


def _dated(text: str) -> tuple[DatedDemand, ...]:
    """Read '2011-11-25:4000000,:1000000' as sums by date; no date comes last."""
    sums: dict[str, int] = {}
    for wanted in text.split(","):
        day, _, millionths = wanted.partition(":")
        sums[day] = sums.get(day, 0) + int(millionths)
    undated = sums.pop("", None)
    days = sorted(sums)
    dated = tuple(
        map(DatedDemand._make, zip(map(_day, days), map(_quantity, map(sums.__getitem__, days)), strict=True))
    )
    return (*dated, DatedDemand(None, _quantity(undated))) if undated else dated


@lru_cache(maxsize=2_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def allocations(session: Session, line_keys: Collection[str]) -> dict[str, tuple[AllocatedPart, ...]]:
    """What each line has of its own, by warehouse; a line without any is absent."""
    found: dict[str, tuple[AllocatedPart, ...]] = {}
    for row in allocated_rows(session, line_keys):
        part = AllocatedPart.model_construct(warehouse=row.warehouse, quantity=row.quantity)
        found[row.line_key] = (*found.get(row.line_key, ()), part)
    return found


def allocated_rows(session: Session, line_keys: Collection[str]) -> list[AllocatedRow]:
    """The allocations of lines, by line, SKU and warehouse."""
    c = _allocations
    rows = session.execute(
        select(c.line_key, c.sku, c.warehouse, c.quantity)
        .where(c.line_key.in_(line_keys))
        .order_by(c.line_key, c.sku, c.warehouse)
    )
    return [AllocatedRow(*row) for row in rows]


def demand_in_order(session: Session, skus: Collection[str]) -> list[DemandView]:
    """What lines wait for of these SKUs, in the order in which they are served."""
    c = _demand
    rows = session.execute(
        select(c.line_key, c.sku, c.quantity, c.priority, c.promised_date, c.confirmed_at).where(c.sku.in_(skus))
    ).all()
    return sorted((DemandView.model_validate(row) for row in rows), key=rules.demand_key)


def receipts(session: Session, desk: Desk, skus: Collection[str]) -> dict[str, list[ReceiptView]]:
    """The open supplier order lines of SKUs, by due date."""
    return _receipts_of(session, desk, skus)


def balances_for_update(session: Session, skus: Collection[str]) -> list[LockedBalance]:
    """Every balance of these SKUs, locked in key order, with what is waited for of the SKU."""
    rows = session.connection().execute(_FOR_UPDATE, {"skus": list(skus)})
    return [LockedBalance(*row) for row in rows]


def balances_explained(session: Session) -> list[BalanceMismatch]:
    """Every balance that its movements, allocations and reservations do not explain: none, always."""
    kept = {
        (row.sku, row.warehouse): row
        for row in session.execute(select(BALANCES).order_by(_balances.sku, _balances.warehouse))
    }
    m = MOVEMENTS.c
    explained = {
        "on_hand": _sums(session, m.sku, m.warehouse, m.quantity),
        "quarantined": _sums(session, m.sku, m.warehouse, m.quarantined),
        "allocated": _sums(session, _allocations.sku, _allocations.warehouse, _allocations.quantity),
        "reserved": _sums(session, _reservations.sku, _reservations.warehouse, _reservations.quantity),
    }
    mismatches = []
    for field, sums in explained.items():
        for key in sorted(kept.keys() | sums.keys()):
            balance = getattr(kept[key], field) if key in kept else ZERO
            if balance != sums.get(key, ZERO):
                sku, warehouse = key
                mismatches.append(
                    BalanceMismatch(
                        sku=sku, warehouse=warehouse, field=field, balance=balance, explained=sums.get(key, ZERO)
                    )
                )
    return mismatches


def _sums(session: Session, sku: Any, warehouse: Any, quantity: Any) -> dict[tuple[str, str], Decimal]:
    rows = session.execute(select(sku, warehouse, func.sum(quantity)).group_by(sku, warehouse))
    return {(row[0], row[1]): row[2] for row in rows}


def all_on_hand(session: Session) -> list[tuple[str, str, Decimal]]:
    """Warehouse, SKU and what is on hand there, of every balance."""
    c = _balances
    rows = session.execute(select(c.warehouse, c.sku, c.on_hand).order_by(c.warehouse, c.sku))
    return [(row.warehouse, row.sku, row.on_hand) for row in rows]


def all_open_receipts(session: Session) -> list[tuple[str, int, str, str, Decimal, date]]:
    """Supplier order, line, SKU, warehouse, what is still to come and when, of every open supplier order line."""
    c = _receipts
    rows = session.execute(
        select(c.supplier_order, c.line_no, c.sku, c.warehouse, c.quantity, c.received, c.due_date)
        .where(c.quantity > c.received)
        .order_by(c.supplier_order, c.line_no)
    )
    return [(row[0], row[1], row[2], row[3], row[4] - row[5], row[6]) for row in rows]
