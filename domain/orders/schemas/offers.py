"""Owns the values of offers: what would let a held order go, each with its exact amount."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.shared.money import Money
from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class OfferedLine(_Value):
    """So many base units of a line, and what they cost with tax where each is taken by itself."""

    line_no: int
    sku: str
    name: str
    quantity: Quantity
    of: Quantity
    base_unit: str


class Substitute(_Value):
    """Another article for a line; `total` is the whole order with it, gross."""

    line_no: int
    sku: str
    instead: str
    name: str
    total: Money


class Offers(_Value):
    """What would let an order go on credit. Amounts are gross, in the order's currency.

    `room` is what fits now. `now` and `later` split the order: what fits at once with what it costs, and the rest.
    `to_pay` releases all of it, `overdue` of that is overdue anyway. `pays_by` is the day by which what falls due makes
    room enough, if everybody pays on time (None: never).
    """

    number: str
    room: Money
    to_pay: Money
    overdue: Money
    now: tuple[OfferedLine, ...]
    now_total: Money
    later: tuple[OfferedLine, ...]
    later_total: Money
    substitutes: tuple[Substitute, ...] = ()
    pays_by: date | None = None
    expected: Money | None = None

    @property
    def is_split(self) -> bool:
        """Whether a part of it, and not all, could go now."""
        return bool(self.now) and bool(self.later)
