"""How much of an article was said, in its base units."""

from decimal import Decimal

from domain.intake.rules.articles import Article
from domain.intake.rules.stretches import Item
from domain.intake.rules.vocabulary import PAIRED
from domain.intake.rules.words import stem

#: More of an article than anybody orders at once.
MOST = Decimal(1_000_000)
READ_AS_EACH = "_read_as_each"
_WRITTEN = {"bx": "box", "bxs": "box"} | dict.fromkeys(("pk", "pks", "pkt", "pkts", "packet", "packets"), "pack")


def is_countable(value: Decimal) -> bool:
    """Whether a number can be a quantity in base units: whole, more than none and not absurdly many."""
    return 0 < value <= MOST and value == value.to_integral_value()


def base_quantity(item: Item, article: Article) -> tuple[Decimal | None, str | None]:
    """The quantity in base units and the unit said; `None` where the unit cannot be converted."""
    quantity = item.quantity
    if quantity is None:
        return None, None
    if item.unit == "pair":
        return (quantity if any(word in PAIRED for word in article.weights) else quantity * 2), None
    if item.unit == "dozen":
        return quantity, "dozen"
    for unit, words in (("case", ("case", "cases")),):
        if item.unit in words and not any(word in article.weights for word in words):
            factor = article.units.get(unit)
            return (quantity * factor, unit) if factor else (None, unit)
    if item.unit in ("carton", "cartons", "ctn", "ctns", "outer", "outers", "crate", "crates", "pallet", "pallets"):
        return None, item.unit
    return quantity, None


def read_as_each(written: str | None, article: Article) -> tuple[str, ...]:
    """The mark of a line whose unit counts several of the article and was read as single sales units."""
    unit = stem(_WRITTEN.get(written or "", written or ""))
    several = article.units.get(unit, Decimal(1)) > 1 and unit not in article.weights
    return (f"{unit}{READ_AS_EACH}",) if several and unit not in ("dozen", "case") else ()
