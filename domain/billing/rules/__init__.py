"""How billing decides: totals and tax, credit, what a payment settles, which dunning level is reached."""

from domain.billing.rules.applying import applied, named_in
from domain.billing.rules.dunning import dunning_level
from domain.billing.rules.papers import credited_totals, decide, due_date, summed, totals

__all__ = ["applied", "credited_totals", "decide", "due_date", "dunning_level", "named_in", "summed", "totals"]
