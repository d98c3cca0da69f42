"""Decides when goods of suppliers are expected, and how many are taken."""

from datetime import date
from decimal import Decimal

from domain.shared.calendar import WorkingCalendar


def expected_date(
    due_date: date, *, today: date, grace_days: int, calendar: WorkingCalendar, delay_days: int = 0
) -> date | None:
    """The day a receipt is expected: its due date and the working days by which its supplier is usually late.

    A late one is expected at the end of its grace while that is not past, and then no more.
    """
    likely = calendar.add_working_days(due_date, delay_days) if delay_days else due_date
    if likely >= today:
        return likely
    grace = calendar.add_working_days(due_date, max(grace_days, delay_days))
    return grace if grace >= today else None


def most_to_come(ordered: Decimal, received: Decimal, *, share: Decimal) -> Decimal:
    """How much may still come of what was ordered of a supplier, with the share that may come on top of it."""
    return max(ordered + ordered * share - received, Decimal(0))
