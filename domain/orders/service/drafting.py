"""Owns drafts: made from a request, revised, answered, discarded, expired."""

from sqlalchemy.orm import Session

from domain.orders.schemas import OrderRequest, OrderView
from domain.shared.desk import Desk


def draft(session: Session, desk: Desk, request: OrderRequest, *, key: str) -> OrderView:
    """Make a draft of a request, with all its problems at once; nothing is guessed and nothing raised for bad values.

    Idempotent by `key`: the same key again returns the same draft. Stock is reserved for the policy's minutes.
    Raises NotAllowed unless the actor may order for this customer.
    """
    raise NotImplementedError


def revise_draft(
    session: Session, desk: Desk, number: str, request: OrderRequest, *, revision: int | None
) -> OrderView:
    """Replace what a draft asks for; the same request again changes nothing but extends the reservation.

    Raises StaleRevision when `revision` is given and not the current one, IllegalTransition when it is no draft.
    """
    raise NotImplementedError


def answer_question(
    session: Session, desk: Desk, number: str, *, revision: int | None, index: int, candidate: str
) -> OrderView:
    """Answer one open question of a draft: a SKU, a customer id, or a number for a quantity.

    Raises NoSuchQuestion, StaleRevision, IllegalTransition.
    """
    raise NotImplementedError


def discard(session: Session, desk: Desk, number: str, *, revision: int | None) -> OrderView:
    """Throw a draft away and give its reservation back; discarding a discarded draft returns it."""
    raise NotImplementedError


def expire_drafts(session: Session, desk: Desk) -> int:
    """Discard drafts nobody touched for the policy's working days; returns how many."""
    raise NotImplementedError
