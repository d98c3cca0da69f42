"""Owns the circumstances of a verb: who acts, when, from which message, under which policy."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.shared.actors import Actor
from domain.shared.calendar import WorkingCalendar
from domain.shared.policy import Company, Configuration, Policy


@dataclass(frozen=True, slots=True)
class Desk:
    """Every verb of the domain takes one after its session. `source` names the message, click, file or job."""

    now: datetime
    actor: Actor
    configuration: Configuration
    source: str | None = None

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.configuration.policy

    @property
    def company(self) -> Company:
        """Who we are."""
        return self.configuration.company

    @property
    def today(self) -> date:
        """The business day in the company's time zone."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """The day of a moment in the company's time zone."""
        return moment.astimezone(ZoneInfo(self.company.time_zone)).date()

    @property
    def calendar(self) -> WorkingCalendar:
        """The company's working time."""
        return WorkingCalendar(self.company.country, ZoneInfo(self.company.time_zone))

    def acting_as(self, actor: Actor, source: str | None = None) -> "Desk":
        """The same circumstances with somebody else acting."""
        return replace(self, actor=actor, source=source or self.source)
