"""Decides who loses goods that are not there: the latest need first, nobody who has them on the cart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Owner:
    """A line that has goods in a warehouse, of which `takeable` are not picked yet; a higher `priority` keeps them."""

    line_key: str
    sku: str
    takeable: Decimal
    priority: int
    promised_date: date | None
    confirmed_at: datetime | None

    @property
    def need(self) -> tuple[int, date, float, str]:
        """The place in which lines are served: priority, promised date (none last), confirmation, key."""
        order, _, line = self.line_key.rpartition("/")
        confirmed = self.confirmed_at.timestamp() if self.confirmed_at else float("inf")
        return (-self.priority, self.promised_date or date.max, confirmed, f"{order}/{line:>9}")


def latest_need_first(owners: Iterable[Owner]) -> list[Owner]:
    """The lines in the order in which they give goods up: who is served last gives first."""
    return sorted(owners, key=lambda owner: owner.need, reverse=True)


def given_up(owners: Iterable[Owner], short: Decimal) -> dict[str, Decimal]:
    """How much each line gives up, by line key, until `short` is gathered or nobody has any left."""
    given: dict[str, Decimal] = {}
    for owner in latest_need_first(owners):
        quantity = min(owner.takeable, short)
        if quantity > 0:
            given[owner.line_key] = quantity
            short -= quantity
    return given
