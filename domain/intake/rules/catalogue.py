"""The index of the articles as messages are read with it: words, codes, units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from domain.catalog.schemas import AliasView
from domain.intake.rules.articles import Article, Articles, Postings
from domain.intake.rules.places import Places
from domain.intake.rules.vocabulary import WEAK
from domain.intake.rules.words import Lexicon, Meaning, stem
from domain.intake.rules.written import Gains, WrittenWord, explained

#: What written words that were looked up may take, in bytes.
MOST_REMEMBERED = 512 * 1024 * 1024


@dataclass
class Catalogue:
    """Articles with an inverted index; `codes` knows every number, alias and barcode, of obsolete articles too."""

    articles: Articles
    postings: Postings
    weights: Mapping[str, float]
    lexicon: Lexicon
    codes: dict[str, str]
    obsolete: dict[str, str | None]
    customer_codes: Mapping[str, Mapping[str, str]]
    place: dict[str, int]
    numbers_in_codes: bool
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usual_length: int = 0
    words: dict[str, WrittenWord] = field(default_factory=dict)
    aliases: Mapping[str, Sequence[AliasView]] = field(default_factory=dict)
    remembered: int = 0

    def article(self, sku: str) -> Article | None:
        """The active article of a SKU."""
        index = self.place.get(sku)
        return None if index is None else self.articles[index]

    def word(self, text: str) -> WrittenWord:
        """What one written word means here; remembered, the memory is bounded."""
        known = self.words.get(text)
        if known is None:
            meanings = (Meaning((text,), 1.0),) if text.startswith("#") else self.lexicon.meanings(text)
            known = self.written(text, meanings, self._cost(text, meanings))
            self.remembered += known.size
            if self.remembered > MOST_REMEMBERED:
                self.words.clear()
                self.remembered = known.size
            self.words[text] = known
        return known

    def joined(self, left: str, right: str) -> WrittenWord | None:
        """Two written words that are one word of the catalogue."""
        whole = stem(left + right)
        if whole not in self.lexicon.frequencies or whole in WEAK:
            return None
        meanings = (Meaning((whole,), 0.97),)
        return self.written(left + right, meanings, self._cost(left + right, meanings))

    def _cost(self, text: str, meanings: tuple[Meaning, ...]) -> float:
        if not meanings:
            return 2.2 if len(text) > 2 else 0.4
        cost = 0.0
        for meaning in meanings:
            weight = sum(self.weights.get(word, 2.2) for word in meaning.words) * meaning.likeness
            if cost == 0.0 or (meanings[0].likeness < 1.0 and meaning.likeness >= 0.95):
                cost = max(cost, weight)
        return cost

    def written(self, text: str, meanings: tuple[Meaning, ...], cost: float) -> WrittenWord:
        """A written word with the articles that it has a meaning for."""
        having = [reduce(and_, map(self.postings.having, meaning.words)) for meaning in meanings]
        hits: Places = reduce(or_, having) if having else self.postings.none
        gains = Gains(meanings, self.articles)
        return WrittenWord(text, meanings, hits, cost, gains, explained(gains, having, cost, self.weights))
