"""Owns what is promised to order lines and what is theirs: covering, allocating, giving back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.stock import queries, rules
from domain.stock.models import ALLOCATIONS, DEMAND
from domain.stock.queries import LockedBalance
from domain.stock.schemas import AllocatedPart, Allocation, Coverage, DemandView, ReceiptView, StockRequest
from domain.stock.service.ledger import (
    ZERO,
    BalanceKey,
    Difference,
    Removed,
    change,
    free_of,
    remove_reservations,
    upserting,
)

Parts = dict[str, tuple[AllocatedPart, ...]]

_ALLOCATE = upserting(
    ALLOCATIONS, ["line_key", "warehouse"], lambda more: {"quantity": ALLOCATIONS.c.quantity + more.quantity}
)
_WAIT = upserting(DEMAND, ["line_key"], lambda now: {"quantity": now.quantity, "priority": now.priority})
_PROMISE = update(DEMAND).where(DEMAND.c.line_key == bindparam("of_line")).values(promised_date=bindparam("promised"))


def cover(
    session: Session, desk: Desk, requests: Sequence[StockRequest], *, excluding: str | None = None
) -> dict[str, Coverage]:
    """Plan from where and when each request can be covered, by line key; writes nothing.

    Requests for one SKU consume it in the order given. What the requests' own lines wait for already does not
    compete with them, nor does anything of the order `excluding`. What is allocated to a line stays its own and
    is no part of the plan: ask for the rest only.
    """
    lines = [request.line_key for request in requests]
    skus = {request.sku for request in requests}
    availability = queries.supply(session, desk, skus, excluding=excluding, without=lines)
    free = {sku: {balance.warehouse: balance.free for balance in availability[sku].balances} for sku in skus}
    return rules.cover(
        _with_sources(session, desk, requests, free=free), availability, today=desk.today,
        horizon=queries.horizon(desk), buffer=desk.policy.stock.safety_buffer,
    )  # fmt: skip


def allocate(
    session: Session, desk: Desk, requests: Sequence[StockRequest], *, reservation_key: str | None = None
) -> dict[str, Allocation]:
    """Make free stock the lines' own, one request after the other; what is not there becomes demand.

    A new line takes nothing that waiting lines are promised; a waiting line only respects those before it. The
    reservation named is used up. Never sells more than there is: who comes second waits, and gets what is left.
    """
    if not requests:
        return {}
    skus = {request.sku for request in requests}
    balances = queries.balances_for_update(session, skus)
    removed = Removed({}, {})
    if any(balance.reserved for balance in balances):
        removed = remove_reservations(session, desk, skus, key=reservation_key)
    parts, waited = plan(session, desk, requests, balances=balances, removed=removed)
    _write_allocations(session, requests, parts, removed.gone)
    allocations = {}
    for request in requests:
        taken = sum((part.quantity for part in parts[request.line_key]), ZERO)
        allocations[request.line_key] = Allocation.model_construct(
            line_key=request.line_key,
            sku=request.sku,
            parts=parts[request.line_key],
            backordered=request.quantity - taken,
        )
    _write_demand(session, desk, requests, allocations=allocations, waited=waited)
    return allocations


def plan(
    session: Session,
    desk: Desk,
    requests: Sequence[StockRequest],
    *,
    balances: Sequence[LockedBalance],
    removed: Removed,
) -> tuple[Parts, set[str]]:
    """What each request may take of locked balances, by line key, and the keys of all lines that wait now.

    What was reserved for these requests is theirs first, whoever has come to wait for the article meanwhile.
    """
    policy = desk.policy.stock
    free = free_of(balances, removed.gone)
    chosen = _with_sources(session, desk, requests, free=free)
    taking_now = [
        each for each in chosen if not rules.is_too_early(each, today=desk.today, reserve_days=policy.reserve_days)
    ]
    is_shared = policy.allocation == rules.FAIR_SHARE
    shares = rules.fair_shares(taking_now, free, buffer=policy.safety_buffer) if is_shared else None
    own = _out_of(free, removed.own)
    contested = {balance.sku for balance in balances if balance.waiting}
    waiting = queries.demand_in_order(session, contested, rule=policy.allocation) if contested else []
    receipts: dict[str, list[ReceiptView]] = queries.receipts(session, desk, contested) if contested else {}
    taking = _Taking(desk, free, own, waiting, receipts, frozenset(request.line_key for request in requests))
    parts: Parts = {request.line_key: () for request in chosen}
    for share in [shares, None] if shares is not None else [None]:
        for request in taking_now:
            has = sum((part.quantity for part in parts[request.line_key]), ZERO)
            wanted = request.quantity if share is None else min(request.quantity, share[request.line_key])
            if wanted > has:
                taken = taking.take(request.model_copy(update={"quantity": wanted - has}) if has or share else request)
                parts[request.line_key] = rules.merged((*parts[request.line_key], *taken))
    return parts, {demand.line_key for demand in waiting}


@dataclass(frozen=True, slots=True)
class _Taking:
    """What is left to take, while one request after the other takes its part."""

    desk: Desk
    free: dict[str, dict[str, Decimal]]
    own: dict[str, dict[str, Decimal]]
    waiting: Sequence[DemandView]
    receipts: Mapping[str, Sequence[ReceiptView]]
    asked_now: frozenset[str]

    def take(self, request: StockRequest) -> tuple[AllocatedPart, ...]:
        """What was reserved for it first, then what is free and not promised to lines before it."""
        policy = self.desk.policy.stock
        kept = rules.take_reserved(request, self.own.get(request.sku, {}))
        rest = request.model_copy(update={"quantity": request.quantity - sum((p.quantity for p in kept), ZERO)})
        here = self.free.get(request.sku, {})
        of_sku = [demand for demand in self.waiting if demand.sku == request.sku]
        outlook = rules.Outlook(
            today=self.desk.today,
            horizon=queries.horizon(self.desk),
            free=here,
            receipts=self.receipts.get(request.sku, ()),
            demand=rules.waiting_before(request, of_sku, self.asked_now, policy.allocation),
            buffer=policy.safety_buffer,
        )
        more = outlook.take_on_hand(rest)
        for part in more:
            here[part.warehouse] -= part.quantity
        return (*kept, *more)


def _with_sources(
    session: Session, desk: Desk, requests: Sequence[StockRequest], *, free: Mapping[str, Mapping[str, Decimal]]
) -> list[StockRequest]:
    """The requests with the warehouses that serve them, chosen for all lines of an order together."""
    if not any(len(here) > 1 for here in free.values()):
        return list(requests)
    places, orders = queries.warehouses(session), dict[str, list[StockRequest]]()
    for request in requests:
        orders.setdefault(request.line_key.rpartition("/")[0], []).append(request)
    criteria = desk.policy.stock.sourcing
    sources = {key: rules.in_order(of_order, free, places, criteria) for key, of_order in orders.items()}
    return [
        request.model_copy(update={"sources": sources[request.line_key.rpartition("/")[0]]}) for request in requests
    ]


def _out_of(
    free: dict[str, dict[str, Decimal]], reserved: Mapping[BalanceKey, Decimal]
) -> dict[str, dict[str, Decimal]]:
    """Move what was reserved out of what is free for all; never more than there is."""
    own: dict[str, dict[str, Decimal]] = {}
    for (sku, warehouse), quantity in sorted(reserved.items()):
        here = free.get(sku, {})
        mine = min(quantity, here.get(warehouse, ZERO))
        here[warehouse] = here.get(warehouse, ZERO) - mine
        own.setdefault(sku, {})[warehouse] = mine
    return own


def _write_allocations(
    session: Session, requests: Sequence[StockRequest], parts: Parts, gone: Mapping[BalanceKey, Decimal]
) -> None:
    taken: dict[BalanceKey, Decimal] = {}
    rows = []
    for request in requests:
        for part in parts[request.line_key]:
            key = (request.sku, part.warehouse)
            taken[key] = taken.get(key, ZERO) + part.quantity
            rows.append({
                "line_key": request.line_key, "sku": request.sku, "warehouse": part.warehouse,
                "quantity": part.quantity,
            })  # fmt: skip
    change(
        session,
        [
            Difference(*key, allocated=taken.get(key, ZERO), reserved=-gone.get(key, ZERO))
            for key in taken.keys() | gone.keys()
        ],
    )
    _allot(session, rows)


def allot(session: Session, rows: Sequence[queries.AllocatedRow]) -> None:
    """Make allocations larger by these quantities, or make them; the balances are locked and changed."""
    _allot(session, [row._asdict() for row in rows])


def _allot(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection = session.connection()
        connection.execute(_ALLOCATE[connection.dialect.name], rows)


def _write_demand(
    session: Session,
    desk: Desk,
    requests: Sequence[StockRequest],
    *,
    allocations: Mapping[str, Allocation],
    waited: Collection[str],
) -> None:
    covered, waiting = [], list[StockRequest]()
    for request in requests:
        left = allocations[request.line_key].backordered
        if left > 0 and request.backorders:
            waiting.append(request.model_copy(update={"quantity": left}))
        elif request.line_key in waited:
            covered.append(request.line_key)
    if covered:
        session.execute(delete(DEMAND).where(DEMAND.c.line_key.in_(covered)))
    wait(session, desk, waiting)


def wait(session: Session, desk: Desk, requests: Sequence[StockRequest]) -> None:
    """Have lines wait for all that their requests name."""
    rows = [
        {
            "line_key": request.line_key, "sku": request.sku, "quantity": request.quantity,
            "priority": request.priority, "promised_date": request.promised_date,
            "confirmed_at": request.confirmed_at or desk.now,
        }
        for request in requests
    ]  # fmt: skip
    if rows:
        connection = session.connection()
        connection.execute(_WAIT[connection.dialect.name], rows)


def set_promised_dates(session: Session, dates: Mapping[str, date | None]) -> None:
    """Say by when waiting lines were promised their goods; lines that wait for nothing are passed over."""
    rows = [{"of_line": line_key, "promised": promised} for line_key, promised in sorted(dates.items())]
    if rows:
        session.execute(_PROMISE, rows)
