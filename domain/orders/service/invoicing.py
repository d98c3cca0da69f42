"""Owns the money side of a delivered order: its invoices, and closing it once all is paid."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.billing.schemas import InvoiceView
from domain.orders.schemas import LineQuantity
from domain.shared.desk import Desk


def invoice_shipment(
    session: Session, desk: Desk, number: str, shipment_number: str, lines: Sequence[LineQuantity]
) -> InvoiceView:
    """Invoice the shipped lines of one shipment; the last invoice of a line takes the exact rest.

    Raises QuantityExceedsLine for more than is shipped and not invoiced.
    """
    raise NotImplementedError


def settle_closed(session: Session, desk: Desk, bill_to: str) -> tuple[str, ...]:
    """Close the orders of a bill-to that are delivered, invoiced and paid in full; returns their numbers."""
    raise NotImplementedError
