"""What of a message counts: markup undone with offsets kept, then quotes, forwards and signatures told apart."""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from domain.intake.schemas import Span

LONGEST = 8_000
#: How much is shown of what is not read.
_SHOWN = 120
_LIVE = ("new", "forward")
_MARKUP = re.compile(
    r"<(?:mailto:|tel:|https?://)[^|>]{0,300}\|([^>]{0,300})>|<[@#!][^>]{0,200}>|<https?://[^>]{0,300}>"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|quot|#39);")
_PLAIN = {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "\xa0": " ", "×": "x", "✕": "x",
          "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\r": " ", "…": ".", "→": ">", "﻿": ""}  # fmt: skip


@dataclass(frozen=True)
class CleanText:
    """Readable text and, for each of its characters, the offset in the message as it was received."""

    text: str
    offsets: tuple[int, ...]
    cut: bool

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the message of a stretch of the readable text."""
        if start >= end or not self.offsets:
            return 0, 0
        return self.offsets[start], self.offsets[end - 1] + 1


def clean(text: str) -> CleanText:
    """Undo Slack's and HTML's escapes, drop marks that show nothing, and cap the length."""
    cut = len(text) > LONGEST
    out: list[str] = []
    offsets: list[int] = []
    position = 0
    for found in _pieces(text[:LONGEST]):
        start, end, shown = found
        _plain(text, (position, start), out, offsets)
        for index, char in enumerate(shown):
            out.append(char)
            offsets.append(min(start + index, end - 1))
        position = end
    _plain(text, (position, min(len(text), LONGEST)), out, offsets)
    return CleanText("".join(out), tuple(offsets), cut)


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """Escapes with what they show, in order and without overlap."""
    found = [(m.start(), m.end(), m.group(1) or " ") for m in _MARKUP.finditer(text)]
    taken = [(start, end) for start, end, _ in found]
    for match in _ENTITY.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            found.append((match.start(), match.end(), html.unescape(match.group()).replace("\xa0", " ")))
    return sorted(found)


def _plain(text: str, part: tuple[int, int], out: list[str], offsets: list[int]) -> None:
    for index in range(*part):
        char = text[index]
        if " " <= char <= "_" or "a" <= char <= "~" or char == "\n":
            out.append(char)
            offsets.append(index)
            continue
        char = _PLAIN.get(char, char)
        if char and unicodedata.category(char[0]) in ("Cf", "Cs", "Co", "Cc") and char not in "\n\t":
            continue
        if char:
            out.append(char if unicodedata.category(char) != "So" else " ")
            offsets.append(index)


@dataclass(frozen=True)
class Row:
    """A line of the text that counts; `kind` says which block it is of: new, quote, forward, header, signature."""

    start: int
    end: int
    text: str
    kind: str


_QUOTE_INTRO = re.compile(
    r"^\W*(?:on\b.{4,80}\bwrote\b.{0,3}$|.{2,60}\bwrote\b\W*$|--.{0,40}(?:wrote|original message|quoted).{0,40}$|"
    r"(?:le|am|el|op)\b.{4,80}(?:écrit|schrieb|escribió|schreef)\b.{0,40}$|_{8,}\s*$)",
    re.I,
)
_FORWARD = re.compile(
    r"^\W{0,12}(?:begin )?(?:forwarded|original) (?:message|mail|e-mail)\W*(?:from\b.*)?$|^\W{2,}fwd?\b", re.I
)
_MAIL_HEADER = re.compile(
    r"^\W{0,3}(from|sent|date|to|cc|subject|von|gesendet|an|betreff|de|para|asunto|objet)\s*:\s*(.*)$", re.I
)
_CLOSING = re.compile(
    r"^\W*(?:(?:many |kind |best |warm |with |yours? |most |very |all the )*(?:regards?|wishes|best|"
    r"kindest|sincerely|faithfully|truly|"
    r"cheers|thanks|thank you|ta|rgds|warmly|respectfully|saludos?|cordialement|gr[uü](?:ß|ss)e|greetings|"
    r"love|yours|mfg|groeten|bien à vous|"
    r"atentamente|hochachtungsvoll|cordially)(?: in advance| again| a lot| (?:so|very) much| a million|"
    r" muchly| everyone| all| team| guys)?\b)"
    r"[^\w\n]*(?:[\w.'& -]{0,30})$",
    re.I,
)
_CONTACT = re.compile(
    r"\b(?:tel|fax|mob|mobile|phone|ph|vat|reg|registered|ddi|ext|www|company no|co\. ?no|siret|tva|ust|"
    r"iban|est)\b[\s.:]*|"
    r"(?:\+?\d[\d ()-]{8,}\d)|@\w+\.\w|\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b",
    re.I,
)


_COUNTED = re.compile(
    r"(?:^\s*|\s{2}|\t|[|;:x]\s*)\d{1,4}\s*(?:$|\s{2}|\t|[|;])|^\W{0,3}\d{1,4}\s?x?\s+[a-z]|\bx ?\d{1,4}\s*$", re.I
)


def rows_of(text: str, *, email: bool, reply: bool) -> tuple[Row, ...]:
    """Split into rows and say of which block each is; nothing is thrown away here."""
    rows: list[Row] = []
    position, kind = 0, "new"
    for line in text.split("\n"):
        bare = line.strip()
        kind = _kind_of(bare, kind, email=email, reply=reply)
        shown = "quote" if email and bare.startswith((">", "|")) and kind == "new" and reply else kind
        shown = "header" if email and kind in ("forward", "quote") and _MAIL_HEADER.match(bare) else shown
        rows.append(Row(position, position + len(line), line, shown))
        position += len(line) + 1
    return tuple(_signature(rows) if email else rows)


def unread(text: str, clean: CleanText, rows: Sequence[Row], end: int) -> tuple[Span, ...]:
    """What of a message is not read where its readable text is read to `end`: where that begins, and its first words.

    Nothing where only what is quoted goes on.
    """
    live = [row for row in rows if row.kind in _LIVE and row.end > end]
    start = next((max(row.start, end) for row in live if row.text[max(0, end - row.start) :].strip()), None)
    if start is None and not (clean.cut and rows[-1].kind in _LIVE):
        return ()
    begin = LONGEST if start is None else clean.offsets[start]
    shown = text[begin : begin + _SHOWN].strip()
    return (Span(start=begin, end=len(text), text=shown),) if shown else ()


def _kind_of(bare: str, kind: str, *, email: bool, reply: bool) -> str:
    if not email or kind == "quote":
        return kind
    if _QUOTE_INTRO.match(bare) and (reply or not _FORWARD.match(bare)):
        return "quote"
    header = _MAIL_HEADER.match(bare)
    if _FORWARD.match(bare) or (header and header.group(1).lower() in ("from", "von", "de") and bare != ""):
        return "quote" if reply else "forward"
    return kind


def _signature(rows: list[Row]) -> list[Row]:
    """Everything from a closing on, or rows of contact facts at the end, is signature."""
    out = list(rows)
    for kind in ("new", "forward"):
        block = [index for index, row in enumerate(out) if row.kind == kind and row.text.strip()]
        closing = _closing_of([out[index].text.strip() for index in block])
        for index in block[closing:]:
            out[index] = Row(out[index].start, out[index].end, out[index].text, "signature")
    return out


def _is_closing(line: str) -> bool:
    """Whether a row says goodbye; one with a number ("Love hot water bottle - 4") only if it is a contact's."""
    return bool(_CLOSING.match(line)) and (not any(char.isdigit() for char in line) or bool(_CONTACT.search(line)))


def _closing_of(lines: list[str]) -> int:
    """Where a block's signature begins: its last closing line in the lower part, else its contact facts."""
    for index in range(1, len(lines)):
        if lines[index].startswith(("--", "__", "==")) and not lines[index].strip("-_= |+"):
            rest = lines[index + 1 :]
            is_rule = len(lines[index]) <= 4 or any(_CONTACT.search(line) for line in rest)
            if rest and is_rule and not any(_COUNTED.search(line) and not _CONTACT.search(line) for line in rest):
                return index
        if _is_closing(lines[index]) and not any(
            re.match(r"^\W{0,2}\d+\s*x?\s+\D", line) and not _CONTACT.search(line) for line in lines[index + 1 :]
        ):
            return index
    last = len(lines)
    while last > 1 and _CONTACT.search(lines[last - 1]) and not re.match(r"^\W{0,2}\d+ ?x ", lines[last - 1]):
        last -= 1
    return last
