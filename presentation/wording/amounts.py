"""Owns how money, prices and quantities are written."""

from collections.abc import Sequence
from decimal import Decimal

from babel.numbers import format_currency, format_decimal

from domain.billing.schemas import TaxRow
from domain.shared.money import Money
from domain.shared.policy import TaxReason

LOCALE = "en_GB"
_UNIT_PRICE = "¤#,##0.00####"
_NUMBER = "#,##0.######"
_NO_TAX = {
    TaxReason.EXPORT: "export",
    TaxReason.REVERSE_CHARGE: "reverse charge, the buyer accounts for it",
    TaxReason.EXEMPT: "exempt",
}
#: Units whose plural is not made with an s, or that have none.
_PLURALS = {
    "each": "each",
    "dozen": "dozen",
    "box": "boxes",
    "gross": "gross",
    "kg": "kg",
    "g": "g",
    "m": "m",
    "l": "l",
}


def money(amount: Money) -> str:
    """An amount with its currency: '£1,234.50'."""
    return str(format_currency(amount.amount, amount.currency, locale=LOCALE))


def unit_price(price: Decimal, currency: str) -> str:
    """A price for one unit, with up to six places where it has them: '£1.65', '£0.0425'."""
    return str(format_currency(price, currency, format=_UNIT_PRICE, currency_digits=False, locale=LOCALE))


def price_less(price: Decimal, discount: Decimal, currency: str) -> str:
    """A price for one unit with what comes off it: '£1.65', '£10.00 less 5%'."""
    return unit_price(price, currency) + (f" less {percent(discount * 100)}" if discount else "")


def tax_name(row: TaxRow) -> str:
    """A tax on a document, and why none is charged: 'VAT 20%', 'VAT 0% (export)'."""
    return f"VAT {percent(row.rate)}" + (f" ({_NO_TAX[row.reason]})" if row.reason else "")


def number(value: Decimal | int) -> str:
    """A number as people write it: '1,200', '2.5'; what rounds to nothing has no sign."""
    text = str(format_decimal(value, _NUMBER, locale=LOCALE))
    return text.removeprefix("-") if set(text) <= set("-0.") else text


def percent(rate: Decimal) -> str:
    """A rate in percent: '20%'."""
    return f"{number(rate)}%"


def unit_word(unit: str, count: Decimal) -> str:
    """A unit beside a count: 'dozen' stays, 'case' becomes 'cases'."""
    if count == 1 or not unit or unit.endswith("s"):
        return unit
    return _PLURALS.get(unit.lower(), f"{unit}es" if unit.lower().endswith(("x", "ch", "sh")) else f"{unit}s")


def quantity(value: Decimal, unit: str) -> str:
    """A quantity in one unit: '60 each', '3 cases'."""
    return f"{number(value)} {unit_word(unit, value)}".rstrip()


def pieces(value: Decimal, unit: str) -> str:
    """A quantity in running words, where 'each' goes without saying: '60', '3 cases'."""
    return number(value) if unit == "each" else quantity(value, unit)


def ordered(value: Decimal, unit: str, base_value: Decimal, base_unit: str) -> str:
    """A quantity as it was ordered, with base units behind it where they differ: '60 each', '5 dozen (60)'."""
    if unit in ("", base_unit):
        return quantity(base_value, base_unit)
    return f"{quantity(value, unit)} ({number(base_value)})"


def counted(count: int, word: str, plural: str | None = None) -> str:
    """A count of things: '1 line', '14 lines'."""
    return f"{number(count)} {word if count == 1 else plural or word + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: 'a', 'a and b', 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
