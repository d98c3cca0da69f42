"""Which invoices come to exactly an amount: a search with a bound, and whether another choice would do as well."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.shared.money import Money

#: The first so many items in their order are looked at, and so many steps taken: enough for a payer's usual month.
MOST_ITEMS = 30
MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Subset:
    """The items that come to the amount, by index; `is_only` where no other choice does (and all were looked at)."""

    indexes: tuple[int, ...]
    is_only: bool


def subset_of_sum(amount: Money, items: Sequence[Money]) -> Subset | None:
    """The first choice of at least two items that comes to exactly `amount`, earlier items preferred; or None.

    Bounded: what takes more than MOST_STEPS is not found, and only a whole search can say that it is the only one.
    """
    cents = [int(item.amount * 100) for item in items[:MOST_ITEMS]]
    rest = [sum(cents[index:]) for index in range(len(cents) + 1)]
    search = _Search(cents, rest)
    search.look(0, int(amount.amount * 100), ())
    if not search.found:
        return None
    is_whole = search.steps < MOST_STEPS and len(items) <= MOST_ITEMS
    return Subset(search.found[0], is_whole and len(search.found) == 1)


class _Search:
    def __init__(self, cents: Sequence[int], rest: Sequence[int]) -> None:
        self.cents = cents
        self.rest = rest
        self.steps = 0
        self.found: list[tuple[int, ...]] = []

    def look(self, index: int, left: int, chosen: tuple[int, ...]) -> None:
        """Take the item or leave it, until two choices were found or the steps are used up."""
        self.steps += 1
        if left == 0:
            if len(chosen) > 1:
                self.found.append(chosen)
            return
        if index == len(self.cents) or left < 0 or left > self.rest[index]:
            return
        if self.steps >= MOST_STEPS or len(self.found) > 1:
            return
        self.look(index + 1, left - self.cents[index], (*chosen, index))
        self.look(index + 1, left, chosen)
