"""The clock: what is told when days pass, once however many processes tick, and again only when something changed."""

import time
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.configured import FRESH_FOR
from app.schedule import JOBS, Timetable
from domain.conversations.schemas import Places
from domain.shared.clock import Clock
from domain.shared.desk import Desk
from domain.shared.outbox import DeliveryRow, OutboxEvent
from tests.support.commands import orderclerk
from tests.support.running import ALERTS, APPROVALS, ORDERS, Running
from tests.support.stories import drafted, ordered

pytestmark = pytest.mark.data

LONDON = ZoneInfo("Europe/London")
PLACES = Places(orders=ORDERS, approvals=APPROVALS, alerts=ALERTS)


def timetable(desk: Running, moment: str) -> Timetable:
    """A scheduler whose business clock shows this moment."""
    clock = Clock.starting_at(datetime.fromisoformat(moment).replace(tzinfo=LONDON), LONDON)
    made = desk.runtime.desks
    return Timetable(
        desk.runtime.transactions,
        lambda actor, source: Desk(clock.now(), actor, made.configuration(), source),
        clock,
        PLACES,
    )


def both_ran(first: Timetable, second: Timetable) -> list[str]:
    """What two processes ran that tick at the same moment."""
    ran: list[str] = []
    start = Barrier(2)

    def tick(each: Timetable) -> None:
        start.wait()
        ran.extend(each.run_due())

    threads = [Thread(target=tick, args=(each,)) for each in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ran)


def owed(desk: Running, message: str) -> int:
    """How many messages of this kind were ever owed."""
    with desk.runtime.transactions.read() as session:
        return session.scalar(select(func.count()).where(DeliveryRow.message == message)) or 0


def confirmed(desk: Running, words: str) -> str:
    """The number of an order that Mia took and confirmed."""
    card = drafted(desk.workspace, "mia", words)
    desk.workspace.click("mia", card, "Confirm")
    desk.workspace.wait_for("#orders", card.thread_ts, "is confirmed")
    return ordered(card)


def all_told(desk: Running) -> None:
    """Everything that a tick owes was routed and sent."""
    unrouted = select(func.count()).where(OutboxEvent.routing_done_at.is_(None))
    unsent = select(func.count()).where(DeliveryRow.finished_at.is_(None))
    desk.until(lambda session: not session.scalar(unrouted) and not session.scalar(unsent), patience=120)


@dataclass(frozen=True)
class Monday:
    """The shop on Monday morning; one order waits for goods, one was sent."""

    desk: Running
    late: str
    sent: str


@pytest.fixture(scope="module")
def monday(desk: Running, tmp_path_factory: pytest.TempPathFactory) -> Monday:
    """The first tick of Monday morning is over, and all that it owes is sent; small debts are let be."""
    file = tmp_path_factory.mktemp("policy") / "policy.toml"
    file.write_text('[dunning]\nminimum_amount = "480"\n')
    assert orderclerk(desk.database_url, "configure", str(file)) == "configuration version 1 is in force"
    time.sleep(FRESH_FOR)
    late = confirmed(desk, "thistle want 60 regency cakestand 3 tier")
    sent = confirmed(desk, "thistle want 12 x 22469")
    orderclerk(desk.database_url, "pick", sent)
    orderclerk(desk.database_url, "ship", sent, "--carrier", "Parcelforce", "--own-carrier")
    assert both_ran(timetable(desk, "2011-11-14T07:59"), timetable(desk, "2011-11-14T07:59")) == [
        "approval reminders", "collective invoices", "standing orders", "tidy up",
    ]  # fmt: skip
    assert both_ran(timetable(desk, "2011-11-14T09:01"), timetable(desk, "2011-11-14T09:01")) == [
        "approval reminders", "backorder alert", "overdue run", "returns alert", "tidy up",
    ]  # fmt: skip
    return Monday(desk, late=late, sent=sent)


def test_g1_each_bill_to_gets_one_mail_with_all_of_its_overdue_invoices(monday: Monday) -> None:
    """The digest in #alerts comes once as well."""
    slack = monday.desk.workspace
    all_told(monday.desk)
    mails = [mail for mail in slack.mailbox("accounts@wharfedalegiftwholesalers.example") if not mail.is_sent]
    assert len(mails) == 1
    assert "INV-566750" in mails[0].text
    assert mails[0].header("Auto-Submitted") == "auto-generated"
    assert len([each for each in slack.channel("#alerts") if "verdue" in each.words]) == 1


def test_j3_nothing_is_told_again_until_something_changes(monday: Monday) -> None:
    """A second tick of a day does nothing; on Tuesday only those hear of it whose next level was reached that day."""
    desk = monday.desk
    all_told(desk)
    assert timetable(desk, "2011-11-14T09:02").run_due() == []
    before = owed(desk, "overdue_reminder")
    assert "overdue run" in timetable(desk, "2011-11-15T09:01").run_due()
    assert "overdue run" not in timetable(desk, "2011-11-15T09:30").run_due()
    all_told(desk)
    mails = [m for m in desk.workspace.mailbox("accounts@wharfedalegiftwholesalers.example") if not m.is_sent]
    assert len(mails) == 1
    assert owed(desk, "overdue_reminder") - before < before


def test_a_receipt_that_is_late_moves_the_promise_and_the_rep_hears_of_it(monday: Monday) -> None:
    """The rep is told once, and again only when the date moved again."""
    slack = monday.desk.workspace
    assert "backorder alert" in timetable(monday.desk, "2011-11-29T08:10").run_due()
    assert "no date yet" in slack.wait_for("@bot", None, monday.late, user="mia")
    slack.wait_for("#alerts", None, monday.late)
    before = owed(monday.desk, "backorder_alert")
    assert "backorder alert" in timetable(monday.desk, "2011-11-30T08:10").run_due()
    assert owed(monday.desk, "backorder_alert") == before


def test_a_return_that_does_not_come_is_chased_once(monday: Monday) -> None:
    """Two weeks after it was authorised, in #alerts; the next day nothing is said again."""
    desk = monday.desk
    rma = orderclerk(desk.database_url, "return", "authorise", monday.sent, "--line", "1=2").split()[0]
    jobs = {job.name: job for job in JOBS}
    assert timetable(desk, "2011-12-01T09:01").run(jobs["returns alert"])
    assert monday.sent in desk.workspace.wait_for("#alerts", None, rma).words
    before = owed(desk, "returns_alert")
    assert timetable(desk, "2011-12-02T09:01").run(jobs["returns alert"])
    assert owed(desk, "returns_alert") == before
