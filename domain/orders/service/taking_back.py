"""Owns what came back of an order: not invoiced while its return is not settled, and never once that credits it."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries.views import as_seen, line_view
from domain.orders.rules.progress import state_after
from domain.orders.schemas import LineQuantity, OrderView
from domain.orders.service.access import CLERKS, INVOICERS, SHIPPERS
from domain.orders.service.fulfilment import line_for, lines_in_short, opened_order
from domain.orders.service.recording import audited, commit_credit
from domain.orders.service.settling import advance, close_if_settled
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition

_NOTHING = Decimal(0)
_DELIVERED = frozenset({OrderState.IN_FULFILMENT, OrderState.SHIPPED, OrderState.INVOICED, OrderState.CLOSED})


def record_returned(session: Session, desk: Desk, lines: Sequence[LineQuantity]) -> OrderView:
    """Note that shipped quantity of one order came back; stock and credit are the business of returns.

    What was not invoiced yet comes back first, and no invoice asks for it until the return is settled. Until then it
    stays in the exposure, like an invoice that is in dispute. Raises IllegalTransition, QuantityExceedsLine, NotFound,
    NotAllowed.
    """
    desk.actor.require(SHIPPERS | CLERKS, to="take goods back")
    order, by_key, _ = opened_order(session, lines)
    if order.state not in _DELIVERED:
        raise IllegalTransition(subject=order.number, from_state=order.state, to_state="returned")
    for part in lines:
        known = by_key.get(part.line_key)
        line = line_for(by_key, part, known.shipped - known.returned if known else _NOTHING)
        uninvoiced = line_view(line, order.currency).to_invoice
        line.returned += part.quantity
        line.returned_unsettled += min(part.quantity, uninvoiced)
    every = list(by_key.values())
    _bring_in_line(session, desk, order, every)
    audited(session, desk, order.number, "returned", after=lines_in_short(lines))
    return as_seen(session, desk, order, every)


def settle_returned(
    session: Session, desk: Desk, lines: Sequence[LineQuantity], *, credited: Sequence[LineQuantity]
) -> OrderView:
    """End the waiting of quantity of one order that came back before its invoice, since its return is settled.

    What of it is `credited` is never invoiced and leaves the exposure, and an order of which nothing is left to be
    invoiced or paid is closed; the rest may be invoiced again. Raises QuantityExceedsLine, NotFound, NotAllowed.
    """
    desk.actor.require(INVOICERS, to="settle a return")
    order, by_key, _ = opened_order(session, lines)
    for part in lines:
        known = by_key.get(part.line_key)
        line_for(by_key, part, known.returned_unsettled if known else _NOTHING).returned_unsettled -= part.quantity
    waited = {part.line_key: part.quantity for part in lines}
    for part in credited:
        line_for(by_key, part, waited.get(part.line_key, _NOTHING)).returned_uninvoiced += part.quantity
    every = list(by_key.values())
    _bring_in_line(session, desk, order, every)
    after = lines_in_short(lines) | {"credited": lines_in_short(credited)["lines"]}
    audited(session, desk, order.number, "return_settled", after=after)
    return as_seen(session, desk, order, every)


def _bring_in_line(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Bring state and commitment in line with what is still to be invoiced."""
    views = [line_view(line, order.currency) for line in lines]
    session.flush()
    if order.state == OrderState.CLOSED:
        return
    advance(order, state_after(views))
    commit_credit(session, desk, order, views, pending=False, frees=True)
    close_if_settled(session, desk, order, lines)
