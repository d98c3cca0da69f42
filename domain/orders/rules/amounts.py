"""Decides what a line, or a part of it, is worth, so that the parts always sum to the whole."""

from collections.abc import Sequence
from decimal import Decimal

from domain.billing.schemas import TaxableLine
from domain.orders.schemas import LineView
from domain.shared.money import LARGEST, Money, rounded


def net_amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Quantity times price, rounded once."""
    return rounded(quantity * unit_price)


def fits_the_books(quantity: Decimal, unit_price: Decimal) -> bool:
    """Whether the amount of a line leaves room for every sum it enters."""
    return quantity * unit_price < LARGEST / 1000


def net_of_first(line: LineView, quantity: Decimal) -> Money:
    """What the first `quantity` base units of a line cost; for all of them exactly the line's net."""
    if quantity == line.base_quantity:
        return line.net
    return Money(net_amount(quantity, line.unit_price), line.net.currency)


def net_between(line: LineView, start: Decimal, end: Decimal) -> Money:
    """What the units of a line from `start` to `end` cost; consecutive pieces sum to the line without a rest."""
    return net_of_first(line, end) - net_of_first(line, start)


def not_invoiced(lines: Sequence[LineView]) -> list[TaxableLine]:
    """What is shipped and not invoiced of each line."""
    return [TaxableLine(net=net_between(line, line.invoiced, line.shipped), rate=line.tax_rate) for line in lines]


def not_shipped(lines: Sequence[LineView]) -> list[TaxableLine]:
    """What is still to be shipped of each line; what is cancelled counts nothing."""
    return [
        TaxableLine(net=net_between(line, line.shipped, line.base_quantity - line.cancelled), rate=line.tax_rate)
        for line in lines
    ]
