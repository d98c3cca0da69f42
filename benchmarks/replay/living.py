"""Owns the replay of real days: the orders of the wholesaler as they were placed, the goods as they came in, and a
seeded approver for every hold, all through the product's own verbs in simulated time.
"""

import csv
import heapq
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from app.importing.service import import_file
from app.reactions import Reactor
from domain.approvals import queries as approvals
from domain.employees import queries as employees
from domain.employees.schemas import EmployeeView, actor_of, may_approve
from domain.orders import service as orders
from domain.orders.lifecycle import OrderState
from domain.orders.schemas import OrderRequest, OrderView
from domain.shared import policy
from domain.shared.actors import Actor, system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.errors import Problem
from domain.stock import service as stock
from tests.support.replay_data import Placed, read_orders, read_receipts

MASTER_DATA = (
    "employees", "warehouses", "products", "units", "customers", "prices", "contacts", "addresses", "customer-items",
)  # fmt: skip
OPENING = ("stock", "receipts")
OPENS_ON = date(2011, 9, 1)
REP, CREDIT, DIRECTOR, WAREHOUSE = (
    f"{name}@wholesaler.example" for name in ("mia.rep", "sam.credit", "vera.md", "will.wh")
)
RECEIVING_AT, CLOSING_AT = time(7), time(20)
APPROVED_SHARE = 0.8
#: What a person at the desk does about a problem: orders the next whole quantity.
_ROUNDED_UP = {"NOT_A_MULTIPLE": "up", "BELOW_MINIMUM": "minimum"}


@dataclass
class Counts:
    """What happened; `refused` counts lines and orders by the problem that stopped them."""

    orders: int = 0
    lines: int = 0
    confirmed: int = 0
    held: int = 0
    approved: int = 0
    rejected: int = 0
    asked_again: int = 0
    backordered_lines: int = 0
    received: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, order=True)
class _Decision:
    """A hold that somebody will decide at that moment."""

    at: datetime
    approval_id: int
    number: str = field(compare=False)


def prepare(transactions: Transactions, data: Path, *, of_limit: Decimal = Decimal(1)) -> None:
    """Fill an empty database: master data with every article sold, stock and receipts as of the opening.

    `of_limit` is the share of the credit limits that counts: those of the data are made for months of orders.
    """
    configuration = policy.understood(policy.shipped())
    opening = datetime.combine(OPENS_ON, time(6), ZoneInfo(configuration.company.time_zone))
    desk = Desk(now=opening, actor=system("replay"), configuration=configuration, source="replay")
    with tempfile.TemporaryDirectory() as folder:
        for kind in MASTER_DATA + OPENING:
            source = data / ("wholesaler" if kind in MASTER_DATA else "wholesaler_replay")
            path = _as_of_then(source / f"{kind.replace('-', '_')}.csv", Path(folder), of_limit)
            report = import_file(transactions, desk, kind, path)
            assert not report.refused, (kind, report.problems[:3])


def _as_of_then(source: Path, folder: Path, of_limit: Decimal) -> Path:
    """The file as it would have been: what is obsolete today was sold then, and limits were what is said here."""
    if source.stem not in ("products", "customers"):
        return source
    path = folder / source.name
    with source.open(encoding="utf-8", newline="") as read, path.open("w", encoding="utf-8", newline="") as write:
        rows = csv.DictReader(read)
        out = csv.DictWriter(write, rows.fieldnames or ())
        out.writeheader()
        for row in rows:
            changed = {"status": "active", "replaced_by": ""} if source.stem == "products" else {}
            if row.get("credit_limit"):
                changed["credit_limit"] = str((Decimal(row["credit_limit"]) * of_limit).quantize(Decimal(1)))
            out.writerow(row | changed)
    return path


