"""Values of stock that enter and leave. Every quantity is in base units.

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


class ReceiptView(NamedTuple):
    """An open supplier order line; `expected_date` is None when it is so late that no promise uses it."""

    supplier_order: str
    line_no: int
    sku: str
    warehouse: str
    quantity: Quantity
    due_date: date
    expected_date: date | None


class ReceivedView(_Value):
    """What came in of a supplier order line now (`received`), and what of it is still due (`quantity`)."""

    supplier_order: str
    line_no: int
    sku: str
    warehouse: str
    received: Quantity
    quantity: Quantity
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


class StockRequest(_Value):
    """A wish for stock by one line; a higher `priority` goes first, `warehouse` is tried before the others.

    `quantity` is all that the line still needs beyond what it has. Stock is taken in whole multiples of `step`
    (a sales unit in base units). `confirmed_at` is now where it is None. Without `backorders` nothing waits.
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


class Allocation(_Value):
    """What a line got now, and what it waits for."""

    line_key: str
    sku: str
    parts: tuple[AllocatedPart, ...]
    backordered: Quantity


class MovementReason(StrEnum):
    """Why a balance changed; every unit on hand is explained by movements."""

    IMPORTED = "imported"
    RECEIVED = "received"
    SHIPPED = "shipped"
    RETURNED = "returned"
    ADJUSTED = "adjusted"
    COUNTED = "counted"
    SCRAPPED = "scrapped"
    RECLASSIFIED = "reclassified"
    TRANSFERRED = "transferred"


class StockState(StrEnum):
    """In which state goods on hand are: only sound ones are available."""

    SOUND = "sound"
    QUARANTINED = "quarantined"
    DAMAGED = "damaged"


class MovementView(_Value):
    """One movement of the ledger, signed: what changed on hand, in quarantine and of damaged goods, by whom and why."""

    sku: str
    warehouse: str
    quantity: Quantity
    quarantined: Quantity
    damaged: Quantity
    reason: str
    reference: str
    actor_id: str
    moved_at: datetime


class ExpectedStock(_Value):
    """A row of a count sheet: what should be there."""

    sku: str
    expected: Quantity


class CountedStock(_Value):
    """What was counted. With `expected` (from the sheet) the difference is posted on what is there by now, so that
    goods that moved since the sheet was printed do not count twice; without it the count is what is there.
    """

    sku: str
    counted: Quantity
    expected: Quantity | None = None


class CountResult(_Value):
    """What a count made of an article: on hand before, the difference posted; `is_new` is False where this sheet was
    posted for it before.
    """

    sku: str
    warehouse: str
    on_hand: Quantity
    difference: Quantity
    is_new: bool = True


class TransferView(_Value):
    """Goods that went from one warehouse to another; `arrives` is None for those that are there already."""

    transfer: str
    sku: str
    from_warehouse: str
    to_warehouse: str
    quantity: Quantity
    arrives: date | None = None


class BalanceMismatch(_Value):
    """A balance that its movements, allocations or reservations do not explain; `field` names which."""

    sku: str
    warehouse: str
    field: str
    balance: Quantity
    explained: Quantity


class RefusedRow(_Value):
    """A row of an import, counted from 0, that was refused, with the refusal's code."""

    index: int
    code: str
    facts: dict[str, str]
