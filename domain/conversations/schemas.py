"""Values of conversations that enter and leave."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class InboxKind(StrEnum):
    """What came in."""

    SLACK_EVENT = "slack_event"
    SLACK_ACTION = "slack_action"
    SLACK_VIEW = "slack_view"
    SLACK_COMMAND = "slack_command"
    MAIL = "mail"


class InboxState(StrEnum):
    """Where an incoming message stands."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class Incoming(_Value):
    """A raw message as it came. `external_id` is the far side's own id: the same one twice is one message.

    Messages of one `thread_key` are worked in the order they came.
    """

    external_id: str
    kind: InboxKind
    thread_key: str
    sender: str = ""
    payload: dict[str, Any] = Field(default_factory=dict)
    raw: bytes | None = None


class ClaimedMessage(Incoming):
    """A stored message that is ours to work now."""

    id: int
    attempts: int


class Places(_Value):
    """Slack channels by purpose; None where none is set."""

    orders: str | None = None
    approvals: str | None = None
    alerts: str | None = None


class ThreadView(_Value):
    """A conversation in one place. `target` is the Slack channel or the mail address, `anchor` the thread's ts or
    the Message-ID to answer; `subject` is what it is about now ('order:SO-1042'), or nothing yet.
    """

    thread_key: str
    channel_kind: str
    target: str
    anchor: str
    subject: str | None = None
    context: dict[str, Any] = Field(default_factory=dict)


class PostedCardView(_Value):
    """A card that Slack has: where, and which revision it shows."""

    card_key: str
    subject: str
    channel: str
    ts: str
    thread_ts: str | None
    message: str
