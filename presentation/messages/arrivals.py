"""Owns what a customer is told about a line's dates: how much arrives when, and what of it is backordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.orders.schemas import LineView, OrderView
from domain.stock.schemas import SupplySource
from presentation.wording.amounts import listed, number
from presentation.wording.times import day


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part of a line in base units; without a day there is no date yet."""

    quantity: Decimal
    day: date | None
    is_backordered: bool


def arrivals(line: LineView) -> tuple[Arrival, ...]:
    """How much of a line arrives when, soonest first, what has no date last."""
    sums: dict[tuple[date | None, bool], Decimal] = {}
    for part in line.parts:
        key = (part.arrival_date, part.source is not SupplySource.ON_HAND)
        sums[key] = sums.get(key, Decimal(0)) + part.quantity
    ordered = sorted(sums, key=lambda key: (key[0] or date.max, key[1]))
    return tuple(Arrival(sums[key], *key) for key in ordered)


def arrival_words(line: LineView) -> str:
    """The dates of a line in one sentence: '50 on Wed 16 Nov 2011, 10 on backorder for Thu 24 Nov 2011'."""
    found = arrivals(line)
    if not found:
        return f"Promised {day(line.promised_date)}" if line.promised_date else "No date yet"
    if len(found) == 1:
        return _all(found[0])
    return "Promised " + listed([_part(arrival) for arrival in found])


def _all(arrival: Arrival) -> str:
    if arrival.day is None:
        return "On backorder, no date yet"
    return f"On backorder, promised {day(arrival.day)}" if arrival.is_backordered else f"Promised {day(arrival.day)}"


def _part(arrival: Arrival) -> str:
    if arrival.day is None:
        return f"{number(arrival.quantity)} on backorder without a date yet"
    return f"{number(arrival.quantity)} {'on backorder for' if arrival.is_backordered else 'on'} {day(arrival.day)}"


def last_day_to_change(lines: Sequence[LineView]) -> date | None:
    """The first day on which something leaves: until then an order is easily changed."""
    return min((part.ship_date for line in lines for part in line.parts if part.ship_date), default=None)


def line_of(order: OrderView, line_no: int) -> LineView | None:
    """A line by its number, or None."""
    return next((line for line in order.lines if line.line_no == line_no), None)
