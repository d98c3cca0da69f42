"""Owns the states of a supplier order. What has come is told by stock; only the others are kept."""

from enum import StrEnum


class SupplyState(StrEnum):
    """Where a supplier order is: sent, confirmed by the supplier, on its way in, all there, or given up in part."""

    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CLOSED = "closed"
