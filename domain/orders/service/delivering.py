"""Owns how an order leaves: the delivery policy of one order, changed after it was drafted."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen, line_view, request_of, view_of
from domain.orders.schemas import AmendmentKind, DeliveryPolicy, OrderView
from domain.orders.service.access import CLERKS, same_revision
from domain.orders.service.amendments import keep_amendment
from domain.orders.service.crediting import lock_order
from domain.orders.service.drafting import revise_draft
from domain.orders.service.promising import allocate, date_order, promise
from domain.orders.service.recording import audited, commit_credit
from domain.orders.service.settling import settle_given_up
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition

CAUSE = "delivery_policy"
_LIVE = frozenset({OrderState.PENDING_CONFIRMATION, OrderState.CONFIRMED, OrderState.IN_FULFILMENT})


def set_delivery_policy(
    session: Session, desk: Desk, number: str, policy: DeliveryPolicy, *, revision: int | None = None
) -> OrderView:
    """Say how one order leaves, whatever its customer usually wants: a new revision. The same again changes nothing.

    With no backorders, what is not there is given up now. Raises StaleRevision, NotAllowed, NotFound, and
    IllegalTransition for an order that is through.
    """
    desk.actor.require(CLERKS, to="change how an order leaves")
    order, _ = lock_order(session, number)
    same_revision(order, revision)
    if order.delivery_policy == policy:
        return _view(session, order)
    if order.state == OrderState.DRAFT:
        wanted = request_of(session, number).model_copy(update={"delivery_policy": policy})
        return revise_draft(session, desk, number, wanted, revision=order.revision)
    if order.state not in _LIVE:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=policy)
    lines = rows.line_rows(session, [order.id])
    before = as_seen(session, desk, order, lines)
    order.delivery_policy, order.revision, order.touched_at = policy, order.revision + 1, desk.now
    if order.request:
        order.request = order.request | {"delivery_policy": policy.value}
    _serve(session, desk, order, lines)
    after = as_seen(session, desk, order, lines)
    was, now = {"delivery_policy": before.delivery_policy}, {"delivery_policy": policy.value}
    audited(session, desk, number, "delivery_policy_set", before=was, after=now)
    if [line.wanted for line in after.lines] != [line.wanted for line in before.lines]:
        keep_amendment(session, desk, order, AmendmentKind.DELIVERY_POLICY, before=before, after=after)
    return after


def _serve(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Allocate, date and commit the order anew under its policy."""
    allocate(session, desk, {order.id: order}, lines)
    promise(session, desk, lines, cause=CAUSE)
    if order.state != OrderState.PENDING_CONFIRMATION:
        settle_given_up(session, desk, order, lines, why="nothing of it was there")
        return
    date_order(order, lines)
    session.flush()
    commit_credit(session, desk, order, [line_view(line, order.currency) for line in lines], pending=True)


def _view(session: Session, order: SalesOrder) -> OrderView:
    return view_of(order, *rows.contents(session, order.id))
