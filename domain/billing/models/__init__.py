"""Tables of billing. Amounts are gross of tax unless named `net`, in the currency of their row."""

from domain.billing.models.dunning import DunningRun, DunningStep
from domain.billing.models.instalments import IS_UNSETTLED, Instalment
from domain.billing.models.papers import (
    HAS_OPEN_CREDIT,
    IS_OPEN,
    Commitment,
    CreditAccount,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
)
from domain.billing.models.payments import HAS_UNAPPLIED, Payment, PaymentApplication

__all__ = [
    "HAS_OPEN_CREDIT",
    "HAS_UNAPPLIED",
    "IS_OPEN",
    "IS_UNSETTLED",
    "Commitment",
    "CreditAccount",
    "CreditNote",
    "CreditNoteLine",
    "DunningRun",
    "DunningStep",
    "Instalment",
    "Invoice",
    "InvoiceLine",
    "Payment",
    "PaymentApplication",
]
