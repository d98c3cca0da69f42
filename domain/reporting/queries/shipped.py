"""SELECTs of what left: K1 cycle time, K3 accuracy, K5 fill."""

from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, distinct, func, or_, select, type_coerce
from sqlalchemy.sql.selectable import Subquery

from domain.orders.lifecycle import OrderState
from domain.reporting.queries.moments import Asked
from domain.reporting.queries.tables import (
    CHANGES,
    IS_COMING_BACK,
    IS_WORKED_ON,
    LINES,
    MISTAKES,
    NOTHING,
    ORDERS,
    RETURNED,
    RETURNS,
    SHIPMENTS,
    SHIPPED,
)
from domain.reporting.rules import business_hours_between, converted, days_between, share, spread
from domain.reporting.schemas import Accuracy, CycleTime, Fill, Share, Spread
from domain.returns.schemas import ReturnReason
from domain.shared.database import ScaledColumn

_o, _l, _s, _sl = ORDERS.c, LINES.c, SHIPMENTS.c, SHIPPED.c
#: How requests come that somebody else wrote; imported and standing orders were read by nobody.
TEXT_CHANNELS = ("slack", "email")
#: Kinds of mistakes that stand elsewhere than with the right goods.
DAMAGED, WRONG_DOCUMENT = "damaged", "wrong_document"
#: An order is asked for, and may be changed, before it is confirmed.
BEFORE_CONFIRMED = (OrderState.DRAFT, OrderState.PENDING_CONFIRMATION)


def first_attempts() -> Subquery:
    """By order number the first day on which anything of the order left: all that left then is the first attempt.

    A shipment may be of several orders, and what lies in two warehouses may leave in two shipments.
    """
    return (
        select(_sl.order_number, func.min(_s.shipped_date).label("shipped_date"))
        .join_from(SHIPPED, SHIPMENTS, _s.shipment_number == _sl.shipment_number)
        .group_by(_sl.order_number)
        .subquery()
    )


def cycle_time(asked: Asked) -> CycleTime:
    """K1: the first handovers of the period, and the last ones of orders of which nothing is left here."""
    handed = (
        select(_sl.order_number, func.min(_s.shipped_at).label("first"), func.max(_s.shipped_at).label("last"))
        .join_from(SHIPPED, SHIPMENTS, _s.shipment_number == _sl.shipment_number)
        .group_by(_sl.order_number)
        .subquery()
        .c
    )
    is_over = _o.state.in_((OrderState.SHIPPED, OrderState.INVOICED, OrderState.CLOSED))
    spreads = list[Spread]()
    for moment, condition in ((handed.first, IS_WORKED_ON), (handed.last, and_(IS_WORKED_ON, is_over))):
        rows = asked.session.execute(
            select(_o.created_at, moment)
            .join(ORDERS, _o.number == handed.order_number)
            .where(condition, asked.at(moment))
        ).all()
        spreads.append(spread(days_between(row[0], row[1]) for row in rows))
        spreads.append(spread(business_hours_between(asked.desk.calendar, row[0], row[1]) for row in rows))
    return CycleTime(
        first_days=spreads[0], first_business_hours=spreads[1], last_days=spreads[2], last_business_hours=spreads[3]
    )


def accuracy(asked: Asked) -> Accuracy:
    """K3: errors are known from returns of wrong articles and from mistakes that were noted; drafts are those of the
    period that nobody has to decide any more.
    """
    wrong = (
        select(RETURNED.c.line_key)
        .join_from(RETURNED, RETURNS, RETURNS.c.number == RETURNED.c.number)
        .where(IS_COMING_BACK, RETURNED.c.reason == ReturnReason.WRONG_ITEM)
    )
    noted = select(MISTAKES.c.line_key).where(MISTAKES.c.kind != DAMAGED)
    is_wrong = or_(_sl.line_key.in_(wrong), _sl.line_key.in_(noted))
    lines, errors = asked.session.execute(
        select(
            func.count(distinct(_sl.line_key)),
            func.count(distinct(case((is_wrong, _sl.line_key)))),
        )
        .join_from(SHIPPED, SHIPMENTS, _s.shipment_number == _sl.shipment_number)
        .where(asked.on(_s.shipped_date))
    ).one()
    return Accuracy(orders=share(lines - errors, lines), entry=_entry(asked))


def is_changed() -> Any:
    """Whether what an order asks for was changed before it was confirmed, by whomever."""
    changed = select(CHANGES.c.order_id).where(CHANGES.c.state.in_(BEFORE_CONFIRMED))
    return _o.id.in_(changed)


def _entry(asked: Asked) -> Share:
    accepted = _o.state.not_in((OrderState.DISCARDED, OrderState.DRAFT))
    drafts, right = asked.session.execute(
        select(func.count(), func.sum(case((and_(accepted, ~is_changed()), 1), else_=0))).where(
            asked.at(_o.created_at), _o.channel.in_(TEXT_CHANNELS), _o.state != OrderState.DRAFT
        )
    ).one()
    return share(right, drafts)


def _attempted(asked: Asked) -> Subquery:
    """Lines of orders whose first attempt was in the period, with what was `sent` then; none given up whole, no order
    that was imported open: its first attempt was made elsewhere.
    """
    first = first_attempts()
    sent = func.coalesce(
        func.sum(case((_s.shipped_date == first.c.shipped_date, _sl.quantity), else_=NOTHING)), NOTHING
    )
    return (
        select(
            _l.order_id, _o.exchange_rate, _l.net, _l.ordered,
            type_coerce(sent, ScaledColumn).label("sent"),
            case((sent >= _l.ordered, 1), else_=0).label("filled"),
        )
        .select_from(LINES)
        .join(ORDERS, _o.id == _l.order_id)
        .join(first, first.c.order_number == _o.number)
        .outerjoin(SHIPPED, _sl.line_key == _l.line_key)
        .outerjoin(SHIPMENTS, _s.shipment_number == _sl.shipment_number)
        .where(IS_WORKED_ON, asked.on(first.c.shipped_date), _l.cancelled < _l.ordered, _o.channel != "import")
        .group_by(_l.id, _l.order_id, _o.exchange_rate, _l.net, _l.ordered)
        .subquery()
    )  # fmt: skip


def fill(asked: Asked) -> Fill:
    """K5 over the lines, not given up whole, of orders whose first attempt was in the period."""
    lines = _attempted(asked).c
    is_filled = lines.filled == 1
    rows = asked.session.execute(
        select(
            lines.exchange_rate, func.count(), func.sum(lines.filled), func.sum(lines.ordered), func.sum(lines.sent),
            func.sum(lines.net), func.sum(case((is_filled, lines.net), else_=NOTHING)),
        ).group_by(lines.exchange_rate)
    ).all()  # fmt: skip
    parts = asked.session.execute(
        select(lines.net, lines.sent, lines.ordered, lines.exchange_rate).where(lines.filled == 0, lines.sent > NOTHING)
    )
    values = [*((row[6], row[0]) for row in rows), *((row[0] * row[1] / row[2], row[3]) for row in parts)]
    of_order = select(func.min(lines.filled).label("filled")).group_by(lines.order_id).subquery().c
    orders = asked.session.execute(select(func.count(), func.sum(of_order.filled))).one()
    zero = Decimal(0)
    return Fill(
        lines=share(sum(row[2] for row in rows), sum(row[1] for row in rows)),
        orders=share(orders[1], orders[0]),
        units=share(sum((row[4] for row in rows), zero), sum((row[3] for row in rows), zero)),
        value=share(
            converted(values, asked.currency).amount,
            converted([(row[5], row[0]) for row in rows], asked.currency).amount,
        ),
    )
