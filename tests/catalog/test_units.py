"""Units: one exact conversion, within one kind, or a refusal that says what would do."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import service
from domain.catalog.errors import InexactQuantity, UnitOfOtherKind, UnknownUnit
from domain.catalog.rules.units import factor_of, is_divisible, kind_of
from domain.catalog.schemas import ProductView, UnitFactor

ROPE = ProductView(sku="ROPE", name="Rope", base_unit="m", units=(
    UnitFactor(unit="roll", factor=Decimal(25)), UnitFactor(unit="third", factor=Decimal(25), per=Decimal(3)),
))  # fmt: skip
POT = ProductView(sku="POT", name="Pot", units=(UnitFactor(unit="dozen", factor=Decimal(12)),))


@pytest.mark.parametrize(
    ("quantity", "unit", "base"),
    [("2", "roll", "50"), ("3", "third", "25"), ("6", "Third", "50"), ("250", "cm", "2.5"), ("1", "km", "1000"),
     ("2", "ft", "0.6096"), ("1.5", None, "1.5"), ("7", "metres", "7")],
)  # fmt: skip
def test_u1_conversion_is_exact(quantity: str, unit: str | None, base: str) -> None:
    """Thirds of a roll come to whole rolls without a rest, measures of one kind convert among each other."""
    assert service.to_base(ROPE, Decimal(quantity), unit) == Decimal(base)


def test_u1_what_is_not_exact_is_refused_with_what_would_be() -> None:
    """Four thirds of 25 m are no number that we can keep; three or six are."""
    with pytest.raises(InexactQuantity) as refused:
        service.to_base(ROPE, Decimal(4), "third")
    assert refused.value.facts == {
        "sku": "ROPE", "unit": "third", "quantity": "4", "multiple": "3", "down": "3", "up": "6",
    }  # fmt: skip


@pytest.mark.parametrize(("unit", "kind"), [("kg", "weight"), ("litres", "volume"), ("each", "count")])
def test_u1_nothing_converts_into_another_kind(unit: str, kind: str) -> None:
    """Rope is a length: kilograms, litres and pieces of it are refused."""
    with pytest.raises(UnitOfOtherKind) as refused:
        service.to_base(ROPE, Decimal(1), unit)
    assert (refused.value.facts["kind"], refused.value.facts["base_kind"]) == (kind, "length")
    with pytest.raises(UnknownUnit):
        service.to_base(ROPE, Decimal(1), "pallet")


def test_u1_a_sales_unit_is_what_everybody_knows_it_to_be() -> None:
    """A kilogram of 900 grams, or a metre of a thing that is weighed, is a mistake in the data; packs are free."""
    faults = [
        service.unit_fault("kg", UnitFactor(unit=unit, factor=Decimal(factor), per=Decimal(per)))
        for unit, factor, per in (("g", 1, 1000), ("g", 1, 900), ("m", 2, 1), ("sack", 25, 1))
    ]
    assert faults == [None, "OTHER_FACTOR", "OTHER_KIND", None]


def test_u5_measures_have_parts_and_things_have_none() -> None:
    """Half a metre there is, half a pot there is not."""
    assert [is_divisible(unit) for unit in ("m", "KG", "each", "box")] == [True, True, False, False]
    assert [kind_of(unit) for unit in ("m²", "h", "carton")] == ["area", "time", "count"]


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=999),
       st.integers(min_value=1, max_value=999))  # fmt: skip
def test_u1_there_and_back_is_the_same(quantity: int, factor: int, per: int) -> None:
    """Whatever the ratio: what is accepted comes back to the quantity as said, to the last digit."""
    product = ProductView(
        sku="A", name="A", units=(UnitFactor(unit="pack", factor=Decimal(factor), per=Decimal(per)),)
    )  # fmt: skip
    try:
        base = service.to_base(product, Decimal(quantity), "pack")
    except InexactQuantity:
        assert (Fraction(quantity * factor, per) * 10**6).denominator != 1
    else:
        assert Fraction(base) / factor_of(product, "pack") == quantity
