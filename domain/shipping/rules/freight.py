"""Decides what the customer pays for freight: values in, values out."""

from decimal import Decimal

from domain.orders.schemas import OrderView
from domain.shared.money import Money
from domain.shared.policy import FreightPolicy


def freight_of(
    order: OrderView, price: Money, policy: FreightPolicy, *, rate: Decimal, charged_before: bool
) -> Money | None:
    """The freight that an order is charged for its part of a shipment, before tax, in its own currency.

    Once per order or per shipment by policy; None for nothing: by policy, from a net value on, or charged before.
    `rate` is what one unit of the order's currency costs in that of the price.
    """
    if policy.charge == "none" or (policy.charge == "order" and charged_before):
        return None
    if policy.free_from_net and order.net.amount >= policy.free_from_net:
        return None
    amount = price.amount * (1 + policy.markup)
    converted = amount if order.currency == price.currency else amount / rate
    charge = Money(converted, order.currency)
    return charge if charge else None
