"""Owns what handlers tell the reader's memory: of which message a draft was made, and what people corrected in it."""

from sqlalchemy.orm import Session

from bot.services import Turn
from domain.intake import service as intake
from domain.orders import queries as orders
from domain.orders.schemas import OrderRequest
from domain.shared.desk import Desk


def drafted(session: Session, turn: Turn, number: str) -> None:
    """A draft was made of the words of this turn, or made anew."""
    if turn.message is not None and turn.reading is not None:
        intake.drafted(session, turn.desk, number, turn.message, reading=turn.reading)


def corrected(session: Session, desk: Desk, number: str, before: OrderRequest) -> None:
    """Somebody changed what a draft asks for; `before` is what it asked for until then."""
    intake.corrected(session, desk, number, before, after=orders.request_of(session, number))
