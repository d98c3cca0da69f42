"""How billing decides on totals and tax, due dates and credit."""

from collections.abc import Sequence
from decimal import Decimal

from domain.billing.schemas import (
    CreditDecision,
    CreditExposure,
    CreditReason,
    DocumentTotals,
    TaxableLine,
    TaxRow,
)
from domain.shared.money import Money
from domain.shared.policy import CreditPolicy

_HUNDRED = Decimal(100)


def totals(lines: Sequence[TaxableLine], currency: str, *, rounding: str = "document") -> DocumentTotals:
    """The sums of a document: tax rounded once per rate, or on each line where `rounding` is 'line'.

    Rows are sorted by rate; net + tax = total and Σ rows = tax, to the penny.
    """
    rows = []
    for rate in sorted({line.rate for line in lines}):
        nets = [line.net for line in lines if line.rate == rate]
        base = Money.total(nets, currency)
        parts = nets if rounding == "line" else [base]
        tax = Money.total((Money(part.amount * rate / _HUNDRED, currency) for part in parts), currency)
        rows.append(TaxRow(rate=rate, base=base, tax=tax))
    return summed(rows, currency)


def summed(rows: Sequence[TaxRow], currency: str) -> DocumentTotals:
    """The totals over tax rows."""
    net = Money.total((row.base for row in rows), currency)
    tax = Money.total((row.tax for row in rows), currency)
    return DocumentTotals(net=net, tax=tax, total=net + tax, taxes=tuple(rows))


def credited_totals(asked: DocumentTotals, invoiced: Sequence[TaxRow], credited: Sequence[TaxRow]) -> DocumentTotals:
    """The totals of a credit note whose tax, with all earlier ones, never passes the invoice's.

    What takes the rest of a rate's base takes the rest of its tax, so that a full credit leaves no penny.
    """
    rows = []
    for row in asked.taxes:
        on_invoice = [other for other in invoiced if other.rate == row.rate]
        before = [other for other in credited if other.rate == row.rate]
        base_left, tax_left = row.base, row.tax
        for other in on_invoice:
            base_left = Money(other.base.amount - sum((b.base.amount for b in before), Decimal(0)), row.base.currency)
            tax_left = Money(other.tax.amount - sum((b.tax.amount for b in before), Decimal(0)), row.tax.currency)
        tax = tax_left if row.base == base_left else min(row.tax, tax_left)
        rows.append(row.model_copy(update={"tax": tax}))
    return summed(rows, asked.net.currency)


def decide(exposure: CreditExposure, adds: Money, *, policy: CreditPolicy, is_overdue: bool) -> CreditDecision:
    """Whether `adds` may go on credit: over ⇔ after > limit × (1 + tolerance), equality passes; no limit, no check."""
    after = exposure.total + adds
    excess = Money.zero(adds.currency)
    reasons = []
    if exposure.limit is not None:
        ceiling = Money(exposure.limit.amount * (1 + policy.over_limit_tolerance), adds.currency)
        if after > ceiling:
            excess = after - exposure.limit
            reasons.append(CreditReason.OVER_LIMIT)
    if is_overdue:
        reasons.append(CreditReason.OVERDUE)
    return CreditDecision(exposure=exposure, adds=adds, after=after, excess=excess, reasons=tuple(reasons))
