"""Decides what is wrong with a wanted line: its number, its article, its steps, the price it names."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from domain.catalog.schemas import PricedItem, ProductView
from domain.orders.schemas import RequestedLine
from domain.shared.errors import Problem, Refusal
from domain.shared.quantity import MILLIONTH, exact, plain

_READ_AS_EACH = "_read_as_each"
#: More base units of one article than anybody orders; what is above it is a slip or an attack.
LARGEST_QUANTITY = Decimal(100_000_000)


def place(line_no: int) -> str:
    """How a problem names a line."""
    return f"line {line_no}"


def shown(number: Decimal) -> str:
    """Any number as a person may see it, however odd."""
    if not number.is_finite() or abs(number) >= Decimal("1e30"):
        return f"{number:.6g}" if number.is_finite() else str(number)
    return plain(number)


def is_orderable(quantity: Decimal) -> bool:
    """Whether this is a number of things that somebody may want."""
    return quantity.is_finite() and 0 < quantity <= LARGEST_QUANTITY and exact(quantity) > 0


def bad_quantity(line_no: int, line: RequestedLine) -> Problem:
    """The number is nothing that can be ordered."""
    facts = {"sku": line.sku, "quantity": shown(line.quantity), "largest": plain(LARGEST_QUANTITY), "text": line.text}
    return Problem(code="BAD_QUANTITY", blocking=True, where=place(line_no), facts=facts)


def unknown_sku(line_no: int, line: RequestedLine) -> Problem:
    """No article has this SKU."""
    facts = {"sku": line.sku, "quantity": shown(line.quantity), "text": line.text}
    return Problem(code="UNKNOWN_SKU", blocking=True, where=place(line_no), facts=facts)


def unknown_unit(line_no: int, line: RequestedLine, product: ProductView) -> Problem:
    """The article is not sold in this unit."""
    known = ", ".join((product.base_unit, *(unit.unit for unit in product.units)))
    facts = {"sku": line.sku, "name": product.name, "unit": line.unit or "", "known": known}
    return Problem(code="UNKNOWN_UNIT", blocking=True, where=place(line_no), facts=facts)


def refused_unit(line_no: int, product: ProductView, refusal: Refusal) -> Problem:
    """The unit measures something else than the article is kept in, or the quantity comes to no exact number of it."""
    facts = {"name": product.name} | {name: str(value) for name, value in refusal.facts.items()}
    return Problem(code=refusal.code, blocking=True, where=place(line_no), facts=facts)


def unit_unclear(line_no: int, line: RequestedLine, product: ProductView, units: Sequence[str]) -> Problem:
    """No unit was said, and the customer may mean one or the other."""
    facts = {"sku": product.sku, "name": product.name, "quantity": shown(line.quantity), "units": " or ".join(units)}
    return Problem(code="UNIT_UNCLEAR", blocking=True, where=place(line_no), facts=facts)


def whole_units(base_quantity: Decimal, ordered: Decimal, quantity: Decimal) -> Decimal | None:
    """How many whole units a base quantity is, of the unit of which `quantity` are `ordered`; None for no whole
    number of them.
    """
    units = Fraction(base_quantity) * Fraction(quantity) / Fraction(ordered)
    return Decimal(units.numerator) if units.denominator == 1 else None


def step_of(ordered: Decimal, quantity: Decimal) -> Decimal | None:
    """The smallest base quantity that is whole units where `quantity` of them are `ordered`: stock is taken in
    multiples of it, so that no half carton is ever set aside. None where single base units, or no whole units, are.
    """
    factor = Fraction(ordered) / Fraction(quantity)
    if quantity % 1 or factor == 1:
        return None
    step = factor * (factor / Fraction(MILLIONTH)).denominator
    return Decimal(step.numerator) / step.denominator if step > 1 else None


def price_tie(line_no: int, product: ProductView, item: PricedItem) -> Problem:
    """Prices that differ stand equally for the article: a mistake in the data."""
    facts = {"sku": product.sku, "name": product.name, "sources": ", ".join(item.tie)}
    return Problem(code="PRICE_TIE", blocking=True, where=place(line_no), facts=facts)


def no_price(line_no: int, product: ProductView) -> Problem:
    """Nobody has named a price for the article."""
    return Problem(
        code="NO_PRICE", blocking=True, where=place(line_no), facts={"sku": product.sku, "name": product.name}
    )


def product_problems(
    line_no: int, product: ProductView, base_quantity: Decimal, *, is_divisible: bool
) -> list[Problem]:
    """What the article has against this quantity (base units): sold no more, too few, no whole multiple, a part of
    what has no parts. What is nearest above and below is said.
    """
    where, facts = place(line_no), {"sku": product.sku, "name": product.name}
    problems = []
    if product.status != "active":
        replaced = facts | ({"replaced_by": product.replaced_by} if product.replaced_by else {})
        problems.append(Problem(code="OBSOLETE_SKU", blocking=True, where=where, facts=replaced))
    facts = facts | {"quantity": plain(base_quantity)}
    if base_quantity < product.min_quantity:
        multiple = product.order_multiple
        up = (product.min_quantity / multiple).to_integral_value(ROUND_CEILING) * multiple
        minimum = {"minimum": plain(product.min_quantity), "up": plain(up)}
        problems.append(Problem(code="BELOW_MINIMUM", blocking=True, where=where, facts=facts | minimum))
    if base_quantity % product.order_multiple:
        steps = facts | _steps(product, base_quantity)
        problems.append(Problem(code="NOT_A_MULTIPLE", blocking=True, where=where, facts=steps))
    elif base_quantity % 1 and not is_divisible:
        down = base_quantity.to_integral_value(ROUND_FLOOR)
        parts = facts | {"unit": product.base_unit, "down": plain(down), "up": plain(down + 1)}
        problems.append(Problem(code="NOT_WHOLE", blocking=True, where=where, facts=parts))
    return problems


def unit_read_as_each(line_no: int, line: RequestedLine, product: ProductView) -> list[Problem]:
    """A unit was said that holds several of the article, and the number was taken for single ones; passable."""
    if line.unit is not None:
        return []
    where, facts = place(line_no), {"sku": product.sku, "said": line.text, "quantity": shown(line.quantity)}
    found = []
    for unit in product.units:
        if f"{unit.unit.lower()}{_READ_AS_EACH}" in line.inferred:
            meant = {
                "unit": unit.unit.lower(),
                "factor": plain(unit.factor),
                "meant": shown(line.quantity * unit.factor),
            }
            found.append(Problem(code="UNIT_READ_AS_EACH", blocking=False, where=where, facts=facts | meant))
    return found


def _steps(product: ProductView, base_quantity: Decimal) -> dict[str, str]:
    multiple = product.order_multiple
    down = (base_quantity / multiple).to_integral_value(ROUND_FLOOR) * multiple
    up = (base_quantity / multiple).to_integral_value(ROUND_CEILING) * multiple
    facts = {"multiple": plain(multiple), "up": plain(max(up, product.min_quantity))}
    return facts | ({"down": plain(down)} if down >= product.min_quantity and down > 0 else {})


def price_problems(
    line_no: int, line: RequestedLine, *, unit_price: Decimal, factor: Decimal, tolerance: Decimal
) -> list[Problem]:
    """Whether the price that was named (for one base unit, or for the unit said) differs from ours by more than the
    tolerance (a share); never blocking, both are shown.
    """
    stated = stated_per_base_unit(line, unit_price=unit_price, factor=factor)
    if stated is None or abs(stated - unit_price) <= unit_price * tolerance:
        return []
    code = "PRICE_BELOW_OURS" if stated < unit_price else "PRICE_ABOVE_OURS"
    facts = {"sku": line.sku, "stated": shown(stated), "ours": plain(unit_price)}
    return [Problem(code=code, blocking=False, where=place(line_no), facts=facts)]


def stated_per_base_unit(line: RequestedLine, *, unit_price: Decimal, factor: Decimal) -> Decimal | None:
    """The price that was named, for one base unit: as said, or as said for the unit where that lies nearer to ours.

    None where none was named or it is no price at all.
    """
    stated = line.stated_price
    if stated is None or not stated.is_finite() or not 0 <= stated <= LARGEST_QUANTITY:
        return None
    nearest = min((stated, stated / factor), key=lambda price: (abs(price - unit_price), -price))
    return exact(nearest)
