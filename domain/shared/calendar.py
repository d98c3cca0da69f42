"""Owns working time: which days a country works, and how working days and hours are counted."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays


@lru_cache(maxsize=32)
def _holidays_of(country: str) -> Container[date]:
    subdivision = "ENG" if country == "GB" else None
    return holidays.country_holidays(country, subdiv=subdivision)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days of a country (ISO code), Monday to Friday without public holidays, in one time zone.

    On the days in `closed` a place does not work either.
    """

    country: str
    time_zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(17)
    closed: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() < 5 and day not in self.closed and day not in _holidays_of(self.country)

    def working_day_on_or_after(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`; for 0 the first working day on or after it."""
        day = self.working_day_on_or_after(day)
        for _ in range(count):
            day = self.working_day_on_or_after(day + timedelta(days=1))
        return day

    def add_working_hours(self, moment: datetime, hours: float) -> datetime:
        """The moment when that many office hours have passed."""
        left = timedelta(hours=hours)
        local = moment.astimezone(self.time_zone)
        while True:
            opening = datetime.combine(local.date(), self.opens, self.time_zone)
            closing = datetime.combine(local.date(), self.closes, self.time_zone)
            local = max(local, opening)
            if self.is_working_day(local.date()) and local < closing:
                if local + left <= closing:
                    return (local + left).astimezone(moment.tzinfo)
                left -= closing - local
            local = datetime.combine(local.date() + timedelta(days=1), self.opens, self.time_zone)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two moments; none where the end is not later."""
        passed = timedelta(0)
        day, last = start.astimezone(self.time_zone).date(), end.astimezone(self.time_zone).date()
        while day <= last:
            if self.is_working_day(day):
                opening = datetime.combine(day, self.opens, self.time_zone).astimezone(UTC)
                closing = datetime.combine(day, self.closes, self.time_zone).astimezone(UTC)
                passed += max(min(end, closing) - max(start, opening), timedelta(0))
            day += timedelta(days=1)
        return passed
