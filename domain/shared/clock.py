"""Owns business time: the company's time zone, and the shift that `ORDERCLERK_TODAY` asks for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """The business clock: real time plus a fixed shift. Signatures, leases and retries use `real_now`."""

    time_zone: ZoneInfo
    shift: timedelta = timedelta(0)

    @classmethod
    def starting_at(cls, moment: datetime, time_zone: ZoneInfo) -> "Clock":
        """A clock that shows `moment` now and runs on from there."""
        return cls(time_zone, moment - datetime.now(UTC))

    def now(self) -> datetime:
        """The business moment, in UTC."""
        return datetime.now(UTC) + self.shift

    def today(self) -> date:
        """The business day in the company's time zone."""
        return self.local(self.now()).date()

    def local(self, moment: datetime) -> datetime:
        """A moment in the company's time zone."""
        return moment.astimezone(self.time_zone)


def real_now() -> datetime:
    """The real moment, in UTC: for leases, retries and link tokens only."""
    return datetime.now(UTC)


def business_moment(text: str, time_zone: ZoneInfo) -> datetime:
    """Read `ORDERCLERK_TODAY`: a date means 09:00 of that day, otherwise an ISO moment (company time zone if
    it names none). Raises ValueError for anything else.
    """
    if len(text) == len("2011-11-14"):
        return datetime.combine(date.fromisoformat(text), time(9), time_zone)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=time_zone)
