"""Builds the index of the articles, once per process and from the catalogue alone, product by product."""

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.catalog.schemas import ProductView
from domain.intake.rules.articles import NUMBER_SAID, Articles, Column
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.names import name_words
from domain.intake.rules.vocabulary import WEAK
from domain.intake.rules.words import Lexicon

NUMBER_WEIGHT = 1.3
_SPACES = re.compile(r"\s+")


class _Product(NamedTuple):
    """What the index keeps of a product; `words` are numbers of words, each of them once."""

    name: str
    words: "array[int]"
    units: Mapping[str, Fraction]
    codes: tuple[str, ...]
    replaced_by: str | None
    is_active: bool


def build(products: Iterable[ProductView], customer_items: Mapping[str, Mapping[str, str]]) -> Catalogue:
    """Index the articles; two articles of one SKU: the later counts."""
    numbers: dict[str, int] = {}
    known = _kept(products, numbers)
    active = {sku: known[sku] for sku in sorted(known) if known[sku].is_active}
    words = _frequencies(active.values(), list(numbers))
    weights = {word: _weight(word, count, len(active)) for word, count in words.items()}
    articles = _articles(active, numbers, weights)
    codes = _codes(known)
    return Catalogue(
        articles=articles,
        postings=articles.postings(),
        weights=weights,
        lexicon=Lexicon({word: count for word, count in words.items() if not word.startswith("#")}),
        codes=codes,
        obsolete={sku: product.replaced_by for sku, product in known.items() if not product.is_active},
        customer_codes={
            who: {_code(part): sku for part, sku in items.items()} for who, items in customer_items.items()
        },
        place={sku: index for index, sku in enumerate(articles.skus)},
        numbers_in_codes=any(code.isdigit() for code in codes),
        families=_families(active),
        usual_length=_usual_length(codes),
    )


def _kept(products: Iterable[ProductView], numbers: dict[str, int]) -> dict[str, _Product]:
    """What counts of each product; units that many have are kept once, words get their numbers."""
    units: dict[tuple[tuple[str, Decimal, Decimal], ...], Mapping[str, Fraction]] = {}
    known: dict[str, _Product] = {}
    for product in products:
        is_active = product.status == "active"
        words = dict.fromkeys(name_words(product.name)) if is_active else ()
        sold = tuple((factor.unit, factor.factor, factor.per) for factor in product.units)
        if sold not in units:
            units[sold] = {factor.unit.lower(): factor.ratio for factor in product.units}
        known[product.sku] = _Product(
            product.name,
            array("I", [numbers.setdefault(word, len(numbers)) for word in words]),
            units[sold],
            tuple(filter(None, (*product.aliases, product.barcode or ""))),
            product.replaced_by,
            is_active,
        )
    return known


def _frequencies(active: Iterable[_Product], words: Sequence[str]) -> dict[str, int]:
    """In how many names each word stands; words of none are left out."""
    counts = [0] * len(words)
    for product in active:
        for number in product.words:
            counts[number] += 1
    return {word: count for word, count in zip(words, counts, strict=True) if count}


def _articles(active: Mapping[str, _Product], numbers: Mapping[str, int], weights: Mapping[str, float]) -> Articles:
    words = list(numbers)
    worth = [weights.get(word, 0.0) for word in words]
    said = [min(NUMBER_SAID, one) if word[0] == "#" else one for word, one in zip(words, worth, strict=True)]
    totals = {sku: sum([said[number] for number in product.words]) or 0.1 for sku, product in active.items()}
    skus = sorted(active, key=totals.__getitem__)
    return Articles(
        (Column(sku, active[sku].name, active[sku].words, totals[sku], active[sku].units) for sku in skus),
        words,
        weights,
    )


def _weight(word: str, count: int, articles: int) -> float:
    if word in WEAK:
        return WEAK[word]
    if word.startswith("#"):
        return NUMBER_WEIGHT
    return max(0.8, min(4.0, 4.1 * math.log((articles + 1) / count) / math.log(articles + 2)))


def _codes(known: Mapping[str, _Product]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for sku, product in known.items():
        for alias in product.codes:
            if len(_code(alias)) >= 4 and any(map(str.isdigit, alias)):
                codes.setdefault(_code(alias), sku)
    codes.update({_code(sku): sku for sku in known})
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
    code = _SPACES.sub(" ", text).strip().upper()
    return text if code == text else code
