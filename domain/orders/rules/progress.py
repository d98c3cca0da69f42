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
    return flag(shipped, shipped and all(_is_through(line) for line in lines))


def billing_flag(lines: Sequence[LineView]) -> str:
    """How much is invoiced of what was not cancelled."""
    invoiced = any(line.invoiced for line in lines)
    whole = all(line.invoiced == line.base_quantity - line.cancelled for line in lines)
    return flag(invoiced, invoiced and whole)


def state_after(state: OrderState, lines: Sequence[LineView]) -> OrderState:
    """Where a confirmed order stands now: quantities decide, never percentages."""
    if not any(line.shipped for line in lines):
        if all(line.cancelled == line.base_quantity for line in lines):
            return OrderState.CANCELLED
        return OrderState.IN_FULFILMENT if any(line.picked for line in lines) else state
    if not all(_is_through(line) for line in lines):
        return OrderState.IN_FULFILMENT
    return OrderState.INVOICED if all(line.invoiced == line.shipped for line in lines) else OrderState.SHIPPED


def _is_through(line: LineView) -> bool:
    return not (line.open or line.allocated or line.picked)
