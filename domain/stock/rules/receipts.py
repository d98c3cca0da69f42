"""Decides when goods of suppliers are expected."""

from datetime import date

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
