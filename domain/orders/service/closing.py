"""Owns giving up: cancelling an order of which nothing left, closing the open rest of a line."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.approvals import service as approvals
from domain.billing import service as billing
from domain.orders.errors import AlreadyShipped
from domain.orders.events import OrderAmended, OrderCancelled
from domain.orders.lifecycle import OrderState, moved
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import line_view, payment_flag, view_of
from domain.orders.rules.progress import state_after
from domain.orders.schemas import HoldEnding, OrderView
from domain.orders.service.access import CLERKS, may_change, same_revision
from domain.orders.service.crediting import lock_order
from domain.orders.service.drafting import discard
from domain.orders.service.fulfilment import advance
from domain.orders.service.judging import active, end
from domain.orders.service.promising import date_order, owned_by, plan_rest
from domain.orders.service.recording import announce, audited, commit_credit, in_short, subject
from domain.orders.service.settling import close_if_settled
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, NotFound
from domain.stock import service as stock

_CANCELLABLE = frozenset({OrderState.PENDING_CONFIRMATION, OrderState.CONFIRMED, OrderState.IN_FULFILMENT})
_CLOSABLE = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})


def cancel(session: Session, desk: Desk, number: str, *, revision: int | None, reason: str) -> OrderView:
    """Cancel an order of which nothing is picked or shipped: stock, credit and open requests are given back.

    A draft is discarded; cancelling a cancelled order returns it. Raises AlreadyShipped, StaleRevision, NotAllowed,
    IllegalTransition.
    """
    order, _ = lock_order(session, number)
    may_change(desk.actor, order)
    if order.state == OrderState.DRAFT:
        return discard(session, desk, number, revision=revision)
    lines = rows.line_rows(session, [order.id])
    if order.state == OrderState.CANCELLED:
        return _view(session, desk, order, lines)
    same_revision(order, revision)
    if any(line.picked or line.shipped for line in lines):
        raise AlreadyShipped(number=number)
    if order.state not in _CANCELLABLE:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.CANCELLED)
    before = in_short(_view(session, desk, order, lines))
    order.state = moved(number, OrderState(order.state), OrderState.CANCELLED)
    order.touched_at = desk.now
    stock.deallocate(session, desk, [line.line_key for line in lines])
    for line in lines:
        line.open, line.allocated, line.cancelled, line.parts = Decimal(0), Decimal(0), line.ordered, []
    end(desk, active(rows.hold_rows(session, [order.id])), HoldEnding.CANCELLED, by=desk.actor.name)
    session.flush()
    billing.drop_commitment(session, number)
    approvals.withdraw_all(session, desk, subject(number))
    announce(session, desk, number, OrderCancelled(number=number, reason=reason))
    view = _view(session, desk, order, lines)
    audited(session, desk, number, "cancelled", before=before, after=in_short(view), reason=reason)
    return view


def short_close(session: Session, desk: Desk, line_key: str) -> OrderView:
    """Give up what is not yet picked of a line; the order is shipped if nothing else is left of it.

    Raises IllegalTransition for an order that is not being worked on, NotFound, NotAllowed.
    """
    desk.actor.require(CLERKS, to="give up the rest of a line")
    order, _ = lock_order(session, line_key.rpartition("/")[0])
    lines = rows.line_rows(session, [order.id])
    line = next((row for row in lines if row.line_key == line_key), None)
    if line is None:
        raise NotFound(subject=f"line:{line_key}")
    if order.state not in _CLOSABLE:
        raise IllegalTransition(subject=order.number, from_state=order.state, to_state="short_closed")
    before = in_short(_view(session, desk, order, lines))
    stock.deallocate(session, desk, [line_key], keeping={line_key: line.picked})
    line.cancelled += line.open + line.allocated
    line.open = line.allocated = Decimal(0)
    plan_rest(session, desk, {order.id: order}, [line], owned=owned_by(session, [line]))
    _settle(session, desk, order, lines)
    view = _view(session, desk, order, lines)
    audited(session, desk, order.number, "short_closed", before=before, after=in_short(view))
    return view


def _settle(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Bring state, date and commitment of an order in line with what is left of it, and announce it."""
    views = [line_view(line, order.currency) for line in lines]
    order.revision, order.touched_at = order.revision + 1, desk.now
    advance(order, state_after(views))
    date_order(order, lines)
    if order.state not in _CLOSABLE:
        # Nothing is left that could be stopped.
        end(desk, active(rows.hold_rows(session, [order.id])), HoldEnding.CLEARED, by=desk.actor.name)
        approvals.withdraw_all(session, desk, subject(order.number))
    session.flush()
    commit_credit(session, desk, order, views, pending=False)
    if order.state == OrderState.CANCELLED:
        announce(session, desk, order.number, OrderCancelled(number=order.number, reason="nothing is left of it"))
    elif not close_if_settled(session, desk, order, lines):
        announce(session, desk, order.number, OrderAmended(number=order.number, revision=order.revision))


def _view(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> OrderView:
    payment = payment_flag(session, desk, order, lines)
    return view_of(order, lines, rows.hold_rows(session, [order.id]), payment=payment)
