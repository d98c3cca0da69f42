"""The tokens of a message with their roles: codes, header words, numbers taken back, marks of lists."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cleaning import Row
from domain.intake.rules.cues import LINKING, SORRY
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import words


def with_codes(tokens: Sequence[Token], catalogue: Catalogue, customer_codes: Mapping[str, str]) -> list[Token]:
    """Join adjacent tokens that are an article's number into one token of kind code."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        used, sku = _code_at(tokens, index, catalogue, customer_codes)
        if sku:
            last = tokens[index + used - 1]
            if last.times == "before":
                end = last.start + len(last.norm)
                out.append(Token(tokens[index].start, end, sku, "code"))
                out.append(replace(tokens[index + used], start=end, times="after"))
                index += used + 1
                continue
            out.append(Token(tokens[index].start, last.end, sku, "code"))
            index += used
            for more in _more_letters(tokens, index, sku, catalogue):
                out += more
                index += len(more)
            glued = _glued_number(tokens, index, last.end)
            if glued is not None:
                out.append(glued)
                index += 2
        else:
            out.append(_half_a_code(tokens[index], catalogue))
            index += 1
    return out


def _more_letters(tokens: Sequence[Token], index: int, sku: str, catalogue: Catalogue) -> list[list[Token]]:
    """84997A/B/C: the letters behind an article's number that make others of its family, each with its mark."""
    out: list[list[Token]] = []
    while index + 1 < len(tokens) and sku[-1:].isalpha():
        mark, letter = tokens[index], tokens[index + 1]
        other = catalogue.codes.get(sku[:-1] + letter.norm.upper())
        is_glued = mark.norm == "/" and tokens[index - 1].end == mark.start and mark.end == letter.start
        if not is_glued or len(letter.norm) != 1 or other is None:
            break
        out.append([replace(mark, norm=","), replace(letter, norm=other, kind="code")])
        index += 2
    return out


def _glued_number(tokens: Sequence[Token], index: int, end: int) -> Token | None:
    """22698/6, 22698=6: the number at the code's tail is its quantity."""
    if index + 1 >= len(tokens) or tokens[index].norm not in ("/", "=", ":", "-") or tokens[index].start != end:
        return None
    number = tokens[index + 1]
    glued = number.kind == "num" and number.start == tokens[index].end and len(number.norm) <= 4
    return replace(number, start=tokens[index].start, times="after") if glued else None


def _half_a_code(token: Token, catalogue: Catalogue) -> Token:
    """A number that is an article's but for the letter, or built like one and nobody's: `?` before it says so."""
    if token.kind != "num" or token.times or token.unit or not token.norm.isdigit() or not catalogue.numbers_in_codes:
        return token
    is_half = token.norm in catalogue.families
    return (
        replace(token, kind="code", norm=f"?{token.norm}")
        if is_half or len(token.norm) == catalogue.usual_length
        else token
    )


def _code_at(tokens: Sequence[Token], index: int, catalogue: Catalogue, own: Mapping[str, str]) -> tuple[int, str]:
    best: tuple[int, str] = (0, "")
    whole = ""
    for used in range(1, 7):
        if index + used > len(tokens):
            break
        token = tokens[index + used - 1]
        if used > 1 and token.start != tokens[index + used - 2].end:
            break
        if token.norm == "\n" or (token.kind == "num" and (token.times in ("after", "word") or token.unit)):
            break
        if token.times == "before":
            number = token.norm.upper()
            after = tokens[index + used] if index + used < len(tokens) else None
            if whole and after is not None and after.kind == "num" and whole + number in own:
                return used, own[whole + number]
            if len(number) >= 5 and whole + number in catalogue.codes:
                return best if best[0] else (0, "")
            break
        whole += token.norm.upper()
        sku = own.get(whole) or (
            catalogue.codes.get(whole) if len(whole) >= 4 and any(c.isdigit() for c in whole) else None
        )
        if sku and (
            token.kind != "word"
            or index + used >= len(tokens)
            or tokens[index + used].kind != "word"
            or tokens[index + used].start > token.end
        ):
            best = (used, sku)
    return best


