"""What happens to orders. Events carry the number; who needs more asks `orders.queries`."""

from datetime import date
from typing import ClassVar

from domain.shared.events import Event
from domain.shared.quantity import Quantity


class OrderConfirmed(Event):
    """We accepted the order: prices are frozen, stock is allocated, dates are promised."""

    kind: ClassVar[str] = "order_confirmed"

    number: str
    revision: int


class OrderHeld(Event):
    """The order waits for a decision; `approval_id` asks for it where one is asked."""

    kind: ClassVar[str] = "order_held"

    number: str
    revision: int
    reasons: tuple[str, ...]
    approval_id: int | None


class HoldReleased(Event):
    """Holds ended, by whom (a person's name, or 'payment'); the last one, unless some are `still_held`."""

    kind: ClassVar[str] = "hold_released"

    number: str
    released_by: str
    comment: str | None = None
    still_held: tuple[str, ...] = ()


class HoldRejected(Event):
    """The order stays held: the decision was no."""

    kind: ClassVar[str] = "hold_rejected"

    number: str
    rejected_by: str
    comment: str


class ApprovalGoesOn(Event):
    """Somebody approved, and more people have to; by whom so far, how many are missing."""

    kind: ClassVar[str] = "approval_goes_on"

    number: str
    approval_id: int
    approved_by: tuple[str, ...]
    missing: int


class RejectedOrderEnds(Event):
    """A rejected order that nobody changed will be cancelled on a day."""

    kind: ClassVar[str] = "rejected_order_ends"

    number: str
    on: date


class HeldStockReleased(Event):
    """The order was held so long that its stock was given to others; releasing it allocates anew."""

    kind: ClassVar[str] = "held_stock_released"

    number: str


class ApprovalAskedAgain(Event):
    """The order changed while a decision was asked for; the old request was superseded by a new one."""

    kind: ClassVar[str] = "approval_asked_again"

    number: str
    superseded_id: int
    approval_id: int


class BackorderCovered(Event):
    """Waiting goods of a line came in and are the line's own now."""

    kind: ClassVar[str] = "backorder_covered"

    number: str
    line_no: int
    sku: str
    quantity: Quantity
    still_waiting: Quantity


class PromiseMoved(Event):
    """A promised date changed, with its cause in a code: receipt_late, receipt_moved, stock_arrived, stock_short,
    moved_warehouse, reallocated.
    """

    kind: ClassVar[str] = "promise_moved"

    number: str
    line_no: int
    sku: str
    old_date: date | None
    new_date: date | None
    cause: str


class ReallocationProposed(Event):
    """Somebody asks for stock of other orders; `approval_id` is where it is decided."""

    kind: ClassVar[str] = "reallocation_proposed"

    number: str
    approval_id: int


class ReallocationDecided(Event):
    """Stock went to the order from others, or did not; the dates that moved are told by PromiseMoved."""

    kind: ClassVar[str] = "reallocation_decided"

    number: str
    approval_id: int
    is_approved: bool
    decided_by: str
    comment: str | None = None


class OrderAmended(Event):
    """A confirmed or held order changed its lines or terms; `revision` is the new one."""

    kind: ClassVar[str] = "order_amended"

    number: str
    revision: int


class OrderCancelled(Event):
    """The order, or what was open of it, was given up."""

    kind: ClassVar[str] = "order_cancelled"

    number: str
    reason: str


class CreditFreed(Event):
    """An order will cost its bill-to less than it had committed, and the difference is not owed either."""

    kind: ClassVar[str] = "credit_freed"

    number: str
    bill_to: str


class OrderClosed(Event):
    """Everything is delivered and paid."""

    kind: ClassVar[str] = "order_closed"

    number: str


class DraftExpired(Event):
    """A draft was left alone too long."""

    kind: ClassVar[str] = "draft_expired"

    number: str
    author_id: str
