"""Owns the states of a quotation and the legal moves between them."""

from enum import StrEnum

from domain.shared.errors import IllegalTransition


class QuotationState(StrEnum):
    """Where a quotation is in its life."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_S = QuotationState
_ENDS = frozenset({_S.ACCEPTED, _S.DECLINED, _S.WITHDRAWN, _S.EXPIRED})
#: A quotation is revised by going back to draft; what has ended stays ended.
MOVES: dict[QuotationState, frozenset[QuotationState]] = {
    _S.DRAFT: frozenset({_S.SENT}) | _ENDS,
    _S.SENT: frozenset({_S.DRAFT}) | _ENDS,
    **dict.fromkeys(_ENDS, frozenset[QuotationState]()),
}
#: States in which it can still become an order.
OPEN = frozenset({_S.DRAFT, _S.SENT})


def moved(number: str, now_in: QuotationState, to: QuotationState) -> QuotationState:
    """The new state; raises IllegalTransition where the table has no such move."""
    if to not in MOVES[now_in]:
        raise IllegalTransition(subject=number, from_state=now_in, to_state=to)
    return to
