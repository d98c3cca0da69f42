"""Decides when a standing order falls due: values and a calendar in, days out."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice, takewhile

from domain.shared.calendar import WorkingCalendar
from domain.standing.schemas import MonthDay, Occurrence, Rhythm, RhythmKind


def occurrences(
    rhythm: Rhythm, calendar: WorkingCalendar, *, starts_on: date, ends_on: date | None
) -> Iterator[Occurrence]:
    """Every time that it falls due from its first day on, in order; without an end where it has none."""
    days = _DAYS[rhythm.kind](rhythm, calendar, starts_on)
    for nominal in takewhile(lambda day: ends_on is None or day <= ends_on, days):
        yield Occurrence(nominal=nominal, day=calendar.working_day_on_or_after(nominal))


def upcoming(
    rhythm: Rhythm, calendar: WorkingCalendar, *, starts_on: date, ends_on: date | None, today: date, limit: int
) -> tuple[Occurrence, ...]:
    """The next times, today included, at most so many."""
    every = occurrences(rhythm, calendar, starts_on=starts_on, ends_on=ends_on)
    return tuple(islice((each for each in every if each.day >= today), limit))


def due(
    rhythm: Rhythm, calendar: WorkingCalendar, *, starts_on: date, ends_on: date | None, today: date, lead: int
) -> tuple[Occurrence, ...]:
    """The times that are to be drafted today: wanted from today to so many working days ahead. None is made up for."""
    last = calendar.add_working_days(today, lead)
    every = occurrences(rhythm, calendar, starts_on=starts_on, ends_on=ends_on)
    return tuple(each for each in takewhile(lambda each: each.nominal <= last, every) if today <= each.day <= last)


def _weekly(rhythm: Rhythm, _calendar: WorkingCalendar, starts_on: date) -> Iterator[date]:
    first = starts_on + timedelta(days=((rhythm.weekday or 0) - starts_on.weekday()) % 7)
    return (first + timedelta(weeks=rhythm.every * step) for step in count())


def _monthly(rhythm: Rhythm, calendar: WorkingCalendar, starts_on: date) -> Iterator[date]:
    for step in count():
        months = starts_on.month - 1 + step * rhythm.every
        year, month = starts_on.year + months // 12, months % 12 + 1
        day = _day_of(rhythm, calendar, year, month)
        if day >= starts_on:
            yield day


def _day_of(rhythm: Rhythm, calendar: WorkingCalendar, year: int, month: int) -> date:
    last = monthrange(year, month)[1]
    if rhythm.month_day is MonthDay.FIRST_WORKING:
        return calendar.working_day_on_or_after(date(year, month, 1))
    if rhythm.month_day is MonthDay.LAST_WORKING:
        day = date(year, month, last)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day
    return date(year, month, min(rhythm.day or last, last))


def _by_working_days(rhythm: Rhythm, calendar: WorkingCalendar, starts_on: date) -> Iterator[date]:
    day = calendar.working_day_on_or_after(starts_on)
    while True:
        yield day
        day = calendar.add_working_days(day, rhythm.every)


_DAYS = {RhythmKind.WEEKS: _weekly, RhythmKind.MONTHS: _monthly, RhythmKind.WORKING_DAYS: _by_working_days}
