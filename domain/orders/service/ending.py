"""Owns what becomes of orders that were rejected and that nobody changed: a warning, then they are cancelled."""

from enum import StrEnum

from sqlalchemy.orm import Session

from domain.orders.events import RejectedOrderEnds
from domain.orders.lifecycle import OrderState
from domain.orders.queries import rows
from domain.orders.service.closing import cancel
from domain.orders.service.crediting import lock_order
from domain.orders.service.judging import active
from domain.orders.service.recording import announce, audited
from domain.shared.desk import Desk

REJECTED = "the release was rejected and nobody changed the order"


class Ended(StrEnum):
    """What was done about a rejected order."""

    WARNED = "warned"
    CANCELLED = "cancelled"


def end_rejected(session: Session, desk: Desk, number: str) -> Ended | None:
    """Warn of a held order whose release was rejected long ago, or cancel it the policy's working days later; says
    which. What was asked about again since is left alone, and nothing is cancelled on the day of its warning.

    Raises NotFound.
    """
    policy = desk.policy.approvals
    order, _ = lock_order(session, number)
    mine = [row for row in active(rows.hold_rows(session, [order.id])) if row.rejected_at]
    since = min((desk.day_of(row.rejected_at) for row in mine if row.rejected_at), default=None)
    if order.state != OrderState.PENDING_CONFIRMATION or since is None or not policy.cancel_rejected_days:
        return None
    ends = desk.calendar.add_working_days(since, policy.cancel_rejected_days)
    warned = [desk.day_of(row.warned_at) for row in mine if row.warned_at]
    if len(warned) == len(mine) and desk.today >= ends and max(warned) < desk.today:
        cancel(session, desk, number, revision=None, reason=REJECTED)
        return Ended.CANCELLED
    if len(warned) == len(mine) or desk.today < desk.calendar.add_working_days(since, policy.warned_after_days):
        return None
    for row in mine:
        row.warned_at = desk.now
    on = max(ends, desk.calendar.add_working_days(desk.today, 1))
    announce(session, desk, number, RejectedOrderEnds(number=number, on=on))
    audited(session, desk, number, "rejected_warned", after={"ends": on.isoformat()})
    return Ended.WARNED
