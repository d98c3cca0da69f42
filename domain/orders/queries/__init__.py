"""Every SELECT of orders: what others may ask, and the rows that the verbs work on."""

from domain.orders.queries.invariants import broken_invariants
from domain.orders.queries.lists import (
    find_number,
    late_lines,
    number_of_key,
    orders_of,
    same_po,
    unfinished_by,
    waiting,
)
from domain.orders.queries.resent import resent_po
from domain.orders.queries.views import order, request_of

__all__ = [
    "broken_invariants",
    "find_number",
    "late_lines",
    "number_of_key",
    "order",
    "orders_of",
    "request_of",
    "resent_po",
    "same_po",
    "unfinished_by",
    "waiting",
]
