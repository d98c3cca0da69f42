"""Owns giving up: cancelling an order of which nothing left, closing the open rest of a line."""

from sqlalchemy.orm import Session

from domain.orders.schemas import OrderView
from domain.shared.desk import Desk


def cancel(session: Session, desk: Desk, number: str, *, revision: int | None, reason: str) -> OrderView:
    """Cancel an order of which nothing is picked or shipped: stock, credit and open requests are given back.

    Cancelling a cancelled order returns it. Raises AlreadyShipped, StaleRevision, NotAllowed, IllegalTransition.
    """
    raise NotImplementedError


def short_close(session: Session, desk: Desk, line_key: str) -> OrderView:
    """Give up what is not yet picked of a line; the order is shipped if nothing else is left of it."""
    raise NotImplementedError
