"""Owns the states of a pick list and the legal moves between them."""

from enum import StrEnum

from domain.shared.errors import IllegalTransition


class PickListState(StrEnum):
    """Where a pick list is: to be worked, all taken (or short), or given up with what was not taken."""

    OPEN = "open"
    PICKED = "picked"
    CLOSED = "closed"


MOVES: dict[PickListState, frozenset[PickListState]] = {
    PickListState.OPEN: frozenset({PickListState.PICKED, PickListState.CLOSED}),
    PickListState.PICKED: frozenset(),
    PickListState.CLOSED: frozenset(),
}


def moved(pick_list: str, now_in: PickListState, to: PickListState) -> PickListState:
    """The new state; raises IllegalTransition where the table has no such move."""
    if to not in MOVES[now_in]:
        raise IllegalTransition(subject=pick_list, from_state=now_in, to_state=to)
    return to
