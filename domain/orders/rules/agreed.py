"""Decides when what left is invoiced, as agreed with who pays."""

import calendar
from datetime import date, timedelta

from domain.orders.schemas import COLLECTIVE, Invoicing


def is_due_on_shipment(invoicing: Invoicing, *, is_fulfilled: bool) -> bool:
    """Whether an invoice is due now that goods of an order left: collective ones wait for the end of their period,
    those of whole orders for the last goods.
    """
    return invoicing not in COLLECTIVE and (invoicing is not Invoicing.COMPLETE_ORDER or is_fulfilled)


def period_end(invoicing: Invoicing, day: date, *, weekday: int) -> date:
    """The last day of the period in which a collective invoice takes up what left on a day."""
    if invoicing is Invoicing.COLLECTIVE_MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day + timedelta(days=(weekday - day.weekday()) % 7)
