"""Decides which unit is meant where none was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.catalog.schemas import ProductView
from domain.orders.rules.lines import is_orderable
from domain.orders.schemas import PastQuantity, RequestedLine

#: So many orders in a row make a habit.
HABIT = 2
#: Marks of a line whose unit was concluded.
FROM_HABIT, FROM_ARTICLE = "unit_of_last_orders", "unit_sold_by"
_SAID_OTHERWISE = "_read_as_each"


@dataclass(frozen=True, slots=True)
class Inferred:
    """The unit that is meant (None: the base unit) and why; or, where that is not clear, every unit that may be."""

    unit: str | None = None
    mark: str | None = None
    unclear: tuple[str, ...] = ()


def needs_unit(line: RequestedLine, product: ProductView) -> bool:
    """Whether no unit was said of an article that is sold in several, and the quantity can be one."""
    is_open = line.unit is None and bool(product.units) and is_orderable(line.quantity)
    return is_open and not any(_SAID_OTHERWISE in mark for mark in line.inferred)


def inferred_unit(
    line: RequestedLine, product: ProductView, past: Sequence[PastQuantity], *, ratio: Decimal
) -> Inferred:  # fmt: skip
    """The unit of a customer's last orders of the article where they have a habit (newest first in `past`), else the
    one it is sold by, else the base unit.

    What they had before says which quantity is plausible: no more than `ratio` times the largest, no less than that
    part of the smallest. Where the base unit and their own are both plausible and further apart than that, both are
    returned as unclear.
    """
    units = [each.unit for each in past[:HABIT]]
    is_habit = len(units) == HABIT and len(set(units)) == 1 and units[0] != product.base_unit
    if not is_habit:
        return Inferred(product.sold_by, FROM_ARTICLE) if product.sold_by and not past else Inferred()
    factor = next((unit.ratio for unit in product.units if unit.unit == units[0]), None)
    if factor is None:
        return Inferred()
    as_base, in_habit = line.quantity, line.quantity * factor.numerator / factor.denominator
    plausible = [
        unit for unit, quantity in ((product.base_unit, as_base), (units[0], in_habit))
        if min(each.base_quantity for each in past) / ratio <= quantity
        <= max(each.base_quantity for each in past) * ratio
    ]  # fmt: skip
    if len(plausible) == 2 and max(as_base, in_habit) > min(as_base, in_habit) * ratio:
        return Inferred(unclear=tuple(plausible))
    if plausible == [product.base_unit]:
        return Inferred()
    return Inferred(units[0], FROM_HABIT)
