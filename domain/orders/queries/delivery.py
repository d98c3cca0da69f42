"""What of orders may leave now."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries.rows import hold_rows, line_rows, order_row
from domain.orders.queries.views import line_view
from domain.orders.rules import delivery as rules
from domain.orders.schemas import Releasable, Withheld
from domain.shared.desk import Desk
from domain.stock import queries as stock

_AT_WORK = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})


def releasable(session: Session, desk: Desk, number: str) -> Releasable:
    """What of an order may be picked now, by its delivery policy, its holds and its state. Raises NotFound."""
    row = order_row(session, number)
    return releasable_rows(session, desk, [row], line_rows(session, [row.id]))[number]


def releasable_of(session: Session, desk: Desk, numbers: Collection[str]) -> dict[str, Releasable]:
    """The same for many orders, by number; unknown ones are absent."""
    found = session.scalars(select(SalesOrder).where(SalesOrder.number.in_(sorted(numbers))).order_by(SalesOrder.id))
    orders = list(found)
    return releasable_rows(session, desk, orders, line_rows(session, [order.id for order in orders]))


def releasable_rows(
    session: Session, desk: Desk, orders: Sequence[SalesOrder], every: Sequence[OrderLine]
) -> dict[str, Releasable]:
    """The same for orders whose rows, and those of all their lines, are at hand."""
    ids = [order.id for order in orders]
    held = {row.order_id for row in hold_rows(session, ids) if row.released_at is None}
    owned = stock.allocations(session, [line.line_key for line in every if line.allocated + line.picked > 0])
    found = {}
    for order in orders:
        lines = [line for line in every if line.order_id == order.id]
        views = {line.line_key: line_view(line, order.currency) for line in lines}
        until = _until(desk, order, lines)
        kept = rules.withheld(order.delivery_policy, list(views.values()), is_over=bool(until and desk.today > until))
        if order.state not in _AT_WORK or order.id in held:
            why = Withheld.ON_HOLD if order.id in held else Withheld.NOT_CONFIRMED
            kept = {key: why for key, view in views.items() if view.allocated > 0}
        parts = [
            part
            for key, view in views.items()
            if key not in kept
            for part in rules.not_picked(view, owned.get(key, ()))
        ]
        found[order.number] = Releasable(
            number=order.number, delivery_policy=order.delivery_policy, parts=tuple(parts), withheld=kept, until=until
        )
    return found


def _until(desk: Desk, order: SalesOrder, lines: list[OrderLine]) -> date | None:
    """The last day on which an incomplete order waits."""
    confirmed = desk.day_of(order.confirmed_at) if order.confirmed_at else None
    days = [order.requested_date, confirmed, *(line.first_promised_date for line in lines)]
    return rules.leaves_anyway(days, desk.policy.delivery.complete_wait_days, desk.calendar)
