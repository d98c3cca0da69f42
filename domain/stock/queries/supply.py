"""What there is of articles, what is due and what is waited for: all that a promise is made of."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, ColumnElement, String, bindparam, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.shared.quantity import of_millionths
from domain.stock import rules
from domain.stock.models import BALANCES, DEMAND, RECEIPTS, RESERVATIONS
from domain.stock.queries.rows import demand_in_order
from domain.stock.schemas import (
    Availability,
    DatedDemand,
    ReceiptView,
    StockRequest,
    SupplyExplanation,
    WarehouseBalance,
)

ZERO = Decimal(0)
_balances, _receipts, _demand = BALANCES.c, RECEIPTS.c, DEMAND.c
_reservations = RESERVATIONS.c

_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_BALANCES = (
    select(
        _balances.sku, _balances.warehouse, _balances.on_hand, _balances.allocated, _balances.reserved,
        _balances.quarantined, _balances.damaged,
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
    type_coerce(_receipts.quantity - _receipts.received, BigInteger), _receipts.due_date, _receipts.delay_days,
).where(_receipts.sku.in_(_SKUS), _receipts.quantity > _receipts.received)  # fmt: skip


def horizon(desk: Desk) -> date:
    """The last day for which anything is promised."""
    return desk.today + timedelta(days=desk.policy.stock.promise_horizon_days)


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
    for sku, warehouse, on_hand, allocated, _, quarantined, damaged in rows:
        reserved = live.get((sku, warehouse), ZERO)
        free = max(on_hand - allocated - quarantined - damaged - reserved - buffer, ZERO)
        balance = WarehouseBalance(warehouse, on_hand, allocated, reserved, quarantined, free, damaged)
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
    expected = {due: expected_date(desk, due[0], delay_days=due[1]) for due in {(row[5], row[6]) for row in rows}}
    found: dict[str, list[ReceiptView]] = {}
    for supplier_order, line_no, sku, warehouse, millionths, due_date, delay_days in rows:
        receipt = ReceiptView(
            supplier_order, line_no, sku, warehouse, of_millionths(millionths), due_date, expected[due_date, delay_days]
        )
        found.setdefault(sku, []).append(receipt)
    for receipts in found.values():
        receipts.sort(key=lambda receipt: (receipt.due_date, receipt.supplier_order, receipt.line_no))
    return found


def expected_date(desk: Desk, due_date: date, *, delay_days: int = 0) -> date | None:
    """The day a receipt due on a date is expected, under the policy in force; None where nobody counts on it."""
    return rules.expected_date(
        due_date,
        today=desk.today,
        grace_days=desk.policy.stock.late_receipt_grace_days,
        calendar=desk.calendar,
        delay_days=delay_days or desk.policy.stock.receipt_delay_days,
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
        map(DatedDemand._make, zip(map(_day, days), map(of_millionths, map(sums.__getitem__, days)), strict=True))
    )
    return (*dated, DatedDemand(None, of_millionths(undated))) if undated else dated


@lru_cache(maxsize=2_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def receipts(session: Session, desk: Desk, skus: Collection[str]) -> dict[str, list[ReceiptView]]:
    """The open supplier order lines of SKUs, by due date."""
    return _receipts_of(session, desk, skus)


def explain(session: Session, desk: Desk, request: StockRequest, *, excluding: str | None = None) -> SupplyExplanation:
    """Why a quantity can be had from where and when it can; what the request's own line waits for does not compete."""
    found = supply(session, desk, {request.sku}, excluding=excluding, without=[request.line_key])
    others = demand_in_order(session, [request.sku], rule=desk.policy.stock.allocation)
    own = (excluding or "").rstrip("/") + "/"
    return rules.explain(
        request,
        found[request.sku],
        [
            line
            for line in others
            if line.line_key != request.line_key and not (excluding and line.line_key.startswith(own))
        ],
        today=desk.today,
        horizon=horizon(desk),
        buffer=desk.policy.stock.safety_buffer,
    )
