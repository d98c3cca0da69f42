"""What a test sees, as values: messages, views and mails."""

import base64
from dataclasses import dataclass

from simulator.state.records import Json


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as a person sees it; `words` is everything readable in it, `labels` its buttons and selects."""

    channel: str
    ts: str
    user: str
    text: str
    words: str
    labels: tuple[str, ...]
    thread_ts: str | None
    is_ephemeral: bool
    raw: Json

    def __contains__(self, text: str) -> bool:
        return text in self.words


@dataclass(frozen=True, slots=True)
class SeenView:
    """A modal or home tab as a person sees it; `errors` by block_id."""

    id: str
    title: str
    words: str
    labels: tuple[str, ...]
    errors: dict[str, str]
    raw: Json

    def __contains__(self, text: str) -> bool:
        return text in self.words


@dataclass(frozen=True, slots=True)
class SeenMail:
    """A mail as its owner reads it."""

    id: str
    owner: str
    is_sent: bool
    subject: str
    sender: str
    recipients: tuple[str, ...]
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...]
    message_id: str
    raw: bytes

    def header(self, name: str) -> str:
        """The first header of this name, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def message_of(row: Json) -> SeenMessage:
    """A message out of the control API's answer."""
    return SeenMessage(
        channel=row["channel"],
        ts=row["ts"],
        user=row["user"],
        text=row["text"],
        words=row["words"],
        labels=tuple(row["labels"]),
        thread_ts=row.get("thread_ts"),
        is_ephemeral=row["ephemeral"],
        raw=row,
    )


def view_of(row: Json) -> SeenView:
    """A view out of the control API's answer."""
    title = row["title"]["text"] if row.get("title") else ""
    return SeenView(row["id"], title, row["words"], tuple(row["labels"]), row["errors"], row)


def mail_of(row: Json) -> SeenMail:
    """A mail out of the control API's answer."""
    return SeenMail(
        id=row["id"],
        owner=row["owner"],
        is_sent=row["is_sent"],
        subject=row["subject"],
        sender=row["sender"],
        recipients=tuple(row["recipients"]),
        text=row["text"],
        html=row["html"],
        headers=tuple((name, value) for name, value in row["headers"]),
        attachments=tuple(part["name"] for part in row["attachments"]),
        message_id=row["message_id"],
        raw=base64.b64decode(row["raw"]),
    )
