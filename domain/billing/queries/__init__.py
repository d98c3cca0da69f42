"""Every SELECT of billing: `credit` for accounts and exposure, `papers` for invoices, credit notes and payments."""

from domain.billing.queries.credit import account_locked, commitments, credit_position, exposure
from domain.billing.queries.instalments import instalments, open_instalments
from domain.billing.queries.papers import (
    credit_note,
    invoice,
    invoice_lines,
    invoice_of_shipment,
    invoice_totals,
    invoiced_lines,
    invoices,
    invoices_of_order,
    overdue,
    payment,
)

__all__ = [
    "account_locked",
    "commitments",
    "credit_note",
    "credit_position",
    "exposure",
    "instalments",
    "invoice",
    "invoice_lines",
    "invoice_of_shipment",
    "invoice_totals",
    "invoiced_lines",
    "invoices",
    "invoices_of_order",
    "open_instalments",
    "overdue",
    "payment",
]
