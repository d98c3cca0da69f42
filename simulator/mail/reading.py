"""Reads a stored mail for the page: headers, text, HTML with its pictures inside, attachments."""

import base64
import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from simulator.state.records import StoredMail

CID = re.compile(r"cid:([^\"'\s)>]+)")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the text; `number` counts the attachments of one mail from 0."""

    number: int
    name: str
    mimetype: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail as a person reads it."""

    id: str
    owner: str
    is_sent: bool
    is_read: bool
    subject: str
    sender_name: str
    sender: str
    recipients: tuple[str, ...]
    received_at: float
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]
    message_id: str

    @property
    def preview(self) -> str:
        """The first words."""
        return " ".join(self.text.split())[:140]


def parse(raw: bytes) -> EmailMessage:
    """The message behind the bytes."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def read(stored: StoredMail) -> ReadMail:
    """Everything that the page shows of a mail."""
    message = parse(stored.raw)
    senders = getaddresses([str(message.get("From", ""))]) or [("", "")]
    plain, html = _part(message, "plain"), _part(message, "html")
    return ReadMail(
        id=stored.id,
        owner=stored.owner,
        is_sent=stored.is_sent,
        is_read=stored.is_read,
        subject=str(message.get("Subject", "")) or "(no subject)",
        sender_name=senders[0][0] or senders[0][1],
        sender=senders[0][1],
        recipients=tuple(address for _, address in getaddresses([str(message.get("To", ""))])),
        received_at=stored.received_at,
        text=plain or _stripped(html),
        html=_with_pictures(message, html),
        headers=tuple((name, str(value)) for name, value in message.items()),
        attachments=tuple(attachments(message)),
        message_id=str(message.get("Message-ID", "")),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body is not None else ""


def _stripped(html: str) -> str:
    without = re.sub(r"(?s)<(style|script|head)\b.*?</\1>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without)).strip()


def _with_pictures(message: EmailMessage, html: str) -> str:
    pictures = {}
    for part in message.walk():
        content_id = str(part.get("Content-ID", "")).strip("<>")
        if content_id and part.get_content_maintype() == "image":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                encoded = base64.b64encode(content).decode()
                pictures[content_id] = f"data:{part.get_content_type()};base64,{encoded}"
    return CID.sub(lambda match: pictures.get(match[1], match[0]), html)


def attachments(message: EmailMessage) -> list[Attachment]:
    """The attachments of a mail."""
    found = []
    for number, part in enumerate(message.iter_attachments()):
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else len(str(part))
        name = part.get_filename() or f"part-{number + 1}"
        found.append(Attachment(number, name, part.get_content_type(), size))
    return found


def attachment_content(raw: bytes, number: int) -> tuple[str, str, bytes] | None:
    """Name, type and bytes of one attachment."""
    for at, part in enumerate(parse(raw).iter_attachments()):
        if at == number:
            content = part.get_payload(decode=True)
            body = content if isinstance(content, bytes) else part.as_bytes()
            return part.get_filename() or f"part-{at + 1}", part.get_content_type(), body
    return None


def written_at(message: EmailMessage) -> datetime | None:
    """The moment of the Date header."""
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
