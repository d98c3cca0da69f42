"""Owns drafts: made from a request, revised, answered, discarded, expired."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.orders.errors import NoSuchQuestion
from domain.orders.events import DraftExpired
from domain.orders.lifecycle import OrderState, moved
from domain.orders.models import Hold, SalesOrder
from domain.orders.queries import history, rows
from domain.orders.queries.views import view_of
from domain.orders.rules.agreeing import keeping_agreed
from domain.orders.rules.answers import USUAL_ITEM, answered
from domain.orders.rules.dates import working_days_before
from domain.orders.rules.suggestions import standing, taken
from domain.orders.schemas import HoldReason, OrderRequest, OrderView
from domain.orders.service.access import may_change, may_order_for, same_revision
from domain.orders.service.composing import compose, extend, reprice
from domain.orders.service.enquiring import keep_enquiries
from domain.orders.service.recording import announce, audited, in_short, keep_change, suggestion_in_short
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, StaleRevision
from domain.stock import service as stock


def draft(session: Session, desk: Desk, request: OrderRequest, *, key: str, beside: Sequence[str] = ()) -> OrderView:
    """Make a draft of a request, with all its problems at once; nothing is guessed and nothing raised for bad values.

    Idempotent by `key`: the same key again returns the same draft. Stock is reserved for the policy's minutes. Orders
    named in `beside` are wanted too: they are not asked about.
    Raises NotAllowed unless the actor may order for this customer.
    """
    may_order_for(desk.actor, request.customer_id)
    started = {
        "number": f"?{sha256(key.encode()).hexdigest()}", "draft_key": key, "state": OrderState.DRAFT, "revision": 1,
        "channel": request.channel, "currency": desk.company.currency, "author_id": desk.actor.id,
        "author_name": desk.actor.name, "created_at": desk.now, "touched_at": desk.now,
        "kept_beside": list(beside),
    }  # fmt: skip
    is_new = insert_ignoring(session, SalesOrder, started)
    order = rows.order_row_by_key(session, key)
    if not is_new:
        return _seen(session, order)
    order.number = f"SO-{1000 + order.id}"
    view = view_of(order, compose(session, desk, order, request), _doubted(session, desk, order, ()))
    audited(session, desk, order.number, "drafted", after=in_short(view))
    return view


def revise_draft(
    session: Session, desk: Desk, number: str, request: OrderRequest, *, revision: int | None,
    answers: Mapping[int, str] | None = None,
) -> OrderView:  # fmt: skip
    """Replace what a draft asks for; the same request again extends the reservation, and has other prices only where
    those changed.

    `answers` are given to questions of the request, by their place, in the same change. Raises StaleRevision when
    `revision` is given and not the current one, IllegalTransition when it is no draft, NoSuchQuestion.
    """
    order = _draft_for_update(session, desk, number, revision)
    may_order_for(desk.actor, request.customer_id)
    request = keep_enquiries(order, keeping_agreed(_with_answers(number, request, answers or {}), before_of(order)))
    before = _seen(session, order)
    if request.model_dump(mode="json") == order.request:
        if reprice(session, desk, order):
            session.flush()
            return _seen(session, order)
        lines = rows.line_rows(session, [order.id])
        extend(session, desk, order, lines)
        return view_of(order, lines, rows.hold_rows(session, [order.id]))
    order.revision += 1
    keep_change(session, desk, order)
    holds = _doubted(session, desk, order, rows.hold_rows(session, [order.id]))
    view = view_of(order, compose(session, desk, order, request), holds)
    audited(session, desk, number, "draft_revised", before=in_short(before), after=in_short(view))
    return view


def before_of(order: SalesOrder) -> OrderRequest:
    """What an order asks for, as it was last said."""
    return OrderRequest.model_validate(order.request)


def _with_answers(number: str, request: OrderRequest, answers: Mapping[int, str]) -> OrderRequest:
    for index, candidate in sorted(answers.items(), reverse=True):
        after = answered(request, index, candidate)
        if after is None:
            raise NoSuchQuestion(number=number, index=index, answer=candidate[:80])
        request = after
    return request


def answer_question(
    session: Session, desk: Desk, number: str, *, revision: int | None, index: int, candidate: str
) -> OrderView:
    """Answer one open question of a draft: a SKU, a customer id, or a number for a quantity.

    Raises NoSuchQuestion, StaleRevision, IllegalTransition.
    """
    order = _draft_for_update(session, desk, number, revision)
    asked = _with_usual_quantity(session, desk, order, index, candidate=candidate)
    request = answered(asked, index, candidate)
    if request is None:
        raise NoSuchQuestion(number=number, index=index, answer=candidate[:80])
    return revise_draft(session, desk, number, request, revision=order.revision)


def _with_usual_quantity(
    session: Session, desk: Desk, order: SalesOrder, index: int, *, candidate: str
) -> OrderRequest:
    """The request with the quantity that a customer usually takes of an article which was only called their usual."""
    request = OrderRequest.model_validate(order.request)
    question = request.questions[index] if 0 <= index < len(request.questions) else None
    if question is None or question.about != USUAL_ITEM or question.quantity is not None or order.customer_id is None:
        return request
    bought = history.bought(session, desk, order.customer_id)
    usually = next((each.usually for each in bought if each.sku == candidate), None)
    questions = [*request.questions]
    questions[index] = question.model_copy(update={"quantity": usually})
    return request.model_copy(update={"questions": tuple(questions)})


def take_suggestion(session: Session, desk: Desk, number: str, *, revision: int | None, index: int) -> OrderView:
    """A person takes what a second reader suggested for a piece of a draft; from then on it counts as their answer.

    Raises NoSuchQuestion, StaleRevision, IllegalTransition.
    """
    order = _draft_for_update(session, desk, number, revision)
    before = OrderRequest.model_validate(order.request)
    request = taken(before, index)
    if request is None:
        raise NoSuchQuestion(number=number, index=index)
    suggestion = next(each for each in standing(before) if each.index == index)
    audited(session, desk, number, "suggestion_taken", after=suggestion_in_short(suggestion))
    return revise_draft(session, desk, number, request, revision=order.revision)


def discard(session: Session, desk: Desk, number: str, *, revision: int | None) -> OrderView:
    """Throw a draft away and give its reservation back; discarding a discarded draft returns it."""
    order = rows.order_row_for_update(session, number)
    may_change(desk.actor, order)
    if order.state != OrderState.DISCARDED:
        same_revision(order, revision)
        _discard(session, desk, order)
        audited(session, desk, number, "discarded")
    return _seen(session, order)


def expire_draft(session: Session, desk: Desk, number: str) -> bool:
    """Discard a draft that nobody touched for the policy's working days; says whether it was one. Raises NotFound."""
    order = rows.order_row_for_update(session, number)
    since = working_days_before(desk.calendar, desk.now, desk.policy.drafts.expire_working_days)
    if order.state != OrderState.DRAFT or order.touched_at >= since:
        return False
    _discard(session, desk, order)
    audited(session, desk, number, "expired")
    announce(session, desk, number, DraftExpired(number=number, author_id=order.author_id))
    return True


