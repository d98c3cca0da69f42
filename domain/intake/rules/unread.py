"""Rows of a list that gave no item and must not be left out in silence: a count without article, an article without."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from domain.intake.rules.cleaning import Row
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.judging import offered
from domain.intake.rules.matching import Matcher
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.vocabulary import STOP, TALK
from domain.intake.schemas import About

_OPEN = r"(?P<open>\?+|t\.?b\.?[acd]\b\.?|to (?:be )?(?:confirm(?:ed)?|advised?|follow)\b)"
_TOLD = (
    rf"^\W*(?:\d{{1,2}}[.)]\s*)?[a-z]{{0,4}}\d{{4,6}}[a-z]{{0,2}}\s*[-:=|/]?\s*{_OPEN}(?=\s|$)",
    rf"\b(?:qty|quantity|how many)\b\W{{0,3}}\s*{_OPEN}(?=\s|$|[),.;])",
    rf"[-:=|/]\s*{_OPEN}\s*$",
)
_ALONE = (
    rf"(?:[-:=|/]|\bx)\s*{_OPEN}(?=\s|$|[),.;])",
    rf"^\W*{_OPEN}\s*x?\s+(?=\w)",
    rf"\s{_OPEN}\s*$",
)
#: Where a number is expected and something else stands: "23001 ?", "cake stands - qty tbc", "?? x cake stands"; the
#: second says whether a row that has a number of its own may still be meant ("cake stands 3 tier - ?").
_EXPECTED = tuple((re.compile(one, re.I), True) for one in _TOLD) + tuple(
    (re.compile(one, re.I), False) for one in _ALONE
)
_OF_HEADER = re.compile(
    r"\b(?:p\.?o\.?|ref(?:erence)?|order|date|delivery|deliver|when|customer|number|no|nr|price|address|name|by)\b[\W]*$",
    re.I,
)
_PACKED = frozenset(("of", "set", "pack", "box", "/"))
_LONGEST, _LONGEST_ADDED, _LONGEST_ROW = 10, 16, 120
_MORE = frozenset(("+", "plus", "&"))
_NEAR = (-2, -1, 1, 2)


@dataclass(frozen=True)
class Unread:
    """What has to be asked about a row, from its first to its last token."""

    about: About
    first: Token
    last: Token
    candidates: tuple[str, ...] = ()
    quantity: Decimal | None = None


def with_open_counts(tokens: Sequence[Token], rows: Sequence[Row]) -> list[Token]:
    """Tokens that say in the place of a quantity that it is still to be told get a mark of their own."""
    spans = [span for row in rows if row.kind in ("new", "forward") for span in _open_in(row, tokens)]
    out: list[Token] = []
    for token in tokens:
        span = next(((start, end) for start, end in spans if start <= token.start < end), None)
        if span is None:
            out.append(token)
        elif token.start == span[0]:
            out.append(replace(token, end=span[1], norm="?", kind="mark", times=COLUMN))
    return out


def _open_in(row: Row, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    if "?" not in row.text and not re.search(r"\bt\.?b\.?[acd]\b|\bto (?:be )?(?:conf|advi|foll)", row.text, re.I):
        return []
    inside = [token for token in tokens if row.start <= token.start < row.end]
    counted = any(_counts(inside, index) for index in range(len(inside)))
    fits = (pattern.search(row.text[:300]) for pattern, beside in _EXPECTED if beside or not counted)
    found = next((match for match in fits if match), None)
    if found is None or len(row.text) > _LONGEST_ROW or _OF_HEADER.search(row.text[: found.start("open")]):
        return []
    return [(row.start + found.start("open"), row.start + found.end("open"))]


def _counts(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is a number that may be a quantity, and no pack's and no list's."""
    token = tokens[index]
    if token.times == COLUMN:
        return True
    is_mark = index == 0 and len(tokens) > 1 and tokens[1].norm in (".", ")")
    packed = index > 0 and tokens[index - 1].norm in _PACKED
    return token.kind == "num" and not token.aside and not is_mark and not packed


def unread(one: Gathered, matcher: Matcher, rows: AbstractSet[int]) -> Unread | None:
    """What to ask about a sentence in which no item was found; `rows` are those that have items."""
    tokens = one.sentence.tokens
    told = [token for token in tokens if token.times == COLUMN]
    codes = [token for token in tokens if token.kind == "code"]
    words = [token for token in tokens if token.kind in ("word", "many", "size", "num") and token not in told]
    if told:
        number = next((token for token in told if token.kind == "num"), None)
        return _asked(tokens, codes, words, number, matcher)
    is_near = bool(rows & {one.sentence.row + step for step in _NEAR})
    if is_near and tokens[0].norm in _MORE and not codes:
        return _added(one, words, matcher)
    bare = len(codes) == 1 and len(tokens) <= _LONGEST and tokens[0] is codes[0] and codes[0].norm[0] != "?"
    if not (bare and is_near) or any(token.kind == "num" for token in tokens) or one.act not in ("order", "question"):
        return None
    return Unread("quantity", tokens[0], tokens[-1], (codes[0].norm,))


def smudged(one: Gathered) -> list[Unread]:
    """Codes of a sentence that no item took, with a question mark where their number should stand: "22111 ?"."""
    tokens = one.sentence.tokens
    return [
        Unread("quantity", code, mark, (code.norm,))
        for code, mark in pairwise(tokens)
        if code.kind == "code"
        and code.norm[0] != "?"
        and mark.norm == "?"
        and mark.start > code.end
        and mark is not tokens[-1]
        and not one.is_taken(code)
    ]


def _added(one: Gathered, words: Sequence[Token], matcher: Matcher) -> Unread | None:
    """ "+ till rolls, 1 box" below a list: one more thing, whatever it is."""
    tokens = one.sentence.tokens
    number = next((token for index, token in enumerate(tokens) if _counts(tokens, index)), None)
    named = any(token.kind == "word" and token.norm not in STOP and token.norm not in TALK for token in words)
    talks = any(token.kind.startswith("=") for token in tokens) or len(tokens) > _LONGEST_ADDED
    if number is None or not named or talks or one.act != "order":
        return None
    return _asked(tokens, (), [token for token in words if token is not number], number, matcher)


def _asked(
    tokens: Sequence[Token], codes: Sequence[Token], words: Sequence[Token], number: Token | None, matcher: Matcher
) -> Unread | None:
    quantity = number.value if number is not None else None
    known = tuple(code.norm for code in codes if code.norm[0] != "?")
    if known:
        about: About = "quantity" if len(known) == 1 and number is None else "which_item"
        return Unread(about, tokens[0], tokens[-1], known, quantity)
    match = matcher.match([token for token in words if token.norm not in STOP])
    fits = offered(match)
    if match.kind == "article":
        fits = fits[:1] if number is None else fits
        return Unread("quantity" if number is None else "which_item", tokens[0], tokens[-1], fits, quantity)
    if fits and (match.kind == "several" or (match.kind == "partly" and number is not None)):
        return Unread("which_item", tokens[0], tokens[-1], fits, quantity)
    is_named = any(token.kind == "word" for token in words)
    return Unread("unknown_item", tokens[0], tokens[-1], (), quantity) if number is not None and is_named else None
