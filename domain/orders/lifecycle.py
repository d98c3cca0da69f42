"""Owns the states of an order and the legal moves between them. Holds are not states."""

from enum import StrEnum

from domain.shared.errors import IllegalTransition


class OrderState(StrEnum):
    """Where an order is in its life."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    PENDING_CONFIRMATION = "pending_confirmation"
    CONFIRMED = "confirmed"
    IN_FULFILMENT = "in_fulfilment"
    SHIPPED = "shipped"
    INVOICED = "invoiced"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_S = OrderState
#: Backwards only by a verb that says so: more is wanted of what was through, or what was given up is wanted again.
MOVES: dict[OrderState, frozenset[OrderState]] = {
    _S.DRAFT: frozenset({_S.DISCARDED, _S.PENDING_CONFIRMATION, _S.CONFIRMED}),
    _S.DISCARDED: frozenset(),
    _S.PENDING_CONFIRMATION: frozenset({_S.CONFIRMED, _S.CANCELLED}),
    _S.CONFIRMED: frozenset({_S.IN_FULFILMENT, _S.SHIPPED, _S.CANCELLED}),
    _S.IN_FULFILMENT: frozenset({_S.CONFIRMED, _S.SHIPPED, _S.CANCELLED}),
    _S.SHIPPED: frozenset({_S.INVOICED, _S.CLOSED, _S.IN_FULFILMENT}),
    _S.INVOICED: frozenset({_S.CLOSED, _S.IN_FULFILMENT}),
    _S.CLOSED: frozenset({_S.IN_FULFILMENT}),
    _S.CANCELLED: frozenset({_S.CONFIRMED, _S.PENDING_CONFIRMATION}),
}
#: States in which stock is claimed and money is at stake.
LIVE = frozenset({_S.PENDING_CONFIRMATION, _S.CONFIRMED, _S.IN_FULFILMENT, _S.SHIPPED, _S.INVOICED})


def moved(number: str, now_in: OrderState, to: OrderState) -> OrderState:
    """The new state; raises IllegalTransition where the table has no such move."""
    if to not in MOVES[now_in]:
        raise IllegalTransition(subject=number, from_state=now_in, to_state=to)
    return to
