"""Header values as clean text: encoded words, addresses, message ids, dates; nothing here raises."""

import binascii
import codecs
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from gateways.mime.schemas import Address

# What the standard library is known to raise on hostile input.
PARSER_FAULTS = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    RecursionError,
    OverflowError,
    binascii.Error,
    MessageError,
)

HEADER_CHARACTERS = 20_000
ADDRESSES_READ = 200
IDS_READ = 100

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff\ufffe\uffff]")
_FOLD = re.compile(r"\s*[\r\n]+\s*|[\t\x0b\x0c\u2028\u2029]+")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[^@\s<>,;:\"()\\]{1,255}")
# Text encodings that take quadratic time or run escapes; no mail is written in them.
_REFUSED_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})


def decode(payload: bytes, charset: str | None) -> str:
    """Bytes as clean text: the charset they claim, else UTF-8, else Windows-1252."""
    for name in (_known(charset), "utf-8"):
        if not name:
            continue
        try:
            return clean(payload.decode(name))
        except PARSER_FAULTS:
            continue
    return clean(payload.decode("cp1252", "replace"))


def clean(text: str) -> str:
    """Text that any database takes: no control characters, no lone surrogates, lines ended by a newline."""
    text = text.encode("utf-8", "surrogateescape" if _escaped(text) else "replace").decode("utf-8", "replace")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(value: object, most: int = HEADER_CHARACTERS) -> str:
    """A header value as one decoded line."""
    text = str(value)[:HEADER_CHARACTERS]
    try:
        pieces = [
            decode(piece, charset) if isinstance(piece, bytes) else clean(piece)
            for piece, charset in decode_header(text)
        ]
        text = "".join(pieces)
    except PARSER_FAULTS:
        text = clean(text)
    return _FOLD.sub(" ", text).strip()[:most]


def addresses(values: Iterable[object]) -> tuple[Address, ...]:
    """Every usable address of these headers; encoded words are decoded after splitting, so a name adds none."""
    raw = [_FOLD.sub(" ", clean(str(value)[:HEADER_CHARACTERS])) for value in values]
    try:
        pairs = getaddresses(raw)
    except PARSER_FAULTS:
        return ()
    found = [Address(name=one_line(name, 200), address=text.lower()) for name, text in pairs if _usable(text)]
    return tuple(found[:ADDRESSES_READ])


def message_ids(values: Iterable[object]) -> tuple[str, ...]:
    """The message ids of these headers in order, each once."""
    text = " ".join(clean(str(value)[:HEADER_CHARACTERS]) for value in values)
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))[:IDS_READ]


def sent_at(value: object) -> datetime | None:
    """A Date header as a moment in UTC."""
    try:
        moment = parsedate_to_datetime(clean(str(value))[:200])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except PARSER_FAULTS:
        return None


def every_header(message: Message) -> tuple[tuple[str, str], ...]:
    """All headers, names in lower case, values as one line of at most 2,000 characters."""
    return tuple((clean(name).lower()[:100], one_line(value, 2000)) for name, value in message.raw_items())


def _known(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset or "ascii").name
    except PARSER_FAULTS:
        return None
    return None if name in _REFUSED_CHARSETS else name


def _usable(address: str) -> bool:
    return len(address) <= 320 and _ADDRESS.fullmatch(address) is not None


def _escaped(text: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in text) and not any(
        "\ud800" <= character < "\udc80" or "\udcff" < character <= "\udfff" for character in text
    )
