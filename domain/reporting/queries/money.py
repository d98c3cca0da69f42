"""SELECTs of money: K6 receivables with their age, as they stood at the end of a period, and K8 inventory turnover.

Books say what is open now; what was settled after a day is put back to know what was open on it. Money counts from the
day it was received, also where it was applied later; a payment that the bank took back never counted.
"""

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.sql.selectable import Subquery

from domain.billing.lifecycle import RefundState
from domain.billing.schemas import AllowanceKind
from domain.reporting.queries.moments import Asked
from domain.reporting.queries.tables import (
    ALLOWANCES,
    APPLIED,
    CREDIT_APPLIED,
    CREDIT_NOTES,
    INSTALMENTS,
    INVOICE_SOURCES,
    INVOICES,
    MOVEMENTS,
    NOTHING,
    PAYMENTS,
    PRODUCTS,
    REFUNDS,
)
from domain.reporting.rules import at_cost, bucket_ends, days_sales_outstanding
from domain.reporting.schemas import PLACES, Bucket, Receivables, Turnover
from domain.shared.database import AmountColumn
from domain.shared.money import Money
from domain.stock.schemas import MovementReason

_i, _n = INVOICES.c, CREDIT_NOTES.c


def _sums(amount: Any, key: Any, *joined: Any, where: Any) -> Subquery:
    statement = select(key.label("key"), func.sum(amount).label("amount")).where(where).group_by(key)
    if joined:
        statement = statement.join_from(*joined)
    return statement.subquery()


def _credited_later(asked: Asked) -> Subquery:
    """What credit notes after the period took off their own invoices: all that did not go beyond."""
    elsewhere = _sums(
        CREDIT_APPLIED.c.amount, CREDIT_APPLIED.c.credit_note_number, where=CREDIT_APPLIED.c.amount > NOTHING
    )
    back = _sums(
        REFUNDS.c.amount, REFUNDS.c.credit_note_number,
        where=and_(REFUNDS.c.credit_note_number.is_not(None), REFUNDS.c.state != RefundState.REJECTED),
    )  # fmt: skip
    own = _n.total - _n.open_amount - func.coalesce(elsewhere.c.amount, NOTHING) - func.coalesce(back.c.amount, NOTHING)
    return (
        select(_n.invoice_number.label("key"), func.sum(own).label("amount"))
        .select_from(CREDIT_NOTES)
        .outerjoin(elsewhere, elsewhere.c.key == _n.number)
        .outerjoin(back, back.c.key == _n.number)
        .where(_n.issued_date > asked.period.last, _n.invoice_number.is_not(None))
        .group_by(_n.invoice_number)
        .subquery()
    )


def open_then(asked: Asked) -> Subquery:
    """Every invoice issued until the end of the period with what was `still_open` of it then."""
    last = asked.period.last
    later = (
        _sums(
            APPLIED.c.amount, APPLIED.c.invoice_number, APPLIED, PAYMENTS,
            PAYMENTS.c.payment_id == APPLIED.c.payment_id, where=PAYMENTS.c.received_date > last,
        ),
        _sums(ALLOWANCES.c.amount, ALLOWANCES.c.invoice_number, where=ALLOWANCES.c.granted_date > last),
        _sums(CREDIT_APPLIED.c.amount, CREDIT_APPLIED.c.invoice_number, where=CREDIT_APPLIED.c.applied_date > last),
        _credited_later(asked),
    )  # fmt: skip
    still_open: Any = _i.open_amount
    joined: Any = INVOICES
    for each in later:
        still_open = still_open + func.coalesce(each.c.amount, NOTHING)
        joined = joined.outerjoin(each, each.c.key == _i.number)
    return (
        select(_i.number, _i.order_number, _i.currency, type_coerce(still_open, AmountColumn).label("still_open"))
        .select_from(joined)
        .where(_i.issued_date <= last)
        .subquery()
    )


def _parts_then(asked: Asked) -> Subquery:
    """Every instalment with what was open of it at the end of the period: the earliest due are settled first."""
    invoices, part = open_then(asked), INSTALMENTS.c
    invoice = invoices.c
    after = func.coalesce(
        func.sum(part.amount).over(
            partition_by=part.invoice_number, order_by=part.instalment_no.desc(), rows=(None, -1)
        ),
        NOTHING,
    )
    rest = invoice.still_open - after
    still_open = case((rest <= NOTHING, NOTHING), (rest >= part.amount, part.amount), else_=rest)
    return (
        select(
            invoice.number, invoice.order_number, invoice.currency, part.due_date,
            type_coerce(still_open, AmountColumn).label("still_open"),
        )
        .join_from(INSTALMENTS, invoices, invoice.number == part.invoice_number)
        .where(invoice.still_open > NOTHING)
        .subquery()
    )  # fmt: skip


