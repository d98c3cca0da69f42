"""Owns what Slack sends, as validated values: messages, clicks and commands."""

import html
import re
from typing import Any

from pydantic import BaseModel, ConfigDict

#: Longer texts are kept whole in the inbox, and answered with a refusal.
LONGEST_TEXT = 40_000
_MENTION = re.compile(r"<@([UW][A-Z0-9_]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(?:mailto:|https?://|tel:)[^|>]*\|([^>]*)>|<((?:mailto:|https?://|tel:)[^>]*)>")
#: Subtypes of a message that a person wrote.
PERSONAL_SUBTYPES = frozenset({None, "file_share", "thread_broadcast"})


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SlackFile(_Value):
    """A file shared with a message; without `url` Slack does not let us have it."""

    id: str = ""
    name: str = "file"
    mimetype: str = ""
    size: int = 0
    url: str = ""

    @classmethod
    def of_event(cls, file: dict[str, Any]) -> "SlackFile":
        """Read a file of a message; what Slack left out is empty."""
        return cls(
            id=file.get("id") or "",
            name=file.get("name") or file.get("title") or "file",
            mimetype=file.get("mimetype") or "",
            size=file.get("size") or 0,
            url=file.get("url_private_download") or file.get("url_private") or "",
        )


class SlackMessage(_Value):
    """What a person wrote in Slack. `thread_ts` is the thread it stands in, else its own ts."""

    team: str = ""
    channel: str
    user: str
    text: str
    ts: str
    thread_ts: str
    is_direct: bool = False
    is_in_thread: bool = False
    files: tuple[SlackFile, ...] = ()

    @classmethod
    def of_event(cls, payload: dict[str, Any]) -> "SlackMessage":
        """Read an Events API envelope; an edited message is its new text under its old ts."""
        event = payload["event"]
        inner = event.get("message", event)
        ts = inner["ts"]
        return cls(
            team=payload.get("team_id") or "",
            channel=event["channel"],
            user=inner.get("user") or "",
            text=inner.get("text") or "",
            ts=ts,
            thread_ts=inner.get("thread_ts") or ts,
            is_direct=event.get("channel_type") == "im" or event["channel"].startswith("D"),
            is_in_thread=bool(inner.get("thread_ts")),
            files=tuple(SlackFile.of_event(file) for file in inner.get("files") or ()),
        )

    @property
    def thread_key(self) -> str:
        """The conversation it belongs to."""
        return slack_thread_key(self.channel, self.thread_ts)

    def mentions(self, user_id: str) -> bool:
        """Whether the text names this user."""
        return user_id in _MENTION.findall(self.text)

    @property
    def words(self) -> str:
        """The text as it was typed: without mentions, links as they were shown, & < > restored."""
        text = _MENTION.sub(" ", self.text)
        text = _LINK.sub(lambda found: found.group(1) or found.group(2).split(":", 1)[-1], text)
        return html.unescape(text).strip()


class Click(_Value):
    """A pressed button or a chosen option: `value` is what it carries."""

    action_id: str
    value: str
    user: str
    channel: str
    message_ts: str
    thread_ts: str
    action_ts: str
    trigger_id: str

    @classmethod
    def of_payload(cls, payload: dict[str, Any]) -> "Click":
        """Read a block_actions payload (one action)."""
        action = payload["actions"][0]
        container = payload.get("container", {})
        message = payload.get("message", {})
        ts = message.get("ts") or container.get("message_ts") or ""
        chosen = action.get("selected_option") or {}
        return cls(
            action_id=action["action_id"],
            value=action.get("value") or chosen.get("value") or "",
            user=payload["user"]["id"],
            channel=(payload.get("channel") or {}).get("id") or container.get("channel_id") or payload["user"]["id"],
            message_ts=ts,
            thread_ts=message.get("thread_ts") or container.get("thread_ts") or ts,
            action_ts=action.get("action_ts") or "",
            trigger_id=payload.get("trigger_id") or "",
        )


class Command(_Value):
    """A slash command as typed."""

    command: str
    text: str
    user_id: str
    channel_id: str
    trigger_id: str
    team_id: str = ""
    response_url: str = ""

    @property
    def words(self) -> str:
        """The text behind the command, & < > restored."""
        return html.unescape(_MENTION.sub(" ", self.text)).strip()


def slack_thread_key(channel: str, thread_ts: str) -> str:
    """The key of a Slack conversation."""
    return f"slack:{channel}:{thread_ts}"
