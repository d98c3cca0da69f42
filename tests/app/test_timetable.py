"""Jobs are done piece by piece: what fails stops nothing else, and no lock is kept over two pieces."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.schedule import JOBS, Job, Step, Timetable
from domain.approvals import queries as approvals
from domain.conversations.schemas import Places
from domain.orders import service as orders
from domain.orders.schemas import OrderView
from domain.orders.service import crediting
from domain.shared import audit, jobs
from domain.shared.clock import Clock
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from tests.orders.stories import confirmed, seen
from tests.support.world import SAM, TIN, World, build

TIDY = next(job for job in JOBS if job.name == "tidy up")


@pytest.fixture
def world(transactions: Transactions) -> World:
    """A small wholesaler on a fresh database of either kind."""
    return build(transactions)


def timetable(world: World) -> Timetable:
    """A scheduler at this moment of the world."""
    clock = Clock.starting_at(world.now, ZoneInfo("Europe/London"))
    return Timetable(world.transactions, lambda actor, _source: world.desk(actor), clock, Places())


def rejected(world: World, view: OrderView) -> OrderView:
    """Sam says no to what holds it."""
    with world.working() as session:
        (asked,) = approvals.open_of(session, view.subject)
        return orders.decide_hold(
            session, world.desk(SAM), asked.id, revision=1, snapshot_hash=None, approve=False, comment="too much"
        )


def test_j1_a_piece_that_fails_stops_no_other_and_the_period_is_tried_again(world: World) -> None:
    """Of three the second fails: the first and the third are done, and done once when the next tick tries again. A
    step that cannot even say what is to do stops no step behind it either.
    """
    broken = {"two"}

    def done(session: Session, desk: Desk, piece: str) -> bool:
        if piece in broken:
            raise ValueError(piece)
        if audit.trail(session, piece):
            return False
        audit.record(session, desk.actor, audit.Change(subject=piece, action="done"), now=desk.now)
        return True

    def unclear(_session: Session, _desk: Desk) -> tuple[str, ...]:
        if broken:
            raise ValueError
        return ()

    steps = (
        Step("unclear", unclear, done),
        Step("pieces", lambda _session, _desk: ("one", "two"), done),
        Step("more", lambda _session, _desk: ("three",), done),
    )
    job = Job("pieces", lambda *_given: {"rest": 1}, steps, every=timedelta(hours=1))
    with pytest.raises(ExceptionGroup, match="pieces: 2 pieces failed"):
        timetable(world).run(job)
    with world.working() as session:
        assert [len(audit.trail(session, piece)) for piece in ("one", "two", "three")] == [1, 0, 1]
    broken.clear()
    assert [timetable(world).run(job), timetable(world).run(job)] == [True, False]
    with world.working() as session:
        assert [len(audit.trail(session, piece)) for piece in ("one", "two", "three")] == [1, 1, 1]
        last = jobs.last_run(session, "pieces")
    assert last is not None
    assert last.result == {"unclear": 0, "pieces": 1, "more": 0, "rest": 1}


@contextmanager
def at_an_account(world: World, customer: str, after: Event) -> Iterator[Session]:
    """Somebody works with the account of a customer, locked before anything else."""
    with world.working() as session:
        crediting.lock_credit(session, customer)
        after.set()
        yield session


def test_tidying_up_and_people_never_wait_for_each_other_in_a_circle(world: World) -> None:
    """One held order lets go of its stock, one of the same customer is warned of, while Mia stops the first."""
    kept, given_up = confirmed(world, (TIN, 300), key="kept"), confirmed(world, (TIN, 301), key="given up")
    rejected(world, given_up)
    later, is_locked = world.on(world.now + timedelta(days=9)), Event()
    with ThreadPoolExecutor(1) as clock, at_an_account(later, "THISTLE", is_locked) as session:
        is_locked.wait()
        tidying = clock.submit(timetable(later).run, TIDY)
        with pytest.raises(TimeoutError):
            tidying.result(timeout=1)
        orders.put_on_hold(session, later.desk(), kept.number, comment="they move house")
        session.commit()
    assert tidying.result(timeout=20)
    assert {hold.reason for hold in seen(later, kept.number).holds} == {"OVER_LIMIT", "MANUAL"}
    assert seen(later, kept.number).lines[0].allocated == 0
    with later.working() as session:
        last = jobs.last_run(session, "tidy up")
    assert last is not None
    assert last.result is not None
    assert (last.result["held_stock_released"], last.result["rejected"]) == (2, 1)