def receivables(asked: Asked) -> Receivables:
    """K6."""
    parts = _parts_then(asked).c
    ends = bucket_ends(asked.period.last)
    bucket = case(
        *((parts.due_date >= day, literal(each.value)) for day, each in ends), else_=literal(Bucket.OVER_90.value)
    )
    aged = select(bucket.label("bucket"), parts.currency, parts.still_open).subquery().c
    rows = asked.session.execute(
        select(aged.bucket, aged.currency, func.sum(aged.still_open)).group_by(aged.bucket, aged.currency)
    ).all()
    ageing = {each: asked.money((row[1], row[2]) for row in rows if row[0] == each) for each in Bucket}
    still_open = Money.total(ageing.values(), asked.currency)
    sales = _sold(asked, INVOICES) - _sold(asked, CREDIT_NOTES)
    days = asked.period.days
    return Receivables(
        open=still_open, sales=sales, days=days, dso=days_sales_outstanding(still_open, sales, days), ageing=ageing
    )


def _sold(asked: Asked, papers: Any) -> Money:
    return asked.money(
        asked.session.execute(
            select(papers.c.currency, func.sum(papers.c.total))
            .where(asked.on(papers.c.issued_date))
            .group_by(papers.c.currency)
        )
    )


def past_due(asked: Asked, numbers: Select[Any]) -> Money:
    """What was past due at the end of the period of the invoices of these orders."""
    parts = _parts_then(asked).c
    return asked.money(
        asked.session.execute(
            select(parts.currency, func.sum(parts.still_open))
            .where(parts.due_date < asked.period.last, _of_orders(parts.order_number, parts.number, numbers))
            .group_by(parts.currency)
        )
    )


def written_off(asked: Asked, numbers: Select[Any]) -> Money:
    """What was written off in the period of the invoices of these orders."""
    a = ALLOWANCES.c
    return asked.money(
        asked.session.execute(
            select(_i.currency, func.sum(a.amount))
            .join_from(ALLOWANCES, INVOICES, _i.number == a.invoice_number)
            .where(
                a.kind == AllowanceKind.WRITE_OFF,
                asked.on(a.granted_date),
                _of_orders(_i.order_number, _i.number, numbers),
            )
            .group_by(_i.currency)
        )
    )


def _of_orders(order_number: Any, invoice_number: Any, numbers: Select[Any]) -> Any:
    sources = select(INVOICE_SOURCES.c.invoice_number).where(INVOICE_SOURCES.c.order_number.in_(numbers))
    return or_(order_number.in_(numbers), invoice_number.in_(sources))


def turnover(asked: Asked) -> Turnover:
    """K8 by the ledger of stock; what came back into stock is no cost of goods sold."""
    m = MOVEMENTS.c
    is_before, is_sold = m.moved_at < asked.starts_at, m.reason.in_((MovementReason.SHIPPED, MovementReason.RETURNED))
    rows = asked.session.execute(
        select(
            m.sku,
            func.sum(case((is_before, m.quantity), else_=NOTHING)),
            func.sum(m.quantity),
            func.sum(case((and_(~is_before, is_sold), -m.quantity), else_=NOTHING)),
        )
        .where(m.moved_at < asked.ends_at)
        .group_by(m.sku)
    ).all()
    costs = {row[0]: row[1] for row in asked.session.execute(select(PRODUCTS.c.sku, PRODUCTS.c.cost_price))}
    start, end, sold = ({row[0]: row[index] for row in rows} for index in (1, 2, 3))
    cost = at_cost(sold, costs, asked.currency)
    values = at_cost(start, costs, asked.currency), at_cost(end, costs, asked.currency)
    average = Money((values[0] + values[1]).amount / 2, asked.currency)
    return Turnover(
        cost_of_goods_sold=cost,
        average_value=average,
        turnover=(cost.amount / average.amount).quantize(PLACES) if average.amount > 0 else None,
        uncosted=sum(1 for row in rows if costs.get(row[0]) is None and any(row[1:])),
    )
