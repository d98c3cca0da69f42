"""Owns confirming: prices freeze, credit is assessed, stock allocated, dates promised, all in one transaction."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.orders.errors import OrderBlocked
from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import order as order_query
from domain.orders.schemas import Door, HoldEnding, HoldReason, OrderView
from domain.orders.service.accepting import accept, hold
from domain.orders.service.access import may_confirm, same_revision
from domain.orders.service.composing import reprice
from domain.orders.service.crediting import lock_order
from domain.orders.service.judging import Judgement, active, end, judge
from domain.orders.service.promising import allocate
from domain.orders.service.recording import audited, in_short
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition

_CONFIRMED_ONCE = LIVE | {OrderState.CLOSED}


def confirm(session: Session, desk: Desk, number: str, *, revision: int | None) -> OrderView:
    """Accept a draft: `confirmed` within credit, else `pending_confirmation` with holds and a request to decide.

    Where prices changed since it was drafted it stays a draft, in a new revision with the new prices.
    Confirming what this revision's confirmation made returns it unchanged. Raises OrderBlocked, StaleRevision,
    NotAllowed, UnverifiedSender, IllegalTransition (discarded or cancelled).
    """
    order, credit = lock_order(session, number)
    may_confirm(desk.actor, order)
    same_revision(order, revision)
    if order.state in _CONFIRMED_ONCE:
        return order_query(session, desk, number)
    if order.state != OrderState.DRAFT:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.CONFIRMED)
    if reprice(session, desk, order):
        return _repriced(session, desk, order)
    _refuse_blocked(desk, order)
    lines, holds = rows.contents(session, order.id)
    judgement = judge(session, desk, order, lines, limit=credit, holds=holds, door=Door.CONFIRM)
    if judgement.credit is None:
        raise OrderBlocked(number=number, codes="UNKNOWN_CUSTOMER")
    return _accept_draft(session, desk, order, lines, holds=holds, judgement=judgement)


def _repriced(session: Session, desk: Desk, order: SalesOrder) -> OrderView:
    """The draft as it is now that its prices changed: whoever confirms has to see them first."""
    session.flush()
    view = order_query(session, desk, order.number)
    audited(session, desk, order.number, "repriced", after=in_short(view))
    return view


def _refuse_blocked(desk: Desk, order: SalesOrder) -> None:
    """Raise OrderBlocked for what blocks this draft, now: a date may have passed since it was drafted."""
    codes = [problem["code"] for problem in order.problems or () if problem["blocking"]]
    if order.requested_date and order.requested_date < desk.today and "DATE_IN_PAST" not in codes:
        codes.append("DATE_IN_PAST")
    if order.questions:
        codes.append("OPEN_QUESTIONS")
    if codes:
        raise OrderBlocked(number=order.number, codes=", ".join(codes))


def _accept_draft(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    judgement: Judgement,
) -> OrderView:
    before = {"state": order.state, "revision": order.revision}
    order.confirmer_id, order.touched_at, order.reserved_until = desk.actor.id, desk.now, None
    order.credit = judgement.credit.model_dump(mode="json") if judgement.credit else None
    with session.no_autoflush:
        allocate(session, desk, {order.id: order}, lines, reservation_key=order.number)
        _prove_identity(desk, holds)
        is_free = not judgement.found and not active(holds)
        if is_free:
            view = accept(session, desk, order, lines, holds=holds)
        else:
            view = hold(session, desk, order, lines, holds=holds, judgement=judgement)
    audited(session, desk, order.number, "confirmed" if is_free else "held", before=before, after=in_short(view))
    return view


def _prove_identity(desk: Desk, holds: Sequence[Hold]) -> None:
    """Somebody whose identity is proven takes the order on: what the mail left open is settled."""
    doubts = [row for row in active(holds) if row.reason == HoldReason.IDENTITY]
    end(desk, doubts, HoldEnding.CLEARED, by=desk.actor.name)
