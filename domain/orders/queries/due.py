"""Answers about orders that the clock has something to do with: by number, oldest first, each for its own verb."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import Hold, SalesOrder
from domain.orders.rules.dates import working_days_before
from domain.shared.desk import Desk


def untouched_drafts(session: Session, desk: Desk) -> Sequence[str]:
    """The drafts that nobody touched for the policy's working days."""
    since = working_days_before(desk.calendar, desk.now, desk.policy.drafts.expire_working_days)
    statement = select(SalesOrder.number).where(SalesOrder.state == OrderState.DRAFT, SalesOrder.touched_at < since)
    return session.scalars(statement.order_by(SalesOrder.id)).all()


def held_too_long(session: Session, desk: Desk) -> Sequence[str]:
    """The held orders whose stock is kept no longer."""
    statement = select(SalesOrder.number).where(
        SalesOrder.state == OrderState.PENDING_CONFIRMATION, SalesOrder.stock_kept_until <= desk.now
    )
    return session.scalars(statement.order_by(SalesOrder.id)).all()


def rejected_for_long(session: Session, desk: Desk) -> Sequence[str]:
    """The held orders of which a release was rejected so long ago that they may be warned of; none where the policy
    cancels none.
    """
    policy = desk.policy.approvals
    if not policy.cancel_rejected_days:
        return ()
    moment = desk.now - timedelta(policy.warned_after_days)
    rejected = select(Hold.order_id).where(Hold.released_at.is_(None), Hold.rejected_at <= moment)
    statement = select(SalesOrder.number).where(
        SalesOrder.state == OrderState.PENDING_CONFIRMATION, SalesOrder.id.in_(rejected)
    )
    return session.scalars(statement.order_by(SalesOrder.id)).all()
