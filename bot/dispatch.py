"""Owns which function works which kind of stored message."""

from collections.abc import Mapping

from bot import mail_turns, slack_turns
from bot.worker import Handler
from domain.conversations.schemas import InboxKind

HANDLERS: Mapping[InboxKind, Handler] = {
    InboxKind.SLACK_EVENT: slack_turns.event,
    InboxKind.SLACK_ACTION: slack_turns.click,
    InboxKind.SLACK_VIEW: slack_turns.view,
    InboxKind.SLACK_COMMAND: slack_turns.command,
    InboxKind.MAIL: mail_turns.mail,
}
