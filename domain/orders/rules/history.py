"""Decides what a customer usually orders, from what they have ordered."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median_low

from domain.orders.schemas import BoughtArticle, PastLine, PastOrder


def usual_basket(orders: Sequence[PastOrder]) -> tuple[PastLine, ...]:
    """The articles of at least half of the orders, each with its median quantity; most often ordered first."""
    bought = bought_articles(orders)
    units = {line.sku: line.unit for order in orders for line in order.lines}
    return tuple(
        PastLine(sku=each.sku, name=each.name, quantity=each.usually, unit=units[each.sku])
        for each in bought
        if each.orders * 2 >= len(orders)
    )


def bought_articles(orders: Sequence[PastOrder]) -> tuple[BoughtArticle, ...]:
    """What was bought, most often first, each with its median quantity (a quantity that was really ordered)."""
    amounts: dict[str, list[Decimal]] = {}
    names: dict[str, str] = {}
    for order in orders:
        for sku, amount in _amounts(order).items():
            amounts.setdefault(sku, []).append(amount)
        for line in order.lines:
            names.setdefault(line.sku, line.name)
    ranked = sorted(amounts, key=lambda sku: (-len(amounts[sku]), sku))
    return tuple(
        BoughtArticle(sku=sku, name=names[sku], orders=len(amounts[sku]), usually=median_low(amounts[sku]))
        for sku in ranked
    )


def _amounts(order: PastOrder) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in order.lines:
        found[line.sku] = found.get(line.sku, Decimal(0)) + line.quantity
    return found
