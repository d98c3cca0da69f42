"""Values that say why goods are there when they are."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.shared.quantity import Quantity
from domain.stock.schemas.supply import Coverage, DemandView


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Verdict(StrEnum):
    """What a receipt means for a wanted quantity."""

    TAKEN = "taken"
    PROMISED_TO_OTHERS = "promised_to_others"
    TOO_LATE = "too_late"
    BEYOND_HORIZON = "beyond_horizon"
    NOT_NEEDED = "not_needed"


class SupplyReason(_Value):
    """What a receipt due gives of a wanted quantity, or why it gives nothing; `limited_on` is the day on which all of
    it is promised.
    """

    supplier_order: str
    line_no: int
    warehouse: str
    due_date: date
    expected_date: date | None
    quantity: Quantity
    taken: Quantity
    verdict: Verdict
    limited_on: date | None = None


class SupplyExplanation(_Value):
    """Why a quantity is there when it is: what is free and may be taken now (less where later promises need it, by
    `limited_on`), what each receipt gives, and the waiting lines that compete for it.
    """

    sku: str
    wanted: Quantity
    free_now: Quantity
    may_be_taken_now: Quantity
    limited_on: date | None
    coverage: Coverage
    receipts: tuple[SupplyReason, ...]
    competing: tuple[DemandView, ...]
