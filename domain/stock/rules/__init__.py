"""Decisions of stock: what may be promised and taken, who is served first, from where. Values in, values out."""

from domain.stock.rules.explaining import explain
from domain.stock.rules.outlook import Outlook, cover, merged, take_reserved
from domain.stock.rules.receipts import expected_date, most_to_come
from domain.stock.rules.serving import (
    FAIR_SHARE,
    demand_key,
    fair_shares,
    is_too_early,
    waiting_before,
)
from domain.stock.rules.sourcing import in_order

__all__ = [
    "FAIR_SHARE", "Outlook", "cover", "demand_key", "expected_date", "explain", "fair_shares", "in_order",
    "is_too_early", "merged", "most_to_come", "take_reserved", "waiting_before",
]  # fmt: skip
