"""Owns how far lines have come: picked, shipped, returned. Stock is posted here, papers are shipping's."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.orders.schemas import LineQuantity, OrderView
from domain.shared.desk import Desk


def record_picked(session: Session, desk: Desk, lines: Sequence[LineQuantity]) -> OrderView:
    """Move allocated quantity of one order's lines to picked. Raises OrderOnHold, QuantityExceedsLine, NotAllowed."""
    raise NotImplementedError


def record_shipped(session: Session, desk: Desk, lines: Sequence[LineQuantity], *, shipment_number: str) -> OrderView:
    """Post what left, all of one order: lines move from picked (then allocated) to shipped, **stock goes down here**
    (stock.service.ship is called by this verb and nobody else) and the commitment moves to shipped.

    A line without a warehouse ships from where it is allocated. Raises OrderOnHold, QuantityExceedsLine, NotAllowed.
    """
    raise NotImplementedError


def record_returned(session: Session, desk: Desk, lines: Sequence[LineQuantity]) -> OrderView:
    """Note that shipped quantity of one order came back; stock and credit are the business of returns."""
    raise NotImplementedError
