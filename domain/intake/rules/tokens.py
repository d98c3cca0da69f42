"""Typed tokens with spans: words, numbers in digits and in words, prices, marks. Nothing is masked or thrown away."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.intake.rules.counting import counted, repeated, words_to_numbers
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import STOP, words

_AFTER_ONE = words(
    "and is are was please pls for not with in on but if to as which that who again only too x though same"
)
_POINTS = words("the that this which her his their our thats")
_COUNTS_ONE = words("of each ea pair pc pcs piece per off unit set")
_NEAR_ONE = 5
_TOKEN = re.compile(
    r"""
    (?P<price>(?:£|€|\$|\bgbp|\beur|\busd)\s?\d{1,9}(?:[.,]\d{1,4})?(?:\s?(?:each|ea|p)\b)?|\b\d{1,4}\s?p\b|\b\d{0,6}\.\d{2,4}\b(?!\d)(?!\s?(?:cm|mm|m|kg|g)\b)|
       (?<![\d\w])\.\d{2}\b|\b\d{1,6}\s?(?:gbp|eur|quid|pounds)\b|\b\d{1,4},\d{2}\b(?!\d))
  | (?P<size>\b(?P<side>\d{2,3})\s?x\s?(?P=side)\s?cm\b|\b\d{2,4}x\d{1,4}cm\b|\b[2-9]\dx[2-9]\d\b|
       \b\d{1,4}(?:\.\d+)?\s?(?:cm|mm|ml|kg|ltr|litre|watt|metre|meter|inch)s?\b)
  | (?P<decade>\b(?:19)?[2-9]0\s?'?s\b)
  | (?P<many>\b\d{1,3}'?s\b)
  | (?P<setof>\b[sS]/(?=\d))
  | (?P<num>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,18}(?:\.\d+)?)
  | (?P<tlight>\bt(?:ea)?[ -]?(?:lights?|lites?|lts?)\b)
  | (?P<word>b[/']day|\b[a-vx-z]/[a-z]{3,}\b|\b(?:[a-z]{1,3}-[a-z]{1,3}|x-mas)\b(?!-)|[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<mark>[^\w\s]|\n|\t|_)
    """,
    re.X | re.I,
)
#: From how many digits on a number is more likely an article's than a quantity.
_LONG = 5


def tokenize(text: str, base: int = 0) -> list[Token]:
    """Tokens of a stretch of text; offsets count from `base`."""
    raw = [_token(match, base) for match in _TOKEN.finditer(text)]
    return _asides(repeated(_pronouns(counted(words_to_numbers(_times(raw))))))


def _signed(text: str, start: int) -> bool:
    """Whether a minus stands at the number itself, inside a row: "-5", not a dash between words or a list mark."""
    if start < 2 or text[start - 1] != "-" or not text[start - 2].isspace():
        return False
    return bool(text[: start - 1].rsplit("\n", 1)[-1].strip())


def _token(match: re.Match[str], base: int) -> Token:
    kind = "size" if match.group("size") else match.lastgroup or "mark"
    shown = match.group()
    norm = shown.lower()
    start, end = match.start() + base, match.end() + base
    if kind == "num":
        value = Decimal(norm.replace(",", ""))
        value = -value if _signed(match.string, match.start()) else value
        return Token(start, end, norm, "num", value, value)
    if kind == "setof":
        return Token(start, end, "set", "word")
    if kind == "decade":
        return Token(start, end, norm.replace(" ", "").replace("'", "").removeprefix("19"), "word")
    if kind == "many":
        value = Decimal(norm.rstrip("'sſ"))
        return Token(start, end, norm.replace("'", ""), "many", value, value)
    if kind == "tlight":
        return Token(start, end, "tlights" if norm.endswith("s") else "tlight", "word")
    if kind == "word":
        norm = norm.removesuffix("'s").replace("'", "").replace("/", "").replace("-", "")
    if kind == "size":
        norm = norm.replace(" ", "").replace("metre", "meter").rstrip("s")
        norm += "cm" if norm[-1].isdigit() else ""
    return Token(start, end, norm, kind)


def _times(tokens: list[Token]) -> list[Token]:
    """12x, 12 x, x12: the sign belongs to its number."""
    out: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if token.kind == "num" and after and after.norm in ("x", "*") and after.start - token.end <= 1:
            more = tokens[index + 2] if index + 2 < len(tokens) else None
            is_open = len(token.norm) >= _LONG and (more is None or more.norm == "\n")
            if not is_open and not (more and more.kind == "num" and _belongs_behind(token, after, more)):
                out.append(replace(token, end=after.end, times="before"))
                index += 2
                continue
        if token.norm in ("x", "*") and after and after.kind == "num" and after.start - token.end <= 1:
            out.append(replace(after, start=token.start, times="after"))
            index += 2
            continue
        out.append(token)
        index += 1
    return out


def _pronouns(tokens: list[Token]) -> list[Token]:
    """ "the red one", "LOVE one 6": a one that follows a describing word counts nothing."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        before = out[-1] if out else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        follows = (
            before is not None
            and before.kind == "word"
            and (before.norm not in STOP or before.norm in ("the", "ordinary", "plain"))
        )
        ends = after is None or after.kind in ("mark", "num", "price") or after.norm in _AFTER_ONE
        goes_on = after is not None and after.norm in STOP and after.norm not in _COUNTS_ONE and _is_pointed_at(out)
        is_one = token.norm == "1" and token.times == "word" and ((follows and ends) or goes_on)
        out.append(replace(token, kind="word") if is_one else token)
    return [replace(token, norm="one") if token.kind == "word" and token.norm == "1" else token for token in out]


def _is_pointed_at(before: Sequence[Token]) -> bool:
    """ "the antique gold" before a one: it is a thing pointed at, and no number."""
    for length, token in enumerate(reversed(before[-_NEAR_ONE:])):
        if token.norm in _POINTS:
            return length > 0
        if token.kind not in ("word", "many", "size"):
            return False
    return False


def _asides(tokens: list[Token]) -> list[Token]:
    """Tokens inside brackets are remarks: they may help, but need no explaining."""
    out = list(tokens)
    opened = -1
    for index, token in enumerate(tokens):
        if token.norm in ("(", "["):
            opened = index
        elif token.norm == "\n":
            opened = -1
        elif token.norm in (")", "]") and opened >= 0:
            inside = range(opened + 1, index)
            words = [place for place in inside if tokens[place].kind in ("word", "size")]
            if words:
                for place in inside:
                    out[place] = replace(tokens[place], aside=True)
            opened = -1
    return out


def _belongs_behind(number: Token, sign: Token, more: Token) -> bool:
    """22231 x 6, 22231 x6: the sign goes with the number behind it; 12 x 22231 has it with the number before."""
    if more.start - sign.end > 1:
        return False
    if more.start == sign.end:
        return True
    return len(number.norm) >= _LONG > len(more.norm)
