"""Owns quantities and unit prices: exact decimals in millionths that fit a signed 64-bit integer."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from domain.shared.errors import Refusal

MILLIONTH = Decimal("0.000001")
#: A millionth-scaled 64-bit integer ends near 9.2e12; a thousandth of it leaves room for every sum.
LARGEST = Decimal("9000000000")


_TYPED = re.compile(
    r"(?P<sign>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}\.\d{3}(?=,)|\d+)(?:(?P<mark>[.,])(?P<part>\d+))?"
)


class QuantityOutOfRange(Refusal):
    """The number is no quantity or price that we can keep."""

    code = "QUANTITY_OUT_OF_RANGE"


# Remembered, as is `of_millionths`: the same few quantities and prices come by again and again.
@lru_cache(maxsize=20_000)
def exact(value: Decimal | int | str) -> Decimal:
    """The value as a decimal of at most six places, half up; raises QuantityOutOfRange for what does not fit."""
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise QuantityOutOfRange(value=str(value), expected="a decimal number") from error
    if not number.is_finite() or abs(number) > LARGEST:
        raise QuantityOutOfRange(value=str(value)[:40], largest=str(LARGEST))
    return number.quantize(MILLIONTH, rounding=ROUND_HALF_UP).normalize() + Decimal(0)


@lru_cache(maxsize=20_000)
def of_millionths(scaled: int) -> Decimal:
    """A quantity or unit price as it was stored, without trailing zeros where it is whole."""
    whole, rest = divmod(scaled, 1_000_000)
    return Decimal(whole) if rest == 0 else Decimal(scaled).scaleb(-6)


def typed_number(text: str, *, places: int = 6) -> Decimal | None:
    """A number as people type it, however their country does: 1200, 1,200, 1.200,5 or 2,5; None for what is none, or
    has more places.

    A comma before three digits parts thousands, as it does wherever we write numbers; any other comma is a point.
    """
    found = _TYPED.fullmatch(re.sub(r"\s", "", text))
    if found is None or (found["mark"] and found["mark"] in found["whole"]) or len(found["part"] or "") > places:
        return None
    return Decimal(f"{found['sign']}{re.sub('[.,]', '', found['whole'])}.{found['part'] or 0}")


#: A number of units; which unit, and in which state, is said by the name of the field.
Quantity = Annotated[Decimal, AfterValidator(exact)]
#: Money for one unit, in millionths of the document's currency.
UnitPrice = Annotated[Decimal, AfterValidator(exact)]


def plain(value: Decimal) -> str:
    """The number as people write it: no exponent, no trailing zeros ('60', '2.5')."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
