"""Owns giving up: cancelling an order of which nothing left, closing the open rest of a line."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.approvals import service as approvals
from domain.orders.errors import AlreadyShipped
from domain.orders.events import OrderCancelled
from domain.orders.lifecycle import OrderState, moved
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen, line_view
from domain.orders.rules.amending import refuse_too_few
from domain.orders.schemas import AmendmentKind, HoldEnding, OrderView
from domain.orders.service.access import CLERKS, may_change, same_revision
from domain.orders.service.amendments import keep_amendment
from domain.orders.service.crediting import lock_order
from domain.orders.service.drafting import discard
from domain.orders.service.judging import active, end
from domain.orders.service.promising import owned_by, plan_rest
from domain.orders.service.recording import announce, subject, uncommit
from domain.orders.service.settling import settle_given_up
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, NotFound
from domain.stock import service as stock

_CANCELLABLE = frozenset({OrderState.PENDING_CONFIRMATION, OrderState.CONFIRMED, OrderState.IN_FULFILMENT})
_CLOSABLE = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})


def cancel(session: Session, desk: Desk, number: str, *, revision: int | None, reason: str) -> OrderView:
    """Cancel an order of which nothing is picked or shipped: stock, credit and open requests are given back.

    A draft is discarded; cancelling a cancelled order returns it. Raises AlreadyShipped, LineTooFar for what is
    invoiced, StaleRevision, NotAllowed, IllegalTransition.
    """
    order, _ = lock_order(session, number)
    may_change(desk.actor, order)
    if order.state == OrderState.DRAFT:
        return discard(session, desk, number, revision=revision)
    lines = rows.line_rows(session, [order.id])
    if order.state == OrderState.CANCELLED:
        return as_seen(session, desk, order, lines)
    same_revision(order, revision)
    if any(line.picked or line.shipped for line in lines):
        raise AlreadyShipped(number=number)
    if order.state not in _CANCELLABLE:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.CANCELLED)
    for line in lines:
        refuse_too_few(line_view(line, order.currency), Decimal(0))
    before = as_seen(session, desk, order, lines)
    order.state = moved(number, OrderState(order.state), OrderState.CANCELLED)
    order.revision, order.touched_at = order.revision + 1, desk.now
    stock.deallocate(session, desk, [line.line_key for line in lines])
    for line in lines:
        line.open, line.allocated, line.cancelled, line.parts = Decimal(0), Decimal(0), line.ordered, []
    end(desk, active(rows.hold_rows(session, [order.id])), HoldEnding.CANCELLED, by=desk.actor.name)
    session.flush()
    uncommit(session, desk, number)
    approvals.withdraw_all(session, desk, subject(number))
    announce(session, desk, number, OrderCancelled(number=number, reason=reason))
    view = as_seen(session, desk, order, lines)
    keep_amendment(session, desk, order, AmendmentKind.CANCELLED, before=before, after=view, reason=reason)
    return view


def short_close(session: Session, desk: Desk, line_key: str) -> OrderView:
    """Give up what is not yet picked of a line; the order is shipped if nothing else is left of it.

    Raises IllegalTransition for an order that is not being worked on, NotFound, NotAllowed.
    """
    number, _, line_no = line_key.rpartition("/")
    if not line_no.isdigit():
        raise NotFound(subject=f"line:{line_key}")
    return close_short(session, desk, number, [int(line_no)], revision=None, reason="")


def close_short(
    session: Session, desk: Desk, number: str, line_nos: Collection[int] | None = None, *, revision: int | None,
    reason: str,
) -> OrderView:  # fmt: skip
    """Give up what is not yet picked of these lines, or of the whole order: no backorder, nothing more to invoice.

    Reservations go back; what is picked, has left or is invoiced stays. Where nothing is open nothing changes. Raises
    LineTooFar for what is invoiced and has not left (a credit note comes first), IllegalTransition for an order that is
    not being worked on, NotFound, StaleRevision, NotAllowed.
    """
    desk.actor.require(CLERKS, to="give up the rest of a line")
    order, _ = lock_order(session, number)
    lines = rows.line_rows(session, [order.id])
    unknown = set(line_nos or ()) - {line.line_no for line in lines}
    if unknown:
        raise NotFound(subject=f"line:{number}/{min(unknown)}")
    same_revision(order, revision)
    if order.state not in _CLOSABLE:
        raise IllegalTransition(subject=number, from_state=order.state, to_state="short_closed")
    before = as_seen(session, desk, order, lines)
    chosen = [line for line in lines if line_nos is None or line.line_no in line_nos]
    given_up = [line for line in chosen if line.open or line.allocated]
    if not given_up:
        return before
    for line in given_up:
        refuse_too_few(line_view(line, order.currency), line.shipped + line.picked)
    stock.deallocate(
        session, desk, [line.line_key for line in given_up], keeping={line.line_key: line.picked for line in given_up}
    )
    for line in given_up:
        line.cancelled += line.open + line.allocated
        line.open = line.allocated = Decimal(0)
    plan_rest(session, desk, {order.id: order}, given_up, owned=owned_by(session, given_up))
    order.revision, order.touched_at = order.revision + 1, desk.now
    settle_given_up(session, desk, order, lines, why="nothing is left of it")
    view = as_seen(session, desk, order, lines)
    keep_amendment(session, desk, order, AmendmentKind.SHORT_CLOSED, before=before, after=view, reason=reason)
    return view
