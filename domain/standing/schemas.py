"""Values of standing orders that enter and leave."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.orders.schemas import OrderRequest
from domain.standing.lifecycle import StandingState


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class RhythmKind(StrEnum):
    """What is counted between two occurrences."""

    WEEKS = "weeks"
    MONTHS = "months"
    WORKING_DAYS = "working_days"


class MonthDay(StrEnum):
    """A day of a month that no number names."""

    FIRST_WORKING = "first_working"
    LAST_WORKING = "last_working"


class Rhythm(_Value):
    """When a standing order falls due: every so many weeks on a weekday (0 is Monday), months on a day, working days.

    A month that is shorter than `day` has its last day. A day nobody works moves to the next that somebody does.
    """

    kind: RhythmKind
    every: int = Field(default=1, ge=1, le=366)
    weekday: int | None = Field(default=None, ge=0, le=6)
    day: int | None = Field(default=None, ge=1, le=31)
    month_day: MonthDay | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> "Rhythm":
        if self.kind is RhythmKind.WEEKS and self.weekday is None:
            raise ValueError("weeks need a weekday")
        if self.kind is RhythmKind.MONTHS and (self.day is None) == (self.month_day is None):
            raise ValueError("months need a day, or the first or last working day")
        return self


class Occurrence(_Value):
    """One time that a standing order falls due: the day by its rhythm, and the working day on which it is wanted."""

    nominal: date
    day: date


class Outcome(StrEnum):
    """What became of an occurrence."""

    SKIPPED = "skipped"
    DRAFTED = "drafted"
    CONFIRMED = "confirmed"
    HELD = "held"


class OccurrenceView(Occurrence):
    """An occurrence that was dealt with."""

    outcome: Outcome
    order_number: str | None = None


class StandingOrderView(_Value):
    """A standing order, what became of its last occurrences, and the next ones as the calendar has them now."""

    number: str
    state: StandingState
    revision: int
    customer_id: str
    customer_name: str
    request: OrderRequest
    rhythm: Rhythm
    starts_on: date
    ends_on: date | None
    confirm: bool
    lead_working_days: int
    author: str
    author_id: str
    created_at: datetime
    past: tuple[OccurrenceView, ...] = ()
    next: tuple[Occurrence, ...] = ()

    @property
    def subject(self) -> str:
        """The key by which audit and events know it."""
        return f"standing:{self.number}"
