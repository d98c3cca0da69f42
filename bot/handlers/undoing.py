"""Owns taking back in Slack: the last change of a draft, a discarded draft, and what an order says to it afterwards."""

from sqlalchemy.orm import Session

from bot import replies, taking_back
from bot.services import Services, Turn
from bot.values import Click
from domain.conversations import service as conversations
from domain.orders import queries, service
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderView
from domain.shared.errors import NotFound
from domain.shared.outbox import Delivery, owe
from presentation.actions import DeskQuestion, OrderAction
from presentation.cards.orders import customer_of
from presentation.schemas import ChangeRefused, DraftChanged, Hint, StaffTask
from presentation.wording.changes import undone_words

SHOWN = 300


def undo(turn: Turn, services: Services) -> None:
    """'undo' in the thread: one change back, a discarded draft again, or the question whether to cancel."""
    with services.transactions.begin() as session:
        order = queries.order(session, turn.desk, _number(turn))
        if order.state == OrderState.DISCARDED:
            _draft_again(session, services, turn, order)
        elif taking_back.can_be_undone(session, order):
            view = taking_back.take_back(session, turn, order)
            replies.answer(session, turn, "draft_changed", DraftChanged(before=order, after=view, is_undo=True))
            _show(session, services, turn, view, "undone", note=undone_words(order, view))
        else:
            _refuse(session, turn, order, wants_cancel=True)


def late_change(turn: Turn, services: Services) -> None:
    """Words that would change an order which words change no more: said plainly, with what can be done."""
    with services.transactions.begin() as session:
        order = queries.order(session, turn.desk, _number(turn))
        _refuse(session, turn, order, wants_cancel=turn.reading is not None and "draft_discard" in turn.reading.also)


def cancel_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Cancel, on exactly what the question showed."""
    shown = OrderAction.parsed(click.value)
    with services.transactions.begin() as session:
        reason = f"{turn.actor.name} cancelled it"
        view = service.cancel(session, turn.desk, shown.number, revision=shown.revision, reason=reason)
        _show(session, services, turn, view, "cancelled")


def ask_desk_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Somebody of the order desk is asked to look at what words cannot change."""
    asked = DeskQuestion.parsed(click.value)
    with services.transactions.begin() as session:
        order = queries.order(session, turn.desk, asked.number)
        turn.finish(session, f"asked the order desk about {order.number}")
        if services.places.orders is None:
            raise NotFound(what="the channel of the order desk")
        task = StaffTask(
            title=f"{turn.actor.name} asks for a change of {order.number} ({customer_of(order)})",
            lines=(f"“{asked.said}”",),
        )
        delivery = Delivery(
            key=f"{turn.row.external_id}:ask_desk", message="staff_task", channel="slack",
            target=services.places.orders, subject=order.subject, data=task.model_dump(mode="json"),
        )  # fmt: skip
        owe(session, delivery, now=turn.desk.now)
        replies.answer(session, turn, "hint", Hint(lines=(f"The order desk was asked about {order.number}.",)))


def _draft_again(session: Session, services: Services, turn: Turn, order: OrderView) -> None:
    """A discarded draft stays what it is; a new one asks for the same."""
    request = queries.request_of(session, order.number)
    view = service.draft(session, turn.desk, request, key=turn.row.external_id)
    note = f"Draft {order.number.removeprefix('SO-')} was discarded; this one asks for the same again."
    _show(session, services, turn, view, "drafted again", note=note)


def _refuse(session: Session, turn: Turn, order: OrderView, *, wants_cancel: bool) -> None:
    turn.finish(session, f"answered: {order.number} is {order.state}")
    said = " ".join(turn.text.split())[:SHOWN]
    replies.answer(session, turn, "change_refused", ChangeRefused(order=order, said=said, wants_cancel=wants_cancel))


def _show(
    session: Session, services: Services, turn: Turn, view: OrderView, outcome: str, *, note: str | None = None
) -> None:
    turn.finish(session, f"{outcome} {view.number}")
    conversations.bind(session, turn.thread.thread_key, view.subject)
    replies.show_order(session, services, turn, view, note=note)


def _number(turn: Turn) -> str:
    if turn.number is None:
        raise NotFound(what="which order is meant")
    return turn.number
