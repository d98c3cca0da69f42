"""Owns confirming: prices freeze, credit is assessed, stock allocated, dates promised, all in one transaction."""

from sqlalchemy.orm import Session

from domain.orders.schemas import OrderView
from domain.shared.desk import Desk


def confirm(session: Session, desk: Desk, number: str, *, revision: int | None) -> OrderView:
    """Accept a draft: `confirmed` within credit, else `pending_confirmation` with holds and a request to decide.

    Confirming what this revision's confirmation made returns it unchanged. Raises OrderBlocked, StaleRevision,
    NotAllowed, UnverifiedSender, IllegalTransition (discarded or cancelled).
    """
    raise NotImplementedError
