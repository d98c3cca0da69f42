"""Works out what would let an order go on credit: a part of it, a payment, another article, a later day.

A part is of this order, at its own prices: what is only ordered smaller may lose a price break.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from domain.billing.schemas import CreditDecision, CreditReason
from domain.orders.schemas import LineView, OfferedLine, Offers, Substitute
from domain.shared.money import Money

#: What so much (base units) of what waits of each line costs with tax.
Gross = Callable[[Sequence[LineView], Sequence[Decimal]], Money]
_HUNDRED = Decimal(100)
_LATE = frozenset({CreditReason.OVERDUE, CreditReason.DUNNING})


@dataclass(frozen=True, slots=True)
class Steps:
    """In which quantities (base units) an article is sold: whole steps, from a least one."""

    step: Decimal = Decimal(1)
    least: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Successor:
    """An article that stands for another one, at a price for one base unit."""

    sku: str
    name: str
    unit_price: Decimal


def ceiling_of(credit: CreditDecision, tolerance: Decimal) -> Money | None:
    """Up to where exposure may go: the limit with its tolerance, nothing for who pays first, None without a limit."""
    if CreditReason.PREPAYMENT in credit.reasons:
        return Money.zero(credit.adds.currency)
    limit = credit.exposure.limit
    return None if limit is None else Money(limit.amount * (1 + tolerance), limit.currency)


def room_of(credit: CreditDecision, ceiling: Money | None) -> Money:
    """What fits now, gross; never less than nothing, and the order itself where there is no limit."""
    room = credit.adds if ceiling is None else ceiling - credit.exposure.total
    return max(room, Money.zero(room.currency), key=lambda amount: amount.amount)


def to_pay(credit: CreditDecision, ceiling: Money | None) -> Money:
    """What has to come in so that all of it may go: what is over, and all that is overdue where that holds it."""
    nothing = Money.zero(credit.adds.currency)
    over = nothing if ceiling is None else credit.after - ceiling
    late = credit.exposure.overdue if _LATE & set(credit.reasons) else nothing
    return max(over, late, nothing, key=lambda amount: amount.amount)


def fitting(
    lines: Sequence[LineView], room: Money, gross: Gross, steps: Mapping[str, Steps]
) -> list[Decimal]:  # fmt: skip
    """How much of each line fits the room together: line by line, each as far as whole steps go."""
    taken = [Decimal(0)] * len(lines)
    for index, line in enumerate(lines):
        sold = steps.get(line.sku, Steps())
        taken[index] = _most(lines, taken, index, room=room, gross=gross, sold=sold)
    return taken


def _most(
    lines: Sequence[LineView], taken: Sequence[Decimal], index: int, *, room: Money, gross: Gross, sold: Steps
) -> Decimal:  # fmt: skip
    """The largest quantity of one line that fits beside what is taken: its whole, else by halving whole steps."""
    whole = waiting(lines[index])

    def fits(quantity: Decimal) -> bool:
        tried = [*taken[:index], quantity, *taken[index + 1 :]]
        return gross(lines, tried) <= room

    if fits(whole):
        return whole
    low, high = 0, int((whole / sold.step).to_integral_value(ROUND_FLOOR))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle * sold.step) else (low, middle - 1)
    most = low * sold.step
    return most if most >= sold.least else Decimal(0)


def waiting(line: LineView) -> Decimal:
    """What of a line has not left and is not given up."""
    return line.base_quantity - line.cancelled - line.shipped


def later_date(missing: Money, expected: Sequence[tuple[date, Money]]) -> tuple[date | None, Money]:
    """The first day by which so much falls due, and how much that is by then; None where it never is enough."""
    sum_ = Money.zero(missing.currency)
    for day, amount in sorted(expected, key=lambda each: each[0]):
        sum_ = sum_ + amount
        if sum_ >= missing:
            return day, sum_
    return None, sum_


def substitutes(
    lines: Sequence[LineView], successors: Mapping[str, Successor], gross: Gross, room: Money
) -> tuple[Substitute, ...]:  # fmt: skip
    """Cheaper articles that stand for one of the lines and make the whole order fit; not where prices include tax."""
    found = []
    for index, line in enumerate(lines):
        other = successors.get(line.sku)
        if other is None or line.gross is not None or other.unit_price >= line.unit_price:
            continue
        rest = gross(lines, [Decimal(0) if at == index else waiting(each) for at, each in enumerate(lines)])
        net = Money(waiting(line) * other.unit_price, line.net.currency)
        total = rest + net + Money(net.amount * line.tax_rate / _HUNDRED, net.currency)
        if total <= room:
            found.append(
                Substitute(line_no=line.line_no, sku=line.sku, instead=other.sku, name=other.name, total=total)
            )  # fmt: skip
    return tuple(found)


def offers(
    number: str,
    lines: Sequence[LineView],
    credit: CreditDecision,
    *,
    tolerance: Decimal,
    gross: Gross,
    steps: Mapping[str, Steps],
    successors: Mapping[str, Successor],
    expected: Sequence[tuple[date, Money]],
) -> Offers:
    """Everything that would let an order go, worked out exactly."""
    ceiling = ceiling_of(credit, tolerance)
    room, pay = room_of(credit, ceiling), to_pay(credit, ceiling)
    taken = fitting(lines, room, gross, steps)
    rest = [waiting(line) - quantity for line, quantity in zip(lines, taken, strict=True)]
    now_total = gross(lines, taken)
    day, by_then = later_date(pay, expected) if pay else (None, Money.zero(room.currency))
    return Offers(
        number=number,
        room=room,
        to_pay=pay,
        overdue=credit.exposure.overdue,
        now=_lines(lines, taken),
        now_total=now_total,
        later=_lines(lines, rest),
        later_total=gross(lines, [waiting(line) for line in lines]) - now_total,
        substitutes=substitutes(lines, successors, gross, room),
        pays_by=day,
        expected=by_then if day else None,
    )


def _lines(lines: Sequence[LineView], quantities: Sequence[Decimal]) -> tuple[OfferedLine, ...]:
    return tuple(
        OfferedLine(
            line_no=line.line_no, sku=line.sku, name=line.name, quantity=quantity, of=waiting(line),
            base_unit=line.base_unit,
        )
        for line, quantity in zip(lines, quantities, strict=True)
        if quantity
    )  # fmt: skip
