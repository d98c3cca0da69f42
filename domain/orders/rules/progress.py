"""Decides how far an order has come from how far its lines have."""

from collections.abc import Sequence

from domain.orders.lifecycle import OrderState
from domain.orders.schemas import LineView


def flag(done: object, complete: bool) -> str:
    """none, partial or full."""
    if complete:
        return "full"
    return "partial" if done else "none"


def delivery_flag(lines: Sequence[LineView]) -> str:
    """How much has left: full when nothing that was not cancelled is still here."""
    shipped = any(line.shipped for line in lines)
    return flag(shipped, is_fulfilled(lines))


def is_fulfilled(lines: Sequence[LineView]) -> bool:
    """Whether something has left and nothing that was not given up is still here; money has no say in it."""
    return any(line.shipped for line in lines) and all(line.is_through for line in lines)


def billing_flag(lines: Sequence[LineView]) -> str:
    """How much is invoiced of what was neither given up nor back before it was invoiced; none where nothing is."""
    invoiced = any(line.invoiced for line in lines)
    whole = all(line.invoiced == line.wanted - line.returned_uninvoiced for line in lines)
    return flag(invoiced, invoiced and whole)


def is_settled(lines: Sequence[LineView], payment: str) -> bool:
    """Whether an order is closed: all of it left or given up, all that left invoiced, all invoices paid or credited."""
    nothing_left = is_fulfilled(lines) and not any(map(_waits_for_invoice, lines))
    return nothing_left and (payment == "full" or not any(line.invoiced for line in lines))


def state_after(lines: Sequence[LineView]) -> OrderState:
    """Where a confirmed order stands now: quantities decide, never percentages."""
    if not any(line.shipped for line in lines):
        if all(line.cancelled == line.base_quantity for line in lines):
            return OrderState.CANCELLED
        return OrderState.IN_FULFILMENT if any(line.picked for line in lines) else OrderState.CONFIRMED
    if not all(line.is_through for line in lines):
        return OrderState.IN_FULFILMENT
    is_invoiced = not any(map(_waits_for_invoice, lines)) and any(line.invoiced or line.is_free for line in lines)
    return OrderState.INVOICED if is_invoiced else OrderState.SHIPPED


def _waits_for_invoice(line: LineView) -> bool:
    return line.to_invoice + line.returned_unsettled > 0 and not line.is_free
