"""Every SELECT of billing: credit for accounts and exposure, papers, payments, and what is open."""

from domain.billing.queries.bank import bank_entry, unmatched
from domain.billing.queries.credit import (
    account_locked,
    commitment,
    commitments,
    credit_position,
    exposure,
    falling_due,
)
from domain.billing.queries.disputes import dispute, disputes, promise, promises
from domain.billing.queries.documents import invoice_rests, paper, papers_of_order, printed, proforma_of
from domain.billing.queries.dunning import current_notice, dunning_setting, overdue
from domain.billing.queries.instalments import instalments, open_instalments
from domain.billing.queries.open_items import open_credit_notes, open_items, unapplied_payments
from domain.billing.queries.papers import (
    credit_note,
    invoice,
    invoice_from,
    invoice_lines,
    invoice_totals,
    invoiced_lines,
    invoices,
    invoices_of_order,
    made_from,
)
from domain.billing.queries.payments import allowances, payment, refund, refunds
from domain.billing.queries.statements import account_statement, ageing

__all__ = [
    "account_locked",
    "account_statement",
    "ageing",
    "allowances",
    "bank_entry",
    "commitment",
    "commitments",
    "credit_note",
    "credit_position",
    "current_notice",
    "dispute",
    "disputes",
    "dunning_setting",
    "exposure",
    "falling_due",
    "instalments",
    "invoice",
    "invoice_from",
    "invoice_lines",
    "invoice_rests",
    "invoice_totals",
    "invoiced_lines",
    "invoices",
    "invoices_of_order",
    "made_from",
    "open_credit_notes",
    "open_instalments",
    "open_items",
    "overdue",
    "paper",
    "papers_of_order",
    "payment",
    "printed",
    "proforma_of",
    "promise",
    "promises",
    "refund",
    "refunds",
    "unapplied_payments",
    "unmatched",
]
