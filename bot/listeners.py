"""Owns the edge to Slack: Bolt checks the signature, the raw request is stored, and only then is it acknowledged.

Messages, clicks and commands are worked later from the stored row. What Slack wants on the spot (opening a modal,
checking a submitted one) is registered by the handlers themselves.
"""

import re
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot.services import Services
from bot.values import PERSONAL_SUBTYPES, Click, SlackMessage, slack_thread_key
from domain.conversations import service as conversations
from domain.conversations.schemas import InboxKind, Incoming

COMMANDS = ("/order", "/stock", "/status")
EVENTS = ("message", "app_mention", "app_home_opened")
_ANY = re.compile(".*")


def register(app: App, services: Services) -> None:
    """Store every event, click and command that no handler answers on the spot."""

    def store(incoming: Incoming) -> None:
        with services.transactions.begin() as session:
            conversations.receive(session, incoming)

    @app.event("message")
    @app.event("app_mention")
    def keep_message(body: dict[str, Any], ack: Ack) -> None:
        incoming = message_of(body, services.bot_user_id())
        if incoming:
            store(incoming)
        ack()

    @app.event("app_home_opened")
    def keep_home(body: dict[str, Any], ack: Ack) -> None:
        store(home_of(body))
        ack()

    for command in COMMANDS:

        @app.command(command)
        def keep_command(body: dict[str, Any], ack: Ack) -> None:
            store(command_of(body))
            ack()

    @app.action(_ANY)
    def keep_click(body: dict[str, Any], ack: Ack) -> None:
        store(click_of(body))
        ack()

    @app.error
    def answer(error: Exception) -> BoltResponse:
        """What nobody listens to is acknowledged; a failure is not, so that Slack sends it again."""
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=200, body="")
        app.logger.error("request failed", exc_info=error)
        return BoltResponse(status=500, body="")


def message_of(body: dict[str, Any], bot_user_id: str) -> Incoming | None:
    """A person's message as an inbox row; None for our own, other bots' and deletions.

    `message` and `app_mention` of one text are one row: both carry the same channel and ts.
    """
    event = body["event"]
    subtype = event.get("subtype")
    inner = event.get("message", event) if subtype == "message_changed" else event
    is_bot = inner.get("bot_id") or inner.get("user") in (None, "", bot_user_id)
    if is_bot or (subtype not in PERSONAL_SUBTYPES and subtype != "message_changed"):
        return None
    message = SlackMessage.of_event(body)
    edited = inner.get("edited", {}).get("ts") if subtype == "message_changed" else None
    if subtype == "message_changed" and (not edited or inner.get("subtype")):
        return None
    suffix = f":edited:{edited}" if edited else ""
    return Incoming(
        external_id=f"slack:{message.team}:{message.channel}:{message.ts}{suffix}",
        kind=InboxKind.SLACK_EVENT,
        thread_key=message.thread_key,
        sender=message.user,
        payload=body,
    )


def home_of(body: dict[str, Any]) -> Incoming:
    """Somebody opened our App Home."""
    user = body["event"]["user"]
    return Incoming(
        external_id=f"slack:home:{body.get('event_id') or body['event'].get('event_ts')}",
        kind=InboxKind.SLACK_EVENT,
        thread_key=f"slack:home:{user}",
        sender=user,
        payload=body,
    )


def command_of(body: dict[str, Any]) -> Incoming:
    """A slash command; its trigger id names it."""
    return Incoming(
        external_id=f"slack:command:{body['trigger_id']}",
        kind=InboxKind.SLACK_COMMAND,
        thread_key=f"slack:command:{body['trigger_id']}",
        sender=body["user_id"],
        payload=body,
    )


def click_of(body: dict[str, Any]) -> Incoming:
    """A click; the same click again has the same user, message, action and moment."""
    click = Click.of_payload(body)
    return Incoming(
        external_id=f"slack:click:{click.user}:{click.message_ts}:{click.action_id}:{click.action_ts}",
        kind=InboxKind.SLACK_ACTION,
        thread_key=slack_thread_key(click.channel, click.thread_ts),
        sender=click.user,
        payload=body,
    )
