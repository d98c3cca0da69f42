"""The `rich_text` block as HTML; every piece of text is escaped by markupsafe."""

from typing import Any

from markupsafe import Markup, escape

from simulator.page.emoji import sign, with_emoji
from simulator.page.mrkdwn import Names, safe_link
from simulator.state.records import Json

STYLES = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}


def to_html(block: Json, names: Names) -> Markup:
    """The HTML of a rich_text block."""
    return Markup("").join(_part(part, names) for part in block.get("elements", []))


def _part(part: Json, names: Names) -> Markup:
    kind = part.get("type")
    if kind == "rich_text_list":
        tag = Markup("ol") if part.get("style") == "ordered" else Markup("ul")
        items = Markup("").join(Markup("<li>{}</li>").format(_inline(one, names)) for one in part.get("elements", []))
        indent = min(int(part.get("indent", 0)), 8)
        return Markup('<{} class="indent-{}">{}</{}>').format(tag, indent, items, tag)
    if kind == "rich_text_quote":
        return Markup("<blockquote>{}</blockquote>").format(_inline(part, names))
    if kind == "rich_text_preformatted":
        return Markup("<pre>{}</pre>").format(_inline(part, names))
    return Markup("<p>{}</p>").format(_inline(part, names))


def _inline(section: Json, names: Names) -> Markup:
    return Markup("").join(_piece(piece, names) for piece in section.get("elements", []))


def _piece(piece: Json, names: Names) -> Markup:
    kind = piece.get("type")
    shown = _content(kind, piece, names)
    style: dict[str, Any] = piece.get("style") or {}
    for name, tag in STYLES.items():
        if style.get(name):
            shown = Markup("<{0}>{1}</{0}>").format(Markup(tag), shown)
    return shown


def _content(kind: Any, piece: Json, names: Names) -> Markup:
    if kind == "user":
        return Markup('<span class="mention">@{}</span>').format(names.user(str(piece.get("user_id"))))
    if kind == "channel":
        return Markup('<span class="mention">#{}</span>').format(names.channel(str(piece.get("channel_id"))))
    if kind == "broadcast":
        return Markup('<span class="mention loud">@{}</span>').format(str(piece.get("range")))
    if kind == "emoji":
        return escape(sign(str(piece.get("name"))))
    if kind == "link":
        label = escape(str(piece.get("text") or piece.get("url")))
        return Markup(safe_link(str(piece.get("url")), str(label)))
    if kind == "date":
        return escape(str(piece.get("fallback") or piece.get("timestamp")))
    return Markup("<br>").join(escape(line) for line in with_emoji(str(piece.get("text", ""))).split("\n"))
