"""Owns where an order stands once something of it has left, come back or was given up: at work, cancelled, closed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.approvals import service as approvals
from domain.orders.events import OrderAmended, OrderCancelled, OrderClosed
from domain.orders.lifecycle import OrderState, moved
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import line_view, payment_flag
from domain.orders.rules.progress import is_settled, state_after
from domain.orders.schemas import HoldEnding
from domain.orders.service.judging import active, end
from domain.orders.service.promising import date_order
from domain.orders.service.recording import announce, audited, commit_credit, subject
from domain.shared.desk import Desk

_AT_WORK = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})
_DELIVERED = frozenset({OrderState.SHIPPED, OrderState.INVOICED})


def advance(order: SalesOrder, to: OrderState) -> None:
    """Move an order to the state its lines have reached, step by step through the table of legal moves."""
    if order.state == to:
        return
    if to is OrderState.INVOICED and order.state != OrderState.SHIPPED:
        order.state = moved(order.number, OrderState(order.state), OrderState.SHIPPED)
    order.state = moved(order.number, OrderState(order.state), to)


def settle_given_up(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine], *, why: str) -> None:
    """Bring state, date and commitment of an order in line with what is left of it, and announce it: `why` says what
    gave it up where nothing is. What nothing can be stopped of any more is not held, and nobody is asked about it.
    """
    views = [line_view(line, order.currency) for line in lines]
    advance(order, state_after(views))
    date_order(order, lines)
    if order.state not in _AT_WORK:
        ending = HoldEnding.CANCELLED if order.state == OrderState.CANCELLED else HoldEnding.CLEARED
        end(desk, active(rows.hold_rows(session, [order.id])), ending, by=desk.actor.name)
        approvals.withdraw_all(session, desk, subject(order.number))
    session.flush()
    commit_credit(session, desk, order, views, pending=False, frees=True)
    if order.state == OrderState.CANCELLED:
        announce(session, desk, order.number, OrderCancelled(number=order.number, reason=why))
    elif not close_if_settled(session, desk, order, lines):
        announce(session, desk, order.number, OrderAmended(number=order.number, revision=order.revision))


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
