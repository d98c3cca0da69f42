"""Owns the passage from words about something earlier to what was: a reading with its recalls looked up."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot.services import Services, Turn
from domain.intake import queries as before
from domain.intake import service as intake
from domain.intake.schemas import DraftState, Message, Reading
from domain.orders.schemas import OrderRequest, RequestedLine
from domain.shared.actors import ActorKind
from domain.shared.desk import Desk

_ASKED_FROM_HISTORY = "recall"
_USUAL_ITEM = "usual_item"


def recollected(
    session: Session, services: Services, turn: Turn, reading: Reading, *, message: Message, is_closed: bool
) -> Reading:
    """The reading with what its recalls speak of; `is_closed` where no words change the thread's order any more.

    Nobody but employees learns of orders that are not their own company's.
    """
    is_theirs = turn.actor.customer_id is not None and reading.customer_id == turn.actor.customer_id
    if turn.actor.kind is not ActorKind.EMPLOYEE and not is_theirs:
        return reading

    def read(said: Message, held: DraftState | None) -> Reading:
        return services.reader.read(session, said, held)

    known = before.history(session, turn.desk, reading, order_of_thread=turn.number if is_closed else None)
    return intake.with_history(read, message, reading, known)


def settled(session: Session, desk: Desk, request: OrderRequest) -> OrderRequest:
    """The request with orders of before that were asked for while nobody knew whose: lines it has already stay."""
    if request.customer_id is None:
        return request
    for question in request.questions:
        if question.about != _ASKED_FROM_HISTORY:
            continue
        is_usual = intake.is_usual(question.text)
        lines = before.lines_of_before(session, desk, request.customer_id, usual=is_usual)
        if lines is None:
            continue
        has = {line.sku for line in request.lines}
        more = tuple(
            RequestedLine(sku=line.sku, quantity=line.quantity, unit=line.unit, inferred=line.inferred)
            for line in lines
            if line.sku not in has
        )
        rest = tuple(each for each in request.questions if each is not question)
        request = request.model_copy(update={"lines": (*request.lines, *more), "questions": rest})
    return request


def still_usual(request: OrderRequest, held: OrderRequest) -> OrderRequest:
    """The request whose questions about a usual article stay that: to the reader they are like any which article."""
    usual: Mapping[str, str] = {each.text: each.about for each in held.questions if each.about == _USUAL_ITEM}
    questions = tuple(
        each.model_copy(update={"about": usual.get(each.text, each.about)}) if each.about == "which_item" else each
        for each in request.questions
    )
    return request.model_copy(update={"questions": questions})
