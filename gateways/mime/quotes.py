"""What a person wrote, told from what they quote: our own marker first, then what mail programs put between."""

import re

from mailparser_reply import EmailReplyParser

REPLY_MARKER = "reply above this line"

# The library's patterns are quadratic, so it only ever sees a few lines behind a line that may open a quotation.
_OPENING = re.compile(
    r"(?i)\s{0,3}(?:>\s?)?\*?(?:on|am|le|from|von|de|gesendet|sent|envoyé|-{2,}|_{5,}|(?:begin |anfang )?forward)"
)
_WINDOW_LINES = 8
_WINDOW_CHARACTERS = 600
_OPENINGS_TRIED = 24
_PROBE = "probe"


def new_part_of(text: str) -> str:
    """The text without quoted history; the whole text where nothing else would be left (a forwarded mail, say)."""
    lines = text.split("\n")
    marker = next((n for n, line in enumerate(lines) if REPLY_MARKER in line.casefold()), None)
    above = lines if marker is None else lines[:marker]
    opening = _first_quotation(above)
    written = _unquoted(above if opening is None else above[:opening])
    if written:
        return written
    below = _unquoted(_after_quotation(above, opening)) if opening is not None else ""
    return below or text.strip()


def _first_quotation(lines: list[str]) -> int | None:
    tried = 0
    for number, line in enumerate(lines):
        if not _OPENING.match(line):
            continue
        tried += 1
        if tried > _OPENINGS_TRIED:
            return None
        window = "\n".join(lines[number : number + _WINDOW_LINES])[:_WINDOW_CHARACTERS]
        if _opens_quotation(re.sub(r"\n{3,}", "\n\n", window)):
            return number
    return None


def _opens_quotation(window: str) -> bool:
    kept = EmailReplyParser(languages=["en", "de", "fr"]).parse_reply(f"{_PROBE}\n\n{window}")
    return (kept or "").strip() == _PROBE


def _after_quotation(lines: list[str], opening: int) -> list[str]:
    quoted = [n for n, line in enumerate(lines) if n >= opening and line.lstrip().startswith(">")]
    return lines[quoted[-1] + 1 :] if quoted else []


def _unquoted(lines: list[str]) -> str:
    return "\n".join(line for line in lines if not line.lstrip().startswith(">")).strip()
