"""How billing decides: totals and tax, credit, what a payment settles, what falls due when, which dunning
level is reached."""

from domain.billing.rules.applying import (
    applied,
    discount_left,
    in_order,
    named_in,
    settled,
    squeezed,
    with_allowance,
)
from domain.billing.rules.correcting import corrected
from domain.billing.rules.dunning import dunning_level
from domain.billing.rules.numbering import own_number, paper_number, series_of
from domain.billing.rules.papers import credited_totals, decide, summed, totals, totals_between
from domain.billing.rules.terms import DuePart, due_parts, early_payment_discount, lowered

__all__ = [
    "DuePart",
    "applied",
    "corrected",
    "credited_totals",
    "decide",
    "discount_left",
    "due_parts",
    "dunning_level",
    "early_payment_discount",
    "in_order",
    "lowered",
    "named_in",
    "own_number",
    "paper_number",
    "series_of",
    "settled",
    "squeezed",
    "summed",
    "totals",
    "totals_between",
    "with_allowance",
]
