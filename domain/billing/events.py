"""What happens in billing."""

from typing import ClassVar

from domain.billing.schemas import (
    AllowanceView,
    AppliedPart,
    BankFileView,
    CreditAppliedView,
    CreditNoteView,
    DunningNotice,
    InvoiceView,
    PaymentView,
    PromiseView,
    RefundView,
)
from domain.shared.events import Event


class InvoiceIssued(Event):
    """An invoice was made, from a shipment or several (named one after the other) of these orders."""

    kind: ClassVar[str] = "invoice_issued"

    invoice: InvoiceView
    shipment_number: str
    order_numbers: tuple[str, ...] = ()


class PaymentApplied(Event):
    """Money came in; the bill-to owes less."""

    kind: ClassVar[str] = "payment_applied"

    payment: PaymentView
    parts: tuple[AppliedPart, ...]


class PaymentReturned(Event):
    """The bank took a payment back: its invoices are open again, and the money is gone."""

    kind: ClassVar[str] = "payment_returned"

    payment: PaymentView
    parts: tuple[AppliedPart, ...]
    reason: str


class AllowanceGranted(Event):
    """A part of an invoice was let go without money; with a payment, `PaymentApplied` says so."""

    kind: ClassVar[str] = "allowance_granted"

    allowance: AllowanceView


class CreditApplied(Event):
    """Open credit settled an invoice."""

    kind: ClassVar[str] = "credit_applied"

    bill_to: str
    applied: CreditAppliedView


class RefundRequested(Event):
    """Money is to go back, and somebody else has to release it."""

    kind: ClassVar[str] = "refund_requested"

    refund: RefundView


class RefundDecided(Event):
    """Money goes back, or stays on account."""

    kind: ClassVar[str] = "refund_decided"

    refund: RefundView


class BankFileTaken(Event):
    """A bank's file was taken over; what waits in it is for people to decide."""

    kind: ClassVar[str] = "bank_file_taken"

    file: BankFileView


class InvoiceShortPaid(Event):
    """A payment names an invoice and says why it is short: perhaps a dispute."""

    kind: ClassVar[str] = "invoice_short_paid"

    invoice: InvoiceView
    payment_id: str
    reason: str
    words: str


class PromiseBroken(Event):
    """The day that a bill-to promised to pay by has passed, and the money did not come."""

    kind: ClassVar[str] = "promise_broken"

    promise: PromiseView


class CreditNoteIssued(Event):
    """The bill-to got money back on paper."""

    kind: ClassVar[str] = "credit_note_issued"

    credit_note: CreditNoteView
    reason: str
    is_correction: bool = False


class DunningNoticeDue(Event):
    """A bill-to entered a dunning level: one consolidated mail is due."""

    kind: ClassVar[str] = "dunning_notice_due"

    notice: DunningNotice


class DisputeFlagged(Event):
    """More or less of an invoice is disputed than before."""

    kind: ClassVar[str] = "dispute_flagged"

    invoice: InvoiceView
    reason: str
