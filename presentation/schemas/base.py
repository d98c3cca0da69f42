"""Owns what every message's data has in common."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Base of every message's data; frozen, and kept as JSON in the delivery that owes it."""

    model_config = ConfigDict(frozen=True)


class Recipient(Message):
    """Whom a mail is for, and the thread it continues.

    `thread_message_id` is the Message-ID to answer; `references` the mails before it, oldest first.
    """

    name: str = ""
    company: str = ""
    thread_message_id: str | None = None
    references: tuple[str, ...] = ()
    thread_subject: str | None = None
