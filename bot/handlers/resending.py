"""Owns the buttons of what came again: changes are applied, a copy is ordered all the same, two drafts are kept."""

from dataclasses import replace

from sqlalchemy.orm import Session

from bot import replies
from bot.services import Services, Turn
from bot.values import Click
from domain.conversations import queries as conversation_queries
from domain.conversations import service as conversations
from domain.orders import queries, service
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderView, ResentPoView
from presentation.actions import ResentAction, TwinAction
from presentation.schemas import DraftChanged, OrderAcknowledged


def apply_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Apply the changes, to exactly the order that the card showed; what was done is said in the thread."""
    shown = ResentAction.parsed(click.value)
    with services.transactions.begin() as session:
        before = queries.resent_po(session, turn.desk, shown.id)
        view = service.apply_changes(session, turn.desk, shown.id, revision=shown.revision)
        turn.finish(session, f"revised {view.number}")
        replies.show_resent(session, services, turn, queries.resent_po(session, turn.desk, shown.id))
        replies.answer(session, turn, "draft_changed", DraftChanged(before=before.order, after=view))
        replies.show_order(session, services, turn, view)
        _acknowledge(session, turn, before, view)


def order_again_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Order it again anyway: one more draft under the same PO, with a card of its own below."""
    shown = ResentAction.parsed(click.value)
    with services.transactions.begin() as session:
        view = service.order_again(session, turn.desk, shown.id)
        turn.finish(session, f"drafted {view.number}")
        conversations.bind(session, turn.thread.thread_key, view.subject)
        resent = queries.resent_po(session, turn.desk, shown.id)
        replies.show_resent(session, services, turn, resent)
        replies.show_order(session, services, turn, view)
        _acknowledge(session, turn, resent, view)


def keep_both_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Keep both: the draft is wanted beside the order that it looks like."""
    shown = TwinAction.parsed(click.value)
    with services.transactions.begin() as session:
        view = service.keep_both(session, turn.desk, shown.number, revision=shown.revision, other=shown.other)
        turn.finish(session, f"kept {view.number}")
        replies.show_order(session, services, turn, view)


def _acknowledge(session: Session, turn: Turn, resent: ResentPoView, view: OrderView) -> None:
    """Whoever sent it by mail reads what the draft holds now; a confirmed order is confirmed anew by its event."""
    thread = conversation_queries.thread_of_message(session, resent.key)
    is_writers = thread is not None and thread.channel_kind == "email" and thread.target == resent.author_id
    if thread is None or not is_writers or view.state != OrderState.DRAFT:
        return
    conversations.bind(session, thread.thread_key, view.subject)
    replies.answer(session, replace(turn, thread=thread), "order_acknowledged", OrderAcknowledged(order=view))
