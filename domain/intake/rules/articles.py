"""The active articles of a catalogue, kept in columns so that a million fit; each is made when it is asked for."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from domain.intake.rules.places import Places
from domain.intake.rules.vocabulary import CONTAINERS

NUMBER_SAID = 0.5
#: So many articles are kept ready made.
_MOST_MADE = 8192
#: A word that one article in so many has is kept as a set, others become one when they are asked for.
_COMMON, _FEW = 400, 1024


@dataclass(frozen=True, slots=True)
class Article:
    """One active article with the weight of each word of its name."""

    sku: str
    name: str
    weights: Mapping[str, float]
    total: float
    contained: bool
    units: Mapping[str, Fraction]


class Column(NamedTuple):
    """What is kept of one article; `words` are numbers of words."""

    sku: str
    name: str
    words: "array[int]"
    total: float
    units: Mapping[str, Fraction]


class Articles(dict[int, Article]):
    """Articles by place, made when they are asked for; those with the least to say of them stand first."""

    def __init__(self, columns: Iterable[Column], words: Sequence[str], weights: Mapping[str, float]) -> None:
        super().__init__()
        self.skus: list[str] = []
        self._names: list[str] = []
        self._units: list[Mapping[str, Fraction]] = []
        self._totals = array("d")
        self._starts, self._flat = array("I", [0]), array("I")
        self._words, self._weights = words, weights
        for column in columns:
            self.skus.append(column.sku)
            self._names.append(column.name)
            self._units.append(column.units)
            self._totals.append(column.total)
            self._flat.extend(column.words)
            self._starts.append(len(self._flat))

    def __missing__(self, place: int) -> Article:
        if len(self) >= _MOST_MADE:
            self.clear()
        made = self[place] = self._make(place)
        return made

    def _make(self, place: int) -> Article:
        words = [self._words[number] for number in self._flat[self._starts[place] : self._starts[place + 1]]]
        weights = {word: self._weights[word] for word in words}
        contained = any(word in CONTAINERS or word.startswith("#") for word in words)
        return Article(
            self.skus[place], self._names[place], weights, self._totals[place], contained, self._units[place]
        )

    def postings(self) -> "Postings":
        """Which words stand in which articles."""
        return Postings(self._words, self._flat, self._starts)


class Postings:
    """For each word the articles that have it, as rows of places; common words as sets from the beginning."""

    def __init__(self, words: Sequence[str], flat: "array[int]", starts: "array[int]") -> None:
        self.among = len(starts) - 1
        self._numbers = {word: number for number, word in enumerate(words)}
        counts = [0] * len(words)
        for number in flat:
            counts[number] += 1
        self._starts = array("I", accumulate(counts, initial=0))
        self._places = array("I", bytes(flat.itemsize * len(flat)))
        free = list(self._starts)
        for place in range(self.among):
            for number in flat[starts[place] : starts[place + 1]]:
                self._places[free[number]] = place
                free[number] += 1
        common = max(self.among // _COMMON, _FEW)
        self._common = {word: self._of(word) for word, count in zip(words, counts, strict=True) if count > common}
        self.none = Places.of((), self.among)

    def having(self, word: str) -> Places:
        """The articles that have a word of the catalogue; none for any other word."""
        if word not in self._numbers:
            return self.none
        return self._common.get(word) or self._of(word)

    def _of(self, word: str) -> Places:
        number = self._numbers[word]
        return Places.of(self._places[self._starts[number] : self._starts[number + 1]], self.among)