def _discard(session: Session, desk: Desk, order: SalesOrder) -> None:
    order.state = moved(order.number, OrderState(order.state), OrderState.DISCARDED)
    order.reserved_until = None
    session.flush()
    stock.release_reservation(session, order.number, desk=desk)


def _doubted(session: Session, desk: Desk, order: SalesOrder, holds: Sequence[Hold]) -> Sequence[Hold]:
    """The holds of a draft, with one more where whoever says what is in it now has not proven who they are."""
    if desk.actor.verified or any(row.reason == HoldReason.IDENTITY and row.released_at is None for row in holds):
        return holds
    doubt = Hold(order_id=order.id, reason=HoldReason.IDENTITY, opened_at=desk.now)
    session.add(doubt)
    return [*holds, doubt]


def _draft_for_update(session: Session, desk: Desk, number: str, revision: int | None) -> SalesOrder:
    order = rows.order_row_for_update(session, number)
    may_change(desk.actor, order)
    if order.state != OrderState.DRAFT:
        if revision is not None and revision != order.revision:
            raise StaleRevision(number=number, shown=revision, current=order.revision)
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.DRAFT)
    same_revision(order, revision)
    return order


def _seen(session: Session, order: SalesOrder) -> OrderView:
    return view_of(order, *rows.contents(session, order.id))
