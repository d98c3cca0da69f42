"""Owns what becomes of orders that were rejected and that nobody changed: a warning, then they are cancelled."""

from datetime import timedelta

from sqlalchemy.orm import Session

from domain.orders.events import RejectedOrderEnds
from domain.orders.lifecycle import OrderState
from domain.orders.queries import rows
from domain.orders.service.closing import cancel
from domain.orders.service.crediting import lock_order
from domain.orders.service.judging import active
from domain.orders.service.recording import announce, audited
from domain.shared.desk import Desk

_WARNED, _CANCELLED = "warned", "cancelled"
REJECTED = "the release was rejected and nobody changed the order"


def end_rejected(session: Session, desk: Desk) -> tuple[int, int]:
    """Warn of held orders whose release was rejected long ago, and cancel them the policy's working days later.

    Returns how many were warned of and how many were cancelled. What was asked about again since is left alone, and
    nothing is cancelled on the day of its warning.
    """
    policy = desk.policy.approvals
    if not policy.cancel_rejected_days:
        return 0, 0
    early = max(policy.cancel_rejected_days - policy.warn_rejected_days, 0)
    done = [_ended(session, desk, each, early) for each in rows.rejected_before(session, desk.now - timedelta(early))]
    return done.count(_WARNED), done.count(_CANCELLED)


def _ended(session: Session, desk: Desk, number: str, early: int) -> str | None:
    """What was done about one rejected order, if anything."""
    order, _ = lock_order(session, number)
    mine = [row for row in active(rows.hold_rows(session, [order.id])) if row.rejected_at]
    since = min((desk.day_of(row.rejected_at) for row in mine if row.rejected_at), default=None)
    if order.state != OrderState.PENDING_CONFIRMATION or since is None:
        return None
    ends = desk.calendar.add_working_days(since, desk.policy.approvals.cancel_rejected_days)
    warned = [desk.day_of(row.warned_at) for row in mine if row.warned_at]
    if len(warned) == len(mine) and desk.today >= ends and max(warned) < desk.today:
        cancel(session, desk, number, revision=None, reason=REJECTED)
        return _CANCELLED
    if len(warned) == len(mine) or desk.today < desk.calendar.add_working_days(since, early):
        return None
    for row in mine:
        row.warned_at = desk.now
    on = max(ends, desk.calendar.add_working_days(desk.today, 1))
    announce(session, desk, number, RejectedOrderEnds(number=number, on=on))
    audited(session, desk, number, "rejected_warned", after={"ends": on.isoformat()})
    return _WARNED