def with_last_word(tokens: Sequence[Token]) -> list[Token]:
    """ "12 ... no, make that 10": only the later number counts; it stands where both stood."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        is_denied = bool(index) and tokens[index - 1].norm in ("not", "from")
        end = _taken_back_to(tokens, index) if token.kind == "num" and not is_denied else index
        if end > index:
            out.append(replace(tokens[end], start=token.start, corrected=True))
            index = end + 1
        else:
            out.append(token)
            index += 1
    return out


def _taken_back_to(tokens: Sequence[Token], index: int) -> int:
    """Where the number stands that replaces the one here; the place itself where none does."""
    sorry = False
    for place in range(index + 1, min(index + 10, len(tokens))):
        token = tokens[place]
        if token.kind == "num" and (token.times != "after" or tokens[index].times == "after"):
            after = tokens[place + 1] if place + 1 < len(tokens) else None
            before = tokens[index - 1] if index else None
            leads = (
                before is None
                or before.kind == "mark"
                or before.norm in ("and", "want", "wants", "send", "like", "take")
            )
            of_them = after is not None and after.norm == "of" and _pointing(tokens, place + 2)
            ends = after is None or after.kind == "mark" or after.norm in _NO_ITEM or of_them
            return place if sorry and (ends or leads) else index
        if not (token.kind == "mark" and token.norm in ",.-(!:;") and token.norm not in LINKING:
            return index
        sorry = sorry or token.norm in SORRY
    return index


def _pointing(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].norm in ("those", "them", "these", "it", "each", "that")


_NO_ITEM = words("please pls now and for to then thanks ta cheers on by he she they we i not is")


def with_roles(tokens: Sequence[Token], spans: Sequence[tuple[int, int, str]]) -> list[Token]:
    """Tokens inside a header stretch get its role as their kind, so that no item can contain them."""
    out: list[Token] = []
    for token in tokens:
        role = next((role for start, end, role in spans if start < token.end and token.start < end), "")
        out.append(replace(token, kind=f"={role}") if role and token.norm != "\n" else token)
    return out


_MARKER = re.compile(
    r"^\s*(?:[-*•·>–+]\s*)?(?:(?:item|pos|position|line|nr|no)\b\.?\s*)?\(?(\d{1,2}|"
    r"[a-h])(?:\s?[.):]\)?\s*|\s{2,})(?=\D|\d)",
    re.I,
)
_LINE = re.compile(r"^\s*(?:item|pos|position|line)\b\.?\s*\d{1,2}\s*[-.:)]?\s+", re.I)


def list_marks(rows: Sequence[Row], *, answering: bool = False) -> dict[int, int]:
    """Rows that begin with a running number or letter: where the rest of the row begins."""
    found: list[tuple[int, int, int]] = []
    for index, row in enumerate(rows):
        match = _MARKER.match(row.text) or _LINE.match(row.text)
        if match:
            number = re.search(r"\d+|[a-h](?=\s*[.):])", match.group().lower())
            value = number.group() if number else "0"
            found.append((index, int(value) if value.isdigit() else ord(value) - 96, match.end()))
    running = [one for place, one in enumerate(found) if _runs(found, place)]
    out = {index: end for index, _, end in running}
    if answering:
        return out
    for index, row in enumerate(rows):
        match = _LINE.match(row.text)
        if match:
            out.setdefault(index, match.end())
    return out


def _runs(found: Sequence[tuple[int, int, int]], place: int) -> bool:
    value = found[place][1]
    before = found[place - 1][1] if place else 0
    after = found[place + 1][1] if place + 1 < len(found) else value + 1
    return len(found) > 1 and (before == value - 1 or (value == 1 and after == 2))
