"""SELECTs of lines that were due: K2 perfect orders, K4 backorders, and promises kept and moved."""

from datetime import date
from typing import Any

from sqlalchemy import and_, case, distinct, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from domain.reporting.queries.moments import Asked
from domain.reporting.queries.shipped import DAMAGED, WRONG_DOCUMENT, first_attempts
from domain.reporting.queries.tables import (
    CREDIT_NOTES,
    CREDITED,
    INVOICES,
    IS_COMING_BACK,
    IS_WORKED_ON,
    LINES,
    MISTAKES,
    NOTHING,
    ORDERS,
    PROMISES,
    RETURN_CREDITS,
    RETURNED,
    RETURNS,
    SHIPMENTS,
    SHIPPED,
)
from domain.reporting.rules import DueOrder, converted, perfect, share
from domain.reporting.schemas import Backorders, Moved, PerfectOrder, Promises
from domain.returns.schemas import ReturnReason

_o, _l, _s, _sl = ORDERS.c, LINES.c, SHIPMENTS.c, SHIPPED.c
_due = func.coalesce(_l.first_promised_date, _o.requested_date)
#: Causes under which a date is promised for the first time, or for as long as nobody has accepted the order.
_FIRST = ("confirmed", "imported", "held")
#: A credit note belongs to the orders of the lines that it credits, else to the order of its invoice.
_SEPARATOR = "/"


def _sent(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, _sl.quantity), else_=NOTHING)), NOTHING)


def due_lines(*conditions: Any) -> Subquery:
    """Lines of accepted orders of which anything is wanted, with the day they are due, what is wanted of them, and
    whether they were `late` (not whole with the carrier on that day), `incomplete` (not whole at the first attempt)
    or `backordered` (late, and still not there, or promised anew for a later day).
    """
    first = first_attempts()
    # What left before an open order was imported is in no shipment of ours, so what left later is taken off.
    late = _l.shipped - _sent(_s.shipped_date > _due) < _l.ordered - _l.cancelled
    incomplete = _l.shipped - _sent(_s.shipped_date > first.c.shipped_date) < _l.ordered - _l.cancelled
    is_missing = or_(_l.open > NOTHING, func.coalesce(_l.promised_date > _due, False))
    return (
        select(
            _l.id, _l.order_id, _o.number, _o.exchange_rate, _l.net, _due.label("due"),
            case((late, 1), else_=0).label("late"),
            case((incomplete, 1), else_=0).label("incomplete"),
            case((and_(late, is_missing), 1), else_=0).label("backordered"),
            func.max(_s.shipped_date).label("last_shipped"),
        )
        .select_from(LINES)
        .join(ORDERS, _o.id == _l.order_id)
        .outerjoin(SHIPPED, _sl.line_key == _l.line_key)
        .outerjoin(SHIPMENTS, _s.shipment_number == _sl.shipment_number)
        .outerjoin(first, first.c.order_number == _o.number)
        .where(IS_WORKED_ON, _l.ordered > _l.cancelled, *conditions)
        .group_by(
            _l.id, _l.order_id, _o.number, _o.exchange_rate, _l.net, _l.ordered, _l.shipped, _l.cancelled, _l.open,
            _l.promised_date, _l.first_promised_date, _o.requested_date,
        )
        .subquery()
    )  # fmt: skip


def perfect_order(asked: Asked) -> PerfectOrder:
    """K2 over the orders whose last due line was due in the period, until today."""
    touched = (
        select(_l.order_id)
        .join_from(LINES, ORDERS, _o.id == _l.order_id)
        .where(_due >= asked.period.first, _due <= asked.due_by)
    )
    lines = due_lines(_l.order_id.in_(touched)).c
    due = func.max(lines.due)
    rows = asked.session.execute(
        select(lines.number, func.sum(lines.late), func.sum(lines.incomplete), func.max(lines.last_shipped))
        .group_by(lines.number)
        .having(and_(due >= asked.period.first, due <= asked.due_by))
    )
    return perfect(
        [DueOrder(*row) for row in rows],
        _damages(asked),
        _corrected(asked),
        damage_days=asked.desk.policy.reporting.damage_days,
    )


def _returned_for(reason: ReturnReason) -> Any:
    return (
        select(RETURNS.c.order_number, func.coalesce(RETURNS.c.authorised_date, RETURNS.c.received_date))
        .join_from(RETURNS, RETURNED, RETURNED.c.number == RETURNS.c.number)
        .where(IS_COMING_BACK, RETURNED.c.reason == reason)
    )


