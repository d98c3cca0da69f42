"""Owns what is promised to order lines and what is theirs: covering, allocating, giving back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.orm import Session

from domain.shared.desk import Desk
from domain.stock import queries, rules
from domain.stock.models import ALLOCATIONS, DEMAND
from domain.stock.queries import LockedBalance
from domain.stock.schemas import AllocatedPart, Allocation, Coverage, ReceiptView, StockRequest
from domain.stock.service.ledger import (
    ZERO,
    BalanceKey,
    Difference,
    Removed,
    change,
    free_of,
    remove_reservations,
    tell_freed,
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
    return rules.cover(requests, availability, today=desk.today, horizon=queries.horizon(desk))


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
    free = free_of(balances, removed.gone, desk.policy.stock.safety_buffer)
    own = _out_of(free, removed.own)
    contested = {balance.sku for balance in balances if balance.waiting}
    waiting = queries.demand_in_order(session, contested) if contested else []
    receipts: dict[str, list[ReceiptView]] = queries.receipts(session, desk, contested) if contested else {}
    asked_now = frozenset(request.line_key for request in requests)
    parts: Parts = {}
    for request in requests:
        here = free.get(request.sku, {})
        kept = rules.take_reserved(request, own.get(request.sku, {}))
        rest = request.model_copy(update={"quantity": request.quantity - sum((p.quantity for p in kept), ZERO)})
        of_sku = [demand for demand in waiting if demand.sku == request.sku]
        outlook = rules.Outlook(
            today=desk.today,
            horizon=queries.horizon(desk),
            free=here,
            receipts=receipts.get(request.sku, ()),
            demand=rules.waiting_before(request, of_sku, asked_now),
        )
        more = outlook.take_on_hand(rest)
        for part in more:
            here[part.warehouse] -= part.quantity
        parts[request.line_key] = rules.merged((*kept, *more))
    return parts, {demand.line_key for demand in waiting}


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
    _wait(session, desk, waiting)


def _wait(session: Session, desk: Desk, requests: Sequence[StockRequest]) -> None:
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


def take_back(
    session: Session, desk: Desk, rows: Sequence[queries.AllocatedRow], *, waiting: Sequence[StockRequest]
) -> None:
    """Take these quantities from lines that have them; each waits for all that its request in `waiting` names.

    Only for goods that are not there (a count), and for what an approval gave to another line: whoever calls holds the
    locks of the orders and tells them.
    """
    if rows:
        queries.balances_for_update(session, {row.sku for row in rows})
        give_back(session, rows)
        _wait(session, desk, waiting)


def deallocate(
    session: Session, desk: Desk, line_keys: Collection[str], *, keeping: Mapping[str, Decimal] | None = None
) -> None:
    """Give back what lines have and forget what they wait for; others may have it now.

    Of a line named in `keeping` that quantity (what is picked, say) stays its own.
    """
    rows = queries.allocated_rows(session, line_keys)
    skus = {row.sku for row in rows}
    if skus:
        queries.balances_for_update(session, skus)
    keep = dict(keeping or {})
    freed = []
    for row in rows:
        kept = min(keep.get(row.line_key, ZERO), row.quantity)
        keep[row.line_key] = keep.get(row.line_key, ZERO) - kept
        freed.append(row._replace(quantity=row.quantity - kept))
    give_back(session, freed)
    session.execute(delete(DEMAND).where(DEMAND.c.line_key.in_(line_keys)))
    if skus:
        tell_freed(session, desk, skus)


def give_back(session: Session, rows: Sequence[queries.AllocatedRow]) -> None:
    """Take quantities off allocations whose balances are locked."""
    less: dict[BalanceKey, Decimal] = {}
    for row in rows:
        less[row.sku, row.warehouse] = less.get((row.sku, row.warehouse), ZERO) - row.quantity
    change(session, [Difference(*key, allocated=quantity) for key, quantity in less.items()])
    shrink(session, rows)


def shrink(session: Session, rows: Sequence[queries.AllocatedRow]) -> None:
    """Make allocations smaller by these quantities; one of which nothing is left disappears."""
    c = ALLOCATIONS.c
    of_row = (c.line_key == bindparam("of_line"), c.warehouse == bindparam("of_warehouse"))
    less = bindparam("less", type_=c.quantity.type)
    values = [{"of_line": row.line_key, "of_warehouse": row.warehouse, "less": row.quantity} for row in rows]
    if values:
        session.execute(delete(ALLOCATIONS).where(*of_row, c.quantity == less), values)
        session.execute(
            update(ALLOCATIONS).where(*of_row, c.quantity > less).values(quantity=c.quantity - less), values
        )


def set_promised_dates(session: Session, dates: Mapping[str, date | None]) -> None:
    """Say by when waiting lines were promised their goods; lines that wait for nothing are passed over."""
    rows = [{"of_line": line_key, "promised": promised} for line_key, promised in sorted(dates.items())]
    if rows:
        session.execute(_PROMISE, rows)
