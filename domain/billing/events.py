"""What happens in billing."""

from typing import ClassVar

from domain.billing.schemas import AppliedPart, CreditNoteView, DunningNotice, InvoiceView, PaymentView
from domain.shared.events import Event


class InvoiceIssued(Event):
    """An invoice was made from a shipment."""

    kind: ClassVar[str] = "invoice_issued"

    invoice: InvoiceView
    shipment_number: str


class PaymentApplied(Event):
    """Money came in; the bill-to owes less."""

    kind: ClassVar[str] = "payment_applied"

    payment: PaymentView
    parts: tuple[AppliedPart, ...]


class CreditNoteIssued(Event):
    """The bill-to got money back on paper."""

    kind: ClassVar[str] = "credit_note_issued"

    credit_note: CreditNoteView
    reason: str


class DunningNoticeDue(Event):
    """A bill-to entered a dunning level: one consolidated mail is due."""

    kind: ClassVar[str] = "dunning_notice_due"

    notice: DunningNotice


class DisputeFlagged(Event):
    """An invoice became disputed, or is so no more."""

    kind: ClassVar[str] = "dispute_flagged"

    invoice: InvoiceView
    reason: str
