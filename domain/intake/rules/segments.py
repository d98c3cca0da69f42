"""A sentence cut into items: every phrase between borders is weighed, with every number tried as its quantity."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from domain.intake.rules.lattice import Sentence
from domain.intake.rules.laying import Laid
from domain.intake.rules.matching import Match, Matcher
from domain.intake.rules.phrases import (
    borders_of,
    end_of,
    is_alone,
    is_set_apart,
    phrase_of,
    place_value,
    price_in,
    stolen,
    unit_in,
)
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP, TALK, VAGUE

LONGEST = 18


@dataclass(frozen=True)
class Item:
    """A piece of a sentence that names an article, or may; `kind` is article, several, partly, nothing or code."""

    first: int
    last: int
    start: int
    end: int
    match: Match
    quantity: Decimal | None = None
    said: Decimal | None = None
    unit: str | None = None
    price: Decimal | None = None
    phrase: tuple[Token, ...] = ()
    vague: bool = False
    code: str | None = None
    inferred: tuple[str, ...] = ()
    marked: bool = False

    @property
    def kind(self) -> str:
        """What the match says; a code is a kind of its own."""
        return "code" if self.code else self.match.kind


class Option(NamedTuple):
    """A stretch read with one of its numbers as the quantity, or none."""

    choice: int | None
    phrase: list[Token]
    match: Match
    inferred: tuple[str, ...]


class Segmenter:
    """Cuts the sentences of one message; `head` is what a list is about ("hotties: love 6, scottie 24")."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    def items(self, sentence: Sentence, head: Sequence[Token] = ()) -> list[Item]:
        """The best way to cut the sentence, in order of the text."""
        tokens = sentence.tokens
        laid = Laid(tokens, self.matcher)
        borders = borders_of(tokens)
        best: list[tuple[float, int, Item | None]] = [(0.0, 0, None)]
        for right in range(1, len(borders)):
            options: list[tuple[float, int, Item | None]] = [
                (best[right - 1][0] - _skip(tokens[borders[right - 1] : borders[right]], self.matcher), right - 1, None)
            ]
            for left in range(right - 1, -1, -1):
                if borders[right] - borders[left] > LONGEST or laid.is_hard(borders[left], borders[right]):
                    break
                item, value = self._weigh(sentence, laid, (borders[left], borders[right]), head)
                if item is not None:
                    options.append((best[left][0] + value, left, item))
            best.append(max(options, key=lambda option: (option[0], option[1])))
        return _walk(best)

    def _weigh(
        self, sentence: Sentence, laid: Laid, stretch: tuple[int, int], head: Sequence[Token]
    ) -> tuple[Item | None, float]:
        first, last = stretch
        tokens = sentence.tokens
        if tokens[first].kind == "mark" or tokens[first].kind.startswith("=") or not laid.is_open(first, last):
            return None, 0.0
        if self.matcher.exhausted:
            return None, 0.0
        part = tokens[first:last]
        numbers = [index - first for index in laid.numbers if first <= index < last]
        code = next((token.norm for token in part if token.kind == "code"), None) if laid.codes(first, last) else None
        barred = _barred(sentence, first, last)
        after = tokens[last] if last < len(tokens) else None
        choices: list[int | None] = list(numbers)
        if code or head or not laid.is_lost(first, last):
            choices.append(None)
        found: tuple[float, Option] | None = None
        for choice in choices:
            option = self._option(part, choice, barred, head)
            value = _value(option, part, code, len(numbers)) - stolen(part, choice, after)
            if found is None or value > found[0]:
                found = value, option
        if found is None or found[0] <= -5:
            return None, 0.0
        return _item(found[1], part, first, code), found[0]

    def _of_head(self, match: Match, head: Sequence[Token]) -> bool:
        """Whether an article has every word of the list's head that the catalogue knows."""
        index = self.matcher.catalogue.place[match.best.article.sku]
        written = [
            self.matcher.catalogue.word(t.norm)
            for t in head
            if t.kind == "word" and t.norm not in STOP and t.norm not in CONTAINERS
        ]
        return all(index in word.gains for word in written if word.hits)

    def _option(
        self, part: Sequence[Token], choice: int | None, barred: Sequence[Token], head: Sequence[Token]
    ) -> Option:
        phrase = phrase_of(part, choice)
        if barred:
            own = {token.norm for token in phrase}
            barred = [token for token in barred if token.norm not in own and token.norm not in STOP]
        match = self.matcher.match(phrase, barred)
        inferred: tuple[str, ...] = ()
        if head and (match.kind != "article" or len([t for t in phrase if t.norm not in STOP]) <= 2):
            headed = self.matcher.match_in(phrase, head)
            if headed.kind == "article" and self._of_head(headed, head):
                match, inferred = headed, ("head",)
        return Option(choice, phrase, match, inferred)


