"""Slack's mrkdwn as HTML. Everything is escaped first; markup is added by us only."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape as html_escape
from typing import Protocol
from zoneinfo import ZoneInfo

from markupsafe import Markup

from simulator.page.emoji import with_emoji
from simulator.typed_text import unescape

CONSTRUCT = re.compile(r"<([^<>\n]+)>")
HELD = re.compile("\ue000(\\d+)\ue001")
RESERVED = str.maketrans("", "", "\ue000\ue001")
FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
EDGE = r"(?<![\w{0}])\{0}(?!\s)([^\n{0}]+?)(?<!\s)\{0}(?![\w{0}])"
STYLES = [(re.compile(EDGE.format(mark)), tag) for mark, tag in (("*", "strong"), ("_", "em"), ("~", "s"))]
BULLET = re.compile(r"^\s*(?:•|◦|[-*])\s+(.*)$")
DATE = re.compile(r"^!date\^(\d+)\^([^^|]+)(?:\^([^|]+))?(?:\|(.*))?$", re.DOTALL)
SCHEMES = ("http://", "https://", "mailto:", "tel:", "/")


class Names(Protocol):
    """Who and what ids stand for."""

    def user(self, user_id: str) -> str:
        """The name of a user."""

    def channel(self, channel_id: str) -> str:
        """The name of a channel."""


@dataclass(slots=True)
class _Held:
    """Finished pieces of HTML that later steps must not touch."""

    pieces: list[str] = field(default_factory=list)

    def hold(self, html: str) -> str:
        self.pieces.append(html)
        return f"\ue000{len(self.pieces) - 1}\ue001"

    def restore(self, text: str) -> str:
        while HELD.search(text):
            text = HELD.sub(lambda match: self.pieces[int(match[1])], text)
        return text


def safe_link(url: str, label: str) -> str:
    """A link that opens beside the page, or only its label when the address is of no known kind."""
    if not url.lower().startswith(SCHEMES):
        return label
    return f'<a href="{html_escape(url)}" target="_blank" rel="noopener noreferrer">{label}</a>'


def to_html(text: str, names: Names, zone: ZoneInfo, *, verbatim: bool = False) -> Markup:
    """The HTML of a mrkdwn text."""
    held = _Held()
    text = text.translate(RESERVED)

    def plain(part: str) -> str:
        return html_escape(unescape(part), quote=False)

    def code(match: re.Match[str], tag: str) -> str:
        return held.hold(f"<{tag}>{plain(match[1])}</{tag}>")

    if not verbatim:
        text = FENCE.sub(lambda match: code(match, "pre"), text)
        text = CODE.sub(lambda match: code(match, "code"), text)
    pieces, at = [], 0
    for match in CONSTRUCT.finditer(text):
        pieces.append(plain(text[at : match.start()]))
        pieces.append(held.hold(_construct(match[1], names, zone, plain)))
        at = match.end()
    pieces.append(plain(text[at:]))
    escaped = with_emoji("".join(pieces))
    html = _lines(escaped, _styled) if not verbatim else escaped.replace("\n", "<br>")
    return Markup(held.restore(html))


def _construct(inner: str, names: Names, zone: ZoneInfo, plain: Callable[[str], str]) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return f'<span class="mention">@{plain(names.user(target[1:]))}</span>'
    if target.startswith("#"):
        return f'<span class="mention">#{plain(label or names.channel(target[1:]))}</span>'
    if target.startswith("!date^"):
        return plain(_date(inner, zone))
    if target.startswith("!"):
        return f'<span class="mention loud">@{plain(label or target[1:].split("^")[0])}</span>'
    shown = plain(label or target.removeprefix("mailto:"))
    return safe_link(unescape(target), with_emoji(shown))


def _date(inner: str, zone: ZoneInfo) -> str:
    match = DATE.match(inner)
    if match is None:
        return inner.rpartition("|")[2]
    moment = datetime.fromtimestamp(int(match[1]), zone)
    forms = {
        "date_num": f"{moment:%Y-%m-%d}",
        "date_short_pretty": f"{moment:%b} {moment.day}, {moment.year}",
        "date_long_pretty": f"{moment:%A}, {moment:%B} {moment.day}, {moment.year}",
        "date_pretty": f"{moment:%B} {moment.day}, {moment.year}",
        "date_short": f"{moment:%b} {moment.day}, {moment.year}",
        "date_long": f"{moment:%A}, {moment:%B} {moment.day}, {moment.year}",
        "date": f"{moment:%B} {moment.day}, {moment.year}",
        "time_secs": f"{moment:%H:%M:%S}",
        "time": f"{moment:%H:%M}",
        "ago": f"{moment:%H:%M}",
    }
    return re.sub(r"\{(\w+)\}", lambda token: forms.get(token[1], token[0]), match[2])


def _styled(line: str) -> str:
    for pattern, tag in STYLES:
        line = pattern.sub(rf"<{tag}>\1</{tag}>", line)
    return line


def _lines(text: str, style: Callable[[str], str]) -> str:
    """Lines with quotations and bullets gathered; `text` is escaped already."""
    html: list[str] = []
    for line in text.split("\n"):
        bullet = BULLET.match(line) if line.lstrip().startswith(("•", "◦")) else None
        if line.startswith("&gt;"):
            _gather(html, "blockquote", style(line[4:].strip()) + "<br>")
        elif bullet:
            _gather(html, "ul", f"<li>{style(bullet[1])}</li>")
        else:
            html.append(style(line) + "<br>")
    joined = "".join(html)
    return re.sub(r"(?:<br>)+(</blockquote>|$)", r"\1", joined)


def _gather(html: list[str], tag: str, inner: str) -> None:
    if html and html[-1].endswith(f"</{tag}>"):
        html[-1] = html[-1].removesuffix(f"</{tag}>") + inner + f"</{tag}>"
        return
    html.append(f"<{tag}>{inner}</{tag}>")
