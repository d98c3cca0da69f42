"""The index of the articles, built once per process from the catalogue alone: words, codes, units."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.catalog.schemas import AliasView, ProductView
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import CONTAINERS, WEAK
from domain.intake.rules.words import Lexicon, Meaning, stem

NUMBER_WEIGHT = 1.3
NUMBER_SAID = 0.5
MOST_WORDS = 20_000
Parts = tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One active article with the weight of each word of its name."""

    sku: str
    name: str
    weights: Mapping[str, float]
    total: float
    contained: bool
    units: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A word of a message with what it may mean, the articles that have it, and what leaving it unexplained costs.

    `mask` has the bit of each article in `hits` set; `parts` say, for each of them, which words of its name are
    explained: the word, how much of its weight, how much of the name that says.
    """

    text: str
    meanings: tuple[Meaning, ...]
    hits: frozenset[int]
    cost: float
    gains: Mapping[int, Meaning]
    mask: int
    parts: Mapping[int, Parts]


@dataclass
class Catalogue:
    """Articles with an inverted index; `codes` knows every number, alias and barcode, of obsolete articles too."""

    articles: list[Article]
    postings: dict[str, frozenset[int]]
    weights: dict[str, float]
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

    def article(self, sku: str) -> Article | None:
        """The active article of a SKU."""
        index = self.place.get(sku)
        return None if index is None else self.articles[index]

    def word(self, text: str) -> WrittenWord:
        """What one written word means here; remembered, the memory is bounded."""
        known = self.words.get(text)
        if known is None:
            meanings = (Meaning((text,), 1.0),) if text.startswith("#") else self.lexicon.meanings(text)
            known = self._written(text, meanings)
            if len(self.words) > MOST_WORDS:
                self.words.clear()
            self.words[text] = known
        return known

    def joined(self, left: str, right: str) -> WrittenWord | None:
        """Two written words that are one word of the catalogue."""
        whole = stem(left + right)
        if whole not in self.lexicon.frequencies or whole in WEAK:
            return None
        return self._written(left + right, (Meaning((whole,), 0.97),))

    def _written(self, text: str, meanings: tuple[Meaning, ...]) -> WrittenWord:
        gains: dict[int, Meaning] = {}
        cost = 0.0
        for meaning in meanings:
            for index in self._having(meaning.words):
                gains.setdefault(index, meaning)
            weight = sum(self.weights.get(word, 2.2) for word in meaning.words) * meaning.likeness
            if cost == 0.0 or (meanings[0].likeness < 1.0 and meaning.likeness >= 0.95):
                cost = max(cost, weight)
        if not meanings:
            cost = 2.2 if len(text) > 2 else 0.4
        return self.written(text, meanings, gains, cost)

    def written(
        self, text: str, meanings: tuple[Meaning, ...], gains: Mapping[int, Meaning], cost: float
    ) -> WrittenWord:
        """A written word with the meaning it has for each article."""
        parts = {meaning: self._parts(meaning, cost) for meaning in set(gains.values())}
        mask = 0
        for index in gains:
            mask |= 1 << index
        explained = {index: parts[meaning] for index, meaning in gains.items()}
        return WrittenWord(text, meanings, frozenset(gains), cost, gains, mask, explained)

    def _parts(self, meaning: Meaning, cost: float) -> Parts:
        """A word that is there counts whole; one that is only meant counts no more than what was written is worth."""
        most = max(cost / len(meaning.words), 0.3)
        out: list[tuple[str, float, float]] = []
        for word in meaning.words:
            weight = self.weights[word]
            gain = weight if meaning.likeness >= 1.0 else min(weight, most) * meaning.likeness
            out.append((word, gain, min(NUMBER_SAID, gain) if word[0] == "#" else weight))
        return tuple(out)

    def _having(self, words: tuple[str, ...]) -> frozenset[int]:
        sets = [self.postings.get(word, frozenset()) for word in words]
        return frozenset.intersection(*sets) if sets else frozenset()


def name_words(name: str) -> list[str]:
    """The words of an article's name as the index keeps them: stems, and numbers as #N."""
    out: list[str] = []
    for token in tokenize(name):
        key = key_of(token)
        if key:
            out.append(key)
    return out


