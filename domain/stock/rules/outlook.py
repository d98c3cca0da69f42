"""Decides what may be promised and taken of one article, day by day.

A day's availability is what is free now, plus receipts expected by that day, minus what waiting lines are promised
by it. Nobody may take what would make any later day negative.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from domain.stock.schemas import (
    AllocatedPart,
    Availability,
    Coverage,
    DatedDemand,
    ReceiptView,
    StockRequest,
    SupplyPart,
    SupplySource,
)

MAIN = "MAIN"
NOTHING = Decimal(0)


def preference(request: StockRequest) -> Callable[[str], tuple[bool, int, bool, str]]:
    """In which order warehouses serve a request: the wished one, those chosen for its order, MAIN, others by name."""
    places = {name: at for at, name in enumerate(request.sources)}
    return lambda name: (name != request.warehouse, places.get(name, len(places)), name != MAIN, name)


def whole(quantity: Decimal, step: Decimal | None) -> Decimal:
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
        buffer: Decimal = NOTHING,
    ) -> None:
        self._free = dict(free)
        self._buffer = buffer
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
    def of(cls, availability: Availability, *, today: date, horizon: date, buffer: Decimal = NOTHING) -> "Outlook":
        """The outlook that an availability tells; `buffer` stays in every warehouse unless a request says else."""
        free = {balance.warehouse: balance.free for balance in availability.balances}
        return cls(
            today=today, horizon=horizon, free=free, receipts=availability.receipts, demand=availability.demand,
            buffer=buffer,
        )  # fmt: skip

    def available_on(self, day: date) -> Decimal:
        """What is available by the end of a day (from today on); negative where more is promised than comes."""
        index = bisect_left(self._days, day + timedelta(days=1)) - 1
        return self._available[index]

    def least_from(self, day: date) -> tuple[Decimal, date]:
        """The least that is available on a day or later, and the first day on which it is no more."""
        start = max(bisect_left(self._days, day + timedelta(days=1)) - 1, 0)
        least = min(self._available[start:])
        return least, self._days[self._available.index(least, start)]

    def _kept_back(self, request: StockRequest) -> tuple[Decimal, Decimal]:
        """What a request must leave in each warehouse, and in all of them together."""
        buffer = self._buffer if request.buffer is None else request.buffer
        return buffer, sum((min(buffer, free) for free in self._free.values()), NOTHING) if buffer else NOTHING

    def _take(self, day: date, quantity: Decimal) -> None:
        for index in range(bisect_left(self._days, day), len(self._days)):
            self._available[index] -= quantity

    def take_on_hand(self, request: StockRequest) -> tuple[AllocatedPart, ...]:
        """Take what may be had now, from the warehouses in the order of `preference`."""
        buffer, kept_back = self._kept_back(request)
        may = min(min(self._available) - kept_back, request.quantity)
        parts = []
        for warehouse in sorted(self._free, key=preference(request)):
            quantity = whole(min(self._free[warehouse] - buffer, may), request.step)
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
        _, kept_back = self._kept_back(request)
        for index, receipt in enumerate(self._receipts):
            day = receipt.expected_date
            if missing <= 0 or day is None:
                break
            may = min(self._available[bisect_left(self._days, day) :])
            quantity = whole(min(may - kept_back, missing, self._left[index]), request.step)
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
    requests: Sequence[StockRequest],
    availability: Mapping[str, Availability],
    *,
    today: date,
    horizon: date,
    buffer: Decimal = NOTHING,
) -> dict[str, Coverage]:
    """Cover each request after the other, by line key; requests for the same SKU consume it one after another."""
    outlooks: dict[str, Outlook] = {}
    covered = {}
    for request in requests:
        if request.sku not in outlooks:
            outlooks[request.sku] = Outlook.of(availability[request.sku], today=today, horizon=horizon, buffer=buffer)
        covered[request.line_key] = outlooks[request.sku].take(request)
    return covered


def take_reserved(request: StockRequest, reserved: dict[str, Decimal]) -> tuple[AllocatedPart, ...]:
    """Take what was reserved for a request, by warehouse in the order of `preference`; `reserved` is lowered by it."""
    parts, wanted = [], request.quantity
    for warehouse in sorted(reserved, key=preference(request)):
        quantity = whole(min(reserved[warehouse], wanted), request.step)
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
