"""Interest on what is overdue, half-year by half-year."""

from datetime import date

from domain.billing.rules import interest_on
from tests.billing.books import desk, pounds

POLICY = desk().policy.dunning


def test_g3_interest_is_outstanding_times_rate_by_days() -> None:
    """1,000 for 30 days at 8.5 %: 6.99. Not due: nothing."""
    assert interest_on(pounds(1000), date(2011, 10, 15), date(2011, 11, 14), POLICY) == pounds("6.99")
    assert interest_on(pounds(1000), date(2011, 11, 14), date(2011, 11, 14), POLICY) == pounds(0)


def test_g3_rates_change_with_the_half_year() -> None:
    """From 21 June to 10 July 2023 on 1,000: 9 days at 11.5 % and 10 at 13 %, rounded once: 6.40."""
    assert interest_on(pounds(1000), date(2023, 6, 21), date(2023, 7, 10), POLICY) == pounds("6.40")


def test_g3_the_last_day_of_a_half_year_still_bears_its_rate() -> None:
    """Due 29 June: the 30th at 11.5 %, the 1st at 13 %. On 365,000 that is 115 and 130."""
    assert interest_on(pounds(365000), date(2023, 6, 29), date(2023, 6, 30), POLICY) == pounds(115)
    assert interest_on(pounds(365000), date(2023, 6, 29), date(2023, 7, 1), POLICY) == pounds(245)
