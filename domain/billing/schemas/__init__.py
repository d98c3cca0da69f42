"""Values of billing that enter and leave."""

from domain.billing.schemas.dunning import DunningNotice, DunningRunView
from domain.billing.schemas.papers import (
    CommitmentView,
    CreditDecision,
    CreditExposure,
    CreditNoteRequest,
    CreditNoteView,
    CreditReason,
    DocumentTotals,
    EarlyPaymentDiscount,
    ImportedInvoice,
    InstalmentView,
    InvoicedLine,
    InvoiceLineRequest,
    InvoiceRequest,
    InvoiceView,
    RefusedRow,
    TaxableLine,
    TaxRow,
)
from domain.billing.schemas.payments import AppliedPart, ImportedPayment, PaymentRequest, PaymentView

__all__ = [
    "AppliedPart",
    "CommitmentView",
    "CreditDecision",
    "CreditExposure",
    "CreditNoteRequest",
    "CreditNoteView",
    "CreditReason",
    "DocumentTotals",
    "DunningNotice",
    "DunningRunView",
    "EarlyPaymentDiscount",
    "ImportedInvoice",
    "ImportedPayment",
    "InstalmentView",
    "InvoiceLineRequest",
    "InvoiceRequest",
    "InvoiceView",
    "InvoicedLine",
    "PaymentRequest",
    "PaymentView",
    "RefusedRow",
    "TaxRow",
    "TaxableLine",
]
