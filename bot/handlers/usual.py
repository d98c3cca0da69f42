"""Owns what customers usually order, in conversation: saved from a draft or order, and shown."""

from sqlalchemy.orm import Session

from bot import replies
from bot.services import Services, Turn
from domain.customers import queries as customers
from domain.customers.schemas import CustomerView
from domain.intake.schemas import Message
from domain.orders import queries, service
from domain.shared.actors import ActorKind
from domain.shared.errors import NotAllowed, NotFound, Refusal
from presentation.schemas import UsualAnswer


class NotTheirOrder(Refusal):
    """The order is another customer's than the one named; facts: number, customer, named."""

    code = "NOT_THEIR_ORDER"


def save(turn: Turn, services: Services) -> None:
    """'save this as Thistle's usual' in the thread of a draft or order."""
    with services.transactions.begin() as session:
        if turn.number is None:
            raise NotFound(what="which order is meant")
        order = queries.order(session, turn.desk, turn.number)
        named = _named(session, services, turn)
        if named and named.customer_id != order.customer_id:
            raise NotTheirOrder(number=order.number, customer=order.customer_name or "nobody yet", named=named.name)
        saved = service.save_usual(session, turn.desk, order.number)
        turn.finish(session, f"saved as usual: {order.number}")
        said = UsualAnswer(customer_name=saved.customer_name, usual=saved.now, replaced=saved.before, is_saved=True)
        replies.answer(session, turn, "usual_answer", said)


def show(turn: Turn, services: Services) -> None:
    """'what is Thistle's usual?', for employees."""
    with services.transactions.begin() as session:
        if turn.actor.kind is not ActorKind.EMPLOYEE:
            raise NotAllowed(actor=turn.actor.name, to="see what a customer usually orders", needs="an employee")
        customer = _named(session, services, turn) or _of_thread(session, turn)
        if customer is None:
            raise NotFound(what="which customer is meant")
        turn.finish(session, "answered: usual_answer")
        usual = queries.usual(session, turn.desk, customer.customer_id)
        replies.answer(session, turn, "usual_answer", UsualAnswer(customer_name=customer.name, usual=usual))


def _named(session: Session, services: Services, turn: Turn) -> CustomerView | None:
    """The customer whose usual is spoken of, where one is named."""
    words = next((recall.customer for recall in turn.reading.recalls), "") if turn.reading else ""
    if not words:
        return None
    asked = Message(
        id=turn.row.external_id, channel="slack", sender="rep", today=turn.desk.today, text=f"order for {words}"
    )
    found = services.reader.read(session, asked, None).customer_id
    if found is None:
        raise NotFound(what="which customer is meant")
    return customers.customer(session, found)


def _of_thread(session: Session, turn: Turn) -> CustomerView | None:
    customer_id = queries.order(session, turn.desk, turn.number).customer_id if turn.number else None
    return customers.customer(session, customer_id) if customer_id else None
