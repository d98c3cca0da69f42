"""A sentence laid out for cutting: what stands before each place, counted once."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from domain.intake.rules.matching import Matcher
from domain.intake.rules.phrases import is_telling
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP

_COSTLY = 1.0


class Laid:
    """Running counts over the tokens of a sentence; a stretch is `[first, last)`."""

    def __init__(self, tokens: Sequence[Token], matcher: Matcher) -> None:
        self.tokens = tokens
        content = [t.kind == "word" and t.norm not in STOP and t.norm not in CONTAINERS and not t.aside for t in tokens]
        known = [here and bool(matcher.catalogue.word(t.norm).hits) for t, here in zip(tokens, content, strict=True)]
        self.numbers = [i for i, t in enumerate(tokens) if t.kind == "num" and not t.aside]
        self._numbers = _running([t.kind == "num" and not t.aside for t in tokens])
        self._codes = _running([t.kind == "code" for t in tokens])
        self._telling = _running([is_telling(t) for t in tokens])
        self._known = _running(known)
        self._strange = _running([here and not has for here, has in zip(content, known, strict=True)])
        self._hard = _running([(t.kind.startswith("=") and t.kind != "=barred") or t.norm == "|||" for t in tokens])
        self._lost = _running(_lost(tokens, content, known, matcher))

    def is_hard(self, first: int, last: int) -> bool:
        """Whether a stretch holds something no item may contain."""
        return self._hard[last] > self._hard[first]

    def codes(self, first: int, last: int) -> int:
        """How many article numbers stand in a stretch."""
        return self._codes[last] - self._codes[first]

    def is_lost(self, first: int, last: int) -> bool:
        """Whether a stretch has a word that no article explains, so that it names none for sure."""
        return self._lost[last] > self._lost[first]

    def is_open(self, first: int, last: int) -> bool:
        """Whether a stretch may be an item: few numbers, and enough of it known, or short as an unknown thing is."""
        codes = self.codes(first, last)
        if self._numbers[last] - self._numbers[first] > 4 or codes > 1:
            return False
        if codes:
            return True
        known, strange = self._known[last] - self._known[first], self._strange[last] - self._strange[first]
        short = strange <= 2 or (strange <= 5 and known <= 2 and strange + known <= 7)
        return short and self._telling[last] > self._telling[first]


def _running(flags: Sequence[bool]) -> list[int]:
    return [0, *accumulate(flags)]


def _lost(tokens: Sequence[Token], content: Sequence[bool], known: Sequence[bool], matcher: Matcher) -> list[bool]:
    """Words without any meaning here, unless the catalogue writes them as one with a neighbour."""
    out = [
        here and not has and matcher.catalogue.word(t.norm).cost >= _COSTLY
        for t, here, has in zip(tokens, content, known, strict=True)
    ]
    words = [i for i, t in enumerate(tokens) if t.kind == "word"]
    for left, right in pairwise(words):
        if (out[left] or out[right]) and matcher.catalogue.joined(tokens[left].norm, tokens[right].norm):
            out[left] = out[right] = False
    return out
