"""Owns the answer to "why this price?": the price that counts, and of every other why it does not."""

from decimal import Decimal

from domain.catalog.schemas import ConsideredPrice, PriceExplanation, PriceVerdict
from presentation.wording.amounts import number, percent, pieces, unit_price
from presentation.wording.times import day

_WHY = {
    PriceVerdict.WON: "this one counts",
    PriceVerdict.SAME: "says the same as the one that counts",
    PriceVerdict.TIE: "contradicts another one that counts just as much; please have one of them put right",
    PriceVerdict.LESS_PARTICULAR_LIST: "a more particular list goes before it",
    PriceVerdict.LESS_PARTICULAR_TARGET: "a price that is closer to the article goes before it",
    PriceVerdict.LOWER_BREAK: "the price of a higher quantity is reached",
    PriceVerdict.OLDER: "a later price has replaced it",
    PriceVerdict.NOT_REACHED: "the quantity is not reached",
    PriceVerdict.OTHER_UNIT: "the article is not sold in its unit",
    PriceVerdict.NO_BASE_PRICE: "there is no price that it could be taken off",
}


def price_words(found: PriceExplanation, currency: str) -> str:
    """The whole answer, a line for each price; `currency` is the company's."""
    head = f"{found.sku} {found.name}, {pieces(found.quantity, found.base_unit)} on {day(found.on)}"
    return "\n".join([f"{head}: {_answer(found, currency)}", *(_line(one, currency) for one in found.considered)])


def _answer(found: PriceExplanation, currency: str) -> str:
    price = found.price
    if price is None:
        return "there is no price."
    if price.tie:
        return f"its prices contradict each other ({', '.join(price.tie)}), so none is used."
    return f"{unit_price(price.unit_price, price.currency or currency)} for one, {_source(price.source)}."


def _source(source: str) -> str:
    return f"from the {source}"


def _line(one: ConsideredPrice, currency: str) -> str:
    return f"  {_price(one, currency)}, {one.source}{_span(one)}: {verdict_words(one)}"


def _price(one: ConsideredPrice, currency: str) -> str:
    shown = "no price" if one.price is None else unit_price(one.price, one.currency or currency)
    off = "" if one.percent_off is None else f" ({percent(one.percent_off * 100)} off)"
    return f"{shown}{off}{' with tax' if one.tax_included else ''}"


def _span(one: ConsideredPrice) -> str:
    begins = f" from {day(one.valid_from)}" if one.valid_from else ""
    return begins + (f" until {day(one.valid_to)}" if one.valid_to else "")


def verdict_words(one: ConsideredPrice) -> str:
    """Why a price counts or does not, in words."""
    if one.verdict is PriceVerdict.NOT_YET and one.valid_from:
        return f"it begins on {day(one.valid_from)}"
    if one.verdict is PriceVerdict.ENDED and one.valid_to:
        return f"it ended on {day(one.valid_to)}"
    if one.verdict is PriceVerdict.NOT_REACHED:
        return f"it begins at {_quantity(one.min_quantity, one.unit)}"
    return _WHY[one.verdict]


def _quantity(quantity: Decimal, unit: str) -> str:
    return pieces(quantity, unit) if unit else number(quantity)
