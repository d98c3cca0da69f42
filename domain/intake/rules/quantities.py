"""How much of an article was said, in its base units."""

from decimal import Decimal

from domain.intake.rules.catalogue import Article
from domain.intake.rules.segments import Item
from domain.intake.rules.vocabulary import PAIRED


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
