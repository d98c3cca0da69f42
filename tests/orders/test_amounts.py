"""What lines and their parts are worth: discounts, tax in every mode, and parts that sum to the whole."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing.rules import totals, totals_between
from domain.billing.schemas import DocumentTotals
from domain.orders.rules.amounts import (
    LineAmount,
    PricedLine,
    Terms,
    in_terms,
    line_amounts,
    net_of_first,
    taxable,
    upto_end,
    upto_invoiced,
    upto_shipped,
)
from domain.orders.schemas import LineView
from domain.shared.money import Money, rounded
from domain.shared.policy import TaxReason, TaxTreatment

STANDARD = TaxTreatment(rate=Decimal(20), place="GB")
EXPORTED = TaxTreatment(rate=Decimal(0), place="NO", reason=TaxReason.EXPORT)
TAXES = (STANDARD, TaxTreatment(rate=Decimal("17.5"), place="GB"), TaxTreatment(rate=Decimal(19), place="DE"), EXPORTED)
PRICES = st.integers(min_value=0, max_value=5_000_000).map(lambda value: Decimal(value).scaleb(-4))
SHARES = st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.333333"), Decimal("0.125"), Decimal(1)])
LINES = st.lists(
    st.builds(
        PricedLine, quantity=st.integers(min_value=1, max_value=500).map(Decimal), unit_price=PRICES,
        tax=st.sampled_from(TAXES), discount=SHARES,
    ),
    min_size=1, max_size=8,
)  # fmt: skip
TERMS = st.builds(
    Terms, currency=st.just("GBP"), tax_included=st.booleans(), discount_share=SHARES,
    discount_amount=st.sampled_from([Decimal(0), Decimal("9.99"), Decimal(100000)]),
    rounding=st.sampled_from(["document", "line"]),
)  # fmt: skip


def priced(quantity: object, price: str, tax: TaxTreatment = STANDARD, discount: str = "0") -> PricedLine:
    """A line to be valued."""
    return PricedLine(quantity=Decimal(str(quantity)), unit_price=Decimal(price), tax=tax, discount=Decimal(discount))


def view(number: int, line: PricedLine, amount: LineAmount, done: int = 0, before: LineView | None = None) -> LineView:
    """The line as an order shows it, `done` units of it shipped and those of `before` invoiced."""
    upto = taxable(before, upto=before.shipped) if before else None
    zero = Money.zero("GBP")
    with_tax = amount.gross is not None
    return LineView(
        line_no=number, line_key=f"SO-1/{number}", sku="A", name="A", quantity=line.quantity, unit="each",
        base_quantity=line.quantity, base_unit="each", unit_price=line.unit_price, price_source="list price",
        discount=line.discount, document_discount=Money(amount.document_discount, "GBP"),
        net=Money(amount.net, "GBP"), gross=Money(amount.gross, "GBP") if amount.gross is not None else None,
        tax_rate=line.tax.rate, tax_place=line.tax.place, tax_reason=line.tax.reason,
        open=line.quantity - done, shipped=Decimal(done), invoiced=before.shipped if before else Decimal(0),
        invoiced_net=upto.net if upto else zero, invoiced_gross=(upto.gross if upto else zero) if with_tax else None,
    )  # fmt: skip


def whole(lines: Sequence[LineView], terms: Terms) -> DocumentTotals:
    """The sums of the order."""
    return totals(upto_end(lines), "GBP", rounding=terms.rounding)


def test_n2_a_discount_on_the_line_is_rounded_with_it() -> None:
    """7 at 3.335 less a third is 15.5633…, rounded once."""
    (amount,) = line_amounts([priced(7, "3.335", discount="0.333333")], Terms("GBP"))
    assert amount == LineAmount(net=Decimal("15.56"), gross=None, document_discount=Decimal(0))


def test_n2_the_rest_of_a_discount_goes_to_the_largest_lost_fraction() -> None:
    """10.00 over three lines of 33.33, 33.33 and 33.34: the third lost most and bears the odd penny."""
    lines = [priced(1, "33.33"), priced(1, "33.33"), priced(1, "33.34")]
    amounts = line_amounts(lines, Terms("GBP", discount_amount=Decimal(10)))
    assert [amount.document_discount for amount in amounts] == [Decimal("3.33"), Decimal("3.33"), Decimal("3.34")]
    assert [amount.net for amount in amounts] == [Decimal(30), Decimal(30), Decimal(30)]


def test_n2_a_discount_is_never_more_than_the_order() -> None:
    """100 off an order of 12.50 leaves nothing to pay and nothing owed to the customer."""
    amounts = line_amounts([priced(1, "7.50"), priced(5, "1.00")], Terms("GBP", discount_amount=Decimal(100)))
    assert [amount.net for amount in amounts] == [0, 0]
    assert [amount.document_discount for amount in amounts] == [Decimal("7.50"), Decimal(5)]


def test_n3_tax_that_is_included_is_what_is_above_the_net() -> None:
    """Three lines of 0.99 with 20 %: 2.97 is 2.475 net, rounded once to 2.48, and 0.49 tax; line by line 2.49 and 0.48.
    """  # fmt: skip
    lines = [priced(1, "0.99")] * 3
    for rounding, net, tax in (("document", "2.48", "0.49"), ("line", "2.49", "0.48")):
        terms = Terms("GBP", tax_included=True, rounding=rounding)
        views = [view(n, line, a) for n, (line, a) in enumerate(zip(lines, line_amounts(lines, terms), strict=True), 1)]
        sums = whole(views, terms)
        assert (sums.net.amount, sums.tax.amount, sums.total.amount) == (Decimal(net), Decimal(tax), Decimal("2.97"))


def test_n3_the_breakdown_is_by_rate_and_place() -> None:
    """20 % here and 19 % in Germany are two rows, what is exported is a third that says why."""
    lines = [priced(1, "10"), priced(1, "10", TAXES[2]), priced(1, "10", EXPORTED)]
    terms = Terms("GBP")
    views = [view(n, line, a) for n, (line, a) in enumerate(zip(lines, line_amounts(lines, terms), strict=True), 1)]
    assert [(row.rate, row.place, row.reason, row.tax.amount) for row in whole(views, terms).taxes] == [
        (Decimal(0), "NO", TaxReason.EXPORT, Decimal(0)),
        (Decimal(19), "DE", None, Decimal("1.90")),
        (Decimal(20), "GB", None, Decimal(2)),
    ]


@given(LINES, TERMS)
def test_n2_lines_always_sum_to_the_document_and_discounts_spread_exactly(
    lines: list[PricedLine], terms: Terms
) -> None:
    """Whatever is sold: Σ discounts is the discount, Σ lines the document, Σ rows the total, nothing is negative."""
    amounts = line_amounts(lines, terms)
    own = sum((line.rest for line in lines), Decimal(0))
    wanted = min(terms.discount_amount or rounded(own * terms.discount_share), own)
    assert sum(amount.document_discount for amount in amounts) == wanted
    paid = sum((amount.net if amount.gross is None else amount.gross for amount in amounts), Decimal(0))
    assert paid == own - wanted
    assert all(amount.net >= 0 and amount.document_discount >= 0 for amount in amounts)
    sums = whole([view(n, line, a) for n, (line, a) in enumerate(zip(lines, amounts, strict=True), 1)], terms)
    assert sums.net.amount == sum(amount.net for amount in amounts)
    assert sums.net + sums.tax == sums.total
    assert Money.total((row.base for row in sums.taxes), "GBP") == sums.net
    if terms.tax_included:
        assert sums.total.amount == paid


@given(LINES, TERMS, st.lists(st.integers(min_value=0, max_value=100), min_size=1, max_size=4))
def test_n4_partial_invoices_sum_to_the_order(lines: list[PricedLine], terms: Terms, steps: list[int]) -> None:
    """In whatever parts it leaves: the invoices are the order, in net, tax and total, and none of them is negative."""
    amounts = line_amounts(lines, terms)
    before: list[LineView] | None = None
    invoiced = Money.zero("GBP"), Money.zero("GBP"), Money.zero("GBP")
    for share in [*sorted(steps), 100]:
        views = [
            view(n, line, amount, int(line.quantity * share / 100), before[n - 1] if before else None)
            for n, (line, amount) in enumerate(zip(lines, amounts, strict=True), 1)
        ]
        sums = totals_between(upto_invoiced(views), upto_shipped(views), "GBP", rounding=terms.rounding)
        assert min(sums.net.amount, sums.tax.amount) >= 0
        parts = sums.net, sums.tax, sums.total
        invoiced = tuple(one + other for one, other in zip(invoiced, parts, strict=True))  # type: ignore[assignment]
        before = views
    assert before is not None
    order = whole(before, terms)
    assert invoiced == (order.net, order.tax, order.total)


@given(LINES, TERMS)
def test_n4_what_is_committed_shipped_and_invoiced_is_the_order(lines: list[PricedLine], terms: Terms) -> None:
    """Each penny is counted in one of the three, none in two."""
    amounts = line_amounts(lines, terms)
    halves = [int(line.quantity) // 2 for line in lines]
    views = [view(n, *each) for n, each in enumerate(zip(lines, amounts, halves, strict=True), 1)]
    gone, end = upto_shipped(views), upto_end(views)
    parts = [totals_between(a, b, "GBP", rounding=terms.rounding).total for a, b in pairwise([(), gone, end])]
    assert parts[0] + parts[1] == totals(end, "GBP", rounding=terms.rounding).total


def test_n4_pennies_of_many_small_parts_do_not_pile_up() -> None:
    """A hundred at 0.006, one by one: 0.60 in the end, and never more on the way."""
    line = priced(100, "0.006")
    (amount,) = line_amounts([line], Terms("GBP"))
    shown = view(1, line, amount)
    worth = [net_of_first(shown, Decimal(count)).amount for count in range(101)]
    assert worth == sorted(worth)
    assert (worth[1], worth[50], worth[100]) == (Decimal("0.01"), Decimal("0.30"), Decimal("0.60"))


def test_n4_what_is_invoiced_keeps_its_price_when_the_rest_gets_another() -> None:
    """40 of 100 were invoiced at 1.00; the rest costs 0.50 from now on."""
    line = PricedLine(quantity=Decimal(100), unit_price=Decimal("0.50"), tax=STANDARD, invoiced=Decimal(40),
                      invoiced_net=Decimal(40))  # fmt: skip
    assert line_amounts([line], Terms("GBP"))[0].net == Decimal(70)


@pytest.mark.parametrize(
    ("price", "listed", "order", "listed_tax", "order_tax", "expected"),
    [("2.08", "1", "1", False, False, "2.08"), ("2.08", "1", "0.8571", False, False, "2.4268"),
     ("3.333", "1", "1", False, True, "3.9996"), ("12.00", "1", "1", True, False, "10"),
     ("12.34", "1", "1", True, True, "12.34"), ("9.99", "0.8571", "0.8571", False, False, "9.99"),
     ("10.00", "0.7402", "0.8571", False, False, "8.6361"), ("10.123456", "1", "1", False, False, "10.123456")],
)  # fmt: skip
def test_a_price_is_brought_into_the_terms_of_an_order_once(
    price: str, listed: str, order: str, listed_tax: bool, order_tax: bool, expected: str
) -> None:
    """Into the currency, with tax or without, to four places; not touched where nothing changes."""
    found = in_terms(
        Decimal(price), listed_rate=Decimal(listed), order_rate=Decimal(order), tax=Decimal(20), listed_tax=listed_tax,
        order_tax=order_tax,
    )  # fmt: skip
    assert found == Decimal(expected)
