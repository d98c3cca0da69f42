"""The `markdown` block as HTML: headings, lists, tables, links and styles; escaped first."""

import re
from collections.abc import Callable
from html import escape as html_escape

from markupsafe import Markup

from simulator.page.emoji import with_emoji
from simulator.page.mrkdwn import safe_link

HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
ITEM = re.compile(r"^\s*(?:[-*+]|(\d+)\.)\s+(.*)$")
ROW = re.compile(r"^\s*\|(.+)\|\s*$")
QUOTE = re.compile(r"^>")
RULE = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$")
LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")
INLINE = [
    (re.compile(r"\*\*(?!\s)(.+?)(?<!\s)\*\*"), "strong"),
    (re.compile(r"(?<!\w)__(?!\s)(.+?)(?<!\s)__(?!\w)"), "strong"),
    (re.compile(r"(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])"), "em"),
    (re.compile(r"(?<!\w)_(?!\s)([^_\n]+?)(?<!\s)_(?!\w)"), "em"),
    (re.compile(r"~~(.+?)~~"), "s"),
]


def to_html(text: str) -> Markup:
    """The HTML of a Markdown text."""
    html: list[str] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        at = _block(lines, at, html)
    return Markup("".join(html))


def _block(lines: list[str], at: int, html: list[str]) -> int:
    line = lines[at]
    if line.startswith("```"):
        end = next((i for i in range(at + 1, len(lines)) if lines[i].startswith("```")), len(lines))
        html.append(f"<pre>{html_escape(chr(10).join(lines[at + 1 : end]), quote=False)}</pre>")
        return end + 1
    heading = HEADING.match(line)
    if heading:
        level = min(len(heading[1]) + 2, 6)
        html.append(f"<h{level}>{_inline(heading[2])}</h{level}>")
        return at + 1
    for kind in DRAW:
        if kind.match(line):
            return _gathered(lines, at, html, kind)
    if RULE.match(line):
        html.append("<hr>")
    elif line.strip():
        html.append(f"<p>{_inline(line)}</p>")
    return at + 1


def _gathered(lines: list[str], at: int, html: list[str], kind: re.Pattern[str]) -> int:
    end = at
    while end < len(lines) and kind.match(lines[end]):
        end += 1
    html.append(DRAW[kind](lines[at:end]))
    return end


def _table(rows: list[str]) -> str:
    cells = [[c.strip() for c in row.strip().strip("|").split("|")] for row in rows if not RULE.match(row)]
    head, *rest = cells
    top = "".join(f"<th>{_inline(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{_inline(c)}</td>" for c in row) + "</tr>" for row in rest)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _list(rows: list[str]) -> str:
    matches = [match for row in rows if (match := ITEM.match(row))]
    tag = "ol" if matches[0][1] else "ul"
    return f"<{tag}>" + "".join(f"<li>{_inline(match[2])}</li>" for match in matches) + f"</{tag}>"


def _quote(rows: list[str]) -> str:
    return "<blockquote>" + "<br>".join(_inline(row.lstrip("> ")) for row in rows) + "</blockquote>"


def _inline(text: str) -> str:
    spans: list[str] = []

    def hold(html: str) -> str:
        spans.append(html)
        return f"\ue000{len(spans) - 1}\ue001"

    text = html_escape(text.replace("\ue000", "").replace("\ue001", ""), quote=False)
    text = re.sub(r"`([^`]+)`", lambda match: hold(f"<code>{match[1]}</code>"), text)
    text = LINK.sub(lambda match: hold(safe_link(match[2].replace("&amp;", "&"), match[1])), text)
    for pattern, tag in INLINE:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    return re.sub("\ue000(\\d+)\ue001", lambda match: spans[int(match[1])], with_emoji(text))


DRAW: dict[re.Pattern[str], Callable[[list[str]], str]] = {ROW: _table, ITEM: _list, QUOTE: _quote}
