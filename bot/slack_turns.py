"""Owns what a stored Slack message, click or command leads to: who says it, where, and which handler works it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from bot import files, intents, senders
from bot.handlers import answering, approving, at_home, drafting, resending, revisiting, teaching, undoing
from bot.services import Services, Turn
from bot.values import Click, Command, SlackMessage, slack_thread_key
from domain.conversations import queries as conversations
from domain.conversations.schemas import ClaimedMessage, ThreadView
from domain.shared.actors import ActorKind
from domain.shared.errors import NotAllowed, Refusal
from gateways.attachments import Unread
from presentation.actions import ActionId, CallbackId

CLICKS: Mapping[str, Callable[[Turn, Click, Services], None]] = {
    ActionId.CONFIRM: drafting.confirm_clicked,
    ActionId.DISCARD: drafting.discard_clicked,
    ActionId.ANSWER: drafting.answer_clicked,
    ActionId.ANSWER_SELECT: drafting.answer_clicked,
    ActionId.SUGGESTION: drafting.suggestion_clicked,
    ActionId.CLOSE_ENQUIRY: answering.answered_clicked,
    ActionId.KEEP_BOTH: resending.keep_both_clicked,
    ActionId.APPLY_CHANGES: resending.apply_clicked,
    ActionId.ORDER_AGAIN: resending.order_again_clicked,
    ActionId.APPROVE: approving.approve_clicked,
    ActionId.UNDO_ALIAS: teaching.undo_clicked,
    ActionId.CANCEL: undoing.cancel_clicked,
    ActionId.ASK_DESK: undoing.ask_desk_clicked,
}
VIEWS: Mapping[str, Callable[[Turn, dict[str, Any], Services], None]] = {
    CallbackId.APPROVE: approving.approved_with_terms,
    CallbackId.REJECT: approving.rejected,
}
#: What a command's words are read as when they say nothing else: '/stock owl doorstop' asks for stock.
COMMAND_WORDS = {"/stock": "have we got {}", "/status": "where is {}"}
#: '/order aliases Thistle' shows what was learned of a customer's words.
_ALIASES = re.compile(r"aliases(?:\s+(?:of\s+|for\s+)?(?P<customer>.+))?", re.IGNORECASE | re.DOTALL)
_BARE_NUMBER = re.compile(r"^(SO-)?\d{3,}$", re.IGNORECASE)


class NothingSaid(Refusal):
    """A command without any words; facts: command."""

    code = "NOTHING_SAID"


def event(row: ClaimedMessage, services: Services) -> None:
    """A message, a mention, or somebody opening App Home."""
    if row.payload["event"]["type"] == "app_home_opened":
        at_home.opened(_turn(row, services, "home", "", row.sender), services)
        return
    message = SlackMessage.of_event(row.payload)
    turn = _turn(row, services, message.channel, message.thread_ts, message.user, message.words)
    if row.payload["event"].get("subtype") == "message_changed":
        turn = _with_files(turn, message, services)
        revisiting.edited(intents.read_turn(_forgetting(turn), services), message, services)
        return
    is_addressed = message.is_direct or message.mentions(services.bot_user_id())
    # A number in a thread of ours is hardly chat: it is answered, never dropped without a word.
    is_addressed = is_addressed or (turn.thread.subject is not None and any(map(str.isdigit, message.words)))
    if not _concerns_us(turn, message, services, is_addressed=is_addressed):
        with services.transactions.begin() as session:
            turn.finish(session, "not for us")
        return
    turn = intents.read_turn(_with_files(turn, message, services), services)
    is_addressed = is_addressed or _is_lost_order(turn, message, services)
    if is_addressed or intents.is_ours(turn):
        # What people talk about among themselves is not refused, whoever they are.
        _require_known(turn)
    intents.answer(turn, services, is_addressed=is_addressed)


def _with_files(turn: Turn, message: SlackMessage, services: Services) -> Turn:
    """The turn with the files that were shared; of a person whom nobody knows they are not fetched."""
    if not message.files or turn.actor.kind is ActorKind.UNKNOWN:
        return turn
    return replace(turn, files=files.of_slack(message.files, services))


def click(row: ClaimedMessage, services: Services) -> None:
    """A button or a select; its action id may carry a number behind a colon."""
    clicked = Click.of_payload(row.payload)
    handler = CLICKS.get(clicked.action_id.split(":")[0])
    turn = _turn(row, services, clicked.channel, clicked.thread_ts, clicked.user)
    if handler is None:
        with services.transactions.begin() as session:
            turn.finish(session, f"nothing to do for {clicked.action_id}")
        return
    _require_known(turn)
    handler(turn, clicked, services)


def view(row: ClaimedMessage, services: Services) -> None:
    """A submitted modal that was checked on the spot."""
    _, channel, anchor = row.thread_key.split(":", 2)
    turn = _turn(row, services, channel, anchor, row.sender)
    _require_known(turn)
    VIEWS[row.payload["view"]["callback_id"]](turn, row.payload, services)


def command(row: ClaimedMessage, services: Services) -> None:
    """/order, /stock and /status: the same as writing it, in the channel where it was typed."""
    typed = Command.model_validate(row.payload)
    turn = _turn(row, services, typed.channel_id, "", typed.user_id, _as_words(typed))
    if typed.response_url and typed.command in COMMAND_WORDS:
        turn = replace(turn, thread=_answered_there(turn.thread, typed, services))
    _require_known(turn)
    if not typed.words:
        raise NothingSaid(command=typed.command)
    about = _ALIASES.fullmatch(typed.words) if typed.command == "/order" else None
    if about:
        teaching.listed(replace(turn, text=about["customer"] or ""), services)
        return
    intents.answer(intents.read_turn(turn, services), services, is_addressed=True)


def _answered_there(thread: ThreadView, typed: Command, services: Services) -> ThreadView:
    """The conversation of a question by command: answered where it was typed, also where we are no member.

    In the orders channel everybody sees the answer, elsewhere only who asked.
    """
    audience = "in_channel" if typed.channel_id == services.places.orders else "ephemeral"
    return thread.model_copy(
        update={"channel_kind": "slack_response", "target": f"{audience}:{typed.response_url}", "anchor": ""}
    )


def _as_words(typed: Command) -> str:
    pattern = COMMAND_WORDS.get(typed.command)
    if pattern is None or typed.words.endswith("?"):
        return typed.words
    words = typed.words
    if typed.command == "/status" and _BARE_NUMBER.match(words):
        words = words if words.upper().startswith("SO-") else f"SO-{words}"
    return pattern.format(words)


def _turn(row: ClaimedMessage, services: Services, channel: str, anchor: str, user: str, text: str = "") -> Turn:
    actor = senders.of_slack(services, user)
    with services.transactions.read() as session:
        thread = _thread(session, row, channel, anchor)
    return Turn(row=row, desk=services.desk(actor, row.external_id), thread=thread, text=text)


def _thread(session: Session, row: ClaimedMessage, channel: str, anchor: str) -> ThreadView:
    key = slack_thread_key(channel, anchor) if anchor else row.thread_key
    known = conversations.thread(session, key)
    if known and known.subject:
        return known
    subject = conversations.subject_of_card(session, channel, anchor) if anchor else None
    context = known.context if known else {}
    return ThreadView(
        thread_key=key, channel_kind="slack", target=channel, anchor=anchor, subject=subject, context=context
    )


def _forgetting(turn: Turn) -> Turn:
    """An edited message is read as if it stood alone."""
    thread = turn.thread.model_copy(update={"subject": None})
    return replace(turn, thread=thread)


def _concerns_us(turn: Turn, message: SlackMessage, services: Services, *, is_addressed: bool) -> bool:
    return is_addressed or turn.thread.subject is not None or message.channel == services.places.orders


def _is_lost_order(turn: Turn, message: SlackMessage, services: Services) -> bool:
    """Whether what stands in the orders channel may be an order all the same: never dropped, however it was read.

    A number for one of our customers, or a file that may be a table and could not be read.
    """
    names_customer = turn.reading is not None and turn.reading.customer_id is not None
    is_numbered = names_customer and any(map(str.isdigit, message.words))
    is_unread = any(file.unread not in (None, Unread.UNKNOWN_KIND) for file in turn.files)
    return message.channel == services.places.orders and (is_numbered or is_unread)


def _require_known(turn: Turn) -> None:
    if turn.actor.kind is ActorKind.UNKNOWN:
        raise NotAllowed(actor=turn.actor.name, to="order here: nobody has linked you to an employee yet", needs="")
