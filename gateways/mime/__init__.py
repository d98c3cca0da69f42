"""A raw mail becomes a frozen value, whatever was sent: limits first, then headers, body, the new text, files.

The door is `parse_mail`. It never raises and never unpacks anything; what is too big or broken to be read comes back
as a mail with a `refusal` and as much of its headers as could be had.
"""

from gateways.mime.parse import parse_mail
from gateways.mime.quotes import REPLY_MARKER, new_part_of
from gateways.mime.schemas import Address, IncomingAttachment, IncomingMail, MailRefusal

__all__ = [
    "REPLY_MARKER",
    "Address",
    "IncomingAttachment",
    "IncomingMail",
    "MailRefusal",
    "new_part_of",
    "parse_mail",
]
