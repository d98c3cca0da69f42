"""Changes to lines that were said already, for a message and a thread: set, add, take away, double, drop."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.catalogue import Article
from domain.intake.rules.clauses import (
    ALL,
    PLACES,
    is_content,
    numbers_of,
    parts_of,
    refused_of,
    takes_away,
)
from domain.intake.rules.judging import Match
from domain.intake.rules.matching import Matcher
from domain.intake.rules.phrases import unit_in
from domain.intake.rules.quantities import READ_AS_EACH, is_countable, read_as_each
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import STOP, words
from domain.intake.schemas import ReadLine

_BUT_NOT = words("same take we want like put amount again too well also number quantity make that one")
_SHARED = 0.45
_FACTORS = {"double": Decimal(2), "treble": Decimal(3), "triple": Decimal(3), "halve": Decimal("0.5")}
_QUIET = words("rest others stands stand stay stays same remain fine as keep keeps happy")
_BEHIND_PLACE = words("one line item to should , . off please is down up at") | {""}
_MISSED = 0.7


@dataclass(frozen=True)
class Edit:
    """Lines after a change; `understood` is False where something said could not be carried out."""

    lines: tuple[ReadLine, ...]
    understood: bool
    changed: bool
    unclear: tuple[int, ...] = ()
    rest: tuple[tuple[Token, ...], ...] = ()
    focus: tuple[str, ...] = ()


class Editor:
    """Carries out changes on lines; `focus` is what was spoken of last, across sentences."""

    def __init__(self, matcher: Matcher, *, sequel: bool, focus: tuple[int, ...] = ()) -> None:
        self.matcher = matcher
        self.catalogue = matcher.catalogue
        self.sequel = sequel
        self.focus = focus

    def apply(self, tokens: Sequence[Token], lines: Sequence[ReadLine]) -> Edit:
        """Carry out what a clause says about the lines; parts that name nothing here are given back as `rest`."""
        self.lines = list(lines)
        self.gone: set[int] = set()
        self.named: set[int] = set()
        self.changed = False
        rest: list[tuple[Token, ...]] = []
        later: list[list[Token]] = []
        last_number: Decimal | None = None
        unclear: tuple[int, ...] = ()
        for part in parts_of(tokens):
            outcome = self._part(part, last_number)
            if outcome == "unclear":
                later.append(part)
            elif outcome == "rest":
                rest.append(tuple(part))
            numbers = numbers_of(part)
            last_number = numbers[0].value if numbers else last_number
        for part in later:
            left = [index for index in range(len(self.lines)) if index not in self.gone]
            self.focus = (left[0],) if len(left) == 1 else ()
            if len(left) != 1 or self._part(part, last_number) != "done":
                unclear = tuple(left) or tuple(range(len(self.lines)))
        if self.sequel and self.named and not unclear:
            unclear = tuple(sorted(self.named))
        kept = tuple(line for index, line in enumerate(self.lines) if index not in self.gone)
        focus = tuple(self.lines[index].sku for index in self.focus if index < len(self.lines))
        return Edit(kept, not unclear and not rest, self.changed, unclear, tuple(rest), focus)

    def _part(self, part: Sequence[Token], before: Decimal | None) -> str:
        names = [token.norm for token in part]
        numbers = numbers_of(part)
        hit = self.targets(part)
        factor = next((_FACTORS[name] for name in names if name in _FACTORS), None)
        if factor is not None:
            everything = tuple(range(len(self.lines))) if ALL & set(names) else ()
            return self._scale(hit or everything or self._pronoun(), factor, numbers)
        if not numbers:
            return self._without_number(part, hit, before)
        if len({token.value for token in numbers}) > 1:
            return "rest"
        return self._with_number(part, hit, numbers[0])

    def _with_number(self, part: Sequence[Token], hit: tuple[int, ...], number: Token) -> str:
        names = [token.norm for token in part]
        refused = refused_of(part)
        if not hit and refused is not None:
            hit = tuple(i for i, line in enumerate(self.lines) if line.base_quantity == refused.value)
        whole = self._whole(part)
        if hit and (whole is not None or self._missed(part, hit)):
            hit = tuple(i for i, line in enumerate(self.lines) if line.sku == whole)
            if not hit:
                return "rest"
        if not hit and self._names_something(part):
            return "rest"
        if ALL & set(names) and self.named:
            hit = tuple(sorted({*hit, *self.named}))
        elif not hit and ALL & set(names):
            hit = tuple(range(len(self.lines)))
        hit = hit or self._pronoun()
        if not hit or (len(hit) > 1 and not ALL & set(names) and not self._is_kind(part, hit)):
            return "unclear"
        return self._set(hit, number, part)

    def _set(self, hit: Sequence[int], number: Token, part: Sequence[Token]) -> str:
        names = {token.norm for token in part}
        unit = unit_in(part, list(part).index(number)) if number in part else None
        for index in hit:
            old = self.lines[index]
            value = number.value
            if {"more", "extra", "another"} & names:
                value = old.base_quantity + value
            elif {"off", "fewer", "less"} & names:
                value = old.base_quantity - value
            if not is_countable(value):
                return "unclear"
            dozen = number.unit == "dozen" and value == number.value
            article = self.catalogue.article(old.sku)
            marks = read_as_each(unit, article) if article else ()
            self.lines[index] = old.model_copy(
                update={
                    "base_quantity": value,
                    "quantity": number.said if dozen else value,
                    "unit": "dozen" if dozen else None,
                    "inferred": (*_without_unit(old), *marks),
                }
            )
            self.gone.discard(index)
        self.named -= set(hit)
        self.focus, self.changed = tuple(hit), True
        return "done"

    def _scale(self, hit: Sequence[int], factor: Decimal, numbers: Sequence[Token]) -> str:
        if not hit:
            return "unclear"
        values = [numbers[0].value if numbers else self.lines[index].base_quantity * factor for index in hit]
        if any(value != value.to_integral_value() for value in values):
            return "unclear"
        for index, value in zip(hit, values, strict=True):
            changed = {"base_quantity": value, "quantity": value, "unit": None}
            self.lines[index] = self.lines[index].model_copy(
                update=changed | {"inferred": _without_unit(self.lines[index])}
            )
        self.focus, self.changed = tuple(hit), True
        return "done"

    def _without_number(self, part: Sequence[Token], hit: tuple[int, ...], before: Decimal | None) -> str:
        names = [token.norm for token in part]
        if hit and "same" in names and before is not None:
            return self._set(hit, Token(0, 0, "", "num", before, before), ())
        is_quiet = any(name in _QUIET for name in names)
        if takes_away(names) and not is_quiet:
            hit = hit or (self._pronoun() if {"one", "those", "them", "these"} & set(names) else ())
            unclear = len(hit) > 1 and not ALL & set(names) and not self._is_kind(part, hit)
            if not hit or unclear or self._missed(part, hit):
                self.focus = hit
                return "unclear" if self.sequel or hit else "nothing"
            self.gone |= set(hit)
            self.focus, self.changed = hit, True
            return "done"
        if hit:
            self.focus = hit
            if not is_quiet and self.sequel:
                self.named |= set(self._word_by_word(part) or hit)
        return "nothing"

    def _pronoun(self) -> tuple[int, ...]:
        if self.focus and all(index < len(self.lines) for index in self.focus):
            self.named -= set(self.focus)
            return self.focus
        if len(self.lines) == 1 or (not self.sequel and self.lines):
            return (len(self.lines) - 1,)
        return ()

    def targets(self, part: Sequence[Token]) -> tuple[int, ...]:
        """The lines that a clause names: by SKU, by place in the list, by words of the article."""
        names = [token.norm for token in part]
        for index, token in enumerate(part):
            if token.kind == "code":
                return tuple(i for i, line in enumerate(self.lines) if line.sku == token.norm)
            after = names[index + 1] if index + 1 < len(names) else ""
            if after in _BEHIND_PLACE and PLACES.get(token.norm, len(self.lines)) < len(self.lines):
                return (PLACES[token.norm],)
            if token.norm == "last" and after in ("", "one", "line", "item", "off") and self.lines:
                return (len(self.lines) - 1,)
        scores = [self._score(part, line) for line in self.lines]
        best = max(scores, default=0.0)
        if best < 0.9:
            return ()
        return tuple(index for index, score in enumerate(scores) if score >= best - 0.3)

    def _score(self, part: Sequence[Token], line: ReadLine) -> float:
        place = self.catalogue.place.get(line.sku)
        score = 0.0
        for token in part:
            if token.kind not in ("word", "many", "size") or (
                token.norm in STOP and token.norm not in ("home", "love")
            ):
                continue
            word = self.catalogue.word(token.norm)
            meaning = word.gains.get(place) if place is not None else None
            if meaning is not None:
                score += word.cost * meaning.likeness
        return score

    def _has(self, token: Token, index: int) -> bool:
        place = self.catalogue.place.get(self.lines[index].sku)
        return place is not None and place in self.catalogue.word(token.norm).gains

    def _missed(self, part: Sequence[Token], hit: Sequence[int]) -> bool:
        """Whether a part has a word of some article that the lines it seems to name do not have."""
        if any(token.kind == "code" for token in part):
            return False
        return any(
            is_content(token)
            and self.catalogue.word(token.norm).cost >= _MISSED
            and self.catalogue.lexicon.knows(token.norm)
            and not any(self._has(token, index) for index in hit)
            for token in part
        )

    def _whole(self, part: Sequence[Token]) -> str | None:
        """The SKU of the one article that several words name together."""
        named = [token for token in part if token.kind in ("word", "many", "size")]
        if sum(1 for token in named if is_content(token)) < 2:
            return None
        match = self.matcher.match(named)
        return match.best.article.sku if match.kind == "article" else None

    def _word_by_word(self, part: Sequence[Token]) -> tuple[int, ...]:
        """ "hearts stars": the lines of each word, where no line has them all."""
        found = [
            {index for index in range(len(self.lines)) if self._has(token, index)}
            for token in part
            if is_content(token) and self.catalogue.lexicon.knows(token.norm)
        ]
        if not found or not all(found) or set.intersection(*found):
            return ()
        return tuple(sorted(set.union(*found)))

    def _names_something(self, part: Sequence[Token]) -> bool:
        """Whether a clause names some article at all."""
        return any(
            token.kind == "code" or (is_content(token) and self.catalogue.lexicon.knows(token.norm)) for token in part
        )

    def _is_kind(self, part: Sequence[Token], hit: Sequence[int]) -> bool:
        """ "lunch bags to 8 doz": a plural that all of the lines have means every one of them."""
        return any(
            token.kind == "word"
            and len(token.norm) > 3
            and token.norm.endswith("s")
            and token.norm not in STOP
            and all(self._has(token, index) for index in hit)
            for token in part
        )


def _without_unit(line: ReadLine) -> tuple[str, ...]:
    return tuple(mark for mark in line.inferred if not mark.endswith(READ_AS_EACH))


def sibling(line: ReadLine, said: Sequence[Token], matcher: Matcher, without: Sequence[Token] = ()) -> Match | None:
    """The other article of a line's family that the words name; None unless it is clearly one."""
    article = matcher.catalogue.article(line.sku)
    phrase = [t for t in said if t.kind in ("word", "many", "size") and t.norm not in _BUT_NOT]
    if article is None or not any(t.norm not in STOP for t in phrase):
        return None
    left = {t.norm for t in without}
    name = [t for t in tokenize(article.name) if t.kind != "mark" and t.norm not in left]
    direct = matcher.match(phrase)
    match = direct if direct.kind == "article" else matcher.match_in(phrase, name)
    if match.kind != "article" or match.best.article.sku == line.sku:
        return None
    is_near = (direct.kind == "article" and without) or _share(match.best.article, article) >= _SHARED
    return match if is_near and match.best.unexplained < 0.5 else None


def _share(one: Article, other: Article) -> float:
    return sum(weight for word, weight in one.weights.items() if word in other.weights) / one.total
