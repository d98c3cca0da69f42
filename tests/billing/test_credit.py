"""Credit: what counts as exposure, when an order is over, and the last credit under two hands at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.billing import queries, service
from domain.billing.schemas import CreditReason
from domain.customers.service import import_customers
from domain.shared.database import Transactions
from domain.shared.errors import NotFound
from domain.shared.money import CurrencyMismatch, Money
from tests.billing.books import MEADOWSWEET, THISTLE, desk, imported, line, open_books, payment, pounds, shipment

ID = MEADOWSWEET.customer_id


def test_x1_an_order_of_thirteen_thousand_is_over_a_limit_of_4800_by_8340(transactions: Transactions) -> None:
    """The example of the trade: nothing owed, limit 4,800, order 13,140."""
    with transactions.begin() as session:
        open_books(session)
        decision = service.assess(session, desk(), MEADOWSWEET, pounds(13140), commitment_key=None)
    assert decision.reasons == (CreditReason.OVER_LIMIT,)
    assert (decision.exposure.total, decision.after, decision.excess) == (pounds(0), pounds(13140), pounds(8340))


@pytest.mark.parametrize(
    ("limit", "adds", "tolerance", "reasons"),
    [
        ("4800", "4800", "0", ()),
        ("4800", "4800.01", "0", (CreditReason.OVER_LIMIT,)),
        ("0", "0.01", "0", (CreditReason.OVER_LIMIT,)),
        (None, "999999", "0", ()),
        ("1000", "1100", "0.1", ()),
        ("1000", "1100.01", "0.1", (CreditReason.OVER_LIMIT,)),
    ],
)
def test_x4_equality_passes_and_no_limit_is_no_check(
    transactions: Transactions, limit: str | None, adds: str, tolerance: str, reasons: tuple[CreditReason, ...]
) -> None:
    """Over means above limit × (1 + tolerance); a limit of nothing lets nothing pass."""
    bill_to = MEADOWSWEET.model_copy(update={"credit_limit": None if limit is None else Decimal(limit)})
    with transactions.begin() as session:
        open_books(session, bill_to)
        at = desk(credit={"over_limit_tolerance": tolerance})
        assert service.assess(session, at, bill_to, pounds(adds), commitment_key=None).reasons == reasons


def test_x1_every_part_of_the_exposure_counts_once(transactions: Transactions) -> None:
    """Invoices, shipped, confirmed, minus payments and credit notes; pending and disputed stand beside it."""
    at = desk()
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(
            session, at,
            [imported("OLD-1", "300", date(2011, 10, 1)), imported("OLD-2", "50", date(2011, 12, 1), disputed=True)],
        )  # fmt: skip
        service.set_commitment(session, "SO-1", ID, confirmed=pounds(700), shipped=pounds(20), pending=False)
        service.set_commitment(session, "SO-2", ID, confirmed=pounds(400), shipped=pounds(0), pending=True)
        far = at.today + timedelta(days=366)
        service.set_commitment(
            session, "SO-3", ID, confirmed=pounds(9000), shipped=pounds(0), pending=False, due_date=far
        )
        service.set_commitment(session, "SO-4", "12502", confirmed=pounds(5), shipped=pounds(0), pending=False)
        service.receive_payment(session, at, payment("PAY-1", "310"))
        found = queries.exposure(session, at, MEADOWSWEET)
    assert (found.open_invoices, found.disputed, found.overdue) == (pounds(50), pounds(50), pounds(0))
    assert (found.shipped_not_invoiced, found.confirmed_not_shipped) == (pounds(20), pounds(700))
    assert (found.unapplied_payments, found.pending, found.total) == (pounds(10), pounds(400), pounds(760))


def test_x2_what_an_order_committed_already_is_not_added_twice(transactions: Transactions) -> None:
    """A confirmed order of 1,000 raised to 1,200 is assessed with 1,200 and not with 2,200."""
    with transactions.begin() as session:
        open_books(session)
        service.set_commitment(session, "SO-1", ID, confirmed=pounds(1000), shipped=pounds(300), pending=False)
        decision = service.assess(session, desk(), MEADOWSWEET, pounds(1200), commitment_key="SO-1")
        assert (decision.exposure.total, decision.after) == (pounds(300), pounds(1500))


def test_x2_invoicing_a_shipment_adds_nothing_to_the_exposure(transactions: Transactions) -> None:
    """The commitment goes down by the invoice in the same breath (a case of double counting elsewhere)."""
    at = desk()
    with transactions.begin() as session:
        open_books(session)
        service.set_commitment(session, "SO-1042", ID, confirmed=pounds(60), shipped=pounds(120), pending=False)
        before = queries.exposure(session, at, MEADOWSWEET).total
        service.issue_invoice(session, at, shipment("SH-1", line("100")))
        after = queries.exposure(session, at, MEADOWSWEET)
    assert before == after.total == pounds(180)
    assert (after.open_invoices, after.shipped_not_invoiced) == (pounds(120), pounds(0))


@pytest.mark.parametrize(
    ("due", "amount", "disputed", "held"),
    [
        (date(2011, 10, 30), "100.01", False, True),
        (date(2011, 10, 31), "100.01", False, False),
        (date(2011, 10, 30), "100", False, False),
        (date(2011, 10, 30), "100.01", True, False),
    ],
)
def test_x5_overdue_means_more_than_14_days_and_more_than_100_and_undisputed(
    transactions: Transactions, due: date, amount: str, disputed: bool, held: bool
) -> None:
    """One undisputed invoice past both bounds is enough, and each bound is exact."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [imported("OLD-1", amount, due, disputed=disputed)])
        decision = service.assess(session, desk(), MEADOWSWEET, pounds(1), commitment_key=None)
    assert decision.reasons == ((CreditReason.OVERDUE,) if held else ())
    if held:
        assert decision.exposure.oldest_overdue is not None
        assert (decision.exposure.oldest_overdue.number, decision.exposure.oldest_overdue.days_past_due) == (
            "OLD-1",
            15,
        )


