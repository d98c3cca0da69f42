"""Payment terms: read from one line, falling due in parts that sum to the penny, owed part by part."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing import queries, service
from domain.billing.rules import due_parts, early_payment_discount, lowered
from domain.shared.database import Transactions
from domain.shared.money import Money
from domain.shared.terms import PaymentTerms, TermsUnreadable
from tests.billing.books import MEADOWSWEET, NOW, desk, line, open_books, payment, pounds, shipment

ID = MEADOWSWEET.customer_id
ISSUED = date(2011, 11, 14)


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("30", [date(2011, 12, 14)]),
        ("net 0", [ISSUED]),
        ("eom", [date(2011, 11, 30)]),
        ("eom+15", [date(2011, 12, 15)]),
        ("EOM+1m+10", [date(2012, 1, 10)]),
        ("30 eom", [date(2011, 12, 31)]),
        ("day 15", [date(2011, 11, 15)]),
        ("day 10", [date(2011, 12, 10)]),
        ("day 31+1m", [date(2011, 12, 31)]),
        ("90 day 31", [date(2012, 2, 29)]),
        ("50/50@0,30", [ISSUED, date(2011, 12, 14)]),
        ("30/70@60,eom", [date(2011, 11, 30), date(2012, 1, 13)]),
    ],
)
def test_f5_terms_say_when_an_invoice_falls_due(terms: str, due: list[date]) -> None:
    """Net days, end of month with days and months, a fixed day, instalments: of an invoice of 14 November."""
    assert [part.due_date for part in due_parts(pounds(100), PaymentTerms.read(terms), ISSUED)] == due


def test_f5_a_due_date_is_never_before_the_invoice() -> None:
    """On the last day of a month its end is today; every kind of terms keeps to it."""
    for terms in ("0", "eom", "day 30", "50/50@eom,0"):
        parts = due_parts(pounds(1), PaymentTerms.read(terms), date(2011, 11, 30))
        assert {part.due_date for part in parts} == {date(2011, 11, 30)}


@pytest.mark.parametrize("terms", ["", "soon", "50/40@0,30", "50/50@0", "0/10 net 30", "day 32", "2/10", "-3", "50@0"])
def test_f5_terms_that_nobody_understands_are_refused(terms: str) -> None:
    """No guess is made, shares that are not the whole included."""
    with pytest.raises(TermsUnreadable):
        PaymentTerms.read(terms)


@pytest.mark.parametrize("terms", ["30", "30 eom", "eom+1m+10", "10 day 31+2m", "2.5/10 net 33.3/66.7@0,30 eom"])
def test_f5_terms_are_written_as_they_are_read(terms: str) -> None:
    """What is kept reads as the same terms again."""
    assert str(PaymentTerms.read(terms)) == terms


def test_f5_the_early_payment_discount_has_its_own_date() -> None:
    """Two percent of 119.99 until the 24th, the whole of it until 14 December; without a discount there is none."""
    found = early_payment_discount(pounds("119.99"), PaymentTerms.read("2/10 net 30"), ISSUED)
    assert found is not None
    assert (found.percent, found.amount, found.by_date) == (Decimal(2), pounds("2.40"), date(2011, 11, 24))
    assert early_payment_discount(pounds(1), PaymentTerms.read("30"), ISSUED) is None


@given(
    st.integers(min_value=1, max_value=10_000_000), st.sampled_from(["50/50@0,30", "33.3/33.3/33.4@1,2,3", "1/99@9,8"])
)
def test_f5_instalments_sum_to_the_invoice(cents: int, terms: str) -> None:
    """To the penny, in the order they fall due, none of them nothing."""
    total = Money(Decimal(cents).scaleb(-2), "GBP")
    parts = due_parts(total, PaymentTerms.read(terms), ISSUED)
    assert Money.total((part.amount for part in parts), "GBP") == total
    assert list(parts) == sorted(parts, key=lambda part: part.due_date)
    assert all(part.amount for part in parts)


def test_f5_what_comes_in_settles_the_earliest_part_first() -> None:
    """120 of 100 + 50 + 50, then 30 taken back from the part that fell due last."""
    amounts = [Decimal(100), Decimal(50), Decimal(50)]
    after = lowered(list(zip(amounts, amounts, strict=True)), Decimal(120))
    assert after == [0, 30, 50]
    assert lowered(list(zip(amounts, after, strict=True)), Decimal(-30)) == [10, 50, 50]


def test_g1_an_invoice_in_instalments_is_owed_part_by_part(transactions: Transactions) -> None:
    """Half at once, half in 30 days: ten days later half of it is overdue, and money settles that half first."""
    later = desk(NOW.replace(day=24))
    with transactions.begin() as session:
        open_books(session)
        request = shipment("SH-1", line("100.01")).model_copy(update={"terms": "2/5 net 50/50@0,30"})
        view = service.issue_invoice(session, desk(), request)
        assert (view.total, view.due_date, view.terms) == (pounds("120.01"), date(2011, 12, 14), "2/5 net 50/50@0,30")
        assert view.discount is not None
        assert (view.discount.amount, view.discount.by_date) == (pounds("2.40"), date(2011, 11, 19))
        parts = queries.instalments(session, later, view.number)
        assert [(part.instalment_no, part.amount, part.days_past_due) for part in parts] == [
            (1, pounds("60.01"), 10),
            (2, pounds("60"), -20),
        ]
        found = queries.exposure(session, later, MEADOWSWEET)
        assert (found.open_invoices, found.overdue) == (pounds("120.01"), pounds("60.01"))
        assert found.oldest_overdue is not None
        assert (found.oldest_overdue.number, found.oldest_overdue.days_past_due) == (view.number, 10)
        service.receive_payment(session, later, payment("PAY-1", "70.01"))
        assert [(part.instalment_no, part.open_amount) for part in queries.open_instalments(session, later, ID)] == [
            (2, pounds(50))
        ]
        assert queries.exposure(session, later, MEADOWSWEET).overdue == pounds(0)


def test_x5_only_a_part_that_is_late_makes_an_invoice_overdue(transactions: Transactions) -> None:
    """A tenth of 1,200 is past due by more than the policy's days: 120 is above its 100, 12 of 120 is not."""
    month_later = desk(NOW.replace(month=12))
    with transactions.begin() as session:
        open_books(session)
        terms = {"terms": "10/90@0,60"}
        service.issue_invoice(session, desk(), shipment("SH-1", line("100")).model_copy(update=terms))
        assert not queries.credit_position(session, month_later, MEADOWSWEET).is_overdue
        service.issue_invoice(session, desk(), shipment("SH-2", line("1000")).model_copy(update=terms))
        assert queries.credit_position(session, month_later, MEADOWSWEET).is_overdue


def test_f5_an_invoice_of_unreadable_terms_is_refused(transactions: Transactions) -> None:
    """Nothing is written and no number taken."""
    with transactions.begin() as session:
        open_books(session)
        bad = shipment("SH-1", line("100")).model_copy(update={"terms": "someday"})
        with pytest.raises(TermsUnreadable):
            service.issue_invoice(session, desk(), bad)
        assert queries.invoices(session, desk(), ID) == ()
        assert service.issue_invoice(session, desk(), shipment("SH-1", line("100"))).number == "INV-1001"
