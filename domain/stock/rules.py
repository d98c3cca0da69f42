"""Decides what may be promised and taken: values in, values out.

A day's availability is what is free now, plus receipts expected by that day, minus what waiting lines are promised
by it. Nobody may take what would make any later day negative.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from domain.shared.calendar import WorkingCalendar
from domain.stock.schemas import (
    AllocatedPart,
    Availability,
    Coverage,
    DatedDemand,
    DemandView,
    ReceiptView,
    StockRequest,
    SupplyPart,
    SupplySource,
)

MAIN = "MAIN"
NOTHING = Decimal(0)


def expected_date(due_date: date, *, today: date, grace_days: int, calendar: WorkingCalendar) -> date | None:
    """The day a receipt is expected: its due date, or for a late one the end of its grace while that is not past."""
    if due_date >= today:
        return due_date
    grace = calendar.add_working_days(due_date, grace_days)
    return grace if grace >= today else None


def demand_key(demand: DemandView) -> tuple[int, date, object, str]:
    """The place of a waiting line: priority, promised date (none last), confirmation, and its key at the very last.

    Keys compare by number where they end in one, so that line 2 goes before line 10.
    """
    order, _, line = demand.line_key.rpartition("/")
    return (-demand.priority, demand.promised_date or date.max, demand.confirmed_at, f"{order}/{line:>9}")


def _preference(warehouse: str, wished: str | None) -> tuple[bool, bool, str]:
    return (warehouse != wished, warehouse != MAIN, warehouse)


def _whole(quantity: Decimal, step: Decimal | None) -> Decimal:
    """The quantity in whole steps, never more than it."""
    return quantity - quantity % step if step else quantity


class Outlook:
    """What may still be promised of one SKU, day by day; each taking lowers it for whoever asks next."""

    def __init__(
        self,
        *,
        today: date,
        horizon: date,
        free: Mapping[str, Decimal],
        receipts: Sequence[ReceiptView] = (),
        demand: Iterable[DatedDemand] = (),
    ) -> None:
        self._free = dict(free)
        usable = [(receipt.expected_date, receipt) for receipt in receipts if receipt.expected_date]
        dated = sorted(
            ((day, receipt) for day, receipt in usable if day <= horizon),
            key=lambda pair: (pair[0], pair[1].supplier_order, pair[1].line_no),
        )
        changes = {today: sum(self._free.values(), NOTHING)}
        for day, receipt in dated:
            changes[day] = changes.get(day, NOTHING) + receipt.quantity
        for wanted in demand:
            day = min(max(wanted.promised_date or horizon, today), horizon)
            changes[day] = changes.get(day, NOTHING) - wanted.quantity
        self._days = sorted(changes)
        self._receipts = [receipt for _, receipt in dated]
        self._left = [receipt.quantity for receipt in self._receipts]
        self._available: list[Decimal] = []
        running = NOTHING
        for day in self._days:
            running += changes[day]
            self._available.append(running)

    @classmethod
    def of(cls, availability: Availability, *, today: date, horizon: date) -> "Outlook":
        """The outlook that an availability tells."""
        free = {balance.warehouse: balance.available for balance in availability.balances}
        return cls(today=today, horizon=horizon, free=free, receipts=availability.receipts, demand=availability.demand)

    def available_on(self, day: date) -> Decimal:
        """What is available by the end of a day (from today on); negative where more is promised than comes."""
        index = bisect_left(self._days, day + timedelta(days=1)) - 1
        return self._available[index]

    def _promisable(self) -> list[Decimal]:
        """For each day the least that is available on it or later."""
        least = list(self._available)
        for index in range(len(least) - 2, -1, -1):
            least[index] = min(least[index], least[index + 1])
        return least

    def _take(self, day: date, quantity: Decimal) -> None:
        for index in range(bisect_left(self._days, day), len(self._days)):
            self._available[index] -= quantity

    def take_on_hand(self, request: StockRequest) -> tuple[AllocatedPart, ...]:
        """Take what may be had now, from the wished warehouse, then MAIN, then the others by name."""
        may = min(self._promisable()[0], request.quantity)
        parts = []
        for warehouse in sorted(self._free, key=lambda name: _preference(name, request.warehouse)):
            quantity = _whole(min(self._free[warehouse], may), request.step)
            if quantity > 0:
                parts.append(AllocatedPart.model_construct(warehouse=warehouse, quantity=quantity))
                self._free[warehouse] -= quantity
                may -= quantity
                self._take(self._days[0], quantity)
        return tuple(parts)

    def take(self, request: StockRequest) -> Coverage:
        """Take all that may be promised within the horizon: on hand first, then receipts as they are expected."""
        today = self._days[0]
        parts = [
            SupplyPart(
                quantity=part.quantity, warehouse=part.warehouse, source=SupplySource.ON_HAND, available_date=today
            )
            for part in self.take_on_hand(request)
        ]
        missing = request.quantity - sum((part.quantity for part in parts), NOTHING)
        for index, receipt in enumerate(self._receipts):
            day = receipt.expected_date
            if missing <= 0 or day is None:
                break
            may = min(self._available[bisect_left(self._days, day) :])
            quantity = _whole(min(may, missing, self._left[index]), request.step)
            if quantity > 0:
                parts.append(
                    SupplyPart(
                        quantity=quantity, warehouse=receipt.warehouse, source=SupplySource.RECEIPT,
                        available_date=day, supplier_order=receipt.supplier_order,
                    )
                )  # fmt: skip
                self._left[index] -= quantity
                missing -= quantity
                self._take(day, quantity)
        return Coverage(
            line_key=request.line_key, sku=request.sku, wanted=request.quantity, parts=tuple(parts), short=missing
        )


def cover(
    requests: Sequence[StockRequest], availability: Mapping[str, Availability], *, today: date, horizon: date
) -> dict[str, Coverage]:
    """Cover each request after the other, by line key; requests for the same SKU consume it one after another."""
    outlooks: dict[str, Outlook] = {}
    covered = {}
    for request in requests:
        if request.sku not in outlooks:
            outlooks[request.sku] = Outlook.of(availability[request.sku], today=today, horizon=horizon)
        covered[request.line_key] = outlooks[request.sku].take(request)
    return covered


def take_reserved(request: StockRequest, reserved: dict[str, Decimal]) -> tuple[AllocatedPart, ...]:
    """Take what was reserved for a request, by warehouse in the usual order; `reserved` is lowered by it."""
    parts, wanted = [], request.quantity
    for warehouse in sorted(reserved, key=lambda name: _preference(name, request.warehouse)):
        quantity = _whole(min(reserved[warehouse], wanted), request.step)
        if quantity > 0:
            parts.append(AllocatedPart.model_construct(warehouse=warehouse, quantity=quantity))
            reserved[warehouse] -= quantity
            wanted -= quantity
    return tuple(parts)


def merged(parts: Iterable[AllocatedPart]) -> tuple[AllocatedPart, ...]:
    """One part per warehouse, in the order in which they first came."""
    sums: dict[str, Decimal] = {}
    for part in parts:
        sums[part.warehouse] = sums.get(part.warehouse, NOTHING) + part.quantity
    return tuple(AllocatedPart.model_construct(warehouse=place, quantity=quantity) for place, quantity in sums.items())


def waiting_before(
    request: StockRequest, waiting: Sequence[DemandView], asked_now: frozenset[str]
) -> list[DatedDemand]:
    """The waiting lines that this request may not take from.

    A new line may take from none that waits; a line that waits itself only respects those before it. Lines asked
    for in the same breath have their place in it already.
    """
    mine = next((demand for demand in waiting if demand.line_key == request.line_key), None)
    others = [demand for demand in waiting if demand.line_key not in asked_now]
    if mine:
        others = [demand for demand in others if demand_key(demand) < demand_key(mine)]
    return [DatedDemand(demand.promised_date, demand.quantity) for demand in others]
