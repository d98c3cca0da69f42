"""Dunning: each level once, one notice for all, and silence where nobody should be reminded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.schedule import JOBS
from domain.billing import queries, service
from domain.billing.schemas import DunningNotice, ImportedInvoice
from domain.shared.database import Transactions
from domain.shared.outbox import OutboxEvent
from tests.billing.books import NOW, desk, imported, open_books, payment, pounds

TODAY = date(2011, 11, 14)


def run(transactions: Transactions, days: int = 0) -> list[DunningNotice]:
    """The notices that a run makes due, that many days after the 14th."""
    with transactions.begin() as session:
        before = session.scalars(select(OutboxEvent.id)).all()
        at = desk(NOW + timedelta(days=days))
        view = service.run_dunning(session, at, at.today.isoformat())
        rows = session.scalars(
            select(OutboxEvent.data)
            .where(OutboxEvent.kind == "dunning_notice_due", OutboxEvent.id.not_in(before))
            .order_by(OutboxEvent.id)
        ).all()
        assert view.notices == len(rows)
        return [DunningNotice.model_validate(row["notice"]) for row in rows]


def past_due(number: str, days: int, amount: str = "100", **more: Any) -> ImportedInvoice:
    """An open invoice that many days past due on the 14th."""
    return imported(number, amount, TODAY - timedelta(days=days), **more)


def owe(transactions: Transactions, *rows: ImportedInvoice) -> None:
    """Open books with these invoices."""
    with transactions.begin() as session:
        open_books(session)
        service.import_invoices(session, desk(), rows)


def test_g2_one_notice_holds_all_invoices_and_the_highest_level_sets_the_tone(transactions: Transactions) -> None:
    """Three days before due to thirty days after: one notice at the final level; what is not near is left out."""
    owe(transactions, past_due("A", 30), past_due("B", 8), past_due("C", -3), past_due("D", -4), past_due("E", 1))
    (notice,) = run(transactions)
    assert (notice.bill_to, notice.level, notice.level_name, notice.total) == ("14961", 5, "final", pounds(400))
    assert [invoice.number for invoice in notice.invoices] == ["A", "B", "E", "C"]


def test_g1_a_level_is_entered_once(transactions: Transactions) -> None:
    """Due on the 14th: courtesy at once, then friendly, reminder, firm and final, and nothing between or after."""
    owe(transactions, past_due("A", 0))
    levels = {days: [notice.level for notice in run(transactions, days)] for days in range(0, 40)}
    assert {days: found for days, found in levels.items() if found} == {0: [1], 1: [2], 8: [3], 15: [4], 30: [5]}
    assert run(transactions, 8) == []


def test_g4_disputed_paid_and_tiny_invoices_are_left_alone(transactions: Transactions) -> None:
    """Below one pound, disputed or settled: no word; each bill-to hears of its own only."""
    owe(
        transactions,
        past_due("A", 10, disputed=True),
        past_due("B", 10, "0.99"),
        past_due("C", 10, open_amount=pounds(0)),
        past_due("D", 10, "1", bill_to="12502"),
    )
    (notice,) = run(transactions)
    assert (notice.bill_to, [invoice.number for invoice in notice.invoices]) == ("12502", ["D"])


def test_g4_a_notice_tells_what_is_open_now(transactions: Transactions) -> None:
    """A part payment between two levels is deducted; full payment ends the reminding."""
    owe(transactions, past_due("A", 1))
    run(transactions)
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-1", "60"))
    (notice,) = run(transactions, 7)
    assert (notice.level, notice.total) == (3, pounds(40))
    with transactions.begin() as session:
        service.receive_payment(session, desk(), payment("PAY-2", "40"))
    assert run(transactions, 30) == []


def test_a_new_invoice_makes_one_notice_with_the_old_ones_in_it(transactions: Transactions) -> None:
    """The old invoice entered no new level, but it belongs in the picture."""
    owe(transactions, past_due("A", 9))
    run(transactions)
    owe(transactions, past_due("B", 1))
    (notice,) = run(transactions)
    assert ([invoice.number for invoice in notice.invoices], notice.level) == (["A", "B"], 3)


def test_g1_reminding_rests_on_days_without_work_by_policy(transactions: Transactions) -> None:
    """On Saturday the 19th nothing is due; where policy wants it the run is due, and reminds."""
    owe(transactions, past_due("A", 1))
    (overdue,) = (job for job in JOBS if job.name == "overdue run")
    saturday = datetime(2011, 11, 19, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    assert overdue.period(desk(saturday), saturday) is None
    busy = desk(saturday, dunning={"working_days_only": False})
    assert overdue.period(busy, saturday) == "2011-11-19"
    with transactions.begin() as session:
        assert service.run_dunning(session, desk(saturday), "2011-11-19").notices == 0
        assert service.run_dunning(session, busy, "2011-11-19").notices == 1


def test_j1_two_runs_at_once_tell_everybody_once(transactions: Transactions) -> None:
    """Whoever enters a level first tells; the other run finds nothing left."""
    owe(transactions, *(past_due(f"A-{n}", n % 20, bill_to=("14961", "12502")[n % 2]) for n in range(60)))

    def both(_: int) -> int:
        with transactions.begin() as session:
            return service.run_dunning(session, desk(), "2011-11-14").notices

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(both, range(2))) == [0, 2]


def test_staff_sees_every_bill_to_that_is_overdue(transactions: Transactions) -> None:
    """The digest lists past due invoices by bill-to, without the disputed ones and without what is not due."""
    owe(transactions, past_due("A", 20), past_due("B", 0), past_due("C", 3, bill_to="12502"),
        past_due("D", 3, disputed=True))  # fmt: skip
    with transactions.read() as session:
        found = queries.overdue(session, desk())
    assert [(notice.bill_to, notice.level, [i.number for i in notice.invoices]) for notice in found] == [
        ("12502", 2, ["C"]),
        ("14961", 4, ["A"]),
    ]
