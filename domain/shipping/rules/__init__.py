"""Pure decisions of shipping: what is picked from where, packed how, leaves together, and what freight costs."""

from domain.shipping.rules.freight import freight_of
from domain.shipping.rules.leaving import by_warehouse, held_by, merged, to_pick, to_ship, why_not_together
from domain.shipping.rules.packing import differences, filled, weight_of
from domain.shipping.rules.picking import Entry, Shelf, lists_of, on_shelf

__all__ = [
    "Entry",
    "Shelf",
    "by_warehouse",
    "differences",
    "filled",
    "freight_of",
    "held_by",
    "lists_of",
    "merged",
    "on_shelf",
    "to_pick",
    "to_ship",
    "weight_of",
    "why_not_together",
]
