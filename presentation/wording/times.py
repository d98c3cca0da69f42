"""Owns how days and moments are written: always with the weekday, moments in the company's time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from domain.shared.policy import Company
from presentation.wording.amounts import LOCALE, counted


def day(value: date) -> str:
    """A day: 'Fri 18 Nov 2011'."""
    return str(format_date(value, "EEE d MMM y", locale=LOCALE))


def day_or(value: date | None, otherwise: str) -> str:
    """A day, or these words where there is none."""
    return day(value) if value else otherwise


def moment(value: datetime, company: Company) -> str:
    """A moment: 'Mon 14 Nov 2011, 14:32'."""
    local = value.astimezone(ZoneInfo(company.time_zone))
    return f"{day(local.date())}, {local:%H:%M}"


def clock_time(value: datetime, company: Company) -> str:
    """The time of day of a moment: '14:32'."""
    return f"{value.astimezone(ZoneInfo(company.time_zone)):%H:%M}"


def lateness(days_past_due: int) -> str:
    """How late something is: '26 days overdue', 'due today', 'due in 3 days'."""
    if days_past_due > 0:
        return f"{counted(days_past_due, 'day')} overdue"
    return "due today" if days_past_due == 0 else f"due in {counted(-days_past_due, 'day')}"
