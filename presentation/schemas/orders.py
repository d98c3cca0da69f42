"""Data of the messages about an order."""

from datetime import date

from domain.approvals.schemas import ApprovalView
from domain.orders.schemas import OrderView, ResentPoView
from domain.shared.quantity import Quantity
from presentation.schemas.base import Message, Recipient


class OrderCard(Message):
    """The card of an order as it is now; `note` is a sentence on top of it."""

    order: OrderView
    note: str | None = None


class OrderLinesCard(Message):
    """The lines that a long order's card left out; `page` counts from 0."""

    order: OrderView
    page: int = 0


class DraftChanged(Message):
    """A word in the thread: what the last message there changed, or took back."""

    before: OrderView
    after: OrderView
    is_undo: bool = False


class ChangeRefused(Message):
    """Words would change an order that words change no more; `said` quotes them. `is_passed_on`: a person was told."""

    order: OrderView
    said: str
    wants_cancel: bool = False
    is_passed_on: bool = False
    recipient: Recipient = Recipient()


class ApprovalCard(Message):
    """A request for a decision, open or decided."""

    approval: ApprovalView
    order: OrderView


class ApprovalReminder(Message):
    """A word to the approvers: a request still waits; `people` are the Slack ids of those who are here."""

    approval: ApprovalView
    order: OrderView
    people: tuple[str, ...] = ()
    is_escalated: bool = False


class OrderAcknowledged(Message):
    """We received it: what was understood and what is still open. Nothing is promised.

    `undone` is what it was before the last change was taken back.
    """

    order: OrderView
    undone: OrderView | None = None
    recipient: Recipient = Recipient()


class ResentPo(Message):
    """A PO came again. Its sender reads about the order only where `is_open`: it is theirs, and they are proven."""

    resent: ResentPoView
    is_open: bool = True
    recipient: Recipient = Recipient()


class OrderConfirmed(Message):
    """We accepted it. `contact` is our person for questions, `terms_days` when the invoice will be due."""

    order: OrderView
    terms_days: int | None = None
    contact: str | None = None
    mailed_to: tuple[str, ...] = ()
    recipient: Recipient = Recipient()


class OrderHeld(Message):
    """It waits for a decision. To the customer only with `action`: what they can do, in neutral words."""

    order: OrderView
    action: str | None = None
    recipient: Recipient = Recipient()


class HoldReleased(Message):
    """A word to the rep: the last hold is gone."""

    order: OrderView
    released_by: str
    comment: str | None = None


class HoldRejected(Message):
    """A word to the rep: the decision was no, and what can be done."""

    order: OrderView
    rejected_by: str
    comment: str = ""


class BackorderCovered(Message):
    """A word to the rep: goods for a waiting line came in."""

    order: OrderView
    sku: str
    name: str
    base_unit: str
    quantity: Quantity
    still_waiting: Quantity


class PromiseMoved(Message):
    """A promised date changed; `cause` is a code."""

    order: OrderView
    line_no: int
    old_date: date | None
    new_date: date | None
    cause: str
    recipient: Recipient = Recipient()


class OrderCancelled(Message):
    """The order was given up, and why."""

    order: OrderView
    reason: str
    recipient: Recipient = Recipient()


class DraftExpired(Message):
    """A draft was left alone too long and is gone."""

    order: OrderView
