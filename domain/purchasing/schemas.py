"""Values of purchasing. Quantities are in base units, days are the company's."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.purchasing.lifecycle import SupplyState
from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class ForecastMethod(StrEnum):
    """How an article's demand was forecast: not at all, as a level, or as how often times how much."""

    NONE = "none"
    SMOOTHED = "smoothed"
    INTERMITTENT = "intermittent"


class Forecast(_Value):
    """What is expected to be ordered in a week, and by how much a week usually differs from that.

    `deviation` is the root of the mean squared error of one week ahead; `weeks` is how many it was made of.
    """

    method: ForecastMethod
    per_week: Decimal
    deviation: Decimal
    weeks: int


class Replenishment(_Value):
    """How an article is to be bought: its lead time, its steps, and what the policy asks for."""

    lead_time_days: int
    review_days: int
    service_level: Decimal
    min_quantity: Decimal = Decimal(1)
    order_multiple: Decimal = Decimal(1)


class StockPosition(_Value):
    """What a warehouse has of an article for new demand, what is due there, and what waits for it.

    `free` = on hand − allocated − quarantined − damaged.
    """

    free: Quantity
    due: Quantity
    waiting: Quantity

    @property
    def position(self) -> Decimal:
        """What all of it comes to; below 0 where more is waited for than there is and comes."""
        return self.free + self.due - self.waiting


class Proposal(_Value):
    """How much of an article to buy for a warehouse, and every figure that it was made of; 0: enough is there.

    `share` is the part of the article's demand that the warehouse serves; `deviation` is over the share, in a week.
    """

    sku: str
    name: str
    warehouse: str
    method: ForecastMethod
    share: Decimal
    per_week: Decimal
    deviation: Decimal
    lead_time_days: int
    review_days: int
    safety_stock: Quantity
    reorder_point: Quantity
    order_up_to: Quantity
    free: Quantity
    due: Quantity
    waiting: Quantity
    quantity: Quantity


class SupplyLine(_Value):
    """An article and how much of it a supplier is to bring."""

    sku: str
    quantity: Quantity


class SupplyAsk(_Value):
    """What a person orders of a supplier for a warehouse; `key` makes the same order again the same order.

    Without a `due_date` it is due after the longest lead time of its articles.
    """

    supplier: str
    warehouse: str
    lines: tuple[SupplyLine, ...]
    due_date: date | None = None
    key: str | None = None


class SupplyLineView(_Value):
    """What became of a line: ordered = received + open + given up. `due_date` is None where nothing is open."""

    line_no: int
    sku: str
    ordered: Quantity
    received: Quantity
    open: Quantity
    given_up: Quantity
    due_date: date | None


class SupplierOrderView(_Value):
    """A supplier order as it stands. One that was not ordered here, of which only is known what is due, has no supplier
    and nobody who ordered it.
    """

    number: str
    supplier: str
    warehouse: str
    state: SupplyState
    due_date: date
    ordered_by: str
    lines: tuple[SupplyLineView, ...]
