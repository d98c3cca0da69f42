"""The verbs of billing."""

from domain.billing.rules import totals
from domain.billing.service.accounts import assess, drop_commitment, lock_account, set_commitment
from domain.billing.service.credit_notes import issue_credit_note
from domain.billing.service.dunning import run_dunning
from domain.billing.service.imports import import_invoices, import_payments
from domain.billing.service.invoices import flag_dispute, issue_invoice
from domain.billing.service.payments import receive_payment

__all__ = [
    "assess",
    "drop_commitment",
    "flag_dispute",
    "import_invoices",
    "import_payments",
    "issue_credit_note",
    "issue_invoice",
    "lock_account",
    "receive_payment",
    "run_dunning",
    "set_commitment",
    "totals",
]
