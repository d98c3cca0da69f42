"""The limits a mail must keep before any parser sees it, read off the raw bytes in one pass each."""

import re
from dataclasses import dataclass

from gateways.mime.schemas import MailRefusal


@dataclass(frozen=True)
class MailLimits:
    """How much of a mail is read; bytes, lines and counts."""

    size: int = 10_000_000
    header_bytes: int = 256_000
    lines: int = 300_000
    parts: int = 200
    depth: int = 30
    text: int = 200_000


_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
_NESTING = re.compile(rb"(?i)^content-type\s*:\s*(?:\r?\n?[ \t]+)?(?:multipart|message)/", re.MULTILINE)
_PARTS = re.compile(rb"(?i)^content-(?:type|disposition|transfer-encoding)\s*:", re.MULTILINE)
_DASHES = re.compile(rb"^--", re.MULTILINE)


def header_block(raw: bytes, limits: MailLimits) -> bytes:
    """The headers of a mail with their closing blank line, cut at the limit."""
    found = _END_OF_HEADERS.search(raw, 0, limits.header_bytes + 4)
    return raw[: found.end() if found else limits.header_bytes]


def first_refusal(raw: bytes, limits: MailLimits) -> MailRefusal | None:
    """The first limit that these bytes break, or None; takes time in proportion to their number at most."""
    if not raw.strip():
        return MailRefusal.EMPTY
    if len(raw) > limits.size:
        return MailRefusal.TOO_LARGE
    if len(header_block(raw, limits)) >= limits.header_bytes and len(raw) > limits.header_bytes:
        return MailRefusal.HEADERS_TOO_LONG
    if raw.count(b"\n") + raw.count(b"\r") > 2 * limits.lines:
        return MailRefusal.TOO_MANY_LINES
    # The parser goes one level deeper for each of these, so their number bounds its depth.
    if _count(_NESTING, raw, limits.depth) > limits.depth:
        return MailRefusal.NESTED_TOO_DEEP
    if _count(_PARTS, raw, 3 * limits.parts) > 3 * limits.parts or _count(_DASHES, raw, 5000) > 5000:
        return MailRefusal.TOO_MANY_PARTS
    return None


def _count(pattern: re.Pattern[bytes], raw: bytes, most: int) -> int:
    count = 0
    for _ in pattern.finditer(raw):
        count += 1
        if count > most:
            break
    return count
