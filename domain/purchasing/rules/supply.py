"""Owns in which state a supplier order is, given what of it has come."""

from collections.abc import Sequence

from domain.purchasing.lifecycle import SupplyState
from domain.purchasing.schemas import SupplyLineView


def state_of(kept: SupplyState, lines: Sequence[SupplyLineView]) -> SupplyState:
    """The state to show: closed as it was kept, else by what has come and what is open."""
    if kept is SupplyState.CLOSED:
        return kept
    if not any(line.open > 0 for line in lines):
        return SupplyState.CLOSED if any(line.given_up > 0 for line in lines) else SupplyState.RECEIVED
    return SupplyState.PARTLY_RECEIVED if any(line.received > 0 for line in lines) else kept
