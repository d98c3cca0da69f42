"""The body of a mail: which part is the text, HTML as text with its table columns, and the files beside it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from selectolax.lexbor import LexborHTMLParser

from gateways.mime.guard import MailLimits
from gateways.mime.headers import PARSER_FAULTS, clean, decode, one_line
from gateways.mime.schemas import IncomingAttachment
from gateways.mime.tables import BETWEEN_CELLS, rows_as_lines

HTML_CHARACTERS = 400_000
LAID_OUT_CHARACTERS = 200_000
TABLES_LAID_OUT = 100
DEPTH_PARSED = 100

_UNSEEN = "script, style, head, title, template, noscript, object, svg"
_QUOTED = "blockquote, .gmail_quote, .gmail_attr, .yahoo_quoted, .moz-cite-prefix"
# Outlook does not wrap what it quotes: everything after this mark is history.
_HISTORY_FOLLOWS = "#divRplyFwdMsg, #appendonsend"
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_NEVER_CLOSED = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta"}
    | {"option", "p", "param", "source", "td", "th", "tr", "wbr"}
)
_LAYOUT = ParserConfig(css=CSS_PROFILES["strict"], display_links=False, display_images=False)


@dataclass
class Body:
    """What the parts of one mail hold."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attachments: list[IncomingAttachment] = field(default_factory=list)

    def text(self, limits: MailLimits) -> str:
        """The whole text: plain parts where they say anything, else the HTML laid out."""
        return (_joined(self.plain) or _joined([html_text(page) for page in self.html]))[: limits.text]

    def without_quotes(self, limits: MailLimits) -> str:
        """The text, for HTML without its quotation blocks where something is left."""
        if _joined(self.plain):
            return self.text(limits)
        stripped = _joined([html_text(page, without_quotes=True) for page in self.html])[: limits.text]
        return stripped or self.text(limits)


def read_body(message: Message, limits: MailLimits) -> Body | None:
    """Text and files of a parsed mail; None when it has too many parts."""
    body = Body()
    for count, part in enumerate(_leaves(message)):
        if count >= limits.parts:
            return None
        _add(part, body)
    return body


def html_text(page: str, *, without_quotes: bool = False) -> str:
    """A page as text; rows of tables are lines with tabs between their cells, and nothing unseen is read."""
    page = page[:HTML_CHARACTERS]
    if _depth(page) > DEPTH_PARSED:
        return _trimmed(re.sub(r"[ \t]+", " ", html.unescape(_ANY_TAG.sub(" ", page))))
    tree = LexborHTMLParser(page)
    for node in tree.css(f"{_UNSEEN}, {_QUOTED}" if without_quotes else _UNSEEN):
        node.decompose()
    if without_quotes:
        _cut_history(tree)
    if len(tree.css("table")) <= TABLES_LAID_OUT:
        rows_as_lines(tree)
    seen = tree.html or ""
    if len(seen) > LAID_OUT_CHARACTERS or len(tree.css("table")) > TABLES_LAID_OUT:
        return _flat(tree)
    try:
        return _trimmed(get_text(seen, _LAYOUT)) or _flat(tree)
    except (*PARSER_FAULTS, SyntaxError):
        return _flat(tree)


def _depth(page: str) -> int:
    # The parsers take quadratic time or give up on deep nesting; what is usually left open does not count.
    depth = deepest = 0
    for found in _TAG.finditer(page):
        if found.group(2).lower() in _NEVER_CLOSED:
            continue
        depth = max(0, depth - 1) if found.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _cut_history(tree: LexborHTMLParser) -> None:
    mark = tree.css_first(_HISTORY_FOLLOWS)
    while mark is not None and mark.next is not None:
        mark.next.decompose()
    if mark is not None:
        mark.decompose()


def _flat(tree: LexborHTMLParser) -> str:
    return _trimmed(tree.body.text(separator="\n", strip=True) if tree.body else "")


def _leaves(message: Message) -> Iterator[Message]:
    pending = [message]
    while pending:
        part = pending.pop()
        members = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if isinstance(members, list):
            pending.extend(reversed([member for member in members if isinstance(member, Message)]))
        else:
            yield part


def _add(part: Message, body: Body) -> None:
    kind = one_line(part.get_content_type(), 100).lower()
    name = _filename(part)
    attached = (part.get_content_disposition() == "attachment") or bool(name)
    payload = _payload(part)
    if kind in ("text/plain", "text/html") and not attached:
        words = decode(payload, part.get_content_charset())
        (body.plain if kind == "text/plain" else body.html).append(_unwrapped(part, words))
    elif payload:
        body.attachments.append(
            IncomingAttachment(filename=name or "attachment", content_type=kind, size=len(payload), payload=payload)
        )


def _payload(part: Message) -> bytes:
    if part.get_content_maintype() == "message" and part.is_multipart():
        inner = part.get_payload()
        pieces = inner if isinstance(inner, list) else []
        return b"\r\n".join(piece.as_bytes() for piece in pieces if isinstance(piece, Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _filename(part: Message) -> str:
    try:
        found = part.get_filename()
    except PARSER_FAULTS:
        return "attachment"
    return re.split(r"[/\\]", one_line(found or "", 255))[-1].strip(". ")


def _unwrapped(part: Message, words: str) -> str:
    if str(part.get_param("format") or "").lower() != "flowed":
        return words
    # RFC 3676: a line that ends in a space goes on in the next one; a signature's "-- " does not.
    return re.sub(r"(?m)^(?![> ]|-- $)([^\n]*[^\n ]) \n(?![>\n]|-- $)", r"\1 ", words)


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())


def _trimmed(text: str) -> str:
    lines = [line.rstrip() for line in clean(text).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).replace(BETWEEN_CELLS, "\t").strip("\n")
