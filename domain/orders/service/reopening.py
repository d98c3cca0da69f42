"""Owns doing an order once more: a copy as a new draft, and taking back that something was given up.

Both pass the door of every order: request, prices, credit and stock are looked at as if it came in now.
"""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.customers.queries import Limit
from domain.orders.errors import NothingToReopen, OrderBlocked
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen
from domain.orders.schemas import AmendmentKind, Door, OrderRequest, OrderView, RequestedLine
from domain.orders.service.accepting import accept, hold
from domain.orders.service.access import may_change, may_confirm, same_revision
from domain.orders.service.amendments import keep_amendment
from domain.orders.service.checking import check
from domain.orders.service.crediting import lock_order
from domain.orders.service.drafting import draft
from domain.orders.service.judging import announce_held, judge, settle
from domain.orders.service.looking import Checked
from domain.orders.service.promising import allocate, promise
from domain.orders.service.reshaping import price_anew, settle_amended
from domain.orders.service.summing import sum_up
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition

_REOPENABLE = frozenset({OrderState.CANCELLED, OrderState.CLOSED, OrderState.SHIPPED, OrderState.INVOICED})
_ASIDE = "import"


def copy_order(session: Session, desk: Desk, number: str, *, key: str) -> OrderView:
    """A new draft with the lines of an order as they were ordered, at today's prices and without its PO and its day.

    Whatever blocks the customer blocks it like any draft. Idempotent by `key`. Raises NotFound, NotAllowed.
    """
    order = rows.order_row(session, number)
    may_change(desk.actor, order)
    request = OrderRequest(
        channel="api" if order.channel == _ASIDE else order.channel,
        customer_id=order.customer_id,
        lines=tuple(
            RequestedLine(sku=line.sku, quantity=line.quantity, unit=line.unit)
            for line in rows.line_rows(session, [order.id])
        ),
        ship_to=(order.ship_to or {}).get("label"),
        source_text=f"copy of {number}",
    )
    return draft(session, desk, request, key=key, beside=(number,))


def reopen(session: Session, desk: Desk, number: str, *, revision: int | None, reason: str) -> OrderView:
    """Want again what was given up of a cancelled, closed or delivered order; what has left or is invoiced stays.

    It is checked as at confirming, and nothing that was approved before counts: it may be held. What nothing has left
    of is priced anew, unless its price was agreed. By the policy's roles. Raises NothingToReopen, OrderBlocked,
    IllegalTransition, StaleRevision, NotAllowed, UnverifiedSender.
    """
    desk.actor.require(desk.policy.orders.reopen_roles, to="reopen an order")
    order, limit = lock_order(session, number)
    may_confirm(desk.actor, order)
    same_revision(order, revision)
    if order.state not in _REOPENABLE:
        raise IllegalTransition(subject=number, from_state=order.state, to_state="reopened")
    lines = list(rows.line_rows(session, [order.id]))
    given_up = [line for line in lines if line.cancelled]
    if not given_up:
        raise NothingToReopen(number=number)
    before = as_seen(session, desk, order, lines)
    checked = _checked(session, desk, order, given_up)
    with session.no_autoflush:
        _want_again(order, given_up, checked)
        order.revision, order.touched_at, order.closed_at = order.revision + 1, desk.now, None
        sum_up(desk, order, lines)
    session.flush()
    view = _settled(session, desk, order, lines, limit=limit)
    keep_amendment(session, desk, order, AmendmentKind.REOPENED, before=before, after=view, reason=reason)
    return view


def _checked(session: Session, desk: Desk, order: SalesOrder, given_up: Sequence[OrderLine]) -> Checked:
    """What is wanted again as a request that comes in now; raises OrderBlocked for what could not be ordered now."""
    request = OrderRequest(
        channel=order.channel,
        customer_id=order.customer_id,
        lines=tuple(
            RequestedLine(sku=line.sku, quantity=line.ordered - line.shipped, unit=line.base_unit) for line in given_up
        ),
        ship_to=(order.ship_to or {}).get("label"),
    )
    checked = check(session, desk, request)
    if checked.blocking:
        raise OrderBlocked(number=order.number, codes=", ".join(checked.blocking))
    return checked


def _want_again(order: SalesOrder, given_up: Sequence[OrderLine], checked: Checked) -> None:
    found = {line.line_no: line for line in checked.lines}
    for place, line in enumerate(given_up, start=1):
        line.open, line.cancelled = line.open + line.cancelled, Decimal(0)
        if place in found:
            price_anew(order, line, found[place])


def _settled(
    session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine], *, limit: Limit | None
) -> OrderView:
    """Judge it with no earlier approval counted, cover it, and let it be confirmed, held, or at work again.

    Raises OrderBlocked where it takes no backorders and nothing of it is there.
    """
    judgement = judge(session, desk, order, lines, limit=limit, holds=(), door=Door.REOPEN)
    order.credit = judgement.credit.model_dump(mode="json") if judgement.credit else None
    allocate(session, desk, {order.id: order}, lines)
    if not any(line.open or line.allocated for line in lines):
        raise OrderBlocked(number=order.number, codes="NOTHING_AVAILABLE")
    if order.state == OrderState.CANCELLED:
        order.confirmer_id = desk.actor.id
        if judgement.found:
            return hold(session, desk, order, lines, holds=(), judgement=judgement)
        return accept(session, desk, order, lines, holds=())
    promise(session, desk, [line for line in lines if line.open or line.allocated], cause="reopened")
    view = settle_amended(session, desk, order, lines)
    if judgement.found:
        settled = settle(session, desk, order, view=view, holds=(), judgement=judgement)
        announce_held(session, desk, order, settled)
        view = as_seen(session, desk, order, lines)
    return view
