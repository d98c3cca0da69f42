"""The way from raw bytes to `IncomingMail`."""

import hashlib
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any

from gateways.mime.body import read_body
from gateways.mime.guard import MailLimits, first_refusal, header_block
from gateways.mime.headers import PARSER_FAULTS, addresses, every_header, message_ids, one_line, sent_at
from gateways.mime.quotes import new_part_of
from gateways.mime.schemas import IncomingMail, MailRefusal

LIMITS = MailLimits()


def parse_mail(raw: bytes, *, envelope_from: str | None = None, limits: MailLimits = LIMITS) -> IncomingMail:
    """Reads a mail; never raises. `envelope_from` is what MAIL FROM said ("" for none), None where unknown."""
    known: dict[str, Any] = {
        "sha256": hashlib.sha256(raw).hexdigest(),
        "size": len(raw),
        "envelope_from": envelope_from,
    }
    refusal = first_refusal(raw, limits)
    head = BytesHeaderParser().parsebytes(header_block(raw, limits))
    known |= _headers(head)
    if refusal:
        return IncomingMail(**known, refusal=refusal)
    try:
        return IncomingMail(**known, **_body(message_from_bytes(raw), limits))
    except PARSER_FAULTS:
        return IncomingMail(**known, refusal=MailRefusal.UNPARSABLE)


def _headers(head: Message) -> dict[str, Any]:
    def every(name: str) -> list[object]:
        return list(head.get_all(name) or [])

    senders = addresses(every("From"))
    own = message_ids(every("Message-ID")[:1])
    replied = message_ids(every("In-Reply-To"))
    return {
        "message_id": own[0] if own else None,
        "sender": senders[0] if senders else None,
        "from_count": len(senders),
        "to": addresses(every("To")),
        "cc": addresses(every("Cc")),
        "reply_to": addresses(every("Reply-To")),
        "subject": one_line((every("Subject") or [""])[0], 500),
        "sent_at": sent_at((every("Date") or [""])[0]),
        "in_reply_to": replied[0] if replied else None,
        "references": message_ids(every("References")),
        "headers": every_header(head)[:500],
    }


def _body(message: Message, limits: MailLimits) -> dict[str, Any]:
    body = read_body(message, limits)
    if body is None:
        return {"refusal": MailRefusal.TOO_MANY_PARTS}
    return {
        "text": body.text(limits),
        "new_text": new_part_of(body.without_quotes(limits)),
        "attachments": tuple(body.attachments),
    }
