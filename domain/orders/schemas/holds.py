"""Owns why an order may not leave: the reasons of holds, who decides each, what clears each, and what was found."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from domain.shared.money import Money


class HoldReason(StrEnum):
    """Why an order is held; several may be active on one order, each at most once."""

    OVER_LIMIT = "OVER_LIMIT"
    OVERDUE = "OVERDUE"
    DUNNING = "DUNNING"
    LIMIT_EXPIRED = "LIMIT_EXPIRED"
    PREPAYMENT = "PREPAYMENT"
    FIRST_ORDER = "FIRST_ORDER"
    PAYMENT_TERMS = "PAYMENT_TERMS"
    BLOCKED = "BLOCKED"
    PRICE = "PRICE"
    MARGIN = "MARGIN"
    DISCOUNT = "DISCOUNT"
    VALUE = "VALUE"
    REALLOCATION = "REALLOCATION"
    IDENTITY = "IDENTITY"
    DUPLICATE = "DUPLICATE"
    MANUAL = "MANUAL"


class ApprovalKind(StrEnum):
    """What is decided by one request: all reasons of one kind are asked about together."""

    CREDIT = "credit"
    PRICE = "price"
    DISCOUNT = "discount"
    VALUE = "value"
    REALLOCATION = "reallocation"
    IDENTITY = "identity"
    DUPLICATE = "duplicate"
    MANUAL = "manual"


class HoldEnding(StrEnum):
    """How a hold ended. Only what was approved covers the same reason at a later door."""

    APPROVED = "approved"
    CLEARED = "cleared"
    CANCELLED = "cancelled"


class Door(StrEnum):
    """Where an order is looked at. What is agreed is looked at before it is promised, credit also before it leaves."""

    CONFIRM = "confirm"
    AMEND = "amend"
    REOPEN = "reopen"
    PICK = "pick"
    SHIP = "ship"

    @property
    def is_exit(self) -> bool:
        """Whether goods pass it: only credit is asked about."""
        return self in (Door.PICK, Door.SHIP)


_R, _K = HoldReason, ApprovalKind
_CREDIT = frozenset({_R.OVER_LIMIT, _R.OVERDUE, _R.DUNNING, _R.LIMIT_EXPIRED, _R.PREPAYMENT, _R.FIRST_ORDER,
                     _R.PAYMENT_TERMS, _R.BLOCKED})  # fmt: skip
#: Who is asked about a reason: the kind of its request.
KIND_OF: Mapping[HoldReason, ApprovalKind] = dict.fromkeys(_CREDIT, _K.CREDIT) | {
    _R.PRICE: _K.PRICE,
    _R.MARGIN: _K.PRICE,
    _R.DISCOUNT: _K.DISCOUNT,
    _R.VALUE: _K.VALUE,
    _R.REALLOCATION: _K.REALLOCATION,
    _R.IDENTITY: _K.IDENTITY,
    _R.DUPLICATE: _K.DUPLICATE,
    _R.MANUAL: _K.MANUAL,
}
#: What somebody or something said once: it stands until it is ended, whatever the order looks like. All
#: others are looked at anew at each door.
SAID_ONCE = frozenset({_R.MANUAL, _R.IDENTITY, _R.REALLOCATION})


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class HoldFinding(_Value):
    """Something that holds an order. `facts` are shown to whoever decides.

    `amount` must lie within the decider's authority (None: nothing to measure). `measure` is what an approval covers:
    the same reason with no larger measure passes at later doors (None: whatever it measures). `about` says exactly
    what was approved where a measure does not (lines with their prices, say): an approval covers only the same.
    """

    reason: HoldReason
    facts: dict[str, str] = Field(default_factory=dict)
    amount: Money | None = None
    measure: Money | None = None
    about: str = ""

    @property
    def kind(self) -> ApprovalKind:
        """Who is asked."""
        return KIND_OF[self.reason]


class HoldView(_Value):
    """A reason that blocks picking and shipping, with the facts it was opened on, and how it ended.

    An approved one covers the same reason up to `cap` (None: without a limit) and before `valid_until` (None: always).
    One whose release was rejected stays active, until something changes.
    """

    reason: str
    facts: dict[str, str] = Field(default_factory=dict)
    amount: Money | None = None
    measure: Money | None = None
    about: str = ""
    opened_at: datetime
    released_at: datetime | None = None
    released_by: str | None = None
    comment: str | None = None
    approval_id: int | None = None
    ending: HoldEnding | None = None
    cap: Money | None = None
    valid_until: datetime | None = None
    rejected_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether it blocks."""
        return self.released_at is None

    @property
    def kind(self) -> str:
        """Who is asked about it."""
        return KIND_OF[HoldReason(self.reason)] if self.reason in KIND_OF else ApprovalKind.MANUAL
