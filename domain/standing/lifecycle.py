"""Owns the states of a standing order and the legal moves between them."""

from enum import StrEnum

from domain.shared.errors import IllegalTransition


class StandingState(StrEnum):
    """Whether a standing order runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


_S = StandingState
MOVES: dict[StandingState, frozenset[StandingState]] = {
    _S.ACTIVE: frozenset({_S.PAUSED, _S.ENDED}),
    _S.PAUSED: frozenset({_S.ACTIVE, _S.ENDED}),
    _S.ENDED: frozenset(),
}


def moved(number: str, now_in: StandingState, to: StandingState) -> StandingState:
    """The new state; raises IllegalTransition where the table has no such move."""
    if to not in MOVES[now_in]:
        raise IllegalTransition(subject=number, from_state=now_in, to_state=to)
    return to