def test_x3_who_pays_in_advance_may_order_for_it_without_a_limit_of_credit(transactions: Transactions) -> None:
    """A limit of nothing and 120 on account carry an order of 120, and not a penny more."""
    bill_to = MEADOWSWEET.model_copy(update={"credit_limit": Decimal(0)})
    with transactions.begin() as session:
        open_books(session, bill_to)
        service.receive_payment(session, desk(), payment("PAY-1", "120"))
        assert service.assess(session, desk(), bill_to, pounds(120), commitment_key=None).is_within
        assert not service.assess(session, desk(), bill_to, pounds("120.01"), commitment_key=None).is_within


def test_what_is_kept_in_another_currency_is_never_left_out_of_the_sum(transactions: Transactions) -> None:
    """A bill-to whose currency was changed over open invoices is refused, and not counted as owing nothing."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), [imported("OLD-1", "100", date(2011, 10, 1))])
        with pytest.raises(CurrencyMismatch):
            queries.exposure(session, desk(), MEADOWSWEET.model_copy(update={"currency": "EUR"}))


def test_bill_tos_that_share_a_limit_are_summed(transactions: Transactions) -> None:
    """The seam of a shared limit: what the sharing one owes counts against it."""
    with transactions.begin() as session:
        open_books(session)
        service.set_commitment(session, "SO-1", "12502", confirmed=pounds(4000), shipped=pounds(0), pending=False)
        sharing = (THISTLE.customer_id,)
        service.lock_account(session, ID, sharing=sharing)
        decision = service.assess(session, desk(), MEADOWSWEET, pounds(801), commitment_key=None, sharing=sharing)
    assert decision.excess == pounds(1)


def test_nobody_gets_an_account_who_is_not_a_customer(transactions: Transactions) -> None:
    """An unknown bill-to is refused before anything is written."""
    with transactions.begin() as session, pytest.raises(NotFound):
        service.lock_account(session, "nobody")


def _order(transactions: Transactions, key: str, adds: Money) -> bool:
    with transactions.begin() as session:
        service.lock_account(session, ID)
        decision = service.assess(session, desk(), MEADOWSWEET, adds, commitment_key=key)
        if decision.is_within:
            service.set_commitment(session, key, ID, confirmed=adds, shipped=pounds(0), pending=False)
    return decision.is_within


def test_x7_the_last_credit_is_given_once(transactions: Transactions) -> None:
    """Six orders of 2,400 at once against a limit of 4,800: two pass, whoever they are."""
    with transactions.begin() as session:
        open_books(session)
    with ThreadPoolExecutor(6) as pool:
        passed = list(pool.map(lambda n: _order(transactions, f"SO-{n}", pounds(2400)), range(6)))
    assert passed.count(True) == 2
    with transactions.read() as session:
        assert queries.exposure(session, desk(), MEADOWSWEET).total == pounds(4800)


def test_x7_two_first_orders_at_once_open_one_account(transactions: Transactions) -> None:
    """The account that nobody made yet is made once, and only one order takes the last credit."""
    with transactions.begin() as session:
        import_customers(session, desk(), [MEADOWSWEET])
    with ThreadPoolExecutor(2) as pool:
        passed = list(pool.map(lambda n: _order(transactions, f"SO-{n}", pounds(4800)), range(2)))
    assert sorted(passed) == [False, True]
