"""The things that the workspace remembers, as plain records that can be written to JSON."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]


@dataclass(slots=True)
class Conversation:
    """A channel or a direct message; `read` holds per user the newest ts seen."""

    id: str
    name: str
    members: list[str]
    topic: str = ""
    is_im: bool = False
    is_mpim: bool = False
    created: int = 0
    read: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Message:
    """One message. `seen_only_by` makes it ephemeral; `values` holds per user what was chosen in its blocks."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    is_bot: bool = False
    seen_only_by: str | None = None
    subtype: str | None = None
    edited_ts: str | None = None
    edited_by: str | None = None
    file_ids: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    attachments: list[Json] = field(default_factory=list)
    revision: int = 1

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True)
class View:
    """A modal or a home tab as one user sees it; `body` is what the app sent."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    revision: int = 1

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the view."""
        blocks: list[Json] = self.body["blocks"]
        return blocks


@dataclass(slots=True)
class StoredFile:
    """A file that somebody uploaded."""

    id: str
    name: str
    user: str
    content: bytes
    mimetype: str = "application/octet-stream"
    title: str = ""
    created: int = 0
    is_complete: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StoredMail:
    """A mail in the mailbox of `owner`; `raw` is the whole message as it was sent or received."""

    id: str
    owner: str
    is_sent: bool
    raw: bytes
    received_at: float
    is_read: bool = False


@dataclass(slots=True)
class Exchange:
    """One request and its answer, for the inspector; `direction` is `to bot`, `from bot` or `mail`."""

    id: int
    at: float
    direction: str
    name: str
    request: Any
    answer: Any
    outcome: str
    milliseconds: float
