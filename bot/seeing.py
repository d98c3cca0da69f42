"""Owns the question what somebody had seen when they wrote: what changed after their words came in is not theirs."""

from sqlalchemy.orm import Session

from bot.services import Turn
from domain.conversations import queries as conversations
from domain.orders import queries as orders
from domain.orders.errors import ChangedElsewhere, NotSeenYet
from domain.orders.schemas import ChangeView, OrderView


def require_seen(session: Session, turn: Turn, order: OrderView) -> None:
    """Raise NotSeenYet if the order was changed after this message came in: it speaks of what stood before."""
    shown = _seen(session, turn, order)
    if shown != order.revision:
        raise NotSeenYet(number=order.number, shown=shown, current=order.revision)


def has_seen(session: Session, turn: Turn, order: OrderView) -> bool:
    """Whether the order stands, apart from what this message changed in it, as it did when the message came in."""
    changes = orders.changes_of(session, order.number)
    own = {turn.row.external_id}
    return not _later(session, turn, [(revision, source) for revision, source in changes if source not in own])


def require_made_here(session: Session, turn: Turn, change: ChangeView, number: str) -> None:
    """Raise ChangedElsewhere unless a change was made in this conversation."""
    places = conversations.places_in_inbox(session, [change.source or ""])
    place = places.get(change.source or "")
    if place is None or place[1] != turn.thread.thread_key:
        raise ChangedElsewhere(number=number, made_by=change.made_by)


def _seen(session: Session, turn: Turn, order: OrderView) -> int:
    later = _later(session, turn, orders.changes_of(session, order.number))
    return min(later) - 1 if later else order.revision


def _later(session: Session, turn: Turn, changes: list[tuple[int, str]] | tuple[tuple[int, str], ...]) -> list[int]:
    places = conversations.places_in_inbox(session, {source for _, source in changes})
    return [revision for revision, source in changes if source in places and places[source][0] > turn.row.id]
