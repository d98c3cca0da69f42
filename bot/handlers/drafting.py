"""Owns drafts in conversation: an order request becomes a draft, what is written next changes it, buttons act on it."""

from sqlalchemy.orm import Session

from bot import recollecting, replies, seeing
from bot.requests import request_of
from bot.services import Services, Turn
from bot.values import Click
from domain.conversations import service as conversations
from domain.intake.schemas import Reading
from domain.orders import queries, service
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderView
from domain.shared.errors import NotFound
from presentation.actions import OrderAction, QuestionAnswer
from presentation.schemas import DraftChanged


def order(turn: Turn, services: Services) -> None:
    """A new order request: one draft per message, whatever is delivered twice."""
    request = request_of(_read(turn), channel=turn.thread.channel_kind, source_text=turn.text)
    with services.transactions.begin() as session:
        view = service.draft(session, turn.desk, request, key=turn.row.external_id)
        _confirmed_if_asked(session, turn, view)
        _show(session, services, turn, view, "drafted")


def edit(turn: Turn, services: Services) -> None:
    """What a person writes next in the thread changes the draft, or the order that waits for a decision.

    Raises StaleRevision where that is not what the words were read with.
    """
    number = _number(turn)
    request = request_of(_read(turn), channel=turn.thread.channel_kind, source_text=turn.text)
    with services.transactions.begin() as session:
        before = queries.request_of(session, number)
        said = request.model_copy(update={"source_text": f"{before.source_text}\n{request.source_text}".strip()})
        said = recollecting.settled(session, turn.desk, recollecting.still_usual(said, before))
        shown = queries.order(session, turn.desk, number)
        is_held = shown.state == OrderState.PENDING_CONFIRMATION
        revise = service.revise_held if is_held else service.revise_draft
        view = revise(session, turn.desk, number, said, revision=turn.read_at)
        # The card may stand far above the words that changed it.
        replies.answer(session, turn, "draft_changed", DraftChanged(before=shown, after=view))
        if seeing.has_seen(session, turn, view):
            view = _confirmed_if_asked(session, turn, view)
        _show(session, services, turn, view, "revised")


def confirm(turn: Turn, services: Services) -> None:
    """'confirm' in the thread: the draft as it stands."""
    with services.transactions.begin() as session:
        now = queries.order(session, turn.desk, _number(turn))
        seeing.require_seen(session, turn, now)
        view = service.confirm(session, turn.desk, now.number, revision=now.revision)
        _show(session, services, turn, view, "confirmed")


def discard(turn: Turn, services: Services) -> None:
    """'forget it' in the thread."""
    with services.transactions.begin() as session:
        now = queries.order(session, turn.desk, _number(turn))
        seeing.require_seen(session, turn, now)
        view = service.discard(session, turn.desk, now.number, revision=now.revision)
        _show(session, services, turn, view, "discarded")


def confirm_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Confirm, on exactly what the card showed."""
    shown = OrderAction.parsed(click.value)
    with services.transactions.begin() as session:
        view = service.confirm(session, turn.desk, shown.number, revision=shown.revision)
        _show(session, services, turn, view, "confirmed")


def discard_clicked(turn: Turn, click: Click, services: Services) -> None:
    """Discard, on exactly what the card showed."""
    shown = OrderAction.parsed(click.value)
    with services.transactions.begin() as session:
        view = service.discard(session, turn.desk, shown.number, revision=shown.revision)
        _show(session, services, turn, view, "discarded")


def answer_clicked(turn: Turn, click: Click, services: Services) -> None:
    """A candidate was chosen for an open question."""
    chosen = QuestionAnswer.parsed(click.value)
    with services.transactions.begin() as session:
        view = service.answer_question(
            session,
            turn.desk,
            chosen.number,
            revision=chosen.revision,
            index=chosen.index,
            candidate=chosen.candidate,
        )
        request = queries.request_of(session, view.number)
        complete = recollecting.settled(session, turn.desk, request)
        if complete != request:
            view = service.revise_draft(session, turn.desk, view.number, complete, revision=view.revision)
        _show(session, services, turn, view, "answered")


def _confirmed_if_asked(session: Session, turn: Turn, view: OrderView) -> OrderView:
    if "draft_confirm" in _read(turn).also and view.may_be_confirmed:
        return service.confirm(session, turn.desk, view.number, revision=view.revision)
    return view


def _show(session: Session, services: Services, turn: Turn, view: OrderView, outcome: str) -> None:
    turn.finish(session, f"{outcome} {view.number}")
    conversations.bind(session, turn.thread.thread_key, view.subject)
    replies.show_order(session, services, turn, view)


def _read(turn: Turn) -> Reading:
    if turn.reading is None:
        raise NotFound(what="reading", of=turn.row.external_id)
    return turn.reading


def _number(turn: Turn) -> str:
    if turn.number is None:
        raise NotFound(what="draft", of="this thread")
    return turn.number
