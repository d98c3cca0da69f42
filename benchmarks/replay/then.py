"""Owns the simulated moment: who is at which desk, what time it is, what happened so far and what is left to chance."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from time import perf_counter
from zoneinfo import ZoneInfo

from app.reactions import Reactor
from benchmarks.replay.preparing import OPENS_ON
from domain.approvals.schemas import ApprovalView
from domain.employees import queries as employees
from domain.employees.schemas import EmployeeView, actor_of, may_approve
from domain.shared import policy
from domain.shared.actors import Actor
from domain.shared.database import Transactions
from domain.shared.desk import Desk

REP, CREDIT, DIRECTOR, WAREHOUSE, FINANCE = (
    f"{name}@wholesaler.example" for name in ("mia.rep", "sam.credit", "vera.md", "will.wh", "fay.fin")
)


@dataclass
class Counts:
    """What happened; `stopped` counts confirmed orders that outgrew their credit before they left.

    `refused` counts lines, orders and returns by the code that stopped them.
    """

    orders: int = 0
    lines: int = 0
    confirmed: int = 0
    held: int = 0
    approved: int = 0
    rejected: int = 0
    asked_again: int = 0
    stopped: int = 0
    backordered_lines: int = 0
    received: int = 0
    shipments: int = 0
    invoices: int = 0
    payments: int = 0
    returns: int = 0
    refused: Counter[str] = field(default_factory=Counter)


class Then:
    """Everybody works here: a desk for each of them, one clock that only goes forward, one source of chance."""

    def __init__(self, transactions: Transactions, *, seed: int) -> None:
        self.transactions = transactions
        self.counts = Counts()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.chance = random.Random(seed)
        self.configuration = policy.understood(policy.shipped())
        self.zone = ZoneInfo(self.configuration.company.time_zone)
        self.now = datetime.combine(OPENS_ON, time(6), self.zone)
        self.reactor = Reactor(transactions, self.acting_as)
        with transactions.read() as session:
            self._people = {each.email: each for each in employees.all_employees(session)}

    def desk(self, email: str = REP) -> Desk:
        """An employee's desk at the simulated moment."""
        return self.acting_as(actor_of(self._people[email]), "replay")

    def acting_as(self, actor: Actor, source: str | None = None) -> Desk:
        """Anybody's desk at the simulated moment."""
        return Desk(now=self.now, actor=actor, configuration=self.configuration, source=source)

    def at(self, moment: datetime) -> None:
        """It becomes this moment, unless it is later already."""
        self.now = max(self.now, moment)

    def approver(self, asked: ApprovalView) -> EmployeeView:
        """Who may decide about this and so much of it."""
        manager = self._people[CREDIT]
        may = manager.roles & asked.roles and may_approve(manager, asked.amount.amount)
        return manager if may else self._people[DIRECTOR]

    @contextmanager
    def timed(self, doing: str) -> Iterator[None]:
        """What the block takes is counted under this word, in seconds."""
        started = perf_counter()
        yield
        self.seconds[doing] += perf_counter() - started

    def react(self) -> None:
        """Everything that follows from what was done is done."""
        with self.timed("reacting"):
            self.reactor.run_until_idle()
