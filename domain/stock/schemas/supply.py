"""What there is, what is due, what is wanted and who gets it. Every quantity is in base units.

Those that come by the thousand (balances, receipts, dated demand) are named tuples, which cost little to make.
"""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class WarehouseView(_Value):
    """A place that keeps goods; `picking_days` are its working days between allocation and leaving."""

    warehouse: str
    name: str
    country: str = ""
    cutoff_time: time = time(14)
    picking_days: int = 1
    closing_days: str = ""
    regions: str = ""


class WarehouseBalance(NamedTuple):
    """What one warehouse has of one SKU.

    `available` = on hand − quarantined − damaged − allocated − reserved − safety buffer, at least 0.
    """

    warehouse: str
    on_hand: Quantity
    allocated: Quantity
    reserved: Quantity
    quarantined: Quantity
    available: Quantity
    damaged: Quantity = Decimal(0)

    @property
    def free(self) -> Decimal:
        """What is nobody's, safety buffer and all."""
        return max(self.on_hand - self.allocated - self.quarantined - self.damaged - self.reserved, Decimal(0))


class ReceiptView(NamedTuple):
    """An open supplier order line; `expected_date` is None when it is so late that no promise uses it."""

    supplier_order: str
    line_no: int
    sku: str
    warehouse: str
    quantity: Quantity
    due_date: date
    expected_date: date | None


class ReceiptAsk(_Value):
    """What a supplier will bring: a line of their order. `delay_days` are working days that they usually come late."""

    supplier_order: str
    line_no: int
    sku: str
    warehouse: str
    quantity: Quantity
    due_date: date
    delay_days: int = 0


class ReceivedView(_Value):
    """What came in of a supplier order line now (`received`), and what of it is still due (`quantity`)."""

    supplier_order: str
    line_no: int
    sku: str
    warehouse: str
    received: Quantity
    quantity: Quantity
    due_date: date


class PlaceSupply(NamedTuple):
    """What a warehouse has of an article for new demand (sound and not allocated), and what suppliers owe it."""

    sku: str
    warehouse: str
    free: Decimal
    due: Decimal


class ReceiptProgress(NamedTuple):
    """How much of a supplier order line is expected in all, how much of it has come, and when the rest is due."""

    expected: Decimal
    received: Decimal
    due_date: date


class ReceiptLine(NamedTuple):
    """A line of a supplier order as stock keeps it: how much is expected in all, and how much of it has come."""

    supplier_order: str
    line_no: int
    sku: str
    warehouse: str
    expected: Decimal
    received: Decimal
    due_date: date


class DemandView(_Value):
    """What an order line still waits for, not covered by an allocation."""

    line_key: str
    sku: str
    quantity: Quantity
    priority: int
    promised_date: date | None
    confirmed_at: datetime


class DatedDemand(NamedTuple):
    """What all waiting lines together want of one SKU by a day; None: nobody could be given a date."""

    promised_date: date | None
    quantity: Quantity


class Availability(_Value):
    """Everything that a promise for one SKU is made of; receipts and demand by date, no date last."""

    sku: str
    balances: tuple[WarehouseBalance, ...]
    receipts: tuple[ReceiptView, ...]
    demand: tuple[DatedDemand, ...]

    @property
    def available(self) -> Quantity:
        """Available now over all warehouses."""
        return sum((balance.available for balance in self.balances), start=Decimal(0))


class Destination(NamedTuple):
    """Where goods go, as far as that tells which warehouse is near."""

    country: str | None
    postcode: str | None = None


class StockRequest(_Value):
    """A wish for stock by one line; a higher `priority` goes first, `warehouse` is tried before the others, then
    `sources` in their order (stock chooses them for all lines of an order).

    `quantity` is all that the line still needs beyond what it has. Stock is taken in whole multiples of `step`
    (a sales unit in base units), and `buffer` is left in every warehouse (None: the policy's). `confirmed_at` is now
    where it is None. Without `backorders` nothing waits. `wanted_date` is the day on which the customer wants it.
    """

    line_key: str
    sku: str
    quantity: Quantity
    priority: int = 0
    warehouse: str | None = None
    promised_date: date | None = None
    confirmed_at: datetime | None = None
    step: Quantity | None = None
    backorders: bool = True
    buffer: Quantity | None = None
    wanted_date: date | None = None
    destination: Destination | None = None
    sources: tuple[str, ...] = ()


class SupplySource(StrEnum):
    """Where a part of a quantity comes from."""

    ON_HAND = "on_hand"
    RECEIPT = "receipt"


class SupplyPart(_Value):
    """A part of a wanted quantity: from where, and from which day it is available there."""

    quantity: Quantity
    warehouse: str
    source: SupplySource
    available_date: date
    supplier_order: str | None = None


class Coverage(_Value):
    """How a wanted quantity can be covered; `short` has no date within the horizon."""

    line_key: str
    sku: str
    wanted: Quantity
    parts: tuple[SupplyPart, ...]
    short: Quantity


class AllocatedPart(_Value):
    """Stock of one warehouse that is firmly a line's own."""

    warehouse: str
    quantity: Quantity


class LeavingPart(_Value):
    """A quantity of an order line that leaves a warehouse."""

    line_key: str
    warehouse: str
    quantity: Quantity


class Allocation(_Value):
    """What a line got now, and what it waits for."""

    line_key: str
    sku: str
    parts: tuple[AllocatedPart, ...]
    backordered: Quantity