def key_of(token: Token) -> str:
    """How the index writes a token; empty for marks."""
    if token.kind in ("num", "many"):
        return f"#{token.value.normalize():f}"
    if token.kind == "mark":
        return ""
    if token.kind == "price":
        return "#" + token.norm
    return stem(token.norm)


def build(products: Iterable[ProductView], customer_items: Mapping[str, Mapping[str, str]]) -> Catalogue:
    """Index the articles; two articles of one SKU: the later counts."""
    known = {product.sku: product for product in products}
    active = [known[sku] for sku in sorted(known) if known[sku].status == "active"]
    named = [name_words(product.name) for product in active]
    frequencies = Counter(word for words in named for word in set(words))
    weights = {word: _weight(word, count, len(active)) for word, count in frequencies.items()}
    made = [
        _article(product, {word: weights[word] for word in words}) for product, words in zip(active, named, strict=True)
    ]
    articles = sorted(made, key=lambda article: (article.total, article.sku))
    postings: dict[str, set[int]] = {}
    for index, article in enumerate(articles):
        for word in article.weights:
            postings.setdefault(word, set()).add(index)
    codes = _codes(known.values())
    return Catalogue(
        articles=articles,
        postings={word: frozenset(found) for word, found in postings.items()},
        weights=weights,
        lexicon=Lexicon({word: count for word, count in frequencies.items() if not word.startswith("#")}),
        codes=codes,
        obsolete={sku: product.replaced_by for sku, product in known.items() if product.status != "active"},
        customer_codes={
            who: {_code(part): sku for part, sku in items.items()} for who, items in customer_items.items()
        },
        place={article.sku: index for index, article in enumerate(articles)},
        numbers_in_codes=any(code.isdigit() for code in codes),
        families=_families(article.sku for article in articles),
        usual_length=_usual_length(codes),
    )


def _article(product: ProductView, weights: dict[str, float]) -> Article:
    contained = any(word in CONTAINERS or word.startswith("#") for word in weights)
    units = {factor.unit.lower(): factor.factor for factor in product.units}
    return Article(product.sku, product.name, weights, _total(weights), contained, units)


def _total(weights: Mapping[str, float]) -> float:
    """What there is to say of an article; its pack numbers count little, they often go without saying."""
    return sum(min(NUMBER_SAID, weight) if word[0] == "#" else weight for word, weight in weights.items()) or 0.1


def _weight(word: str, count: int, articles: int) -> float:
    if word in WEAK:
        return WEAK[word]
    if word.startswith("#"):
        return NUMBER_WEIGHT
    return max(0.8, min(4.0, 4.1 * math.log((articles + 1) / count) / math.log(articles + 2)))


def _codes(products: Collection[ProductView]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for product in products:
        for alias in (*product.aliases, product.barcode or ""):
            if len(_code(alias)) >= 4 and any(char.isdigit() for char in alias):
                codes.setdefault(_code(alias), product.sku)
    codes.update({_code(product.sku): product.sku for product in products})
    return codes


def _usual_length(codes: Iterable[str]) -> int:
    """How many digits nearly every number of an article has; 0 where there is no such length of five or more."""
    lengths = Counter(len(code) for code in codes if code.isdigit() and len(code) < 9)
    length, count = max(lengths.items(), key=lambda one: one[1], default=(0, 0))
    return length if length >= 5 and count >= 0.9 * sum(lengths.values()) else 0


def _families(skus: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """SKUs that are one number with different letters behind it, by that number."""
    found: dict[str, list[str]] = {}
    for sku in sorted(skus):
        number = sku.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if number != sku and len(number) >= 4 and number.isdigit():
            found.setdefault(number, []).append(sku)
    return {number: tuple(several) for number, several in found.items()}


def _code(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().upper()
