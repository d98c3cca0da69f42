"""The verbs of billing."""

from domain.billing.rules import totals, totals_between
from domain.billing.service.accounts import assess, drop_commitment, lock_account, lock_accounts, set_commitment
from domain.billing.service.allowances import apply_credit, write_off
from domain.billing.service.bank import import_bank_file
from domain.billing.service.correcting import correct_invoice
from domain.billing.service.credit_notes import issue_credit_note
from domain.billing.service.disputes import open_dispute, resolve_dispute
from domain.billing.service.dunning import resolve_notices, run_dunning, set_dunning
from domain.billing.service.entries import decide_entry, decide_return, set_entry_aside, take_entry_up
from domain.billing.service.imports import import_invoices, import_payments
from domain.billing.service.invoices import issue_invoice
from domain.billing.service.payments import (
    apply_payment,
    apply_unapplied,
    receive_payment,
    return_payment,
    unapply_payment,
)
from domain.billing.service.printing import keep_printed
from domain.billing.service.proformas import issue_proforma
from domain.billing.service.promises import note_promise, settle_promises, withdraw_promise
from domain.billing.service.refunds import decide_refund, request_refund

__all__ = [
    "apply_credit",
    "apply_payment",
    "apply_unapplied",
    "assess",
    "correct_invoice",
    "decide_entry",
    "decide_refund",
    "decide_return",
    "drop_commitment",
    "import_bank_file",
    "import_invoices",
    "import_payments",
    "issue_credit_note",
    "issue_invoice",
    "issue_proforma",
    "keep_printed",
    "lock_account",
    "lock_accounts",
    "note_promise",
    "open_dispute",
    "receive_payment",
    "request_refund",
    "resolve_dispute",
    "resolve_notices",
    "return_payment",
    "run_dunning",
    "set_commitment",
    "set_dunning",
    "set_entry_aside",
    "settle_promises",
    "take_entry_up",
    "totals",
    "totals_between",
    "unapply_payment",
    "withdraw_promise",
    "write_off",
]
