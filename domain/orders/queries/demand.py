"""What was ordered of articles, week by week: the history that forecasts are made of."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select, type_coerce
from sqlalchemy.orm import Session

from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.shared.database import ScaledColumn
from domain.shared.desk import Desk

_TAKEN = sorted((LIVE - {OrderState.PENDING_CONFIRMATION}) | {OrderState.CLOSED})
ZERO = Decimal(0)


def ordered_by_week(
    session: Session, desk: Desk, weeks: int, skus: Collection[str] | None = None
) -> dict[str, tuple[Decimal, ...]]:
    """What was ordered and not cancelled of each article in the last weeks, in base units, the oldest first.

    A week is seven whole days, the last one ends with yesterday. Imported history counts; drafts and what nobody has
    confirmed do not. Articles that nobody ordered are absent.
    """
    zone = ZoneInfo(desk.company.time_zone)
    starts = [
        datetime.combine(desk.today - timedelta(days=7 * ago), time(), zone) for ago in range(weeks, -1, -1)
    ]  # fmt: skip
    which = case(
        *((SalesOrder.confirmed_at < end, number) for number, end in enumerate(starts[1:])), else_=weeks
    )  # fmt: skip
    wanted = type_coerce(OrderLine.ordered - OrderLine.cancelled, ScaledColumn)
    lines = (
        select(OrderLine.sku, which.label("week"), wanted.label("quantity"))
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(SalesOrder.state.in_(_TAKEN))
        .where(SalesOrder.confirmed_at >= starts[0], SalesOrder.confirmed_at < starts[-1])
    )
    if skus is not None:
        lines = lines.where(OrderLine.sku.in_(sorted(skus)))
    each = lines.subquery()
    found: dict[str, list[Decimal]] = {}
    for sku, week, quantity in session.execute(
        select(each.c.sku, each.c.week, func.sum(each.c.quantity)).group_by(each.c.sku, each.c.week)
    ):
        found.setdefault(sku, [ZERO] * weeks)[week] = quantity
    return {sku: tuple(quantities) for sku, quantities in sorted(found.items())}
