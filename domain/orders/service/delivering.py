"""Owns how an order leaves: the delivery policy of one order, changed after it was drafted."""

from sqlalchemy.orm import Session

from domain.orders.events import OrderAmended, OrderCancelled
from domain.orders.lifecycle import OrderState
from domain.orders.models import SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import line_view, request_of, view_of
from domain.orders.rules.progress import state_after
from domain.orders.schemas import DeliveryPolicy, OrderView
from domain.orders.service.access import CLERKS, same_revision
from domain.orders.service.crediting import lock_order
from domain.orders.service.drafting import revise_draft
from domain.orders.service.fulfilment import advance
from domain.orders.service.promising import allocate, date_order, promise
from domain.orders.service.recording import announce, audited, commit_credit
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
    before = {"delivery_policy": order.delivery_policy}
    order.delivery_policy, order.revision, order.touched_at = policy, order.revision + 1, desk.now
    if order.request:
        order.request = order.request | {"delivery_policy": policy.value}
    _serve(session, desk, order)
    audited(session, desk, number, "delivery_policy_set", before=before, after={"delivery_policy": policy.value})
    return _view(session, order)


def _serve(session: Session, desk: Desk, order: SalesOrder) -> None:
    """Allocate, date and commit the order anew under its policy."""
    lines = rows.line_rows(session, [order.id])
    allocate(session, desk, {order.id: order}, lines)
    promise(session, desk, lines, cause=CAUSE)
    date_order(order, lines)
    views = [line_view(line, order.currency) for line in lines]
    is_held = order.state == OrderState.PENDING_CONFIRMATION
    if not is_held:
        advance(order, state_after(views))
    session.flush()
    commit_credit(session, desk, order, views, pending=is_held)
    if order.state == OrderState.CANCELLED:
        announce(session, desk, order.number, OrderCancelled(number=order.number, reason="nothing of it was there"))
    elif not is_held:
        announce(session, desk, order.number, OrderAmended(number=order.number, revision=order.revision))


def _view(session: Session, order: SalesOrder) -> OrderView:
    return view_of(order, *rows.contents(session, order.id))
