"""Which candidates of a question an answer picks: by place, by words, several with their numbers, all of them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.intake.rules.drafting import counted
from domain.intake.rules.naming import Naming
from domain.intake.rules.speech import Clause
from domain.intake.rules.token import Token
from domain.intake.schemas import Question

_PLACES = re.compile(
    r"\b(?:(first|1st|former)|(second|2nd|latter)|(third|3rd)|(fourth|4th)|(fifth|5th)|(last|bottom))\b", re.I
)
_OPTION = re.compile(
    r"^\W*(?:option|no|number|nr|#)\W*(\d)\b|^\W*(?:option )?\(?([a-e])\)\W*$|^\W*option ([a-e])\b", re.I
)
_HALVES = re.compile(
    r"\bhalf (?:and|&|n) half\b|\bhalf of each\b|\bsplit (?:it|them|evenly|the difference)\b|\bfifty[- ]fifty\b|"
    r"\b50[/ -]50\b|\bsplit between\b|\bhalf\b.*\bhalf\b",
    re.I,
)
_ALL = re.compile(r"\b(?:each|every|all|both)\b(?! (?:the same|of them the))", re.I)
_RANGE = re.compile(r"\b(?:first|last|top|bottom) (?:\d|two|three|four|#)")


@dataclass(frozen=True)
class Pick:
    """A candidate that an answer chose, and the number said with it."""

    sku: str
    number: Token | None


class Picker:
    """Picks candidates; `skus` gives the SKUs of the draft's lines."""

    def __init__(self, naming: Naming, skus: Callable[[], Sequence[str]]) -> None:
        self.naming, self.skus = naming, skus

    def all_of(self, question: Question, words: Sequence[Token], clauses: Sequence[Clause], text: str) -> list[Pick]:
        """ "3 of each": every candidate."""
        numbers = [number for clause in clauses for number in clause.numbers]
        values = {number.value for number in numbers}
        if words or len(values) != 1 or not _ALL.search(text) or len(question.candidates) > 9:
            return []
        return [Pick(sku, numbers[0]) for sku in question.candidates]

    def several(self, question: Question, clauses: Sequence[Clause], text: str) -> list[Pick]:
        """ "2 blue, 3 red", "the red and the purple, 10 each", "owl and bird, 15 and 15": several candidates."""
        picked: list[tuple[str, Token | None]] = []
        loose: list[Token] = []
        for clause in clauses:
            if not clause.words:
                loose += clause.numbers
                continue
            chosen = self.best(clause.words, question.candidates)
            if len(chosen) != 1 or len(clause.numbers) > 1:
                return []
            picked.append((chosen[0], clause.numbers[0] if clause.numbers else None))
        if len({sku for sku, _ in picked}) < max(2, len(picked)):
            return []
        own = [number for _, number in picked if number]
        if not own and len(loose) == len(picked):
            return [Pick(sku, number) for (sku, _), number in zip(picked, loose, strict=True)]
        shared = next(iter({number.value: number for number in (*own, *loose)}.values()), None)
        if not own and not loose and _HALVES.search(text) and question.quantity:
            shared = counted(question.quantity / len(picked), question.unit)
        if len(own) < len(picked) and (shared is None or len({n.value for n in (*own, *loose)}) > 1):
            return []
        return [Pick(sku, number or shared) for sku, number in picked]

    def one(self, question: Question, clauses: Sequence[Clause], text: str, *, beyond: bool) -> list[Pick]:
        """The one candidate that a place in the list, a code or words pick; one `beyond` the list where that may be."""
        words = [word for clause in clauses for word in clause.words]
        numbers = [number for clause in clauses for number in clause.numbers]
        if len({number.value for number in numbers}) > 1:
            return []
        chosen = self.best(words, question.candidates) if words else self._placed(clauses, text, question)
        if not chosen and words and beyond:
            chosen = self._outside(words, question)
        if len(chosen) != 1:
            return []
        return [Pick(chosen[0], numbers[-1] if numbers else None)]

    def _outside(self, words: Sequence[Token], question: Question) -> tuple[str, ...]:
        """An article like the candidates that was not among them."""
        if self.naming.lines(words, self.skus()).sure:
            return ()
        alike = [self.naming.kin(sku, words) for sku in question.candidates[:10]]
        found = {one[0] for one in alike if one is not None and one[1] >= 0.6}
        return tuple(found) if len(found) == 1 else ()

    def _placed(self, clauses: Sequence[Clause], text: str, question: Question) -> tuple[str, ...]:
        candidates = question.candidates
        if _RANGE.search(text) or len(_PLACES.findall(text)) > 1:
            return ()
        places = [place for clause in clauses for place in clause.places]
        found = _PLACES.search(text)
        option = _OPTION.search(text)
        if not places and found:
            places = [-1 if found.group(6) else next(i for i in range(5) if found.group(i + 1))]
        if not places and option:
            letter = (option.group(2) or option.group(3) or "a").lower()
            places = [int(option.group(1)) - 1 if option.group(1) else ord(letter) - 97]
        index = places[0] if places else len(candidates)
        return (candidates[index],) if -1 <= index < len(candidates) else ()

    def best(self, words: Sequence[Token], candidates: Sequence[str]) -> tuple[str, ...]:
        """Candidates that the words name best, where they name nothing besides."""
        codes = [token.norm for token in words if token.kind == "code"]
        if codes:
            return tuple(sku for sku in candidates if sku in codes)
        found = self.naming.lines(words, candidates)
        if any(self.naming.gain(token, sku) for token in found.missed for sku in (*candidates, *self.skus())):
            return ()
        foreign = sum(self.naming.catalogue.word(token.norm).cost for token in found.missed)
        if not found.places or foreign > found.score or self._sizes_missing(found.missed):
            return ()
        return tuple(candidates[index] for index in found.places)

    @staticmethod
    def _sizes_missing(missed: Sequence[Token]) -> bool:
        return any(token.kind == "size" for token in missed)


def places_in(clause: Clause) -> bool:
    """Whether a clause points at a place in a list."""
    return bool(clause.places or _PLACES.search(clause.said))


def is_halved(text: str) -> bool:
    """Whether an answer parts the quantity evenly."""
    return bool(_HALVES.search(text))
