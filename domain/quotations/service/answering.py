"""Owns the answers to a quotation: it becomes an order, or it is declined or taken back."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import OrderRequest, OrderView
from domain.quotations import queries, rules
from domain.quotations.events import QuotationAccepted, QuotationDeclined
from domain.quotations.lifecycle import QuotationState, moved
from domain.quotations.models import Quotation, QuotationOrder
from domain.quotations.schemas import QuotationView
from domain.quotations.service.keeping import recorded, refuse_over, same_revision
from domain.shared.actors import SALES_ROLES, Actor, ActorKind
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, NotAllowed


def accept(
    session: Session,
    desk: Desk,
    number: str,
    quantities: Mapping[int, Decimal] | None = None,
    *,
    revision: int,
    key: str,
    customer_po: str | None = None,
) -> OrderView:
    """Order what is quoted at the quoted prices: all that is left, or these base units by line; drafted and confirmed,
    so it is checked like any order and may be held. Where policy says so the rest can be ordered later.

    By sales, or by a proven contact of the customer once it was sent. The same `key` again returns its order. Raises
    QuotationOver, MoreThanQuoted, StaleRevision, IllegalTransition, NotAllowed, and what confirming raises.
    """
    row = queries.quotation_for_update(session, number)
    _may_answer(desk.actor, row)
    orders.lock_customer(session, row.customer_id)
    known = queries.order_of_key(session, row, key)
    if known is not None:
        return order_queries.order(session, desk, known)
    same_revision(row, revision)
    view = queries.quotation(session, number)
    if not view.is_open:
        raise IllegalTransition(subject=number, from_state=row.state, to_state=QuotationState.ACCEPTED)
    refuse_over(desk, row)
    taking = rules.to_take(view, quantities)
    order = _ordered(session, desk, row, view, taking, key=key, customer_po=customer_po)
    for line in queries.line_rows(session, row):
        line.taken += taking.get(line.line_no, Decimal(0))
    if rules.is_all_taken(view, taking) or not desk.policy.quotations.several_orders:
        row.state, row.ended_at = moved(number, QuotationState(row.state), QuotationState.ACCEPTED), desk.now
    row.revision += 1
    event = QuotationAccepted(number=number, order_number=order.number, accepted_by=desk.actor.name)
    recorded(session, desk, number, action="accepted", before=view, event=event)
    return order


def decline(session: Session, desk: Desk, number: str, *, revision: int, reason: str) -> QuotationView:
    """Note that the customer does not want it. By sales, or by a proven contact of the customer once it was sent."""
    return _ended(session, desk, number, QuotationState.DECLINED, revision=revision, reason=reason)


def withdraw(session: Session, desk: Desk, number: str, *, revision: int, reason: str) -> QuotationView:
    """Take an offer back; by somebody of sales."""
    desk.actor.require(SALES_ROLES, to="take a quotation back")
    return _ended(session, desk, number, QuotationState.WITHDRAWN, revision=revision, reason=reason)


def _ended(
    session: Session, desk: Desk, number: str, state: QuotationState, *, revision: int, reason: str
) -> QuotationView:
    row = queries.quotation_for_update(session, number)
    _may_answer(desk.actor, row)
    if row.state == state:
        return queries.quotation(session, number)
    same_revision(row, revision)
    row.state, row.ended_at = moved(number, QuotationState(row.state), state), desk.now
    row.reason, row.revision = reason.strip() or None, row.revision + 1
    event = QuotationDeclined(number=number, state=state, reason=reason.strip())
    return recorded(session, desk, number, action=state, event=event)


def _ordered(
    session: Session,
    desk: Desk,
    row: Quotation,
    view: QuotationView,
    taking: Mapping[int, Decimal],
    *,
    key: str,
    customer_po: str | None,
) -> OrderView:
    """The order that it becomes, confirmed as far as it may be; it stands beside the earlier ones of the quotation."""
    request = OrderRequest.model_validate(row.request)
    lines = tuple(
        rules.requested(view, line, taking[line.line_no], is_discounted=request.agreed is not None)
        for line in view.lines
        if taking.get(line.line_no)
    )
    agreed = request.agreed
    if agreed is not None and agreed.amount:
        amount = rules.discount_taken(view, agreed.amount, taking)
        agreed = agreed.model_copy(update={"share": Decimal(0), "amount": amount})
    changed = {"lines": lines, "agreed": agreed, "customer_po": customer_po or request.customer_po}
    request = request.model_copy(update=changed)
    draft = orders.draft(session, desk, request, key=f"{view.number}:{key}", beside=view.orders)
    order = orders.confirm(session, desk, draft.number, revision=draft.revision)
    session.add(
        QuotationOrder(
            quotation_id=row.id, key=key, order_number=order.number, accepted_by=desk.actor.name, accepted_at=desk.now
        )
    )
    session.flush()
    return order


def _may_answer(actor: Actor, row: Quotation) -> None:
    """Raise NotAllowed unless somebody of sales, or a proven contact of the customer who was sent it, answers."""
    is_theirs = actor.kind is ActorKind.CONTACT and actor.customer_id == row.customer_id and actor.verified
    if is_theirs and row.sent_at is not None:
        return
    if actor.kind is ActorKind.CONTACT:
        raise NotAllowed(actor=actor.name, to="answer this quotation", needs="a proven contact of the customer")
    actor.require(SALES_ROLES, to="answer a quotation for a customer")
