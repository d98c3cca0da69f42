"""Owns the values of taking stock from one order for another."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Slip(_Value):
    """A line that gives stock up: how much, from which warehouses, and by how many days it becomes later."""

    line_key: str
    customer_name: str | None
    priority: int
    quantity: Quantity
    warehouses: dict[str, Quantity]
    old_date: date | None
    new_date: date | None
    days: int


class Reallocation(_Value):
    """Stock for a line that waits, taken from lines that have it. `benefit` and `cost` are weighted days; `is_advised`
    is what the rule says, not what happens.
    """

    line_key: str
    sku: str
    name: str
    quantity: Quantity
    old_date: date | None
    new_date: date | None
    slips: tuple[Slip, ...] = ()
    gained_days: int = 0
    benefit: int = 0
    cost: int = 0
    is_advised: bool = False


class ReallocationAsked(_Value):
    """A proposal that waits for its decision."""

    approval_id: int
    proposal: Reallocation
