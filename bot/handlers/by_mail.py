"""Owns orders by mail: the same draft as in Slack, an acknowledgement to the stored contact, and a card for the reps.

What only a person can answer is shown to the reps and never answered by guess; strangers learn nothing.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from bot import recollecting, remembering, replies, taking_back
from bot.files import noted
from bot.requests import request_of
from bot.services import Services, Turn
from domain.conversations import service as conversations
from domain.orders import queries, service
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderRequest, OrderView, ResentPoView
from domain.shared.errors import Refusal
from domain.shared.outbox import Delivery, owe
from gateways.mime import IncomingMail
from presentation.schemas import ChangeRefused, OrderAcknowledged, Refused, ResentPo, StaffTask
from presentation.wording.changes import undone_words
from presentation.wording.files import file_words
from presentation.wording.refusals import mail_refusal_words, refusal_words

SHOWN = 500
MOST_FILES = 10


def order(turn: Turn, _letter: IncomingMail, services: Services) -> None:
    """A new order by mail, or a PO that we have already."""
    request = _request(turn)
    with services.transactions.begin() as session:
        taken = service.take(session, turn.desk, request, key=turn.row.external_id)
        if isinstance(taken, ResentPoView):
            _show_resent(session, services, turn, taken)
        else:
            remembering.drafted(session, turn, taken.number)
            _show(session, services, turn, taken)


def edit(turn: Turn, letter: IncomingMail, services: Services) -> None:
    """An answer or a change in the mail thread of a draft."""
    if turn.number is None:
        order(turn, letter, services)
        return
    request = _request(turn)
    with services.transactions.begin() as session:
        before = queries.order(session, turn.desk, turn.number)
        if before.state != OrderState.DRAFT:
            _leave_to_people(session, services, turn, letter)
            return
        asked = queries.request_of(session, before.number)
        request = request.model_copy(update={"files": (*asked.files, *request.files)})
        request = recollecting.settled(session, turn.desk, recollecting.still_usual(request, asked))
        view = service.revise_draft(session, turn.desk, before.number, request, revision=turn.read_at)
        remembering.corrected(session, turn.desk, view.number, asked)
        _show(session, services, turn, view)


def undo(turn: Turn, letter: IncomingMail, services: Services) -> None:
    """The last change that was made by mail is taken back; what is more than a draft is left to people."""
    with services.transactions.begin() as session:
        before = queries.order(session, turn.desk, turn.number or "")
        if before.state != OrderState.DRAFT:
            _refuse_late(session, services, turn, letter, before)
            return
        view = taking_back.take_back(session, turn, before)
        _show(session, services, turn, view, undone=before)


def late_change(turn: Turn, letter: IncomingMail, services: Services) -> None:
    """Words that would change an order which mails change no more: answered, and passed on to people."""
    with services.transactions.begin() as session:
        _refuse_late(session, services, turn, letter, queries.order(session, turn.desk, turn.number or ""))


INTENTS: Mapping[str, Callable[[Turn, IncomingMail, Services], None]] = {
    "order": order,
    "draft_edit": edit,
    "undo": undo,
    "late_change": late_change,
}


def for_a_person(turn: Turn, letter: IncomingMail, services: Services) -> None:
    """Whatever is no order: kept, and shown to the reps with its words."""
    with services.transactions.begin() as session:
        _leave_to_people(session, services, turn, letter)


def unreadable(turn: Turn, letter: IncomingMail, services: Services) -> None:
    """A mail that is too large or too strange to read: its sender is told why, the mail is kept."""
    with services.transactions.begin() as session:
        code = letter.refusal or "too_large"
        turn.finish(session, f"refused: {code}")
        reason = mail_refusal_words(code, letter.size)
        replies.answer(session, turn, "refusal", Refused(reasons=(reason,), about="your mail"))


def refused(turn: Turn, letter: IncomingMail, refusal: Refusal, services: Services) -> None:
    """What the mail asks for may not be: a person answers it, who is told why."""
    with services.transactions.begin() as session:
        turn.finish(session, f"refused: {refusal.code}")
        _tell_reps(session, services, turn, letter, refusal_words(refusal))


def from_stranger(turn: Turn, letter: IncomingMail, services: Services) -> None:
    """Kept for a person to look at; one neutral answer per sender, ever."""
    with services.transactions.begin() as session:
        turn.finish(session, "quarantined: unknown sender")
        _tell_reps(session, services, turn, letter, "unknown sender")
        if turn.thread.target:
            key = f"sender_unknown:{turn.thread.target}"
            delivery = Delivery(
                key=key, message="sender_unknown", channel="email", target=turn.thread.target, subject=key[:120],
                thread_key=turn.thread.anchor or None,
            )  # fmt: skip
            owe(session, delivery, now=turn.desk.now)


def _request(turn: Turn) -> OrderRequest:
    if turn.reading is None:
        raise ValueError("a mail is read before it is handled")
    return request_of(turn.reading, channel="email", source_text=turn.text, files=turn.files)


def _files(turn: Turn, letter: IncomingMail) -> list[str]:
    """What came with the mail; of a stranger's files only the names, for nobody opened them."""
    if turn.reading is not None:
        return [file_words(file) for file in noted(turn.files, turn.reading)]
    return [
        f"With it came {each.filename or each.content_type}, not opened" for each in letter.attachments[:MOST_FILES]
    ]


