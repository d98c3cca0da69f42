"""The states of bank entries, refunds, disputes and promises to pay, and their legal moves."""

from collections.abc import Mapping
from enum import StrEnum

from domain.shared.errors import IllegalTransition


class BankEntryState(StrEnum):
    """Where a bank entry stands: asked about, booked, or kept without booking."""

    WAITING = "waiting"
    APPLIED = "applied"
    SET_ASIDE = "set_aside"


class RefundState(StrEnum):
    """Where a refund stands; the money is kept apart until it is rejected."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REJECTED = "rejected"


class DisputeState(StrEnum):
    """Where a dispute stands: credited in the customer's favour, or the claim was upheld."""

    OPEN = "open"
    CREDITED = "credited"
    UPHELD = "upheld"


class NoticeState(StrEnum):
    """Where a notice stands: something of it is open, or all of it was settled."""

    DUE = "due"
    RESOLVED = "resolved"


class PromiseState(StrEnum):
    """Where a promise to pay stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


#: By kind first: states of two kinds may be the same word.
MOVES: Mapping[type[StrEnum], Mapping[StrEnum, frozenset[StrEnum]]] = {
    BankEntryState: {
        BankEntryState.WAITING: frozenset({BankEntryState.APPLIED, BankEntryState.SET_ASIDE}),
        BankEntryState.SET_ASIDE: frozenset({BankEntryState.WAITING}),
    },
    RefundState: {RefundState.REQUESTED: frozenset({RefundState.APPROVED, RefundState.REJECTED})},
    DisputeState: {DisputeState.OPEN: frozenset({DisputeState.CREDITED, DisputeState.UPHELD})},
    PromiseState: {
        PromiseState.OPEN: frozenset({PromiseState.KEPT, PromiseState.BROKEN, PromiseState.WITHDRAWN}),
    },
}


def moved(subject: str, before: StrEnum, after: StrEnum) -> StrEnum:
    """The state after a move; raises IllegalTransition for one that the table does not have."""
    if after not in MOVES[type(before)].get(before, frozenset()):
        raise IllegalTransition(subject=subject, from_state=before, to_state=after)
    return after