def _item(option: Option, part: Sequence[Token], first: int, code: str | None) -> Item:
    choice = option.choice
    number = part[choice] if choice is not None else None
    return Item(
        first, first + len(part), part[0].start, end_of(part), option.match,
        quantity=number.value if number else None, said=number.said if number else None,
        unit=(number.unit if number else None) or unit_in(part, choice), price=price_in(part),
        phrase=tuple(option.phrase), vague=_is_vague(part), code=code, inferred=option.inferred,
        marked=number is not None and (number.times in ("before", "after") or is_set_apart(part, choice)),
    )  # fmt: skip


def _is_vague(part: Sequence[Token]) -> bool:
    return any(token.norm in VAGUE for token in part[:3])


def _skip(part: Sequence[Token], matcher: Matcher) -> float:
    cost = 0.0
    for token in part:
        if token.kind == "num":
            cost += 1.5
        elif token.kind == "code":
            cost += 3.0
        elif token.kind == "word" and token.norm not in STOP and token.norm not in CONTAINERS:
            cost += 0.35 if matcher.catalogue.lexicon.knows(token.norm) else 0.15
    return cost


def _barred(sentence: Sentence, first: int, last: int) -> list[Token]:
    return [token for place, words in sentence.barred.items() if first <= place <= last + 2 for token in words]


def _value(option: Option, part: Sequence[Token], code: str | None, numbers: int) -> float:
    """How good a cut is: accepted articles with a quantity first, then what can be asked, then nothing."""
    choice, phrase, match, _ = option
    if match.kind != "article" and not code and any(token.norm in TALK for token in phrase):
        return -9.0
    place = place_value(part, choice)
    vague = _is_vague(part)
    if vague and choice is not None and part[choice].norm not in ("1",):
        place -= 4.0
    if code:
        left = numbers - (choice is not None)
        named = next((c.explained for c in match.candidates if c.article.sku == code), 0.0)
        return (9.0 + named + 2 * place - 1.5 * left) if choice is not None else 0.5
    if match.kind == "nothing" or not match.candidates:
        return (
            0.1 + 0.1 * len(phrase) + place
            if choice is not None and match.weight >= 1.0 and is_alone(part, choice)
            else -9.0
        )
    best = match.best
    if match.kind == "article":
        return best.value + (4.0 + place if choice is not None else 0.3 * best.said - 0.5 + (4.0 if vague else 0.0))
    if match.kind == "several":
        return (1.5 + place + 0.6 * best.explained) if choice is not None else 0.2 * best.explained - 0.8
    base = 0.8 + place + 0.5 * best.explained - UNEXPLAINED_HERE * best.unexplained
    return base if choice is not None else -9.0


UNEXPLAINED_HERE = 0.6


def _walk(best: Sequence[tuple[float, int, Item | None]]) -> list[Item]:
    out: list[Item] = []
    place = len(best) - 1
    while place > 0:
        _, previous, item = best[place]
        if item is not None:
            out.append(item)
        place = previous
    return out[::-1]
