"""Decides what packages weigh, how loose goods are put into cartons, and what a count found: values in, values out."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from domain.shared.quantity import exact
from domain.shipping.schemas import Difference

#: The lightest package that is told to a carrier.
LIGHTEST_KG = Decimal("0.001")
_ZERO = Decimal(0)


def weight_of(contents: Mapping[str, Decimal], unit_kg: Mapping[str, Decimal]) -> Decimal:
    """What quantities by key weigh, by the weight of one base unit of each."""
    total = sum((quantity * unit_kg[key] for key, quantity in contents.items()), _ZERO)
    return max(exact(total), LIGHTEST_KG)


def filled(
    quantities: Sequence[tuple[str, Decimal]], unit_kg: Mapping[str, Decimal], carton_kg: Decimal
) -> list[dict[str, Decimal]]:
    """Quantities put into cartons of at most a weight, one line after the other, in whole base units.

    What is heavier than a carton by itself goes alone. A fraction of a base unit is never cut.
    """
    cartons, carton, room = list[dict[str, Decimal]](), dict[str, Decimal](), carton_kg
    for key, quantity in quantities:
        left = quantity
        while left > 0:
            taken = _fitting(left, unit_kg[key], room)
            if taken <= 0 and carton:
                cartons.append(carton)
                carton, room = {}, carton_kg
                continue
            taken = taken or min(left, Decimal(1))
            carton[key] = carton.get(key, _ZERO) + taken
            room, left = max(room - taken * unit_kg[key], _ZERO), left - taken
    return [*cartons, carton] if carton else cartons


def _fitting(quantity: Decimal, unit_kg: Decimal, room: Decimal) -> Decimal:
    """All of a quantity where it fits, else as many whole base units as do."""
    return quantity if quantity * unit_kg <= room else (room / unit_kg).to_integral_value(ROUND_FLOOR)


def differences(packed: Mapping[str, Decimal], counted: Mapping[str, Decimal]) -> tuple[Difference, ...]:
    """The articles of which another quantity was counted than packed, by SKU; what nobody counted is not there."""
    return tuple(
        Difference(sku=sku, packed=packed.get(sku, _ZERO), counted=counted.get(sku, _ZERO))
        for sku in sorted(packed.keys() | counted.keys())
        if packed.get(sku, _ZERO) != counted.get(sku, _ZERO)
    )
