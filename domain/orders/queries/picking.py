"""What may be picked now, over all orders."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries.delivery import releasable_rows
from domain.orders.queries.rows import line_rows
from domain.orders.schemas import PickableLine, ShipTo
from domain.shared.desk import Desk
from domain.shared.errors import NotFound

_AT_WORK = (OrderState.CONFIRMED, OrderState.IN_FULFILMENT)
_HELD = select(Hold.order_id).where(Hold.released_at.is_(None))


def pickable(session: Session, desk: Desk, numbers: Collection[str] | None = None) -> list[PickableLine]:
    """Lines with allocated goods of orders (all, or these) that may leave now: by `releasable`.

    The most urgent order first: priority, promised date, confirmation, number of its row; then by line.
    """
    at_work = select(SalesOrder).where(SalesOrder.state.in_(_AT_WORK), SalesOrder.id.not_in(_HELD))
    if numbers is not None:
        at_work = at_work.where(SalesOrder.number.in_(numbers))
    has_goods = exists().where(OrderLine.order_id == SalesOrder.id, OrderLine.allocated > 0)
    orders = {row.id: row for row in session.scalars(at_work.where(has_goods))}
    every = line_rows(session, orders)
    of_order: dict[int, list[OrderLine]] = {}
    for line in every:
        of_order.setdefault(line.order_id, []).append(line)
    releasable = releasable_rows(session, desk, list(orders.values()), every)
    return [
        _pickable(order, line)
        for order in sorted(orders.values(), key=_urgency)
        for line in of_order[order.id]
        if line.allocated > 0 and line.line_key not in releasable[order.number].withheld
    ]


def active_holds(session: Session, numbers: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For which reasons each of these orders is held, by number; raises NotFound for one that nobody knows."""
    if not numbers:
        return {}
    rows = session.execute(
        select(SalesOrder.number, Hold.reason)
        .outerjoin(Hold, and_(Hold.order_id == SalesOrder.id, Hold.released_at.is_(None)))
        .where(SalesOrder.number.in_(sorted(set(numbers))))
        .order_by(Hold.reason)
    )
    found: dict[str, tuple[str, ...]] = {}
    for number, reason in rows:
        found[number] = (*found.get(number, ()), *([reason] if reason else []))
    for number in sorted(set(numbers) - found.keys()):
        raise NotFound(subject=f"order:{number}")
    return found


def _urgency(order: SalesOrder) -> tuple[object, ...]:
    dated = order.promised_date is None, order.promised_date or order.created_at.date()
    return (-order.priority, *dated, order.confirmed_at or order.created_at, order.id)


def _pickable(order: SalesOrder, line: OrderLine) -> PickableLine:
    return PickableLine(
        order_number=order.number, line_key=line.line_key, sku=line.sku, name=line.name, allocated=line.allocated,
        customer_id=order.customer_id, ship_to=ShipTo.model_validate(order.ship_to) if order.ship_to else None,
        priority=order.priority, promised_date=line.promised_date,
    )  # fmt: skip


def allocated_of(session: Session, line_keys: Collection[str]) -> dict[str, Decimal]:
    """What lines have on the shelf and not picked, by line key, of orders that are worked on."""
    rows = session.execute(
        select(OrderLine.line_key, OrderLine.allocated)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(OrderLine.line_key.in_(line_keys), SalesOrder.state.in_(_AT_WORK))
    )
    return {row.line_key: row.allocated for row in rows}
