"""conversations.*: open, list, look into, read and join."""

from typing import TypeVar

from simulator.shapes import conversation_json, message_json
from simulator.state.records import Json, Message
from simulator.webapi.calls import Call, SlackError, invalid_arguments

Row = TypeVar("Row")
PAGE = 200


def open_direct(call: Call) -> Json:
    """conversations.open"""
    if call.text("channel"):
        found = call.conversation()
    else:
        users = [user.strip() for user in call.required("users").split(",")]
        if not all(call.settings.person(user) for user in users):
            raise SlackError("user_not_found")
        found = call.store.conversations.direct([*users, call.settings.bot_user_id])
    return {"channel": conversation_json(call.store, found, call.settings.bot_user_id)}


def list_all(call: Call) -> Json:
    """conversations.list"""
    types = set(call.text("types", "public_channel").replace(" ", "").split(","))
    bot = call.settings.bot_user_id
    with call.store.lock:
        found = [
            c
            for c in call.store.conversations.by_id.values()
            if (c.is_im and "im" in types and bot in c.members)
            or (c.is_mpim and "mpim" in types and bot in c.members)
            or (not c.is_im and not c.is_mpim and "public_channel" in types)
        ]
    page, cursor = _page(call, found, PAGE)
    shown = [conversation_json(call.store, c, bot) for c in page]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _page(call: Call, rows: list[Row], size: int) -> tuple[list[Row], str]:
    limit = call.count("limit", size, 1000)
    cursor = call.text("cursor")
    if cursor and not cursor.isdigit():
        raise SlackError("invalid_cursor")
    start = int(cursor or 0)
    more = str(start + limit) if start + limit < len(rows) else ""
    return rows[start : start + limit], more


def info(call: Call) -> Json:
    """conversations.info"""
    found = call.conversation()
    return {"channel": conversation_json(call.store, found, call.settings.bot_user_id)}


def members(call: Call) -> Json:
    """conversations.members"""
    page, cursor = _page(call, list(call.conversation().members), PAGE)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def join(call: Call) -> Json:
    """conversations.join"""
    found = call.conversation()
    if found.is_im or found.is_mpim:
        raise SlackError("method_not_supported_for_channel_type")
    call.store.conversations.join(found, call.settings.bot_user_id)
    return {"channel": conversation_json(call.store, found, call.settings.bot_user_id)}


def history(call: Call) -> Json:
    """conversations.history: newest first."""
    found = _readable(call)
    messages = call.store.conversations.history(found)
    return _messages(call, list(reversed(_between(call, messages))))


def replies(call: Call) -> Json:
    """conversations.replies: the root first, then its replies, oldest first."""
    found = _readable(call)
    ts = call.required("ts")
    asked = call.store.conversations.get(found, ts)
    if asked is None:
        raise SlackError("thread_not_found")
    messages = call.store.conversations.thread(found, asked.thread_ts or ts)
    return _messages(call, _between(call, messages))


def _readable(call: Call) -> str:
    found = call.conversation()
    if call.settings.bot_user_id not in found.members:
        raise SlackError("not_in_channel")
    return found.id


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.text("oldest", "0"), call.text("latest", "9999999999.999999")
    try:
        low, high = _moment(oldest), _moment(latest)
    except ValueError as error:
        raise invalid_arguments("oldest and latest must be timestamps") from error
    if call.flag("inclusive"):
        return [m for m in messages if low <= _moment(m.ts) <= high]
    return [m for m in messages if low < _moment(m.ts) < high]


def _moment(ts: str) -> tuple[int, int]:
    seconds, _, fraction = ts.partition(".")
    return int(seconds or 0), int((fraction or "0").ljust(6, "0")[:6])


def _messages(call: Call, messages: list[Message]) -> Json:
    page, cursor = _page(call, messages, 100)
    with_metadata = call.flag("include_all_metadata")
    shown = [message_json(call.store, m, with_metadata=with_metadata) for m in page]
    answer: Json = {"messages": shown, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
