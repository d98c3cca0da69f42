"""Owns which handler answers which intent, and how words become a reading within their conversation."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from bot import recollecting
from bot.files import sheets_of
from bot.handlers import answering, drafting, undoing, usual
from bot.requests import state_of, state_of_order
from bot.services import Services, Turn
from domain.intake import service as intake
from domain.intake.schemas import DraftState, Message, Reading
from domain.orders import queries as orders
from domain.orders.errors import NotSeenYet
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderView
from domain.shared.actors import ActorKind
from domain.shared.errors import IllegalTransition, Refusal, StaleRevision
from gateways.mime.schemas import IncomingMail

Answer = Callable[[Turn, Services], None]
#: Words that would change an order which words change no more.
LATE_CHANGE = "late_change"
#: Recalls that are something to do by themselves, whatever else a message says.
DOING = frozenset({"undo", "save_usual", "show_usual"})
#: How often words are read anew when what they change was changed by others meanwhile.
MOST_READINGS = 4

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
    "undo": undoing.undo,
    "save_usual": usual.save,
    "show_usual": usual.show,
    LATE_CHANGE: undoing.late_change,
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
        order = orders.order(session, turn.desk, turn.number) if turn.number else None
        is_open = order is not None and order.state in _OPEN
        held = _held(session, turn, order) if order is not None and is_open else None
        reading = services.reader.read(session, message, held)
        if reading.recalls:
            reading = recollecting.recollected(
                session, services, turn, reading, message=message, is_closed=order is not None and not is_open
            )
        if order is not None and not is_open:
            reading = _late(session, services, order, reading, message=message)
    if reading.intent in ASKS_FOR_ARTICLES and turn.actor.kind is not ActorKind.UNKNOWN:
        reading = services.reader.look_again(reading, held)
    read_at = order.revision if order is not None and is_open else None
    return replace(turn, message=message, reading=reading, read_at=read_at)


_OPEN = (OrderState.DRAFT, OrderState.PENDING_CONFIRMATION)


def _held(session: Session, turn: Turn, order: OrderView) -> DraftState:
    """What the draft of the thread holds; for an undo also what it held before."""
    before = None
    if intake.wants_undo(turn.text):
        for change in reversed(orders.changes_to_undo(session, order.number)):
            before = state_of(change.before, before=before)
    return state_of(orders.request_of(session, order.number), before=before)


def _late(session: Session, services: Services, order: OrderView, reading: Reading, *, message: Message) -> Reading:
    """The reading, unless its words would change the order of the thread if that were still a draft."""
    orders_anew = reading.intent == "order" and (
        reading.customer_id is not None and not intake.changes_something(message.text)
    )
    if orders_anew or reading.recalls or reading.intent not in ("order", "order_change", "not_actionable"):
        return reading
    would = services.reader.read(session, message, state_of_order(order))
    if would.intent not in ("draft_edit", "draft_discard"):
        return reading
    return reading.model_copy(update={"intent": LATE_CHANGE, "also": (would.intent,)})


def answer(turn: Turn, services: Services, *, is_addressed: bool) -> None:
    """Hand the turn to the handler of its intent; what is none of ours is only answered when we were spoken to."""
    handler = INTENTS.get(intent_of(turn))
    if handler:
        on_what_is(handler, turn, services)
    elif is_addressed:
        answering.unclear(turn, services)
    else:
        with services.transactions.begin() as session:
            turn.finish(session, f"not for us: {intent_of(turn)}")


def on_what_is(
    handler: Answer, turn: Turn, services: Services, *, letter: IncomingMail | None = None,
    handlers: Mapping[str, Answer] | None = None,
) -> None:  # fmt: skip
    """Run a handler; if others changed the draft since the words were read, they are read on what it is now.

    Raises StaleRevision or IllegalTransition where that helps no more.
    """
    for tries in range(MOST_READINGS):
        try:
            handler(turn, services)
        except (StaleRevision, IllegalTransition) as refusal:
            if isinstance(refusal, NotSeenYet) or tries == MOST_READINGS - 1:
                raise
            turn = read_turn(turn, services, letter)
            handler = (handlers or INTENTS).get(intent_of(turn), handler)
        else:
            return


def is_ours(turn: Turn) -> bool:
    """Whether what was read is anything that we answer."""
    return intent_of(turn) in INTENTS


def intent_of(turn: Turn) -> str:
    """What is to be done: what a recall asks to do in the thread of an order, else what the reading says."""
    if turn.reading is None:
        return "not_actionable"
    doing = next((recall.kind for recall in turn.reading.recalls if recall.kind in DOING), None)
    if doing == "show_usual" or (doing and turn.number is not None):
        return doing
    return turn.reading.intent
