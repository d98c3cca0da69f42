"""Decides what the customer pays for freight: values in, values out."""

from decimal import Decimal

from domain.orders.schemas import OrderView
from domain.shared.money import Money
from domain.shared.policy import FreightPolicy


def freight_of(
    order: OrderView, price: Money, share: Decimal, policy: FreightPolicy, *, rate: Decimal, charged_before: bool
) -> Money | None:
    """The freight that an order is charged for a shipment, before tax, in its own currency; None for nothing.

    `price` is the carrier's for the whole shipment, `share` the order's part of it, `rate` what one unit of the
    order's currency costs in that of the price. Once per order or per shipment by policy; none from a net value on.
    """
    if policy.charge == "none" or (policy.charge == "order" and charged_before):
        return None
    if policy.free_from_net and order.net.amount >= policy.free_from_net:
        return None
    amount = price.amount * share * (1 + policy.markup)
    converted = amount if order.currency == price.currency else amount / rate
    return Money(converted, order.currency) if converted else None
