"""SELECTs of what people decided, and of what there was: K7 touchless orders, K9 holds, counts."""

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, not_, select

from domain.approvals.schemas import ApprovalState
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import HoldEnding, HoldReason
from domain.reporting.queries.moments import Asked
from domain.reporting.queries.money import past_due, written_off
from domain.reporting.queries.shipped import TEXT_CHANNELS, is_changed
from domain.reporting.queries.tables import (
    APPROVALS,
    CREDIT_NOTES,
    HOLDS,
    INVOICES,
    IS_COMING_BACK,
    IS_HISTORY,
    LINES,
    ORDERS,
    RETURNED,
    RETURNS,
    SHIPMENTS,
)
from domain.reporting.rules import business_hours_between, converted, hours_between, share, spread
from domain.reporting.schemas import Counts, HeldReason, Holds, Touchless

_o, _h, _a = ORDERS.c, HOLDS.c, APPROVALS.c
_TOUCHLESS = "touchless"


def touchless(asked: Asked) -> Touchless:
    """K7 over the drafts that were made from words in the period; each exception has one cause, the first that holds:
    discarded, open (still a draft), cancelled or held (before it was confirmed), changed.
    """
    unconfirmed = _o.confirmed_at.is_(None)
    cause = case(
        (_o.state == OrderState.DISCARDED, literal("discarded")),
        (_o.state == OrderState.DRAFT, literal("open")),
        (and_(unconfirmed, _o.state == OrderState.CANCELLED), literal("cancelled")),
        (unconfirmed, literal("held")),
        (is_changed(), literal("changed")),
        else_=literal(_TOUCHLESS),
    )
    causes = (
        select(cause.label("cause")).where(asked.at(_o.created_at), _o.channel.in_(TEXT_CHANNELS)).subquery().c.cause
    )
    counted: dict[str, int] = {
        row[0]: row[1] for row in asked.session.execute(select(causes, func.count()).group_by(causes).order_by(causes))
    }
    base = sum(counted.values())
    return Touchless(rate=share(counted.pop(_TOUCHLESS, 0), base), exceptions=counted)


def holds(asked: Asked) -> Holds:
    """K9."""
    over_limit = _approved_over_limit(asked)
    decided = asked.session.execute(
        select(_a.requested_at, _a.decided_at, _a.state).where(
            asked.at(_a.decided_at),
            _a.subject.startswith("order:"),
            _a.state.in_((ApprovalState.APPROVED, ApprovalState.REJECTED)),
        )
    ).all()
    held = select(_o.id, _o.exchange_rate, _o.total).where(_o.id.in_(select(_h.order_id).where(asked.at(_h.opened_at))))
    rows = asked.session.execute(_by_rate(held)).all()
    calendar = asked.desk.calendar
    return Holds(
        orders=sum(row[1] for row in rows),
        value=converted([(row[2], row[0]) for row in rows], asked.currency),
        hours=spread(hours_between(row[0], row[1]) for row in decided),
        business_hours=spread(business_hours_between(calendar, row[0], row[1]) for row in decided),
        approved=share(sum(row[2] == ApprovalState.APPROVED for row in decided), len(decided)),
        by_reason=_by_reason(asked),
        at_risk=past_due(asked, over_limit),
        written_off=written_off(asked, over_limit),
    )


def _by_rate(orders: Select[Any]) -> Select[Any]:
    found = orders.subquery().c
    return select(found.exchange_rate, func.count(), func.sum(found.total)).group_by(found.exchange_rate)


def _approved_over_limit(asked: Asked) -> Select[Any]:
    """The numbers of orders that somebody approved over their limit until the end of the period."""
    return (
        select(_o.number)
        .join_from(HOLDS, ORDERS, _o.id == _h.order_id)
        .where(_h.reason == HoldReason.OVER_LIMIT, _h.ending == HoldEnding.APPROVED, _h.released_at < asked.ends_at)
    )


def _by_reason(asked: Asked) -> dict[str, HeldReason]:
    def ended(ending: HoldEnding) -> Any:
        return func.sum(case((_h.ending == ending, 1), else_=0))

    counts = asked.session.execute(
        select(
            _h.reason, func.count(), ended(HoldEnding.APPROVED), ended(HoldEnding.CLEARED), ended(HoldEnding.CANCELLED),
            func.sum(case((_h.released_at.is_(None), 1), else_=0)),
        )
        .where(asked.at(_h.opened_at))
        .group_by(_h.reason)
        .order_by(_h.reason)
    ).all()  # fmt: skip
    once = select(_h.order_id, _h.reason).distinct().where(asked.at(_h.opened_at)).subquery().c
    values = asked.session.execute(
        select(once.reason, _o.exchange_rate, func.sum(_o.total))
        .join(ORDERS, _o.id == once.order_id)
        .group_by(once.reason, _o.exchange_rate)
    ).all()
    return {
        reason: HeldReason(
            opened=opened, approved=approved, cleared=cleared, cancelled=cancelled, still_held=still_held,
            value=converted([(row[2], row[1]) for row in values if row[0] == reason], asked.currency),
        )
        for reason, opened, approved, cleared, cancelled, still_held in counts
    }  # fmt: skip


def counts(asked: Asked) -> Counts:
    """What there was in the period; imported history is no order of it."""
    is_ours = and_(asked.at(_o.confirmed_at), not_(IS_HISTORY))
    is_cancelled = case((_o.state == OrderState.CANCELLED, 1), else_=0)
    orders, cancelled = asked.session.execute(select(func.count(), func.sum(is_cancelled)).where(is_ours)).one()
    lines = asked.session.execute(
        select(_o.exchange_rate, func.count(), func.sum(LINES.c.net))
        .join_from(LINES, ORDERS, _o.id == LINES.c.order_id)
        .where(is_ours)
        .group_by(_o.exchange_rate)
    ).all()
    returns = asked.session.execute(
        select(RETURNED.c.reason, func.count())
        .join_from(RETURNED, RETURNS, RETURNS.c.number == RETURNED.c.number)
        .where(IS_COMING_BACK, asked.on(func.coalesce(RETURNS.c.authorised_date, RETURNS.c.received_date)))
        .group_by(RETURNED.c.reason)
        .order_by(RETURNED.c.reason)
    )
    return Counts(
        orders=orders,
        cancelled=int(cancelled or 0),
        lines=sum(row[1] for row in lines),
        net=converted([(row[2], row[0]) for row in lines], asked.currency),
        shipments=_count(asked, SHIPMENTS, SHIPMENTS.c.shipped_date),
        invoices=_count(asked, INVOICES, INVOICES.c.issued_date),
        credit_notes=_count(asked, CREDIT_NOTES, CREDIT_NOTES.c.issued_date),
        returns={row[0]: row[1] for row in returns},
    )


def _count(asked: Asked, rows: Any, day: Any) -> int:
    return asked.session.execute(select(func.count()).select_from(rows).where(asked.on(day))).scalar_one()