class Replay:
    """Lives through real days, one after the other, on a prepared database."""

    def __init__(self, transactions: Transactions, data: Path, *, seed: int = 1) -> None:
        self.counts = Counts()
        self.seconds: dict[str, float] = {"drafting": 0.0, "confirming": 0.0}
        self._transactions = transactions
        self._configuration = policy.understood(policy.shipped())
        self._zone = ZoneInfo(self._configuration.company.time_zone)
        self._chance = random.Random(seed)
        self._orders = read_orders(data, self._zone)
        self._receipts = read_receipts(data)
        self._decisions: list[_Decision] = []
        self._now = datetime.combine(OPENS_ON, time(6), self._zone)
        self._reactor = Reactor(transactions, self._as)
        with transactions.read() as session:
            self._people = {each.email: each for each in employees.all_employees(session)}

    @property
    def now(self) -> datetime:
        """The simulated moment."""
        return self._now

    def desk(self, email: str = REP) -> Desk:
        """An employee's desk at the simulated moment."""
        return self._as(actor_of(self._people[email]), "replay")

    def trading_days(self, first: date, last: date) -> list[date]:
        """The days from first to last on which orders were placed."""
        return sorted({day for order in self._orders if first <= (day := order.placed_at.date()) <= last})

    def live_through(self, day: date) -> None:
        """One day: goods come in, orders are placed and holds decided as the hours pass, stock of old holds goes."""
        self._at(datetime.combine(day, RECEIVING_AT, self._zone))
        self._receive(day)
        for order in self._orders:
            if order.placed_at.date() == day:
                self._decide_until(order.placed_at)
                self._at(order.placed_at)
                self._take(order)
        self._decide_until(datetime.combine(day, CLOSING_AT, self._zone))
        with self._transactions.begin() as session:
            orders.expire_held_stock(session, self._as(system("clock")))
        self._reactor.run_until_idle()

    @contextmanager
    def _timed(self, doing: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self.seconds[doing] += perf_counter() - started

    def _as(self, actor: Actor, source: str | None = None) -> Desk:
        return Desk(now=self._now, actor=actor, configuration=self._configuration, source=source)

    def _at(self, moment: datetime) -> None:
        self._now = max(self._now, moment)

    def _receive(self, day: date) -> None:
        while self._receipts and self._receipts[0].due_date <= day:
            due = self._receipts.pop(0)
            with self._transactions.begin() as session:
                stock.receive(session, self.desk(WAREHOUSE), due.supplier_order, due.line_no)
            self.counts.received += 1
        self._reactor.run_until_idle()

    def _take(self, placed: Placed) -> None:
        request = OrderRequest(channel="slack", customer_id=placed.customer_id, lines=placed.lines)
        with self._timed("drafting"), self._transactions.begin() as session:
            view = orders.draft(session, self.desk(), request, key=f"replay:{placed.order_no}")
        self.counts.orders += 1
        blocking = [problem for problem in view.problems if problem.blocking]
        if blocking:
            view = self._revised(view, request, blocking)
        if view.may_be_confirmed:
            self._confirm(view)

    def _revised(self, view: OrderView, request: OrderRequest, blocking: Sequence[Problem]) -> OrderView:
        """As a person would: quantities rounded up to what is sold, lines that cannot be left out."""
        about = {problem.where: problem for problem in blocking}
        kept = []
        for index, line in enumerate(request.lines, start=1):
            problem = about.get(f"line {index}")
            self.counts.refused.update([f"line {problem.code}"] if problem else [])
            if problem is None:
                kept.append(line)
            elif problem.code in _ROUNDED_UP:
                quantity = Decimal(problem.facts.get("up") or problem.facts["minimum"])
                kept.append(line.model_copy(update={"quantity": quantity}))
        changed = request.model_copy(update={"lines": tuple(kept)})
        with self._transactions.begin() as session:
            view = orders.revise_draft(session, self.desk(), view.number, changed, revision=view.revision)
            left = {problem.code for problem in view.problems if problem.blocking}
            if left:
                self.counts.refused.update(f"order {code}" for code in sorted(left))
                orders.discard(session, self.desk(), view.number, revision=view.revision)
        return view

    def _confirm(self, draft: OrderView) -> None:
        with self._timed("confirming"), self._transactions.begin() as session:
            view = orders.confirm(session, self.desk(), draft.number, revision=draft.revision)
        self.counts.lines += len(view.lines)
        self.counts.backordered_lines += sum(1 for line in view.lines if line.open)
        if view.state == OrderState.PENDING_CONFIRMATION:
            self.counts.held += 1
            self._wait_for_decision(view)
        else:
            self.counts.confirmed += 1

    def _wait_for_decision(self, view: OrderView) -> None:
        asked = next(hold.approval_id for hold in view.holds if hold.released_at is None)
        assert asked is not None
        at = self._now + timedelta(minutes=self._chance.randint(20, 30 * 60))
        heapq.heappush(self._decisions, _Decision(at, asked, view.number))

    def _decide_until(self, moment: datetime) -> None:
        while self._decisions and self._decisions[0].at <= moment:
            decision = heapq.heappop(self._decisions)
            self._at(decision.at)
            self._decide(decision)
        self._at(moment)

    def _decide(self, decision: _Decision) -> None:
        approve = self._chance.random() < APPROVED_SHARE
        with self._transactions.begin() as session:
            asked = approvals.approval(session, decision.approval_id)
            view = orders.decide_hold(
                session, self.desk(self._approver(asked.amount.amount).email), asked.id, revision=asked.revision,
                snapshot_hash=asked.snapshot_hash, approve=approve, comment="too much" if not approve else None,
            )  # fmt: skip
            if not approve:
                orders.cancel(session, self.desk(), view.number, revision=view.revision, reason="credit rejected")
        if not approve:
            self.counts.rejected += 1
        elif view.state == OrderState.PENDING_CONFIRMATION:
            self.counts.asked_again += 1
            self._wait_for_decision(view)
        else:
            self.counts.approved += 1
        self._reactor.run_until_idle()

    def _approver(self, excess: Decimal) -> EmployeeView:
        manager = self._people[CREDIT]
        return manager if may_approve(manager, excess) else self._people[DIRECTOR]


def figures(replay: Replay) -> Iterator[tuple[str, Any]]:
    """The counts by name and the orders per second of each verb, to be shown."""
    counts = replay.counts
    yield from ((name, value) for name, value in vars(counts).items() if name != "refused")
    yield "refused", dict(sorted(counts.refused.items()))
    yield from ((f"{doing}, orders/s", round(counts.orders / taken, 1)) for doing, taken in replay.seconds.items())
