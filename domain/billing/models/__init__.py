"""Tables of billing. Amounts are gross of tax unless named `net`, in the currency of their row."""

from domain.billing.models.bank import IS_WAITING, BankEntry, BankFile, KnownRemitter
from domain.billing.models.disputes import IS_DISPUTED, IS_STANDING, Dispute, PromiseToPay
from domain.billing.models.dunning import (
    IS_UNRESOLVED,
    DunningNoticeItem,
    DunningNoticeRow,
    DunningRun,
    DunningSetting,
    DunningStep,
)
from domain.billing.models.immutable import FROZEN
from domain.billing.models.instalments import IS_UNSETTLED, Instalment
from domain.billing.models.papers import (
    HAS_OPEN_CREDIT,
    IS_ISSUED_HERE,
    IS_OPEN,
    Commitment,
    CreditAccount,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
)
from domain.billing.models.payments import (
    HAS_UNAPPLIED,
    Allowance,
    CreditApplication,
    Payment,
    PaymentApplication,
    Refund,
)
from domain.billing.models.sources import InvoiceSource, PrintedPaper, Proforma

__all__ = [
    "FROZEN",
    "HAS_OPEN_CREDIT",
    "HAS_UNAPPLIED",
    "IS_DISPUTED",
    "IS_ISSUED_HERE",
    "IS_OPEN",
    "IS_STANDING",
    "IS_UNRESOLVED",
    "IS_UNSETTLED",
    "IS_WAITING",
    "Allowance",
    "BankEntry",
    "BankFile",
    "Commitment",
    "CreditAccount",
    "CreditApplication",
    "CreditNote",
    "CreditNoteLine",
    "Dispute",
    "DunningNoticeItem",
    "DunningNoticeRow",
    "DunningRun",
    "DunningSetting",
    "DunningStep",
    "Instalment",
    "Invoice",
    "InvoiceLine",
    "InvoiceSource",
    "KnownRemitter",
    "Payment",
    "PaymentApplication",
    "PrintedPaper",
    "Proforma",
    "PromiseToPay",
    "Refund",
]
