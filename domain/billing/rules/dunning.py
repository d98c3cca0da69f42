"""Which dunning level is reached."""

from collections.abc import Iterable

from domain.shared.policy import DunningLevel


def dunning_level(levels: Iterable[DunningLevel], days_past_due: int) -> DunningLevel | None:
    """The highest level whose days are reached, or None."""
    reached = [level for level in levels if days_past_due >= level.days]
    return max(reached, key=lambda level: (level.days, level.level), default=None)
