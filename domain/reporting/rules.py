"""Decides what figures come to: spreads, perfect orders, values in one currency. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from statistics import median
from typing import NamedTuple

from domain.reporting.schemas import Bucket, PerfectOrder, Share, Spread
from domain.shared.calendar import WorkingCalendar
from domain.shared.money import Money

HUNDREDTH = Decimal("0.01")
_DAY, _HOUR = Decimal(86_400), Decimal(3_600)
#: The most days past due that a bucket holds.
_BUCKETS = ((0, Bucket.NOT_DUE), (30, Bucket.UP_TO_30), (60, Bucket.UP_TO_60), (90, Bucket.UP_TO_90))


class DueOrder(NamedTuple):
    """An order that was due: how many of its lines were late, and how many were not whole in the first shipment."""

    number: str
    late: int
    incomplete: int
    last_shipped: date | None


def share(part: Decimal | int | None, base: Decimal | int | None) -> Share:
    """A share of what a database counted; nothing is NULL there."""
    return Share(part=Decimal(part or 0), base=Decimal(base or 0))


def spread(values: Iterable[Decimal]) -> Spread:
    """Mean, median and p90 (nearest rank), half up to hundredths."""
    ordered = sorted(values)
    if not ordered:
        return Spread()
    rank = ceil(len(ordered) * 9 / 10)
    return Spread(
        count=len(ordered),
        mean=_hundredths(sum(ordered, Decimal(0)) / len(ordered)),
        median=_hundredths(median(ordered)),
        p90=_hundredths(ordered[rank - 1]),
    )


def days_between(start: datetime, end: datetime) -> Decimal:
    """Calendar days of 24 hours, with their fraction."""
    return Decimal(int((end - start).total_seconds())) / _DAY


def hours_between(start: datetime, end: datetime) -> Decimal:
    """Calendar hours, with their fraction."""
    return Decimal(int((end - start).total_seconds())) / _HOUR


def business_hours_between(calendar: WorkingCalendar, start: datetime, end: datetime) -> Decimal:
    """Office hours of the company between two moments, with their fraction."""
    return Decimal(int(calendar.working_time_between(start, end).total_seconds())) / _HOUR


def perfect(
    orders: Sequence[DueOrder], damages: Iterable[tuple[str, date]], corrected: Collection[str], *, damage_days: int
) -> PerfectOrder:
    """K2 of orders: `damages` are (order, day) of returns for damage, `corrected` orders with a wrong document."""
    reported = dict[str, date]()
    for number, day in damages:
        reported[number] = min(day, reported.get(number, day))
    damaged = {
        order.number
        for order in orders
        if order.number in reported
        and order.last_shipped is not None
        and reported[order.number] <= order.last_shipped + timedelta(days=damage_days)
    }
    good = [
        (order.late == 0, order.incomplete == 0, order.number not in damaged, order.number not in corrected)
        for order in orders
    ]
    base = len(good)
    counts = [sum(each[index] for each in good) for index in range(4)]
    return PerfectOrder(
        perfect=share(sum(map(all, good)), base),
        on_time=share(counts[0], base),
        complete=share(counts[1], base),
        undamaged=share(counts[2], base),
        correct_documents=share(counts[3], base),
    )


def converted(amounts: Iterable[tuple[Decimal | None, Decimal]], currency: str) -> Money:
    """Amounts, each with what one unit of its currency costs in ours, added up and rounded once."""
    return Money(sum(((amount or Decimal(0)) * rate for amount, rate in amounts), Decimal(0)), currency)


def bucket_ends(on: date) -> Sequence[tuple[date, Bucket]]:
    """For each bucket but the last the earliest due date that is in it on a day, the youngest bucket first."""
    return [(on - timedelta(days=most), bucket) for most, bucket in _BUCKETS]


def days_sales_outstanding(still_open: Money, sales: Money, days: int) -> Decimal | None:
    """K6 to hundredths; None where nothing was sold on credit."""
    return _hundredths(still_open.amount / sales.amount * days) if sales.amount > 0 else None


def at_cost(quantities: Mapping[str, Decimal], costs: Mapping[str, Decimal | None], currency: str) -> Money:
    """Quantities by article at their cost; an article without one counts nothing."""
    return Money(
        sum((quantity * (costs.get(sku) or Decimal(0)) for sku, quantity in quantities.items()), Decimal(0)), currency
    )


def _hundredths(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
