"""Sums of documents: the breakdown is the total, and what is credited in pieces is what was invoiced."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing.rules import credited_totals, totals
from domain.billing.schemas import TaxableLine
from domain.shared.money import Money
from tests.billing.books import pounds

CENTS = st.integers(min_value=1, max_value=10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
RATES = st.sampled_from([Decimal(0), Decimal(5), Decimal(20), Decimal("17.5")])
LINES = st.lists(
    st.builds(lambda net, rate: TaxableLine(net=pounds(net), rate=rate), CENTS, RATES), min_size=1, max_size=12
)


def test_n3_tax_is_rounded_once_per_rate() -> None:
    """Three times 0.33 at 20 % is 0.20 on the document and 0.21 line by line."""
    lines = [TaxableLine(net=pounds("0.33"), rate=Decimal(20))] * 3
    assert totals(lines, "GBP").tax == pounds("0.20")
    assert totals(lines, "GBP", rounding="line").tax == pounds("0.21")


def test_n3_every_rate_has_its_row() -> None:
    """Rows come by rate, each with its base."""
    sums = totals([TaxableLine(net=pounds(10), rate=Decimal(20)), TaxableLine(net=pounds(5), rate=Decimal(0))], "GBP")
    assert [(row.rate, row.base, row.tax) for row in sums.taxes] == [
        (Decimal(0), pounds(5), pounds(0)),
        (Decimal(20), pounds(10), pounds(2)),
    ]
    assert sums.total == pounds(17)


@given(LINES, st.sampled_from(["document", "line"]))
def test_n3_the_breakdown_always_sums_to_the_total(lines: list[TaxableLine], rounding: str) -> None:
    """Net + tax = total, Σ bases = net, Σ taxes = tax, whatever is sold (a case of a penny elsewhere)."""
    sums = totals(lines, "GBP", rounding=rounding)
    assert sums.net + sums.tax == sums.total
    assert Money.total((row.base for row in sums.taxes), "GBP") == sums.net
    assert Money.total((row.base for row in sums.taxes), "GBP") == Money.total((line.net for line in lines), "GBP")
    assert Money.total((row.tax for row in sums.taxes), "GBP") == sums.tax


@given(LINES)
def test_m2_lines_credited_one_by_one_come_to_the_invoice_to_the_penny(lines: list[TaxableLine]) -> None:
    """However tax rounds on each credit note, all of them together are the invoice and never more."""
    invoice = totals(lines, "GBP")
    credited = Money.zero("GBP")
    earlier = []
    for line in lines:
        sums = credited_totals(totals([line], "GBP"), invoice.taxes, earlier)
        earlier += sums.taxes
        credited = credited + sums.total
        assert credited <= invoice.total
    assert credited == invoice.total


@pytest.mark.parametrize("rounding", ["document", "line"])
def test_n3_nothing_has_no_rows(rounding: str) -> None:
    """A document without lines sums to nothing."""
    sums = totals([], "GBP", rounding=rounding)
    assert (sums.total, sums.taxes) == (pounds(0), ())
