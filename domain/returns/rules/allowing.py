"""Decides what may come back, and what is credited for it: values in, values out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from domain.orders.schemas import OrderView
from domain.returns.schemas import Disposition, Fault, ReturnView, Settlement
from domain.shared.policy import ReasonPolicy

NOTHING = Decimal(0)


def returnable(order: OrderView, on_the_way: Mapping[str, Decimal]) -> dict[int, Decimal]:
    """By line number: shipped, not returned, and not in a return that we still expect; never below zero."""
    return {
        line.line_no: max(line.shipped - line.returned - on_the_way.get(line.line_key, NOTHING), NOTHING)
        for line in order.lines
    }


def is_too_late(shipped: date, today: date, days: int) -> bool:
    """Whether goods that left on a day may not come back any more for a reason with so many days; 0 days are ever."""
    return days > 0 and (today - shipped).days > days


def terms_of(reason: ReasonPolicy) -> dict[str, Any]:
    """What a reason means for a line of a return: only the customer pays for their own fault."""
    fault = Fault(reason.fault)
    return {"fault": fault, "restocking_fee": reason.restocking_fee if fault is Fault.CUSTOMER else NOTHING}


def to_credit(view: ReturnView) -> dict[str, Decimal]:
    """By line key: what came back and stays with us; all of it where the customer keeps the goods, nothing
    where they are replaced, repaired or refused.
    """
    if view.settlement == Settlement.CREDIT_ONLY:
        return {line.line_key: line.quantity for line in view.lines}
    if view.settlement != Settlement.CREDIT:
        return {}
    kept: dict[str, Decimal] = {}
    for line in view.lines:
        quantity = sum(
            (part.quantity for part in line.dispositions if part.disposition is not Disposition.RETURN_TO_CUSTOMER),
            NOTHING,
        )
        if quantity > 0:
            kept[line.line_key] = quantity
    return kept


def uninvoiced(view: ReturnView, wanted: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """By line key: what of that which is to be credited was on no invoice when it came, and so is owed by nobody."""
    return {
        line.line_key: min(line.uninvoiced, wanted[line.line_key])
        for line in view.lines
        if line.uninvoiced and line.line_key in wanted
    }
