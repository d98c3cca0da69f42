"""Owns messages that only ask: they are answered, and the conversation remembers what they were about."""

import re

from sqlalchemy.orm import Session

from bot import replies
from bot.asked import MOST, answers
from bot.files import noted
from bot.services import Services, Turn
from bot.values import Click
from domain.conversations import service as conversations
from domain.intake.schemas import Asked
from domain.orders import service as orders
from presentation.actions import EnquiryAction
from presentation.schemas import HelpAnswer

_THANKS = re.compile(r"\W*(many )?(thanks?|thank you|thx|cheers|great|perfect|brilliant)\b[^?\d]{0,40}$", re.IGNORECASE)
_GREETING = re.compile(
    r"\W*(hi|hello|hey|good (day|morning|afternoon)|help|what can (you|i) (do|ask))\b[^\d]{0,30}$", re.IGNORECASE
)


def stock(turn: Turn, services: Services) -> None:
    """'have we got 40 owl doorstops', 'when could we do 200'."""
    with services.transactions.begin() as session:
        _answer(session, turn, "stock_query")
        skus = list(dict.fromkeys(item.sku for item in _asked(turn).items[:MOST]))
        conversations.remember(session, turn.thread.thread_key, skus=skus)


def price(turn: Turn, services: Services) -> None:
    """'what are you doing the doormat at', for the customer that was named or who asks."""
    with services.transactions.begin() as session:
        _answer(session, turn, "price_query")


def status(turn: Turn, services: Services) -> None:
    """'where is SO-1042', 'what is Thistle waiting for', 'why the 29th'."""
    with services.transactions.begin() as session:
        _answer(session, turn, "order_status")


def credit(turn: Turn, services: Services) -> None:
    """What a customer owes and may still order; for employees only."""
    with services.transactions.begin() as session:
        _answer(session, turn, "credit_query")


def unclear(turn: Turn, services: Services) -> None:
    """We were spoken to and do not know what is wanted: say so, and what we can do."""
    is_small_talk = _GREETING.match(turn.text) is not None
    said = HelpAnswer(
        text=None if is_small_talk else turn.text[:200] or None,
        files=noted(turn.files, turn.reading) if turn.reading else (),
        is_thanks=_THANKS.match(turn.text) is not None and not turn.files,
    )
    with services.transactions.begin() as session:
        turn.finish(session, "answered: help")
        replies.answer(session, turn, "help", said)


def answered_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Somebody answered what was asked beside an order: it leaves the card."""
    closed = EnquiryAction.parsed(click.value)
    with services.transactions.begin() as session:
        view = orders.close_enquiry(session, turn.desk, closed.number, closed.enquiry)
        turn.finish(session, f"enquiry of {view.number} closed")
        replies.show_order(session, services, turn, view)


def _answer(session: Session, turn: Turn, kind: str) -> None:
    made = answers(session, turn, kind, _asked(turn))
    turn.finish(session, f"answered: {made[0].message}")
    for message, data, about in made:
        replies.answer(session, turn, message, data, about=about)


def _asked(turn: Turn) -> Asked:
    return turn.reading.asked if turn.reading else Asked()
