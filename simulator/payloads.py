"""What Slack sends to an app: event envelopes, interactions and slash commands."""

import time

from simulator.blocks import initial_values
from simulator.shapes import message_json, view_json
from simulator.state.identifiers import new_id
from simulator.state.records import Conversation, Json, Message, Values, View
from simulator.state.store import Store


def envelope(store: Store, event: Json) -> Json:
    """An `event_callback` around one event, with an event id of its own."""
    settings = store.settings
    authorization = {
        "enterprise_id": None,
        "team_id": settings.team_id,
        "user_id": settings.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "simulated",
        "team_id": settings.team_id,
        "context_team_id": settings.team_id,
        "context_enterprise_id": None,
        "api_app_id": settings.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(time.time()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": new_id("4-"),
    }


def channel_type(conversation: Conversation) -> str:
    """`im`, `mpim` or `channel`."""
    return "im" if conversation.is_im else "mpim" if conversation.is_mpim else "channel"


def message_event(store: Store, conversation: Conversation, message: Message) -> Json:
    """A new message as an event."""
    body = message_json(store, message)
    for counted in ("reply_count", "reply_users_count", "reply_users", "latest_reply"):
        body.pop(counted, None)
    where = {"channel": conversation.id, "channel_type": channel_type(conversation)}
    return {**body, **where, "event_ts": message.ts}


def mention_event(store: Store, conversation: Conversation, message: Message) -> Json:
    """The `app_mention` that goes out beside the message."""
    body = message_event(store, conversation, message)
    body.pop("channel_type")
    body.pop("subtype", None)
    return {**body, "type": "app_mention"}


def changed_event(store: Store, conversation: Conversation, message: Message, *, before: Json) -> Json:
    """A message that was edited; `before` is how it looked."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": conversation.id,
        "channel_type": channel_type(conversation),
        "message": message_json(store, message),
        "previous_message": before,
        "ts": (ts := store.conversations.timestamps.next()),
        "event_ts": ts,
    }


def deleted_event(store: Store, conversation: Conversation, *, before: Json) -> Json:
    """A message that was deleted."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": conversation.id,
        "channel_type": channel_type(conversation),
        "deleted_ts": before["ts"],
        "previous_message": before,
        "ts": (ts := store.conversations.timestamps.next()),
        "event_ts": ts,
    }


def _interaction(store: Store, kind: str, user: str) -> Json:
    settings = store.settings
    person = settings.person(user)
    name = person.name if person else user
    return {
        "type": kind,
        "team": {"id": settings.team_id, "domain": settings.team_domain},
        "user": {"id": user, "username": name, "name": name, "team_id": settings.team_id},
        "api_app_id": settings.app_id,
        "token": "simulated",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(store: Store, message: Message) -> Json:
    conversation = store.conversations.by_id[message.channel]
    is_ephemeral = message.seen_only_by is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    name = "directmessage" if conversation.is_im else conversation.name
    placed: Json = {"container": container, "channel": {"id": conversation.id, "name": name}}
    if not is_ephemeral:
        placed["message"] = message_json(store, message)
    return placed


def message_action_payload(store: Store, user: str, message: Message, *, actions: list[Json], values: Values) -> Json:
    """`block_actions` from a message."""
    return {
        **_interaction(store, "block_actions", user),
        **_place(store, message),
        "trigger_id": store.views.triggers.issue(user),
        "state": {"values": values},
        "response_url": store.response_url(message.channel, user, message_ts=message.ts, thread_ts=message.thread_ts),
        "actions": actions,
    }


def view_action_payload(store: Store, user: str, view: View, *, actions: list[Json]) -> Json:
    """`block_actions` from a modal or a home tab."""
    return {
        **_interaction(store, "block_actions", user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": store.views.triggers.issue(user, view.id),
        "view": view_json(store, view),
        "actions": actions,
    }


def suggestion_payload(
    store: Store, user: str, holder: Message | View, *, block_id: str, action_id: str, value: str
) -> Json:
    """`block_suggestion`: what was typed into an external select."""
    payload = _interaction(store, "block_suggestion", user)
    if isinstance(holder, View):
        payload.update(container={"type": "view", "view_id": holder.id}, view=view_json(store, holder))
    else:
        payload.update(_place(store, holder))
    return {**payload, "action_id": action_id, "block_id": block_id, "value": value}


def submission_payload(store: Store, user: str, view: View) -> Json:
    """`view_submission`."""
    return {
        **_interaction(store, "view_submission", user),
        "trigger_id": store.views.triggers.issue(user, view.id),
        "view": view_json(store, view),
        "response_urls": [],
    }


def closed_payload(store: Store, user: str, view: View, *, is_cleared: bool) -> Json:
    """`view_closed`."""
    return {
        **_interaction(store, "view_closed", user),
        "view": view_json(store, view),
        "is_cleared": is_cleared,
    }


def shortcut_payload(store: Store, user: str, message: Message, *, callback_id: str) -> Json:
    """`message_action`: a shortcut from a message's menu."""
    place = _place(store, message)
    place.pop("container")
    return {
        **_interaction(store, "message_action", user),
        **place,
        "callback_id": callback_id,
        "trigger_id": store.views.triggers.issue(user),
        "response_url": store.response_url(message.channel, user, message_ts=message.ts, thread_ts=message.thread_ts),
        "message_ts": message.ts,
        "action_ts": store.conversations.timestamps.next(),
    }


def command_form(store: Store, user: str, conversation: Conversation, *, command: str, text: str) -> Json:
    """A slash command, as the form fields that Slack posts."""
    settings = store.settings
    person = settings.person(user)
    return {
        "token": "simulated",
        "team_id": settings.team_id,
        "team_domain": settings.team_domain,
        "channel_id": conversation.id,
        "channel_name": "directmessage" if conversation.is_im else conversation.name,
        "user_id": user,
        "user_name": person.name if person else user,
        "command": command,
        "text": text,
        "api_app_id": settings.app_id,
        "is_enterprise_install": "false",
        "response_url": store.response_url(conversation.id, user),
        "trigger_id": store.views.triggers.issue(user),
    }


def home_event(store: Store, user: str, channel: str) -> Json:
    """`app_home_opened`, with the view that is published now."""
    shown = store.views.homes.get(user)
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": "home",
        "event_ts": store.conversations.timestamps.next(),
    }
    if shown:
        event["view"] = view_json(store, shown)
    return event


def values_of(message: Message, user: str) -> Values:
    """What `user` has chosen in the fields of a message, initial values where nothing was."""
    values = initial_values(message.blocks)
    for block_id, chosen in message.values.get(user, {}).items():
        for action_id, value in chosen.items():
            if action_id in values.get(block_id, {}):
                values[block_id][action_id] = value
    return values
