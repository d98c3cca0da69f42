"""Owns which handler answers which intent, and how words become a reading within their conversation."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.files import sheets_of
from bot.handlers import answering, drafting
from bot.requests import state_of
from bot.services import Services, Turn
from domain.intake.schemas import DraftState, Message, Reading
from domain.orders import queries as orders
from domain.orders.lifecycle import OrderState
from domain.shared.actors import ActorKind
from domain.shared.errors import Refusal
from gateways.mime.schemas import IncomingMail

Answer = Callable[[Turn, Services], None]

INTENTS: Mapping[str, Answer] = {
    "order": drafting.order,
    "draft_edit": drafting.edit,
    "draft_confirm": drafting.confirm,
    "draft_discard": drafting.discard,
    "stock_query": answering.stock,
    "price_query": answering.price,
    "order_status": answering.status,
    "credit_query": answering.credit,
    "billing_query": answering.credit,
}
#: What a second reader may have something to say to.
ASKS_FOR_ARTICLES = frozenset({"order", "draft_edit"})
#: Longer texts than any person's order are refused, not read.
LONGEST_TEXT = 60_000


class TextTooLong(Refusal):
    """More text than an order is ever written in; facts: length, longest."""

    code = "TEXT_TOO_LONG"


def read_turn(turn: Turn, services: Services, mail: IncomingMail | None = None) -> Turn:
    """The turn with what its words mean, given what the conversation is about."""
    if len(turn.text) > LONGEST_TEXT:
        raise TextTooLong(length=len(turn.text), longest=LONGEST_TEXT)
    with services.transactions.read() as session:
        message = Message(
            id=turn.row.external_id,
            channel="email" if mail else "slack",
            sender="rep" if turn.actor.kind is ActorKind.EMPLOYEE else "customer",
            customer_id=turn.actor.customer_id,
            today=turn.desk.today,
            subject=mail.subject if mail else None,
            text=turn.text,
            thread=turn.thread.thread_key,
            context_skus=tuple(turn.thread.context.get("skus", ())),
            attachments=sheets_of(turn.files),
        )
        draft = _draft_before(session, turn)
        reading = services.reader.read(session, message, draft)
    if reading.intent in ASKS_FOR_ARTICLES and turn.actor.kind is not ActorKind.UNKNOWN:
        reading = services.reader.look_again(reading, draft)
    return replace(turn, message=message, reading=reading)


def _draft_before(session: Session, turn: Turn) -> DraftState | None:
    if turn.number is None:
        return None
    order = orders.order(session, turn.desk, turn.number)
    is_open = order.state in (OrderState.DRAFT, OrderState.PENDING_CONFIRMATION)
    return state_of(orders.request_of(session, turn.number)) if is_open else None


def answer(turn: Turn, services: Services, *, is_addressed: bool) -> None:
    """Hand the turn to the handler of its intent; what is none of ours is only answered when we were spoken to."""
    handler = INTENTS.get(_intent(turn.reading))
    if handler:
        handler(turn, services)
    elif is_addressed:
        answering.unclear(turn, services)
    else:
        with services.transactions.begin() as session:
            turn.finish(session, f"not for us: {_intent(turn.reading)}")


def is_ours(turn: Turn) -> bool:
    """Whether what was read is anything that we answer."""
    return _intent(turn.reading) in INTENTS


def _intent(reading: Reading | None) -> str:
    return reading.intent if reading else "not_actionable"
