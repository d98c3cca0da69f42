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
from domain.billing.rules.bank import (
    account_key,
    entry_keys,
    numbers_in,
    out_of_balance,
    remitter_keys,
    short_reason,
    swapped_digits,
    words_of,
)
from domain.billing.rules.correcting import corrected
from domain.billing.rules.credit import CreditStanding, decide
from domain.billing.rules.dunning import dunning_level
from domain.billing.rules.interest import interest_on
from domain.billing.rules.matching import Payer, weighed
from domain.billing.rules.numbering import own_number, paper_number, prefixes, series_of
from domain.billing.rules.papers import credited_totals, summed, totals, totals_between
from domain.billing.rules.terms import DuePart, due_parts, early_payment_discount, lowered

__all__ = [
    "CreditStanding",
    "DuePart",
    "Payer",
    "account_key",
    "applied",
    "corrected",
    "credited_totals",
    "decide",
    "discount_left",
    "due_parts",
    "dunning_level",
    "early_payment_discount",
    "entry_keys",
    "in_order",
    "interest_on",
    "lowered",
    "named_in",
    "numbers_in",
    "out_of_balance",
    "own_number",
    "paper_number",
    "prefixes",
    "remitter_keys",
    "series_of",
    "settled",
    "short_reason",
    "squeezed",
    "summed",
    "swapped_digits",
    "totals",
    "totals_between",
    "weighed",
    "with_allowance",
    "words_of",
]
