"""How much of an article was said, in its base units."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.intake.rules.articles import Article
from domain.intake.rules.cells import EACH, says_each
from domain.intake.rules.vocabulary import BULK, PAIRED
from domain.intake.rules.words import stem
from domain.intake.schemas import ReadLine

#: More of an article than anybody orders at once.
MOST = Decimal(1_000_000)
_READ_AS_EACH = "_read_as_each"
#: Words that say of each article how many, and of one alone that they are pieces.
EVERY = ("each", "ea")
#: Units of which only the article knows how many they hold.
_BULK = {word: "carton" if word in ("ctn", "ctns") else word.removesuffix("s") for word in BULK}
_WRITTEN = {"bx": "box", "bxs": "box"} | dict.fromkeys(("pk", "pks", "pkt", "pkts", "packet", "packets"), "pack")


def is_countable(value: Decimal) -> bool:
    """Whether a number can be a quantity in base units: whole, more than none and not absurdly many."""
    return 0 < value <= MOST and value == value.to_integral_value()


class Amount(NamedTuple):
    """A quantity in the unit that was said (None: none was), and in base units; `marks` say what is doubtful of it."""

    quantity: Decimal
    unit: str | None
    base: Decimal
    marks: tuple[str, ...] = ()


def amount_of(number: Decimal, said: Decimal | None, word: str | None, article: Article | None) -> Amount | None:
    """How much of an article a number and its unit are; `None` where they cannot be converted.

    `said` is the number before its dozens were multiplied.
    """
    weights = article.weights if article else {}
    units = article.units if article else {}
    unit = _unit(word, weights)
    if unit is not None and unit in units and unit != "dozen":
        base = in_base(number, units[unit])
        return Amount(number, unit, base) if base is not None else None
    if unit == "pair":
        pieces = number if any(each in PAIRED for each in weights) else number * 2
        return Amount(pieces, EACH, pieces)
    if unit in _BULK.values():
        return None
    if unit is None:
        return Amount(number, None, number, _read_as_each(word, weights, units))
    return Amount(said if unit == "dozen" and said is not None else number, unit, number)


def is_perhaps_several(line: ReadLine, article: Article | None) -> bool:
    """Whether "2 boxes" was read as two pieces of an article whose name tells of no pack: it may be two boxes of it."""
    weights = article.weights if article else {}
    return any(mark.endswith(_READ_AS_EACH) for mark in line.inferred) and not any(name[0] == "#" for name in weights)


def in_base(quantity: Decimal, factor: Fraction) -> Decimal | None:
    """A quantity in base units; None where it comes to no exact number of them."""
    base = Fraction(quantity) * factor
    value = Decimal(base.numerator) / Decimal(base.denominator)
    return value if Fraction(value) == base else None


def worked_out(line: ReadLine, base: Decimal, unit: str | None = None) -> Amount:
    """A quantity got from that of a line, or of another of that unit: pieces where a unit was said of any."""
    return Amount(base, EACH if line.unit or unit else None, base)


def counting(line: ReadLine, amount: Amount) -> ReadLine:
    """A line with another quantity; it stays one of pieces where they were said before, and no unit is now."""
    kept = tuple(mark for mark in line.inferred if not mark.endswith(_READ_AS_EACH))
    is_open = amount.unit is None and not amount.marks
    return line.model_copy(update={
        "base_quantity": amount.base, "quantity": amount.quantity, "inferred": (*kept, *amount.marks),
        "unit": EACH if is_open and line.unit == EACH else amount.unit,
    })  # fmt: skip


def unit_said(word: str | None) -> str | None:
    """The unit of a word, of those that need no article to be known: dozens or pieces."""
    return word if word == "dozen" else EACH if says_each(word) else None


def _unit(word: str | None, weights: Collection[str]) -> str | None:
    """The unit that counts of a word; none where it is of the article's name, or says how that is packed."""
    if word is None or word in ("dozen", "pair"):
        return word
    unit = _BULK.get(word) or (EACH if says_each(word) else None)
    return None if word in weights or stem(word) in weights else unit


def _read_as_each(word: str | None, weights: Collection[str], units: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The mark of a quantity whose unit counts several of the article and was read as single sales units."""
    unit = stem(_WRITTEN.get(word or "", word or ""))
    return (f"{unit}{_READ_AS_EACH}",) if units.get(unit, 1) > 1 and unit not in weights else ()