def _damages(asked: Asked) -> list[tuple[str, date]]:
    """Order and day of every return for damage, arrival with damage, and damage that somebody noted."""
    came_back = _returned_for(ReturnReason.DAMAGED).where(
        or_(RETURNS.c.authorised_date.is_not(None), RETURNS.c.received_date.is_not(None))
    )
    arrived = (
        select(_sl.order_number, _s.delivered_at)
        .join_from(SHIPPED, SHIPMENTS, _s.shipment_number == _sl.shipment_number)
        .where(_s.is_damaged, _s.delivered_at.is_not(None))
        .distinct()
    )
    noted = select(MISTAKES.c.order_number, MISTAKES.c.noted_at).where(MISTAKES.c.kind == DAMAGED)
    moments = [*asked.session.execute(arrived), *asked.session.execute(noted)]
    return [
        *((row[0], row[1]) for row in asked.session.execute(came_back)),
        *((row[0], asked.desk.day_of(row[1])) for row in moments),
    ]


def _corrected(asked: Asked) -> set[str]:
    """The orders with a credit note that settled no return, a return because of the price, or a wrong paper noted."""
    notes = asked.session.execute(
        select(INVOICES.c.order_number, CREDITED.c.line_key)
        .select_from(CREDIT_NOTES)
        .outerjoin(INVOICES, INVOICES.c.number == CREDIT_NOTES.c.invoice_number)
        .outerjoin(CREDITED, CREDITED.c.document_number == CREDIT_NOTES.c.number)
        .where(CREDIT_NOTES.c.number.not_in(select(RETURN_CREDITS.c.credit_note)))
    )
    corrected = {(row[1] or "").rpartition(_SEPARATOR)[0] or row[0] for row in notes}
    noted = select(MISTAKES.c.order_number).where(MISTAKES.c.kind == WRONG_DOCUMENT)
    others = [*asked.session.execute(_returned_for(ReturnReason.PRICE)), *asked.session.execute(noted)]
    return corrected | {row[0] for row in others}


def backorders(asked: Asked) -> Backorders:
    """K4 over the lines due in the period, until today."""
    lines = due_lines(_due >= asked.period.first, _due <= asked.due_by).c
    is_short = lines.backordered == 1
    rows = asked.session.execute(
        select(
            lines.exchange_rate, func.count(), func.sum(lines.backordered), func.sum(lines.net),
            func.sum(case((is_short, lines.net), else_=NOTHING)),
        ).group_by(lines.exchange_rate)
    ).all()  # fmt: skip
    orders = asked.session.execute(
        select(func.count(distinct(lines.order_id)), func.count(distinct(case((is_short, lines.order_id)))))
    ).one()
    return Backorders(
        lines=share(sum(row[2] for row in rows), sum(row[1] for row in rows)),
        orders=share(orders[1], orders[0]),
        value=share(
            converted([(row[4], row[0]) for row in rows], asked.currency).amount,
            converted([(row[3], row[0]) for row in rows], asked.currency).amount,
        ),
    )


def promises(asked: Asked) -> Promises:
    """Promises kept of those for a day in the period, until today, and promises moved in the period."""
    promised = _l.first_promised_date
    lines = due_lines(promised >= asked.period.first, promised <= asked.due_by).c
    base, late = asked.session.execute(select(func.count(), func.sum(lines.late))).one()
    return Promises(kept=share(base - (late or 0), base), moved=_moved(asked))


def _moved(asked: Asked) -> dict[str, Moved]:
    p = PROMISES.c
    touched = select(p.line_key).where(asked.at(p.at))
    before = func.lag(p.promised_date).over(partition_by=p.line_key, order_by=p.id)
    said = select(p.cause, p.at, p.promised_date, before.label("before")).where(p.line_key.in_(touched)).subquery().c
    later = and_(said.before.is_not(None), or_(said.promised_date.is_(None), said.promised_date > said.before))
    rows = asked.session.execute(
        select(said.cause, func.count(), func.sum(case((later, 1), else_=0)))
        .where(asked.at(said.at), said.cause.not_in(_FIRST))
        .group_by(said.cause)
        .order_by(said.cause)
    )
    return {row[0]: Moved(moves=row[1], later=int(row[2])) for row in rows}
