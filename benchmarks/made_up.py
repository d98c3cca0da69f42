"""Owns made-up articles: as many as wanted, named like those of a real catalogue, the same each time."""

import math
import random
from collections.abc import Iterator, Sequence
from itertools import islice

from domain.catalog.schemas import ProductView

SEED = 20111103
_SYLLABLES = tuple(consonant + vowel for consonant in "bdfghklmnprstv" for vowel in "aeio")
#: How often a word of a real name gives way to a word of another, and how often the name of a series is added.
_OTHER_WORD, _SERIES = 0.35, 0.5
#: The logarithm of how many series there are.
_MOST_SERIES = math.log(200_000)


def articles(real: Sequence[ProductView], count: int) -> Iterator[ProductView]:
    """The real articles, then made-up ones until there are so many; every one has a number and a barcode of its own."""
    yield from real[:count]
    chance = random.Random(SEED)
    names = [product.name.split() for product in real]
    said = [word for name in names for word in name]
    for index in range(max(0, count - len(real))):
        words = [
            chance.choice(said) if chance.random() < _OTHER_WORD else word
            for word in names[chance.randrange(len(names))]
        ]
        if chance.random() < _SERIES:
            words.insert(chance.randrange(len(words) + 1), _series(chance))
        units = real[chance.randrange(len(real))].units
        yield ProductView(
            sku=str(1_000_000 + index), name=" ".join(words), barcode=str(3_000_000_000_000 + index), units=units
        )


def _series(chance: random.Random) -> str:
    """The name of a series; some are frequent, most are rare, and there are always new ones."""
    rank = int(math.exp(chance.uniform(0, _MOST_SERIES)))
    own = random.Random(rank)
    return "".join(islice((own.choice(_SYLLABLES) for _ in range(4)), 2 + own.randrange(3))).upper()
