"""Matching: who paid and for what, with the points and the reasons; never sure of what only looks alike."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing.rules import Payer, numbers_in, prefixes, swapped_digits, weighed
from domain.billing.rules.bank import short_reason
from domain.billing.rules.subsets import subset_of_sum
from domain.billing.schemas import AllowanceKind, MatchReason, OpenItem
from domain.shared.money import Money
from tests.billing.books import desk, pounds

ON = date(2011, 11, 14)
POLICY = desk().policy.payments
R = MatchReason


def item(number: str, amount: str, due: int = 1, *, payer: str = "P", **more: object) -> OpenItem:
    """An open invoice, due in October."""
    return OpenItem.model_validate(
        {
            "invoice_number": number, "bill_to": payer, "due_date": date(2011, 10, due), "total": pounds(amount),
            "open_amount": pounds(amount),
        } | more
    )  # fmt: skip


def payer(*signs: MatchReason, items: tuple[OpenItem, ...], named: tuple[str, ...] = (), who: str = "P") -> Payer:
    """Somebody who may have paid."""
    return Payer(who, frozenset(signs), items, frozenset(named))


A, B, C = item("A", "100", 1), item("B", "50", 2), item("C", "30", 3)


@pytest.mark.parametrize(
    ("amount", "signs", "named", "reason", "parts", "is_sure"),
    [
        ("150", (R.INVOICE_NAMED,), ("A", "B"), R.NAMED_EXACTLY, [("A", 100), ("B", 50)], True),
        ("90", (R.INVOICE_NAMED,), ("A",), R.LESS_BANK_FEE, [("A", 90)], False),
        ("60", (R.INVOICE_NAMED,), ("A",), R.IN_PART, [("A", 60)], False),
        ("60", (R.INVOICE_NAMED, R.ACCOUNT_KNOWN), ("A",), R.IN_PART, [("A", 60)], True),
        ("120", (R.INVOICE_NAMED, R.ACCOUNT_KNOWN), ("A",), R.MORE_THAN_OPEN, [("A", 100), ("B", 20)], True),
        ("50", (R.ACCOUNT_KNOWN,), (), R.EXACTLY_ONE, [("B", 50)], True),
        ("80", (R.ACCOUNT_KNOWN,), (), R.EXACT_SUM, [("B", 50), ("C", 30)], True),
        ("110", (R.ACCOUNT_KNOWN,), (), R.OLDEST_DUE, [("A", 100), ("B", 10)], True),
        ("500", (R.ACCOUNT_KNOWN,), (), R.OLDEST_DUE, [("A", 100), ("B", 50), ("C", 30)], True),
        ("50", (R.NAME_KNOWN,), (), R.EXACTLY_ONE, [("B", 50)], False),
        ("50", (R.NAME_KNOWN, R.CUSTOMER_NAMED), (), R.EXACTLY_ONE, [("B", 50)], True),
        ("50", (), (), R.EXACTLY_ONE, [("B", 50)], False),
        ("100", (R.DIGITS_SWAPPED, R.ACCOUNT_KNOWN), ("A",), R.NAMED_EXACTLY, [("A", 100)], False),
        ("150", (R.ORDER_NAMED,), ("A", "B"), R.NAMED_EXACTLY, [("A", 100), ("B", 50)], True),
    ],
)
def test_f6_an_entry_is_explained(
    amount: str, signs: tuple[MatchReason, ...], named: tuple[str, ...], reason: MatchReason,
    parts: list[tuple[str, int]], is_sure: bool,
) -> None:  # fmt: skip
    """A known account is sure; a name or number takes an amount that fits; what is alike is never sure."""
    (found, *_) = weighed(pounds(amount), ON, [payer(*signs, items=(A, B, C), named=named)], POLICY)
    assert (found.reasons[-1], found.is_sure) == (reason, is_sure)
    assert [(each.invoice_number, each.amount) for each in found.parts] == [(n, pounds(part)) for n, part in parts]
    paid = Money.total((each.amount for each in found.parts), "GBP")
    assert found.rest == pounds(amount) - paid


def test_f6_a_bank_fee_and_a_discount_are_let_go_with_the_payment() -> None:
    """90 for 100 is short by a fee, to be asked; 98 for 100 in time is the discount."""
    (fee,) = weighed(pounds(90), ON, [payer(R.INVOICE_NAMED, items=(A,), named=("A",))], POLICY)
    assert (fee.parts[0].allowed, fee.parts[0].kind) == (pounds(10), AllowanceKind.BANK_FEE)
    owed = item("A", "100", discount=pounds(2), discount_date=date(2011, 11, 12))
    (found,) = weighed(pounds(98), ON, [payer(R.INVOICE_NAMED, items=(owed,), named=("A",))], POLICY)
    assert (found.reasons[-1], found.parts[0].allowed, found.is_sure) == (R.LESS_DISCOUNT, pounds(2), True)
    late = owed.model_copy(update={"discount_date": date(2011, 11, 11)})
    (found,) = weighed(pounds(98), ON, [payer(R.INVOICE_NAMED, items=(late,), named=("A",))], POLICY)
    assert (found.reasons[-1], found.is_sure) == (R.LESS_BANK_FEE, False)


def test_f6_two_payers_whose_invoices_are_named_are_asked_about() -> None:
    """However well the amount fits one of them."""
    other = payer(R.INVOICE_NAMED, items=(item("Z", "9", payer="Q"),), named=("Z",), who="Q")
    found = weighed(pounds(100), ON, [payer(R.INVOICE_NAMED, items=(A,), named=("A",)), other], POLICY)
    assert [(each.bill_to, each.is_sure) for each in found] == [("P", False), ("Q", False)]


def test_f6_a_sum_that_others_have_too_is_no_proof() -> None:
    """50 + 30 and 60 + 20 are both 80: one of several, and not sure by name."""
    items = (*(A, B, C), item("D", "60", 4), item("E", "20", 5))
    (found,) = weighed(pounds(80), ON, [payer(R.NAME_KNOWN, R.CUSTOMER_NAMED, items=items)], POLICY)
    assert found.reasons[-1] == R.ONE_OF_SEVERAL


@given(st.lists(st.integers(min_value=1, max_value=5000), min_size=2, max_size=12), st.data())
def test_f6_a_subset_that_is_there_is_found_and_sums_exactly(cents: list[int], data: st.DataObject) -> None:
    """Whatever is chosen of up to twelve invoices, some choice of them comes to exactly its sum."""
    chosen = data.draw(st.sets(st.integers(0, len(cents) - 1), min_size=2))
    items = [Money(pounds(1).amount * each / 100, "GBP") for each in cents]
    amount = Money.total((items[index] for index in chosen), "GBP")
    found = subset_of_sum(amount, items)
    assert found is not None
    assert Money.total((items[index] for index in found.indexes), "GBP") == amount


def test_f6_numbers_are_read_however_they_are_spelled() -> None:
    """With a dash, without, as two words, as bare digits; swapped digits are other numbers."""
    for text in ("INV-1001", "inv1001", "Inv 1001", "re: 1001.", "(1001)"):
        assert "INV-1001" in numbers_in(text, ["INV-"])
    assert "INV-1010" in swapped_digits("INV-1001 thanks", ["INV-"])
    assert "INV-1001" not in swapped_digits("INV-1001 thanks", ["INV-"])


def test_f6_numbers_are_read_by_the_pattern_of_the_policy() -> None:
    """A series for each year: with its year however it is parted, or the bare number, of this year or the last."""
    ours = prefixes("RE/{year}-{number}", 2012)
    assert ours == ("RE/2012-", "RE/2011-")
    for text in ("RE/2011-77", "re 2011 77 thank you", "RE2011/77", "your bill 77"):
        assert "RE/2011-77" in numbers_in(text, ours)
    assert {"RE/2012-1001", "RE/2011-1001"} <= numbers_in("1001", ours)
    assert "RE/2012-1010" in swapped_digits("RE/2012-1001", ours)


def test_f6_a_payment_says_why_it_is_short() -> None:
    """In the words of customers; thanks are no reason."""
    reasons = [short_reason(text) for text in ("less 2 damaged bags", "one box missing", "overcharged", "thank you")]
    assert reasons == ["damaged", "missing", "price", None]
