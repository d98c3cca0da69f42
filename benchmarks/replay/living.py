"""Owns living through the days: who does what at which hour, and what is told of it afterwards."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from benchmarks.replay.bank import Bank
from benchmarks.replay.order_desk import OrderDesk
from benchmarks.replay.preparing import OPENS_ON
from benchmarks.replay.real_days import read_orders, read_receipts, read_returns
from benchmarks.replay.returns_desk import ReturnsDesk
from benchmarks.replay.then import Counts, Then
from benchmarks.replay.warehouse import Warehouse
from domain.billing import service as billing
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.desk import Desk

LAST_DAY = date(2011, 11, 30)
RECEIVING_AT, SHIPPING_AT, RETURNS_AT, PAYING_AT, CLOSING_AT = time(7), time(16), time(17), time(18), time(20)


class Replay:
    """Lives through real days, one after the other, on a prepared database."""

    def __init__(self, transactions: Transactions, data: Path, *, seed: int = 1) -> None:
        self.then = Then(transactions, seed=seed)
        self._orders = read_orders(data, self.then.zone)
        self._returns = read_returns(data, self.then.zone)
        self._desk = OrderDesk(self.then)
        self._warehouse = Warehouse(self.then, read_receipts(data), self._desk)
        self._bank = Bank(self.then)
        self._returns_desk = ReturnsDesk(self.then, self._desk.line_of)

    @property
    def counts(self) -> Counts:
        """What happened so far."""
        return self.then.counts

    @property
    def now(self) -> datetime:
        """The simulated moment."""
        return self.then.now

    def desk(self) -> Desk:
        """A sales rep's desk at the simulated moment."""
        return self.then.desk()

    def skip_orders_before(self, day: date) -> None:
        """Begin on a later day: what was ordered and brought back before it never happened."""
        self._orders = [placed for placed in self._orders if placed.placed_at.date() >= day]
        self._returns = [brought for brought in self._returns if brought.at.date() >= day]

    def live_through(self, first: date = OPENS_ON, last: date = LAST_DAY) -> Iterator[date]:
        """Every day from first to last, Sundays too; gives each day when it is over."""
        day = first
        while day <= last:
            self._live(day)
            yield day
            day += timedelta(days=1)

    def _live(self, day: date) -> None:
        """Goods come in, orders come and holds are decided by the hour; goods leave and money comes on working days."""
        self._until(day, RECEIVING_AT)
        self._warehouse.receive(day)
        is_working_day = self.then.desk().calendar.is_working_day(day)
        self._take_orders(day, until=SHIPPING_AT)
        if is_working_day:
            for invoice in self._warehouse.ship():
                self._bank.expect(invoice)
        self._take_orders(day, until=RETURNS_AT)
        while self._returns and self._returns[0].at.date() <= day:
            self._returns_desk.take_back(self._returns.pop(0))
        self._take_orders(day, until=PAYING_AT)
        if is_working_day:
            self._bank.pay(day)
        self._take_orders(day, until=CLOSING_AT)
        self._nightly()

    def _until(self, day: date, hour: time) -> datetime:
        moment = datetime.combine(day, hour, self.then.zone)
        self._desk.decide_until(moment)
        return moment

    def _take_orders(self, day: date, *, until: time) -> None:
        moment = datetime.combine(day, until, self.then.zone)
        is_last = until == CLOSING_AT
        while self._orders and (placed := self._orders[0]).placed_at.date() <= day:
            if placed.placed_at >= moment and not is_last:
                break
            self._desk.decide_until(placed.placed_at)
            self._desk.take(self._orders.pop(0))
        self._desk.decide_until(moment)

    def _nightly(self) -> None:
        then = self.then
        with then.timed("nightly"), then.transactions.begin() as session:
            desk = then.acting_as(system("night"), "job:night")
            for number in order_queries.held_too_long(session, desk):
                orders.expire_held_stock(session, desk, number)
            orders.replan_promises(session, desk, None, cause="receipt_late")
            billing.run_dunning(session, desk, desk.today.isoformat())
        then.react()

    def figures(self) -> Iterator[tuple[str, Any]]:
        """The counts by name, and what each kind of work took in seconds."""
        yield from ((name, value) for name, value in vars(self.counts).items() if name != "refused")
        yield "refused", dict(sorted(self.counts.refused.items()))
        yield from ((f"{doing}, s", round(taken, 1)) for doing, taken in self.then.seconds.items())
