"""A word of a message against the articles: which have it, in which meaning, and how much of a name that explains."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.intake.rules.articles import NUMBER_SAID, Articles
from domain.intake.rules.places import Places
from domain.intake.rules.words import Meaning

#: Of so many articles it is worked out once what a word explains, of more only where a message comes to them.
_MOST_KEPT = 1024
#: The word of a name, how much of its weight is explained, how much of the name that says.
Parts = tuple[tuple[str, float, float], ...]


class Gains:
    """The meaning that a word has for each article: the first that the article has all words of."""

    __slots__ = ("_articles", "meanings")

    def __init__(self, meanings: Sequence[Meaning], articles: Articles) -> None:
        self.meanings, self._articles = meanings, articles

    def get(self, place: int) -> Meaning | None:
        """The meaning for the article at this place; None where it has none."""
        weights = self._articles[place].weights
        for meaning in self.meanings:
            if all(word in weights for word in meaning.words):
                return meaning
        return None

    def __getitem__(self, place: int) -> Meaning:
        meaning = self.get(place)
        if meaning is None:
            raise KeyError(place)
        return meaning

    def __contains__(self, place: int) -> bool:
        return self.get(place) is not None


class Explained(dict[int, Parts]):
    """What a word explains of articles, by their places; where it is not `is_whole`, look at an article first."""

    def __init__(self, gains: Gains, worth: Mapping[Meaning, Parts], having: Sequence[Places] | None) -> None:
        super().__init__()
        self._gains, self._worth = gains, worth
        self._seen: set[int] = set()
        self.is_whole = having is not None
        for meaning, places in zip(gains.meanings if having else (), having or (), strict=True):
            for place in places:
                self.setdefault(place, worth[meaning])

    def look_at(self, places: Iterable[int]) -> None:
        """Work out what is explained of these articles."""
        for place in places:
            if place not in self._seen:
                self._seen.add(place)
                meaning = self._gains.get(place)
                if meaning is not None:
                    self[place] = self._worth[meaning]

    def for_a_message(self) -> "Explained":
        """The same for one message alone: what is worked out for it is not kept."""
        return self if self.is_whole else Explained(self._gains, self._worth, None)


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A word of a message with what it may mean, the articles that have it, and what leaving it unexplained costs."""

    text: str
    meanings: tuple[Meaning, ...]
    hits: Places
    cost: float
    gains: Gains
    parts: Explained

    @property
    def size(self) -> int:
        """How many bytes remembering it takes, about."""
        return 1000 + self.hits.size + 120 * len(self.parts)


def explained(gains: Gains, having: Sequence[Places], cost: float, weights: Mapping[str, float]) -> Explained:
    """What a word explains of the articles that have it, of all of them unless they are many."""
    worth = {
        meaning: _parts(meaning, cost, weights)
        for meaning, places in zip(gains.meanings, having, strict=True)
        if places
    }
    is_whole = sum(places.count for places in having) <= _MOST_KEPT
    return Explained(gains, worth, having if is_whole else None)


def _parts(meaning: Meaning, cost: float, weights: Mapping[str, float]) -> Parts:
    """A word that is there counts whole; one that is only meant counts no more than what was written is worth."""
    most = max(cost / len(meaning.words), 0.3)
    out: list[tuple[str, float, float]] = []
    for word in meaning.words:
        weight = weights[word]
        gain = weight if meaning.likeness >= 1.0 else min(weight, most) * meaning.likeness
        out.append((word, gain, min(NUMBER_SAID, gain) if word[0] == "#" else weight))
    return tuple(out)