def _refuse_late(session: Session, services: Services, turn: Turn, letter: IncomingMail, order: OrderView) -> None:
    turn.finish(session, f"left to people: {order.number} is {order.state}")
    passed_on = services.places.orders is not None
    _tell_reps(session, services, turn, letter, f"a change of {order.number}, which is more than a draft")
    said = " ".join(letter.new_text.split())[:SHOWN]
    replies.answer(session, turn, "change_refused", ChangeRefused(order=order, said=said, is_passed_on=passed_on))


def _show(
    session: Session, services: Services, turn: Turn, view: OrderView, *, undone: OrderView | None = None
) -> None:
    turn.finish(session, f"{'undone' if undone else 'drafted'} {view.number}")
    conversations.open_thread(session, turn.thread, message_ids=(turn.thread.anchor,) if turn.thread.anchor else ())
    conversations.bind(session, turn.thread.thread_key, view.subject)
    replies.show_order(session, services, turn, view, note=undone_words(undone, view) if undone else None)
    replies.answer(session, turn, "order_acknowledged", OrderAcknowledged(order=view, undone=undone))


def _show_resent(session: Session, services: Services, turn: Turn, resent: ResentPoView) -> None:
    """The card for the reps, and a word to the sender: about the order only if it is theirs, and they are who they say.

    Another customer of the same bill-to, or somebody who only claims to be one, learns nothing.
    """
    number = resent.order.number
    turn.finish(session, f"{resent.kind} of {number}")
    conversations.open_thread(session, turn.thread, message_ids=(turn.thread.anchor,) if turn.thread.anchor else ())
    is_theirs = service.may_touch(session, turn.actor, number)
    if is_theirs:
        conversations.bind(session, turn.thread.thread_key, resent.order.subject)
    replies.show_resent(session, services, turn, resent)
    told = ResentPo(resent=resent, is_open=is_theirs and turn.actor.verified)
    replies.answer(session, turn, "resent_po", told)


def _leave_to_people(session: Session, services: Services, turn: Turn, letter: IncomingMail) -> None:
    turn.finish(session, "left to people")
    _tell_reps(session, services, turn, letter, turn.reading.intent if turn.reading else "not read")


def _tell_reps(session: Session, services: Services, turn: Turn, letter: IncomingMail, why: str) -> None:
    if services.places.orders is None:
        return
    task = StaffTask(
        title=f"A mail for a person: {why}",
        lines=(
            f"From {turn.thread.target or 'nobody'}: {letter.subject[:SHOWN]}",
            letter.new_text[:SHOWN] or "(no text)",
            *_files(turn, letter),
        ),
    )
    delivery = Delivery(
        key=f"{turn.row.external_id}:mail_for_people", message="staff_task", channel="slack",
        target=services.places.orders, subject=turn.row.thread_key[:120], data=task.model_dump(mode="json"),
    )  # fmt: skip
    owe(session, delivery, now=turn.desk.now)
