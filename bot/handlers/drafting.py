"""Owns drafts in conversation: an order request becomes a draft, what is written next changes it, buttons act on it."""

from sqlalchemy.orm import Session

from bot import recollecting, remembering, replies, seeing
from bot.asked import answers_beside
from bot.requests import request_of
from bot.services import Services, Turn
from bot.values import Click
from domain.conversations import service as conversations
from domain.intake.schemas import Reading
from domain.orders import queries, service
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderRequest, OrderView, ResentPoView
from domain.shared.errors import NotFound
from presentation.actions import OrderAction, QuestionAnswer, SuggestionTaken
from presentation.schemas import DraftChanged


def order(turn: Turn, services: Services) -> None:
    """A new order request: one draft per message, whatever is delivered twice; a PO that we have is pointed to."""
    with services.transactions.begin() as session:
        answers, left = answers_beside(session, turn)
        request = _request(turn).model_copy(update={"enquiries": left})
        taken = service.take(session, turn.desk, request, key=turn.row.external_id)
        if isinstance(taken, ResentPoView):
            turn.finish(session, f"{taken.kind} of {taken.order.number}")
            conversations.bind(session, turn.thread.thread_key, taken.order.subject)
            replies.show_resent(session, services, turn, taken)
        else:
            remembering.drafted(session, turn, taken.number)
            _confirmed_if_asked(session, turn, taken)
            _show(session, services, turn, taken, "drafted")
        for message, data, about in answers:
            replies.answer(session, turn, message, data, about=about)


def edit(turn: Turn, services: Services) -> None:
    """What a person writes next in the thread changes the draft, or the order that waits for a decision.

    Raises StaleRevision where that is not what the words were read with.
    """
    number = _number(turn)
    request = _request(turn)
    with services.transactions.begin() as session:
        before = queries.request_of(session, number)
        text = f"{before.source_text}\n{request.source_text}".strip()
        said = request.model_copy(update={"source_text": text, "files": (*before.files, *request.files)})
        said = recollecting.settled(session, turn.desk, recollecting.still_usual(said, before))
        shown = queries.order(session, turn.desk, number)
        is_held = shown.state == OrderState.PENDING_CONFIRMATION
        if not is_held:  # it may be confirmed at once
            service.lock_customer(session, said.customer_id)
        revise = service.revise_held if is_held else service.revise_draft
        view = revise(session, turn.desk, number, said, revision=turn.read_at)
        remembering.corrected(session, turn.desk, number, before)
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
        before = queries.request_of(session, chosen.number)
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
        remembering.corrected(session, turn.desk, view.number, before)
        _show(session, services, turn, view, "answered")


def suggestion_clicked(turn: Turn, click: Click, services: Services) -> None:
    """What the second reader suggested for a piece was taken by a person."""
    taken = SuggestionTaken.parsed(click.value)
    with services.transactions.begin() as session:
        before = queries.request_of(session, taken.number)
        view = service.take_suggestion(session, turn.desk, taken.number, revision=taken.revision, index=taken.index)
        remembering.corrected(session, turn.desk, view.number, before)
        _show(session, services, turn, view, "suggestion taken")


def _confirmed_if_asked(session: Session, turn: Turn, view: OrderView) -> OrderView:
    if "draft_confirm" in _read(turn).also and view.may_be_confirmed and not view.is_perhaps_a_copy:
        return service.confirm(session, turn.desk, view.number, revision=view.revision)
    return view


def _show(session: Session, services: Services, turn: Turn, view: OrderView, outcome: str) -> None:
    turn.finish(session, f"{outcome} {view.number}")
    conversations.bind(session, turn.thread.thread_key, view.subject)
    replies.show_order(session, services, turn, view)


def _request(turn: Turn) -> OrderRequest:
    return request_of(_read(turn), channel=turn.thread.channel_kind, source_text=turn.text, files=turn.files)


def _read(turn: Turn) -> Reading:
    if turn.reading is None:
        raise NotFound(what="reading", of=turn.row.external_id)
    return turn.reading


def _number(turn: Turn) -> str:
    if turn.number is None:
        raise NotFound(what="draft", of="this thread")
    return turn.number
