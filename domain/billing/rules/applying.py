"""What a payment settles."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from domain.billing.schemas import AppliedPart, InvoiceView
from domain.shared.money import Money


def named_in(reference: str | None, numbers: Iterable[str]) -> frozenset[str]:
    """The invoice numbers that a payment's reference names, however it spells them ('inv 1001', 'INV1001')."""
    words = [_squeezed(word) for word in re.split(r"[\s,;/+&]+", reference or "") if word]
    spelled = set(words) | {left + right for left, right in pairwise(words)}
    return frozenset(number for number in numbers if _squeezed(number) in spelled)


def _squeezed(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def applied(amount: Money, invoices: Sequence[InvoiceView], reference: str | None) -> tuple[AppliedPart, ...]:
    """What a payment settles: invoices that it names first, then the oldest due; disputed ones only by name."""
    named = named_in(reference, (invoice.number for invoice in invoices))
    payable = [invoice for invoice in invoices if invoice.number in named or not invoice.disputed]
    ranked = sorted(payable, key=lambda invoice: (invoice.number not in named, invoice.due_date, invoice.number))
    left, parts = amount, []
    for invoice in ranked:
        part = min(left, invoice.open_amount)
        if part:
            parts.append(AppliedPart(invoice_number=invoice.number, amount=part))
            left = left - part
    return tuple(parts)
