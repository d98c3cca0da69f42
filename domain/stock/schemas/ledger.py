"""Values of the ledger: movements, counts, transfers, and what does not agree."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


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
