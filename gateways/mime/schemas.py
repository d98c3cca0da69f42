"""What a parsed mail is."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class MailRefusal(StrEnum):
    """Why the body of a mail was not read."""

    TOO_LARGE = "too_large"
    HEADERS_TOO_LONG = "headers_too_long"
    TOO_MANY_LINES = "too_many_lines"
    TOO_MANY_PARTS = "too_many_parts"
    NESTED_TOO_DEEP = "nested_too_deep"
    UNPARSABLE = "unparsable"
    EMPTY = "empty"


class Address(BaseModel):
    """A mailbox: the shown name as written, the address in lower case."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    address: str


class IncomingAttachment(BaseModel):
    """One file as it came, never opened; `size` is that of `payload` in bytes."""

    model_config = ConfigDict(frozen=True)

    filename: str
    content_type: str
    size: int
    payload: bytes


class IncomingMail(BaseModel):
    """A mail as a value; every text is clean Unicode without control characters.

    `text` is the whole body, `new_text` what the sender added above (or between) what they quote. `sender` is None
    when there is no usable From; `from_count` says how many addresses stood there, for more than one proves nothing.
    `headers` are all headers in order, names in lower case, each value at most 2,000 characters.
    """

    model_config = ConfigDict(frozen=True)

    sha256: str
    size: int
    envelope_from: str | None = None
    message_id: str | None = None
    sender: Address | None = None
    from_count: int = 0
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    text: str = ""
    new_text: str = ""
    attachments: tuple[IncomingAttachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    refusal: MailRefusal | None = None

    def header(self, name: str) -> str | None:
        """The topmost header of this name, in any case, or None."""
        return next((value for key, value in self.headers if key == name.lower()), None)
