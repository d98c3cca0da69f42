"""Whether a message asks what articles cost: a figure, a price or a quote is what it wants, and not the articles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.intake.rules.acts import orders
from domain.intake.rules.asking import articles_asked
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.matching import Matcher
from domain.intake.rules.stretches import Item

_WANTING = (
    r"needs?|needed|needing|wants?|wanted|wanting|after|get|have|send|give|gimme|requires?|required|like|chasing|"
    r"looking for|do with|do|work (?:up|out)|put together|provide|let (?:me|us|them) know"
)
_BETWEEN = (
    r"me|us|them|her|him|you|to|know|some|a|an|the|your|our|their|best|rough|ballpark|quick|firm|few|trade|unit|total|"
    r"latest|current|new|today'?s|please|pls|round|guide|indicative|line|of|couple"
)
_PRICE = r"figures?|prices?|pricing|quotes?|quotations?|costs?|costings?|rates?"
#: Words behind a price that make it a remark on an order: "price as quoted", "price list enclosed".
_REMARK = r"(?:as|per|to follow|agreed|quoted|lists?|tags?|labels?|match\w*)\b"
_WANTED = re.compile(
    rf"\b(?:{_WANTING}) (?:(?:{_BETWEEN}) ){{0,4}}(?:{_PRICE})\b(?! ?{_REMARK})|"
    rf"^\W*(?:{_PRICE}) (?:please|pls|needed|wanted|required|for)\b",
    re.I | re.M,
)
#: What is wanted beside the price may be ordered.
_MORE = re.compile(r"\b(?:also|plus|too|as well|on top|while)\b", re.I)
#: Where another clause begins, before its verb.
NEXT = r"(?:,|\b(?:and|but|then|plus)\b)(?= (?:please |pls |also |then |can you )*"
#: Where the clause about the price may end: at a stop, or where another verb goes on.
_ENDS = re.compile(rf"[;!?\n]|\.(?!\d)|{NEXT}(?:send|add|book|put|order|ship|get|do)\b)", re.I)
_PLEASE = re.compile(r"\b(?:please|pls|plz)\b", re.I)
#: The doubt that an order leaves which stands beside a price that is asked for.
DOUBT = "price asked"
_ASKED = "=asked"


@dataclass(frozen=True)
class Beside:
    """What is ordered beside a price that is asked for, the articles whose price that is, and where it is asked."""

    gathered: tuple[Gathered, ...]
    asked: tuple[Item, ...]
    start: int
    end: int


def wants_price(text: str, gathered: Sequence[Gathered]) -> bool:
    """Whether a price is wanted before any article is named, and no other word orders ("need a figure for ...")."""
    found = _wanted(text, gathered)
    if found is None:
        return False
    rest = f"{text[: found.start()]} , {text[found.end() :]}"
    return not (_MORE.search(rest) or any(orders(row) for row in rest.split("\n")))


def ordered_beside(text: str, gathered: Sequence[Gathered], matcher: Matcher) -> Beside | None:
    """What is ordered where a price is asked first: "a price for the owl; 12 bags too please"; `None` if none is."""
    found = _wanted(text, gathered)
    if found is None:
        return None
    tokens = [token for one in gathered for token in one.sentence.tokens]
    for stop in _ENDS.finditer(text, found.end()):
        is_counted = any(token.kind == "num" and token.start >= stop.start() for token in tokens)
        if is_counted and _is_ordered(text[stop.start() :], stop.group()):
            asked = _asked(gathered, matcher, found.end(), stop.start())
            rest = tuple(_behind(one, stop.start()) for one in gathered)
            named = [item for item in asked if item.names_one] or articles_asked(
                list(_within(gathered, found.end(), stop.start())), matcher
            )
            return Beside(rest, tuple(named), found.start(), stop.start()) if asked else None
    return None


def _asked(gathered: Sequence[Gathered], matcher: Matcher, start: int, end: int) -> tuple[Item, ...]:
    """The articles named in a stretch, with or without a number."""
    items = tuple(item for one in gathered for item in one.items if start <= item.start and item.end <= end)
    said = tuple(
        token
        for one in gathered
        for token in one.sentence.tokens
        if start <= token.start and token.end <= end and token.kind in ("word", "size", "many") and not token.aside
    )
    match = matcher.match(said)
    is_named = not items and match.kind in ("article", "several")
    return (Item(0, 0, start, end, match.kind, match, phrase=said),) if is_named else items


def _wanted(text: str, gathered: Sequence[Gathered]) -> re.Match[str] | None:
    """Where a price is wanted before any article is named."""
    found = _WANTED.search(text)
    starts = [item.start for one in gathered for item in one.items]
    return None if found is None or found.end() > min(starts, default=len(text)) else found


def _is_ordered(text: str, stop: str) -> bool:
    """Whether words behind the price order; "please" alone does in a sentence of its own, and not at a list's end."""
    said = re.split(r"[!?]|\.(?!\d)", text[len(stop) :])[0]
    return bool(_MORE.search(said) or any(map(orders, said.split("\n"))) or (stop in ".!?" and _PLEASE.search(said)))


def _within(gathered: Sequence[Gathered], start: int, end: int) -> Iterator[Gathered]:
    """The sentences as far as they are in a stretch, to be looked at as a question by itself is."""
    for one in gathered:
        tokens = tuple(token for token in one.sentence.tokens if start <= token.start and token.end <= end)
        if tokens:
            yield replace(one, items=(), sentence=replace(one.sentence, tokens=tokens, whole=tokens))


def _behind(one: Gathered, start: int) -> Gathered:
    """A sentence without what is only asked about."""
    items = tuple(item for item in one.items if item.end > start)
    tokens, whole = (
        tuple(token if token.end > start else replace(token, kind=_ASKED) for token in each)
        for each in (one.sentence.tokens, one.sentence.whole)
    )
    return replace(one, items=items, sentence=replace(one.sentence, tokens=tokens, whole=whole))
