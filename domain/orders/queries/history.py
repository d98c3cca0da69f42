"""What customers ordered before: their last order, what they usually order, and what they have bought."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import OrderLine, SalesOrder, UsualBasket
from domain.orders.queries.rows import line_rows, order_row
from domain.orders.rules.history import bought_articles, usual_basket
from domain.orders.schemas import BoughtArticle, PastLine, PastOrder, PastQuantity, Usual
from domain.shared.desk import Desk

_TAKEN = sorted((LIVE - {OrderState.PENDING_CONFIRMATION}) | {OrderState.CLOSED})
#: Of so many orders what was bought is remembered; nobody means an article of longer ago by "their usual".
REMEMBERED = 100
#: Of so many of its lines, for each article that is asked about, the unit and the quantity are looked at.
_LOOKED_AT = 10


def past_order(session: Session, desk: Desk, number: str) -> PastOrder:
    """One order as history, as it was said; raises NotFound."""
    order = order_row(session, number)
    return _past(desk, order, line_rows(session, [order.id]), as_said=True)


def past_orders(session: Session, desk: Desk, customer_id: str, limit: int) -> tuple[PastOrder, ...]:
    """The last confirmed orders of a customer, newest first, with quantities in base units."""
    return _past_orders(session, desk, customer_id, limit, as_said=False)


def last_order(session: Session, desk: Desk, customer_id: str) -> PastOrder | None:
    """The last confirmed order of a customer with its quantities as they were said, or None."""
    return next(iter(_past_orders(session, desk, customer_id, 1, as_said=True)), None)


def usual(session: Session, desk: Desk, customer_id: str) -> Usual | None:
    """What a customer usually orders: what was saved as that, else what stands in at least half of their last orders.

    None where they never ordered; without lines where their orders have nothing in common.
    """
    saved = saved_usual(session, customer_id)
    if saved is not None:
        return saved
    orders = past_orders(session, desk, customer_id, desk.policy.drafts.usual_from_orders)
    return Usual(lines=usual_basket(orders), of_orders=len(orders)) if orders else None


def saved_usual(session: Session, customer_id: str) -> Usual | None:
    """What somebody saved as a customer's usual order, or None."""
    row = session.get(UsualBasket, customer_id, populate_existing=True)
    if row is None:
        return None
    lines = tuple(PastLine.model_validate(line) for line in row.lines)
    return Usual(lines=lines, saved_from=row.saved_from, saved_by=row.saved_by)


def bought(session: Session, desk: Desk, customer_id: str) -> tuple[BoughtArticle, ...]:
    """The articles of a customer's last `REMEMBERED` orders, most often bought first."""
    return bought_articles(past_orders(session, desk, customer_id, REMEMBERED))


def past_quantities(session: Session, customer_id: str, skus: Collection[str]) -> dict[str, list[PastQuantity]]:
    """How a customer ordered these articles last, newest first, by SKU; one SELECT."""
    found: dict[str, list[PastQuantity]] = {}
    rows = session.execute(
        select(OrderLine.sku, OrderLine.unit, OrderLine.ordered)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(SalesOrder.customer_id == customer_id, OrderLine.sku.in_(sorted(skus)), SalesOrder.state.in_(_TAKEN))
        .order_by(SalesOrder.id.desc(), OrderLine.line_no)
        .limit(_LOOKED_AT * len(skus))
    )
    for sku, unit, ordered in rows:
        found.setdefault(sku, []).append(PastQuantity(unit=unit, base_quantity=ordered))
    return found


def _past_orders(session: Session, desk: Desk, customer_id: str, limit: int, *, as_said: bool) -> tuple[PastOrder, ...]:
    taken_at = func.coalesce(SalesOrder.confirmed_at, SalesOrder.created_at)
    orders = session.scalars(
        select(SalesOrder)
        .where(SalesOrder.customer_id == customer_id, SalesOrder.state.in_(_TAKEN))
        .order_by(taken_at.desc(), SalesOrder.id.desc())
        .limit(limit)
    ).all()
    lines = line_rows(session, [order.id for order in orders])
    return tuple(
        _past(desk, order, [line for line in lines if line.order_id == order.id], as_said=as_said) for order in orders
    )


def _past(desk: Desk, order: SalesOrder, lines: Sequence[OrderLine], *, as_said: bool) -> PastOrder:
    return PastOrder(
        number=order.number,
        day=desk.day_of(order.confirmed_at or order.created_at),
        lines=tuple(
            PastLine(
                sku=line.sku,
                name=line.name,
                quantity=line.quantity if as_said else line.ordered,
                unit=line.unit if as_said else line.base_unit,
            )
            for line in lines
        ),
    )
