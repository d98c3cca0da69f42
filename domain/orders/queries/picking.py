"""What may be picked now, over all orders."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries.delivery import releasable_of
from domain.orders.schemas import PickableLine, ShipTo
from domain.shared.desk import Desk

_AT_WORK = (OrderState.CONFIRMED, OrderState.IN_FULFILMENT)
_HELD = select(Hold.order_id).where(Hold.released_at.is_(None))


def pickable(session: Session, desk: Desk, numbers: Collection[str] | None = None) -> list[PickableLine]:
    """Lines with allocated goods of orders (all, or these) that may leave now: by `releasable`.

    The most urgent order first: priority, promised date, confirmation, number of its row; then by line.
    """
    at_work = select(SalesOrder).where(SalesOrder.state.in_(_AT_WORK), SalesOrder.id.not_in(_HELD))
    if numbers is not None:
        at_work = at_work.where(SalesOrder.number.in_(numbers))
    has_goods = select(OrderLine.order_id).where(OrderLine.allocated > 0)
    orders = {row.id: row for row in session.scalars(at_work.where(SalesOrder.id.in_(has_goods)))}
    rows = session.scalars(select(OrderLine).where(OrderLine.order_id.in_(orders)).order_by(OrderLine.line_no)).all()
    of_order: dict[int, list[OrderLine]] = {}
    for row in rows:
        of_order.setdefault(row.order_id, []).append(row)
    releasable = releasable_of(session, desk, [order.number for order in orders.values()])
    return [
        _pickable(order, line)
        for order in sorted(orders.values(), key=_urgency)
        for line in of_order[order.id]
        if line.allocated > 0 and line.line_key not in releasable[order.number].withheld
    ]


def _urgency(order: SalesOrder) -> tuple[object, ...]:
    dated = order.promised_date is None, order.promised_date or order.created_at.date()
    return (-order.priority, *dated, order.confirmed_at or order.created_at, order.id)


def _pickable(order: SalesOrder, line: OrderLine) -> PickableLine:
    return PickableLine(
        order_number=order.number, line_key=line.line_key, sku=line.sku, name=line.name, allocated=line.allocated,
        customer_id=order.customer_id, ship_to=ShipTo.model_validate(order.ship_to) if order.ship_to else None,
        priority=order.priority, promised_date=line.promised_date,
    )  # fmt: skip


def exchange_rate_of(session: Session, number: str) -> Decimal:
    """What one unit of an order's currency cost in the company's when it was drafted."""
    return session.scalars(select(SalesOrder.exchange_rate).where(SalesOrder.number == number)).one()


def allocated_of(session: Session, line_keys: Collection[str]) -> dict[str, Decimal]:
    """What lines have on the shelf and not picked, by line key, of orders that are worked on."""
    rows = session.execute(
        select(OrderLine.line_key, OrderLine.allocated)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(OrderLine.line_key.in_(line_keys), SalesOrder.state.in_(_AT_WORK))
    )
    return {row.line_key: row.allocated for row in rows}
