"""Interest on what is overdue: statutory rates change with the half-year, so every half-year counts by its own."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.shared.money import Money
from domain.shared.policy import DunningPolicy, InterestRate

_DAYS = Decimal(365)
_HUNDRED = Decimal(100)


def interest_on(outstanding: Money, due: date, until: date, policy: DunningPolicy) -> Money:
    """outstanding × rate / 365 × days, summed over the half-years from the day after `due` to `until`; rounded once.

    The rate of a half-year is the reference rate in force at its beginning plus the policy's margin (in percent).
    Without a known rate the days before it bear none.
    """
    weighted = Decimal(0)
    start = due
    while start < until:
        end = min(_half_year_end(start), until)
        # The days after `start` up to and with `end`: a half-year's last day still bears its own rate.
        weighted += _rate_on(_first_day_after(start), policy.rates, policy.interest_margin) * (end - start).days
        start = end
    return Money(outstanding.amount * weighted / _HUNDRED / _DAYS, outstanding.currency)


def _first_day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _half_year_end(day: date) -> date:
    """The last day of the half-year in which the day after `day` lies."""
    following = _first_day_after(day)
    return date(following.year, 6, 30) if following.month <= 6 else date(following.year, 12, 31)


def _rate_on(day: date, rates: Sequence[InterestRate], margin: Decimal) -> Decimal:
    begun = date(day.year, 1 if day.month <= 6 else 7, 1)
    known = [rate for rate in rates if rate.since <= begun]
    return max(known, key=lambda rate: rate.since).percent + margin if known else Decimal(0)
