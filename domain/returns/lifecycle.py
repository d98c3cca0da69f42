"""Owns the states of a return and the legal moves between them."""

from enum import StrEnum

from domain.shared.errors import IllegalTransition


class ReturnState(StrEnum):
    """Where a return is in its life."""

    REQUESTED = "requested"
    AUTHORISED = "authorised"
    REFUSED = "refused"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    INSPECTED = "inspected"
    SETTLED = "settled"
    CLOSED = "closed"
    EXPIRED = "expired"


_S = ReturnState
MOVES: dict[ReturnState, frozenset[ReturnState]] = {
    _S.REQUESTED: frozenset({_S.AUTHORISED, _S.REFUSED}),
    _S.AUTHORISED: frozenset({_S.IN_TRANSIT, _S.RECEIVED, _S.SETTLED, _S.EXPIRED}),
    _S.REFUSED: frozenset(),
    _S.IN_TRANSIT: frozenset({_S.RECEIVED, _S.EXPIRED}),
    _S.RECEIVED: frozenset({_S.INSPECTED}),
    _S.INSPECTED: frozenset({_S.SETTLED}),
    _S.SETTLED: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset(),
    _S.EXPIRED: frozenset(),
}
#: Goods are on their way to us, or may be: what they take up of the order is not returnable again.
EXPECTED = frozenset({_S.REQUESTED, _S.AUTHORISED, _S.IN_TRANSIT})
#: Somebody still has something to do.
OPEN = EXPECTED | {_S.RECEIVED, _S.INSPECTED}


def moved(number: str, now_in: ReturnState, to: ReturnState) -> ReturnState:
    """The new state; raises IllegalTransition where the table has no such move."""
    if to not in MOVES[now_in]:
        raise IllegalTransition(subject=number, from_state=now_in, to_state=to)
    return to
