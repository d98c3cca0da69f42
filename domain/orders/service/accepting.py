"""Owns the two ends of a confirmation: the order is accepted, or it is held until the last hold is gone."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from domain.orders.events import HoldReleased, OrderConfirmed
from domain.orders.lifecycle import OrderState, moved
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries.views import view_of
from domain.orders.schemas import OrderView
from domain.orders.service.judging import Judgement, active, announce_held, settle
from domain.orders.service.keeping import keep_lines
from domain.orders.service.promising import CONFIRMED, allocate, date_order, promise
from domain.orders.service.recording import announce, commit_credit
from domain.shared.desk import Desk


def accept(
    session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine], *, holds: Sequence[Hold]
) -> OrderView:
    """Make an allocated order confirmed: promised for the first time, committed in credit, announced."""
    order.state = moved(order.number, OrderState(order.state), OrderState.CONFIRMED)
    order.confirmed_at, order.stock_kept_until = desk.now, None
    promise(session, desk, lines, cause=CONFIRMED)
    date_order(order, lines)
    keep_lines(session, lines)
    session.flush()
    view = view_of(order, lines, holds)
    commit_credit(session, desk, order, view.lines, pending=False)
    announce(session, desk, order.number, OrderConfirmed(number=order.number, revision=order.revision))
    return view


def hold(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    judgement: Judgement,
) -> OrderView:
    """Make an allocated order wait for what holds it; its stock is kept for the policy's working hours."""
    if order.state != OrderState.PENDING_CONFIRMATION:
        order.state = moved(order.number, OrderState(order.state), OrderState.PENDING_CONFIRMATION)
    hours = desk.policy.stock.held_order_keeps_stock_hours
    order.stock_kept_until = desk.calendar.add_working_hours(desk.now, hours)
    promise(session, desk, lines, cause="held")
    date_order(order, lines)
    settled = settle(session, desk, order, view=view_of(order, lines, ()), holds=holds, judgement=judgement)
    view = view_of(order, lines, settled.holds)
    commit_credit(session, desk, order, view.lines, pending=True)
    announce_held(session, desk, order, settled)
    return view


def release(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    by: str,
    comment: str | None = None,
) -> OrderView:
    """Say that holds ended. With the last one a waiting order is confirmed, and what it lacks is allocated now."""
    left = tuple(row.reason for row in active(holds))
    event = HoldReleased(number=order.number, released_by=by, comment=comment, still_held=left)
    announce(session, desk, order.number, event)
    if left or order.state != OrderState.PENDING_CONFIRMATION:
        session.flush()
        return view_of(order, lines, holds)
    allocate(session, desk, {order.id: order}, lines)
    return accept(session, desk, order, lines, holds=holds)


def keep_held(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    judgement: Judgement,
    kinds: Collection[str] | None = None,
) -> OrderView:
    """Hold an order that is confirmed already: nothing of it is picked or shipped until the last hold is gone."""
    view = view_of(order, lines, ())
    settled = settle(session, desk, order, view=view, holds=holds, judgement=judgement, kinds=kinds)
    if settled.asked:
        announce_held(session, desk, order, settled)
    return view_of(order, lines, settled.holds)
