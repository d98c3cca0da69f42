"""Owns closing an order by itself: delivered and paid, or delivered and back before anything was to be paid."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.orders.events import OrderClosed
from domain.orders.lifecycle import OrderState, moved
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries.views import line_view, payment_flag
from domain.orders.rules.progress import is_settled
from domain.orders.service.recording import announce, audited
from domain.shared.desk import Desk

_DELIVERED = frozenset({OrderState.SHIPPED, OrderState.INVOICED})


def close_if_settled(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> bool:
    """Close an order whose lines are all gone or given up, invoiced as far as they left, and paid; says whether.

    The order is locked after its bill-to.
    """
    if order.state not in _DELIVERED:
        return False
    views = [line_view(line, order.currency) for line in lines]
    if not is_settled(views, payment_flag(session, desk, order, lines)):
        return False
    order.state, order.closed_at = moved(order.number, OrderState(order.state), OrderState.CLOSED), desk.now
    session.flush()
    announce(session, desk, order.number, OrderClosed(number=order.number))
    audited(session, desk, order.number, "closed")
    return True
