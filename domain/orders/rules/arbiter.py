"""Decides whether stock should go from orders that have it to one that waits: who gives, how late they become, at what
cost. Only an approval makes it so.

A day of lateness weighs one, plus the rank of the customer's class. No date at all counts as the whole horizon.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from domain.orders.rules.serving import Owner, given_up
from domain.orders.schemas import Reallocation, Slip


def givers(owners: Iterable[Owner], wanted: Decimal, step: Decimal | None) -> dict[str, Decimal]:
    """What each line gives, by key, the latest need first: at most `wanted`, in whole sales units of who gets it."""
    every = list(owners)
    there = sum((owner.takeable for owner in every), Decimal(0))
    whole = min(wanted, there)
    return given_up(every, whole - whole % step if step else whole)


def days_between(old: date | None, new: date | None, *, horizon: date) -> int:
    """By how many days a date moves back; a date that cannot be given is the horizon."""
    return ((new or horizon) - (old or horizon)).days


def weight(priority: int) -> int:
    """What a day weighs for an order of this rank."""
    return 1 + max(priority, 0)


def judged(proposal: Reallocation, slips: Sequence[Slip], *, priority: int, horizon: date) -> Reallocation:
    """The proposal with what it costs and brings, in weighted days; advised where it brings more than it costs and
    makes nobody of a higher class late.
    """
    gained = max(days_between(proposal.new_date, proposal.old_date, horizon=horizon), 0)
    benefit = gained * weight(priority)
    cost = sum(slip.days * weight(slip.priority) for slip in slips)
    harms_higher = any(slip.days and slip.priority > priority for slip in slips)
    return proposal.model_copy(
        update={
            "slips": tuple(slips),
            "gained_days": gained,
            "benefit": benefit,
            "cost": cost,
            "is_advised": benefit > cost and not harms_higher,
        }
    )
