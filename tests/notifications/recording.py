"""Owns a Slack and a mail server that only remember, and that can be told to fail."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from gateways.outcomes import Delivered, Outcome, Rejected
from presentation.blockcheck import check_surface

Blocks = Sequence[Mapping[str, Any]]


@dataclass
class SlackMessage:
    """A message as the channel shows it."""

    channel: str
    ts: str
    text: str
    blocks: list[Mapping[str, Any]]
    thread_ts: str | None = None
    delivery_id: str = ""
    updates: int = 0

    @property
    def words(self) -> str:
        """Everything in it as one text."""
        return self.text + json.dumps(self.blocks, ensure_ascii=False)


@dataclass
class RecordingSlack:
    """Remembers what was posted; `failures` are answered first, one per post."""

    messages: list[SlackMessage] = field(default_factory=list)
    whispers: list[tuple[str, str, str]] = field(default_factory=list)
    failures: list[Outcome] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def post(
        self,
        channel: str,
        *,
        text: str,
        blocks: Blocks = (),
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Post, unless a failure is due."""
        with self._lock:
            if self.failures:
                return self.failures.pop(0)
            if findings := check_surface({"text": text, "blocks": list(blocks)}, "message"):
                return Rejected("over_limit", tuple(findings))
            ts = f"{len(self.messages) + 1}.000"
            found = SlackMessage(
                channel, ts, text, list(blocks), thread_ts, str((metadata or {}).get("event_payload", {}).get("id"))
            )
            self.messages.append(found)
            return Delivered(ts)

    def update(self, channel: str, ts: str, *, text: str, blocks: Blocks = ()) -> Outcome:
        """Replace a message."""
        with self._lock:
            for message in self.messages:
                if (message.channel, message.ts) == (channel, ts):
                    message.text, message.blocks, message.updates = text, list(blocks), message.updates + 1
                    return Delivered(ts)
            return Rejected("message_not_found")

    def post_ephemeral(
        self, channel: str, user: str, *, text: str, blocks: Blocks = (), thread_ts: str | None = None
    ) -> Outcome:
        """Whisper."""
        self.whispers.append((channel, user, text))
        return Delivered("")

    def respond(self, url: str, *, text: str, blocks: Blocks = (), in_channel: bool) -> Outcome:
        """Answer a command."""
        self.whispers.append((url, "everybody" if in_channel else "asker", text))
        return Delivered("")

    def find_posted(self, channel: str, thread_ts: str | None, delivery_id: str) -> str | None:
        """Look for a delivery."""
        return next((each.ts for each in self.messages if each.delivery_id == delivery_id), None)

    def open_dm(self, user: str) -> str:
        """The direct message channel."""
        return f"D{user[1:]}"

    def in_channel(self, channel: str) -> list[SlackMessage]:
        """What stands in a channel."""
        return [message for message in self.messages if message.channel == channel]


@dataclass
class RecordingMail:
    """Remembers what was sent."""

    sent: list[EmailMessage] = field(default_factory=list)

    def send(self, mail: EmailMessage, *, envelope_from: str | None = None) -> Outcome:
        """Send."""
        self.sent.append(mail)
        return Delivered(str(mail["Message-ID"]))

    def text_of(self, index: int) -> str:
        """The plain text of a mail."""
        part = self.sent[index].get_body(("plain",))
        assert part is not None
        return str(part.get_content())
