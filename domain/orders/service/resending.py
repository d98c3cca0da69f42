"""Owns POs that come again: recognised before anything is drafted, and settled by a person, each once."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from domain.customers import queries as customers
from domain.orders.errors import AlreadySettled, TooLateToChange
from domain.orders.lifecycle import OrderState
from domain.orders.models import ResentPo, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.lists import number_of_key
from domain.orders.queries.resent import (
    is_known_po,
    order_of_po,
    resent_row_by_key,
    resent_row_for_update,
    resent_view,
)
from domain.orders.queries.views import order as order_query
from domain.orders.rules.headers import LONGEST_PO, po_key
from domain.orders.rules.revisions import CHANGEABLE, difference
from domain.orders.schemas import (
    DOUBTS,
    OrderRequest,
    OrderView,
    ResentKind,
    ResentPoView,
    ResentState,
)
from domain.orders.service.access import may_change, may_order_for, same_revision
from domain.orders.service.amending import amend
from domain.orders.service.checking import check
from domain.orders.service.composing import content_key, unclear, wanted_contents
from domain.orders.service.crediting import lock_credit, lock_order
from domain.orders.service.drafting import draft, revise_draft
from domain.orders.service.enquiring import keep_enquiries
from domain.orders.service.holds import revise_held
from domain.orders.service.looking import Checked
from domain.orders.service.recording import audited, in_short
from domain.shared.actors import SALES_ROLES, Actor, ActorKind
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition

_REVISE: dict[str, Callable[..., OrderView]] = {
    OrderState.DRAFT: revise_draft,
    OrderState.PENDING_CONFIRMATION: revise_held,
    OrderState.CONFIRMED: amend,
    OrderState.IN_FULFILMENT: amend,
}


def take(session: Session, desk: Desk, request: OrderRequest, *, key: str) -> OrderView | ResentPoView:
    """Answer a request that came in: a PO that we have already comes back beside its order, all else as a draft.

    The same contents again, or others while the order can still change, make no second order. Of the same PO sent
    twice at one moment the second waits for the first. Idempotent by `key`; raises NotAllowed like `draft`.
    """
    may_order_for(desk.actor, request.customer_id)
    customer = customers.customer(session, request.customer_id) if request.customer_id else None
    if customer is None:
        return draft(session, desk, request, key=key)
    lock_credit(session, customer.bill_to_id)
    known = resent_row_by_key(session, key)
    if known is None and number_of_key(session, key) is None:
        known = _recognised(session, desk, request, bill_to=customer.bill_to_id, key=key)
    return resent_view(session, desk, known) if known else draft(session, desk, request, key=key)


def apply_changes(session: Session, desk: Desk, resent_id: int, *, revision: int | None) -> OrderView:
    """Bring the order to what a changed PO asks for, as far as that is still possible; by an employee of sales.

    Raises AlreadySettled, TooLateToChange, StaleRevision, NotAllowed, and what the change of an order may raise.
    """
    desk.actor.require(SALES_ROLES, to="change an order")
    row = _open_for_update(session, resent_id)
    number = session.get_one(SalesOrder, row.order_id).number
    before = resent_view(session, desk, row)
    same_revision(rows.order_row(session, number), revision)
    if before.order.state not in _REVISE or not before.difference.may_be_applied:
        raise TooLateToChange(number=number, state=before.order.state)
    request = OrderRequest.model_validate(row.request)
    after = _REVISE[before.order.state](session, desk, number, request, revision=revision)
    # From now on this is what the customer last said, whoever wrote it down.
    rows.order_row_for_update(session, number).sent_key = content_key(check(session, desk, request))
    _settle(desk, row, ResentState.APPLIED, number)
    said = {"from": row.author_name, "received_at": row.received_at.isoformat(), "key": row.key}
    audited(session, desk, number, "revision_applied", before=in_short(before.order), after=in_short(after) | said)
    session.flush()
    return after


def order_again(session: Session, desk: Desk, resent_id: int) -> OrderView:
    """Make a draft of a PO that came again all the same: one more order under it; by an employee of sales.

    It stands in the name of the contact who wrote it, else of the employee at the desk. Raises AlreadySettled,
    NotAllowed.
    """
    desk.actor.require(SALES_ROLES, to="order under the same PO again")
    row = _open_for_update(session, resent_id)
    number = session.get_one(SalesOrder, row.order_id).number
    first, _ = lock_order(session, number)
    writer = desk.acting_as(_writer(row)) if row.is_contact else desk
    request = OrderRequest.model_validate(row.request)
    view = draft(session, writer, request, key=f"{row.key}:again", beside=(number,))
    first.kept_beside = [*(first.kept_beside or ()), view.number]
    _settle(desk, row, ResentState.ORDERED, view.number)
    audited(session, desk, view.number, "additional_release", after={"beside": number, "po": request.customer_po})
    session.flush()
    return view


def keep_both(session: Session, desk: Desk, number: str, *, revision: int | None, other: str) -> OrderView:
    """Note that a draft is wanted beside the order that it looks like a copy of; nobody is asked about the two again.

    Raises StaleRevision, NotAllowed, IllegalTransition for what is no draft any more.
    """
    found = {row.number: row for row in rows.order_rows_for_update(session, [number, other])}
    order = found.get(number) or rows.order_row(session, number)
    may_change(desk.actor, order)
    same_revision(order, revision)
    if order.state != OrderState.DRAFT:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.DRAFT)
    asked = [problem for problem in order.problems or () if _is_about(problem, other)]
    if asked and other in found:
        order.problems = [problem for problem in order.problems or () if problem not in asked]
        order.kept_beside = [*(order.kept_beside or ()), other]
        found[other].kept_beside = [*(found[other].kept_beside or ()), number]
        order.revision, order.touched_at = order.revision + 1, desk.now
        audited(session, desk, number, "kept_beside", after={"other": other})
        session.flush()
    return order_query(session, desk, number)


def _is_about(problem: dict[str, object], other: str) -> bool:
    facts = problem["facts"]
    return problem["code"] in DOUBTS and isinstance(facts, dict) and facts.get("number") == other


def _recognised(session: Session, desk: Desk, request: OrderRequest, *, bill_to: str, key: str) -> ResentPo | None:
    """What a request is to an order that we have under its PO; None: an order of its own."""
    po = po_key(request.customer_po)
    if po is None or len(request.customer_po or "") > LONGEST_PO or not is_known_po(session, bill_to, po):
        return None
    checked = check(session, desk, request)
    if not checked.lines:
        return None
    same = content_key(checked)
    order = order_of_po(session, bill_to, po, same)
    wanted = wanted_contents(checked)
    changes = difference(order_query(session, desk, order.number), wanted)
    if same in (order.content_key, order.sent_key) or (changes.is_empty and not unclear(checked)):
        kind = ResentKind.DUPLICATE
    elif order.state in CHANGEABLE and order.customer_id == request.customer_id:
        kind = ResentKind.REVISION
    else:
        return None
    return _noted(session, desk, order, checked, kind=kind, key=key)


def _noted(
    session: Session, desk: Desk, order: SalesOrder, checked: Checked, *, kind: ResentKind, key: str
) -> ResentPo:
    actor = desk.actor
    row = ResentPo(
        key=key, order_id=order.id, kind=kind, state=ResentState.OPEN, channel=checked.request.channel,
        customer_id=checked.request.customer_id, author_id=actor.id, author_name=actor.name,
        is_contact=actor.kind is ActorKind.CONTACT, is_proven=actor.verified,
        request=keep_enquiries(order, checked.request).model_dump(mode="json"),
        wanted=wanted_contents(checked).model_dump(mode="json"),
        unclear=list(unclear(checked)), received_at=desk.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audited(session, desk, order.number, f"po_{kind}", after={"key": key, "from": actor.name})
    return row


def _open_for_update(session: Session, resent_id: int) -> ResentPo:
    row = resent_row_for_update(session, resent_id)
    if row.state != ResentState.OPEN:
        at = row.settled_at.isoformat() if row.settled_at else ""
        raise AlreadySettled(number=row.result_number or "", by=row.settled_by or "", at=at)
    return row


def _settle(desk: Desk, row: ResentPo, state: ResentState, number: str) -> None:
    row.state, row.settled_by, row.settled_at, row.result_number = state, desk.actor.name, desk.now, number


def _writer(row: ResentPo) -> Actor:
    return Actor(
        kind=ActorKind.CONTACT, id=row.author_id, name=row.author_name, customer_id=row.customer_id,
        verified=row.is_proven,
    )  # fmt: skip
