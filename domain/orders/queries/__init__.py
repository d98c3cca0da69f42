"""Every SELECT of orders: what others may ask, and the rows that the verbs work on."""

from domain.orders.queries.amendments import amendments_of
from domain.orders.queries.changes import changes_of, changes_to_undo, request_at
from domain.orders.queries.delivery import releasable, releasable_of
from domain.orders.queries.demand import ordered_by_week
from domain.orders.queries.due import held_too_long, rejected_for_long, untouched_drafts
from domain.orders.queries.history import bought, last_order, past_order, past_orders, saved_usual, usual
from domain.orders.queries.invariants import broken_invariants, recounted_exposure
from domain.orders.queries.invoicing import invoicing_agreements
from domain.orders.queries.lists import (
    find_number,
    late_lines,
    number_of_key,
    orders_of,
    same_po,
    unfinished_by,
    waiting,
)
from domain.orders.queries.offers import offers
from domain.orders.queries.picking import active_holds, allocated_of, pickable
from domain.orders.queries.resent import resent_po
from domain.orders.queries.views import order, request_of

__all__ = [
    "active_holds",
    "allocated_of",
    "amendments_of",
    "bought",
    "broken_invariants",
    "changes_of",
    "changes_to_undo",
    "find_number",
    "held_too_long",
    "invoicing_agreements",
    "last_order",
    "late_lines",
    "number_of_key",
    "offers",
    "order",
    "ordered_by_week",
    "orders_of",
    "past_order",
    "past_orders",
    "pickable",
    "recounted_exposure",
    "rejected_for_long",
    "releasable",
    "releasable_of",
    "request_at",
    "request_of",
    "resent_po",
    "same_po",
    "saved_usual",
    "unfinished_by",
    "untouched_drafts",
    "usual",
    "waiting",
]
