"""Values of picking: lists of what to take, and what has to be counted."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.shared.quantity import Quantity


class PickListLineView(BaseModel):
    """A quantity of one order line to be taken from one bin.

    `to_take` is what is still to be taken now: never more than the order line has left to pick, so what a cancelled
    order gave back is off the list at once.
    """

    model_config = ConfigDict(frozen=True)

    position: int
    order_number: str
    line_key: str
    sku: str
    name: str
    bin: str
    quantity: Quantity
    to_take: Quantity
    picked: Quantity
    short: Quantity
    freed: Quantity


class PickListView(BaseModel):
    """What one person takes from the shelves of one warehouse in one go; lines in the order of the bins."""

    model_config = ConfigDict(frozen=True)

    pick_list: str
    warehouse: str
    route: str
    state: str
    made_at: datetime
    made_by: str
    lines: tuple[PickListLineView, ...]

    @property
    def subject(self) -> str:
        """The key by which audit and messages know it."""
        return f"pick_list:{self.pick_list}"

    @property
    def order_numbers(self) -> tuple[str, ...]:
        """The orders on it, each once."""
        return tuple(sorted({line.order_number for line in self.lines}))


class CountTaskView(BaseModel):
    """A shelf to count, because `missing` of what the books say did not lie there; `found` once it was counted."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    sku: str
    warehouse: str
    bin: str
    missing: Quantity
    pick_list: str
    line_key: str
    raised_at: datetime
    done_at: datetime | None = None
    found: Quantity | None = None
