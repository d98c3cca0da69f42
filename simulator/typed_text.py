"""Turns what a person types into the text that Slack sends: escaped, with mentions, channels and links marked."""

import re

from simulator.settings import SimulatorSettings
from simulator.state.records import Json

MARKED = re.compile(
    r"(?P<url>https?://[^\s<>&]+(?:&amp;[^\s<>&]+)*)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<!\S)@(?P<at>[\w.-]*[\w-])"
    r"|(?<!\S)#(?P<channel>[\w-]+)"
)
PIECE = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)>|<(?P<link>https?://[^>|]+)>")


def escape(text: str) -> str:
    """`&`, `<` and `>` as Slack writes them."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The characters behind Slack's three escapes."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def encode(text: str, settings: SimulatorSettings) -> str:
    """Slack's text for typed text; nothing that is typed can become a mention by markup of its own."""

    def mark(match: re.Match[str]) -> str:
        if match["url"]:
            url = match["url"].rstrip(".,;:!?)")
            return f"<{url}>{match['url'][len(url) :]}"
        if match["mail"]:
            return f"<mailto:{match['mail']}|{match['mail']}>"
        if match["at"]:
            return _mention(match["at"], settings) or match[0]
        channel = next((c for c in settings.channels if c.name == match["channel"]), None)
        return f"<#{channel.id}|{channel.name}>" if channel else match[0]

    return MARKED.sub(mark, escape(text))


def _mention(name: str, settings: SimulatorSettings) -> str | None:
    if name.casefold() in ("here", "channel", "everyone"):
        return f"<!{name.casefold()}>"
    if name.casefold() == settings.bot_name.casefold():
        return f"<@{settings.bot_user_id}>"
    person = settings.person(name)
    return f"<@{person.id}>" if person else None


def rich_text(text: str) -> Json:
    """The `rich_text` block that Slack sends beside a typed message."""
    pieces: list[Json] = []
    at = 0
    for match in PIECE.finditer(text):
        if match.start() > at:
            pieces.append({"type": "text", "text": unescape(text[at : match.start()])})
        if match["user"]:
            pieces.append({"type": "user", "user_id": match["user"]})
        else:
            pieces.append({"type": "link", "url": unescape(match["link"])})
        at = match.end()
    if at < len(text):
        pieces.append({"type": "text", "text": unescape(text[at:])})
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": pieces}]}
