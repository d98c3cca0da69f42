"""Decides how much a quantity in some unit is in base units. Nothing else converts, so that no factor counts twice.

A factor is an exact ratio: `factor` base units make `per` of the unit. What a quantity comes to is exact or refused.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from domain.catalog.errors import InexactQuantity, UnitOfOtherKind, UnknownUnit
from domain.catalog.schemas import ProductView, UnitFactor
from domain.shared.quantity import MILLIONTH, exact, plain

#: Every product that is counted is understood to be sold one by one.
SINGLE = "each"
_GRAMS = {"mg": "0.001", "g": "1", "kg": "1000", "t": "1000000", "oz": "28.349523125", "lb": "453.59237"}
_METRES = {"mm": "0.001", "cm": "0.01", "m": "1", "km": "1000", "in": "0.0254", "ft": "0.3048", "yd": "0.9144"}
_LITRES = {"ml": "0.001", "cl": "0.01", "l": "1", "hl": "100"}
_SQUARE_METRES = {"cm2": "0.0001", "m2": "1", "ha": "10000"}
_HOURS = {"min": "1/60", "h": "1"}
#: Units that mean the same everywhere, by kind, each in the smallest named one of its kind. All others count things.
MEASURES: dict[str, dict[str, Fraction]] = {
    kind: {unit: Fraction(size) for unit, size in sizes.items()}
    for kind, sizes in (
        ("weight", _GRAMS), ("length", _METRES), ("volume", _LITRES), ("area", _SQUARE_METRES), ("time", _HOURS),
    )
}  # fmt: skip
COUNT = "count"
_KINDS = {unit: kind for kind, sizes in MEASURES.items() for unit in sizes}
_ALSO = {
    "kilo": "kg", "kilos": "kg", "kgs": "kg", "gram": "g", "grams": "g", "metre": "m", "metres": "m", "meter": "m",
    "meters": "m", "litre": "l", "litres": "l", "liter": "l", "liters": "l", "hour": "h", "hours": "h", "m²": "m2",
}  # fmt: skip


def kind_of(unit: str) -> str:
    """What a unit measures: weight, length, volume, area, time; or count, for everything that is counted in it."""
    return _KINDS.get(_named(unit), COUNT)


def is_divisible(unit: str) -> bool:
    """Whether there are parts of one: of measures there are, of things there are none."""
    return kind_of(unit) != COUNT


def factor_of(product: ProductView, unit: str | None) -> Fraction:
    """How many base units one of the unit is, exactly; no unit means base units.

    A unit of the product goes first, then units that mean the same everywhere, of the same kind as the base unit.
    Raises UnknownUnit, UnitOfOtherKind.
    """
    return factor_in(product.sku, product.base_unit, product.units, unit)


def factor_in(sku: str, base_unit: str, units: Iterable[UnitFactor], unit: str | None) -> Fraction:
    """What `factor_of` says, for whoever has the units of a product and not the product."""
    wanted, every = (unit or base_unit).strip().casefold(), tuple(units)
    for known in every:
        if known.unit.casefold() == wanted:
            return known.ratio
    base = base_unit.casefold()
    if wanted == base or (wanted == SINGLE and not is_divisible(base)):
        return Fraction(1)
    if kind_of(wanted) != COUNT or wanted == SINGLE:
        if kind_of(wanted) != kind_of(base):
            raise UnitOfOtherKind(
                sku=sku, unit=unit, kind=kind_of(wanted), base_unit=base_unit, base_kind=kind_of(base)
            )
        sizes = MEASURES[kind_of(base)]
        return sizes[_named(wanted)] / sizes[_named(base)]
    raise UnknownUnit(sku=sku, unit=unit, known=", ".join((base_unit, *(known.unit for known in every))))


def to_base(product: ProductView, quantity: Decimal, unit: str | None) -> Decimal:
    """The quantity in base units, exactly; no unit means base units.

    Raises UnknownUnit, UnitOfOtherKind, QuantityOutOfRange, and InexactQuantity for what is no whole number of
    millionths: thirds of a roll come to whole rolls or not at all.
    """
    factor = factor_of(product, unit)
    base = Fraction(quantity) * factor
    whole = exact(Decimal(base.numerator) / Decimal(base.denominator))
    if Fraction(whole) != base:
        steps = (factor / Fraction(MILLIONTH)).denominator
        down, up = base_steps(quantity, Decimal(steps))
        raise InexactQuantity(sku=product.sku, unit=unit or product.base_unit, quantity=plain(quantity),
                              multiple=plain(Decimal(steps)), down=plain(down), up=plain(up))  # fmt: skip
    return whole


def base_steps(quantity: Decimal, multiple: Decimal) -> tuple[Decimal, Decimal]:
    """The whole multiples next below and above a quantity."""
    down = quantity - quantity % multiple
    return down, down if down == quantity else down + multiple


def unit_names(product: ProductView) -> tuple[str, ...]:
    """What a product is sold in, the base unit first."""
    return (product.base_unit, *(known.unit for known in product.units))


def unit_fault(base_unit: str, unit: UnitFactor) -> str | None:
    """What is wrong with a sales unit, in a code: OTHER_KIND for a measure of another kind than the base unit,
    OTHER_FACTOR for one that is not as large as everybody knows; None where nothing is.
    """
    kind = kind_of(unit.unit)
    if kind == COUNT:
        return None
    if kind != kind_of(base_unit):
        return "OTHER_KIND"
    sizes = MEASURES[kind]
    return None if unit.ratio == sizes[_named(unit.unit)] / sizes[_named(base_unit)] else "OTHER_FACTOR"


def _named(unit: str) -> str:
    wanted = unit.strip().casefold()
    return _ALSO.get(wanted, wanted)
