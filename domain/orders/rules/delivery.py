"""Decides by the delivery policy what of an order may leave, and what of it is given up when it cannot be had."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from domain.orders.rules.headers import PRIORITIES
from domain.orders.schemas import DeliveryPolicy, LineQuantity, LineView, PlannedPart, Withheld
from domain.shared.calendar import WorkingCalendar
from domain.shared.errors import Problem
from domain.shared.policy import StockPolicy
from domain.shared.quantity import plain
from domain.stock.schemas import AllocatedPart, SupplySource


def safety_buffer(policy: StockPolicy, channel: str, rank: int) -> Decimal | None:
    """What orders of a channel and a class of customers leave in every warehouse; None where no own buffer is set."""
    of_class = (buffer for name, buffer in policy.safety_buffers.items() if PRIORITIES.get(name) == rank)
    return next(of_class, policy.safety_buffers.get(channel))


def leaves_anyway(dates: Iterable[date | None], wait_days: int, calendar: WorkingCalendar) -> date | None:
    """The last day on which an incomplete order waits: so many working days after the latest of its dates.

    None where it waits without an end (no days in the policy), or none of the dates is known.
    """
    known = [day for day in dates if day is not None]
    return calendar.add_working_days(max(known), wait_days) if wait_days and known else None


def withheld(policy: str, lines: Sequence[LineView], *, is_over: bool) -> dict[str, Withheld]:
    """Which lines have goods that must not leave yet, by line key; none once the waiting is over."""
    has_goods = [line for line in lines if line.allocated > 0]
    if is_over:
        return {}
    if policy == DeliveryPolicy.SHIP_COMPLETE and any(line.open > 0 for line in lines):
        return {line.line_key: Withheld.ORDER_INCOMPLETE for line in has_goods}
    if policy == DeliveryPolicy.LINE_COMPLETE:
        return {line.line_key: Withheld.LINE_INCOMPLETE for line in has_goods if line.open > 0}
    return {}


def not_picked(line: LineView, owned: Sequence[AllocatedPart]) -> list[LineQuantity]:
    """What a line has and nobody picked, by warehouse; what is picked came from the first places."""
    left, parts = line.picked, []
    for part in owned:
        gone = min(left, part.quantity)
        left -= gone
        if part.quantity > gone:
            parts.append(LineQuantity(line_key=line.line_key, quantity=part.quantity - gone, warehouse=part.warehouse))
    return parts


def leaving_together(parts: Mapping[str, Sequence[PlannedPart]]) -> dict[str, list[PlannedPart]]:
    """The parts of an order's lines when all leave on the day of the last one; no date where one has none.

    Arrival dates are left for whoever knows how long each travels.
    """
    every = [part.ship_date for line in parts.values() for part in line]
    last = max((day for day in every if day is not None), default=None)
    last = None if None in every else last
    return {
        key: [part.model_copy(update={"ship_date": last, "arrival_date": None}) for part in line]
        for key, line in parts.items()
    }


def cut_problems(asked: Iterable[tuple[int, str, Decimal, Sequence[PlannedPart]]]) -> list[Problem]:
    """What a customer who takes no backorders will not get: passable where something can be had, else blocking.

    `asked` has line number, SKU, base quantity and the parts of each line.
    """
    problems, can_have = [], False
    for line_no, sku, quantity, parts in asked:
        now = sum((part.quantity for part in parts if part.source is SupplySource.ON_HAND), Decimal(0))
        can_have = can_have or now > 0
        if now < quantity:
            facts = {"sku": sku, "quantity": plain(quantity), "available": plain(now), "cut": plain(quantity - now)}
            problems.append(Problem(code="NO_BACKORDER", blocking=False, where=f"line {line_no}", facts=facts))
    if problems and not can_have:
        problems.append(Problem(code="NOTHING_AVAILABLE", blocking=True, where="lines"))
    return problems
