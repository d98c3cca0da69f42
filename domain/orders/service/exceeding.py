"""Owns what leaves above the order: as much as the policy tolerates, and the order says so before it leaves."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.catalog import service as catalog
from domain.customers.queries import Limit
from domain.orders.errors import OrderOnHold, QuantityExceedsLine
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen, line_view
from domain.orders.rules.amending import more_than_ordered
from domain.orders.schemas import AmendmentKind, Door
from domain.orders.service.access import SHIPPERS
from domain.orders.service.amendments import keep_amendment
from domain.orders.service.crediting import lock_order
from domain.orders.service.fulfilment import refuse_idle
from domain.orders.service.judging import judge
from domain.orders.service.promising import allocate, promise
from domain.orders.service.reshaping import resize, settle_amended
from domain.orders.service.summing import sum_up
from domain.shared.desk import Desk
from domain.shared.quantity import plain

EXCEEDED = "over_delivered"


def let_exceed(session: Session, desk: Desk, number: str, leaving: Mapping[int, Decimal]) -> None:
    """Let lines grow where more is to leave than is still open of them, by line number, as far as policy tolerates.

    The order is amended: what is more costs what the line costs, takes stock that is free, and passes credit. Where
    nothing is above, nothing changes. Raises QuantityExceedsLine past the tolerance and for what is not there,
    OrderOnHold, IllegalTransition, NotFound, NotAllowed.
    """
    desk.actor.require(SHIPPERS, to="ship")
    if not leaving:
        return
    order, limit = lock_order(session, number)
    lines = rows.line_rows(session, [order.id])
    tolerance = desk.policy.delivery.over_delivery
    more = {
        line: above
        for line in lines
        if line.line_no in leaving
        and (above := more_than_ordered(
            line_view(line, order.currency), leaving[line.line_no], tolerance=tolerance,
            is_divisible=catalog.is_divisible(line.base_unit),
        ))
    }  # fmt: skip
    if more:
        refuse_idle(session, order, OrderState.SHIPPED)
        with session.begin_nested():
            _grow(session, desk, order, lines, more=more, leaving=leaving, limit=limit)


def _grow(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    more: Mapping[OrderLine, Decimal],
    leaving: Mapping[int, Decimal],
    limit: Limit | None,
) -> None:
    before = as_seen(session, desk, order, lines)
    with session.no_autoflush:
        for line, above in more.items():
            resize(line, line.ordered + above)
            line.open += above
        order.revision, order.touched_at = order.revision + 1, desk.now
        sum_up(desk, order, lines)
    session.flush()
    holds = rows.hold_rows(session, [order.id])
    found = judge(session, desk, order, lines, limit=limit, holds=holds, door=Door.AMEND).found
    if found:
        raise OrderOnHold(number=order.number, reasons=", ".join(each.reason for each in found))
    allocate(session, desk, {order.id: order}, list(more))
    promise(session, desk, list(more), cause=EXCEEDED)
    for line in more:
        here, asked = line.allocated + line.picked, leaving[line.line_no]
        if here < asked:
            raise QuantityExceedsLine(line_key=line.line_key, asked=plain(asked), possible=plain(here))
    after = settle_amended(session, desk, order, lines)
    keep_amendment(session, desk, order, AmendmentKind.OVER_DELIVERED, before=before, after=after)
