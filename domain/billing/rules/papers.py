"""How billing decides on totals and tax, due dates and credit."""

from collections.abc import Sequence
from decimal import Decimal

from domain.billing.schemas import (
    DocumentTotals,
    TaxableLine,
    TaxRow,
)
from domain.shared.money import Money

_HUNDRED = Decimal(100)


def totals(lines: Sequence[TaxableLine], currency: str, *, rounding: str = "document") -> DocumentTotals:
    """The sums of a document: tax rounded once per rate and place, or on each line where `rounding` is 'line'.

    Where prices include tax it is what they have above their net. Rows are sorted by rate, place and reason;
    net + tax = total and Σ rows = tax, to the penny.
    """
    rows = []
    for key in sorted({line.tax_key for line in lines}):
        mine = [line for line in lines if line.tax_key == key]
        base = Money.total((line.net for line in mine), currency)
        tax = _tax_of(mine, key.rate, currency, rounding)
        rows.append(TaxRow(rate=key.rate, base=base, tax=tax, place=key.place, reason=mine[0].reason))
    return summed(rows, currency)


def _tax_of(lines: Sequence[TaxableLine], rate: Decimal, currency: str, rounding: str) -> Money:
    """The tax of lines of one kind: known where prices include it, else rounded over all or for each line."""
    known = [line.gross - line.net for line in lines if line.gross is not None]
    nets: dict[str, list[Money]] = {}
    for index, line in enumerate(lines):
        if line.gross is None:
            nets.setdefault((line.line_key or str(index)) if rounding == "line" else "", []).append(line.net)
    bases = [Money.total(parts, currency) for parts in nets.values()]
    return Money.total([*known, *(Money(base.amount * rate / _HUNDRED, currency) for base in bases)], currency)


def totals_between(
    before: Sequence[TaxableLine], after: Sequence[TaxableLine], currency: str, *, rounding: str = "document"
) -> DocumentTotals:
    """The sums of what came between two states of an order; consecutive ones sum to the whole order, tax included.

    `after` holds what `before` does and more. Rows that nothing was added to are left out.
    """
    had = {row.tax_key: row for row in totals(before, currency, rounding=rounding).taxes}
    rows = []
    for row in totals(after, currency, rounding=rounding).taxes:
        known = had.pop(row.tax_key, None)
        part = row if known is None else _less(row, known)
        if part.base or part.tax or known is None:
            rows.append(part)
    nothing = Money.zero(currency)
    rows += [_less(row.model_copy(update={"base": nothing, "tax": nothing}), row) for row in had.values()]
    return summed(rows, currency)


def _less(row: TaxRow, other: TaxRow) -> TaxRow:
    return row.model_copy(update={"base": row.base - other.base, "tax": row.tax - other.tax})


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
        on_invoice = [other for other in invoiced if other.tax_key == row.tax_key]
        before = [other for other in credited if other.tax_key == row.tax_key]
        base_left, tax_left = row.base, row.tax
        for other in on_invoice:
            base_left = Money(other.base.amount - sum((b.base.amount for b in before), Decimal(0)), row.base.currency)
            tax_left = Money(other.tax.amount - sum((b.tax.amount for b in before), Decimal(0)), row.tax.currency)
        tax = tax_left if row.base == base_left else min(row.tax, tax_left)
        rows.append(row.model_copy(update={"tax": tax}))
    return summed(rows, asked.net.currency)
