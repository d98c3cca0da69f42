"""Owns the timetable: which job is due when, by the business clock. APScheduler ticks; the work claims its period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from domain.approvals import service as approvals
from domain.billing import service as billing
from domain.conversations.schemas import Places
from domain.intake import service as intake
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.quotations import service as quotations
from domain.returns import service as returns
from domain.shared import jobs
from domain.shared.actors import Actor, system
from domain.shared.clock import Clock
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shipping import service as shipping
from domain.standing import queries as standing_queries
from domain.standing import service as standing
from domain.stock import service as stock
from notifications import digests

log = structlog.get_logger()
TICK_SECONDS = 20
Work = Callable[[Session, Desk, Places], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a job that takes locks: `todo` names its pieces, each `done` in a transaction of its own, so that no
    lock is kept over two of them. A piece that was done already finds nothing to do.
    """

    name: str
    todo: Callable[[Session, Desk], Sequence[Any]]
    done: Callable[[Session, Desk, Any], Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done once per period: its steps piece by piece, then its work, where it has any. Daily jobs
    have a time of day, the others an interval.

    Daily jobs rest where nobody works, unless `on_any_day` says otherwise.
    """

    name: str
    work: Work | None = None
    steps: tuple[Step, ...] = ()
    every: timedelta | None = None
    daily_at: Callable[[Desk], time] | None = None
    on_any_day: Callable[[Desk], bool] | None = None

    def period(self, desk: Desk, local: datetime) -> str | None:
        """The period that is due at this local moment, or None: a daily job waits for its time and its day."""
        if self.daily_at:
            is_any_day = self.on_any_day is not None and self.on_any_day(desk)
            is_its_day = is_any_day or desk.calendar.is_working_day(local.date())
            return local.date().isoformat() if is_its_day and local.time() >= self.daily_at(desk) else None
        seconds = int((self.every or timedelta(hours=1)).total_seconds())
        return str(int(local.timestamp()) // seconds * seconds)


def _overdue(session: Session, desk: Desk, places: Places) -> dict[str, Any]:
    promises = billing.settle_promises(session, desk)
    counts = billing.run_dunning(session, desk, desk.today.isoformat())
    if desk.calendar.is_working_day(desk.today):
        digests.overdue(session, desk, places)
    return {"counts": str(counts), "promises": str(promises)}


def _backorders(session: Session, desk: Desk, places: Places) -> dict[str, Any]:
    if desk.policy.stock.reserve_days:
        orders.cover_backorders(session, desk, None)
    moved = orders.replan_promises(session, desk, None, cause="receipt_late")
    return {"promises_moved": moved, "told": digests.backorders(session, desk, places)}


def _waiting_returns(session: Session, desk: Desk, places: Places) -> dict[str, Any]:
    return {"told": digests.returns(session, desk, places)}


def _whole(name: str, verb: Callable[[Session, Desk], Any]) -> Step:
    """A step of one piece: a verb that locks nothing in another order than everybody does."""
    return Step(name, lambda _session, _desk: (None,), lambda session, desk, _piece: verb(session, desk))


_TIDYING = (
    Step("drafts_expired", order_queries.untouched_drafts, orders.expire_draft),
    _whole("quotations_expired", quotations.expire_quotations),
    Step("held_stock_released", order_queries.held_too_long, orders.expire_held_stock),
    _whole("reservations_expired", stock.release_expired),
    _whole("approvals_escalated", approvals.escalate_due),
    _whole("approvals_expired", approvals.expire_due),
    Step("rejected", order_queries.rejected_for_long, orders.end_rejected),
    _whole("returns_expired", returns.expire_returns),
    _whole("returns_closed", returns.close_returns),
    _whole("readings_forgotten", intake.forget),
)
_STANDING = (Step("drafted", lambda session, _desk: standing_queries.active_numbers(session), standing.draft_due),)


def _reminders(session: Session, desk: Desk, places: Places) -> dict[str, Any]:
    return {"reminded": digests.approvals_waiting(session, desk, places)}


def _collective(session: Session, desk: Desk, places: Places) -> dict[str, Any]:
    made = shipping.invoice_periods(session, desk)
    digests.refused_invoices(session, desk, places, made.refused)
    return {"invoiced": len(made.issued), "refused": len(made.refused)}


JOBS = (
    Job("backorder alert", _backorders, daily_at=lambda desk: desk.policy.alerts.backorders_at),
    Job(
        "overdue run",
        _overdue,
        daily_at=lambda desk: desk.policy.alerts.overdue_at,
        on_any_day=lambda desk: not desk.policy.dunning.working_days_only,
    ),
    Job("collective invoices", _collective, daily_at=lambda desk: desk.policy.papers.collective_at),
    Job("returns alert", _waiting_returns, daily_at=lambda desk: desk.policy.alerts.returns_at),
    Job("tidy up", steps=_TIDYING, every=timedelta(minutes=5)),
    Job("standing orders", steps=_STANDING, daily_at=lambda desk: desk.policy.standing.drafted_at),
    Job("approval reminders", _reminders, every=timedelta(hours=1)),
)


def _count(found: Any) -> int:
    """How much was done, of what a verb says: how many, which, or whether."""
    return len(found) if isinstance(found, tuple) else int(found if isinstance(found, int) else bool(found))


class Timetable:
    """Runs every job that is due, once per period over all processes."""

    def __init__(
        self, transactions: Transactions, desk: Callable[[Actor, str | None], Desk], clock: Clock, places: Places
    ) -> None:
        self._transactions = transactions
        self._desk = desk
        self._clock = clock
        self._places = places

    def run_due(self) -> list[str]:
        """Run what is due now; says which jobs this process ran. One job's failure does not stop the others."""
        ran = []
        for job in JOBS:
            try:
                if self.run(job):
                    ran.append(job.name)
            except Exception:  # the outermost edge: the rollback gave the period back, the next tick tries again
                log.exception("job failed", job=job.name)
        return ran

    def run(self, job: Job) -> bool:
        """Run one job if its period is due and nobody else ran it.

        What fails stops none of the others, of its step or of the next ones, and is raised in the end, so that the
        period is tried again.
        """
        desk = self._desk(system(job.name), f"job:{job.name}")
        period = job.period(desk, self._clock.local(desk.now))
        if period is None:
            return False
        with self._transactions.read() as session:
            if jobs.has_run(session, job.name, period):
                return False
        failures = list[Exception]()
        counts = {step.name: self._stepped(step, desk, failures) for step in job.steps}
        if failures:
            raise ExceptionGroup(f"{job.name}: {len(failures)} pieces failed", failures)
        with self._transactions.begin() as session:
            if not jobs.claim(session, job.name, period, now=desk.now):
                return False
            result = counts | (job.work(session, desk, self._places) if job.work else {})
            jobs.finish(session, job.name, period, result)
        log.info("job ran", job=job.name, period=period, **result)
        return True

    def _stepped(self, step: Step, desk: Desk, failures: list[Exception]) -> int:
        """Do the pieces of a step one by one; how much was done. What fails is added to the failures."""
        done = 0
        for piece in self._todo(step, desk, failures):
            try:
                with self._transactions.begin() as session:
                    found = step.done(session, desk, piece)
            except Exception as failure:  # an edge of its own: the rollback gave this piece back, the end raises it
                log.exception("piece failed", step=step.name, piece=piece)
                failures.append(failure)
            else:
                done += _count(found)
        return done

    def _todo(self, step: Step, desk: Desk, failures: list[Exception]) -> Sequence[Any]:
        try:
            with self._transactions.read() as session:
                return step.todo(session, desk)
        except Exception as failure:  # like a piece: the end raises it
            log.exception("step failed", step=step.name)
            failures.append(failure)
            return ()

    def start(self) -> BackgroundScheduler:
        """Tick until shut down; missed ticks are one tick."""
        scheduler = BackgroundScheduler(timezone=self._clock.time_zone)
        scheduler.add_job(
            self.run_due,
            "interval",
            seconds=TICK_SECONDS,
            next_run_time=datetime.now(self._clock.time_zone),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        return scheduler
