"""Decides what may still become of a line or a term of a confirmed order, and what differs between two of its forms."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.orders.errors import LineTooFar, QuantityExceedsLine
from domain.orders.rules.lines import step_of
from domain.orders.schemas import AmendedLine, AmendedOrder, FieldChange, LineView, OrderView
from domain.shared.quantity import MILLIONTH, plain


def least(line: LineView) -> Decimal:
    """The smallest quantity that a line can have, in base units: what is picked or has left, and what is invoiced."""
    return max(line.shipped + line.picked, line.invoiced)


def refuse_too_few(line: LineView, wanted: Decimal) -> None:
    """Raise LineTooFar where a line cannot have so few (base units), or cannot go at all."""
    is_too_few = wanted < least(line) or (wanted == 0 and not is_untouched(line))
    if is_too_few:
        raise LineTooFar(line_key=line.line_key, asked=plain(wanted), possible=plain(least(line)), why=why_fixed(line))


def is_untouched(line: LineView) -> bool:
    """Whether nothing of a line is picked, has left or is invoiced, so that it may go as if it had never been."""
    return not (line.picked or line.shipped or line.invoiced)


def grows_in_place(line: LineView) -> bool:
    """Whether more of a line is the same line at one new price, not a line of its own beside it.

    Not once something of it has left or is invoiced, was given up, or its price was agreed: an agreed price, that of a
    quotation or of a replacement too, holds for the quantity that it was agreed for.
    """
    return not (line.shipped or line.invoiced or line.cancelled or line.price_kind.is_agreed)


def more_than_ordered(line: LineView, leaving: Decimal, *, tolerance: Decimal, is_divisible: bool) -> Decimal:
    """By how much a line has to grow for so much (base units) to leave of it: nothing up to what is still open of it.

    Raises QuantityExceedsLine for more than that and the tolerance on it (a share), for a part of its unit, and while
    some of the line itself is not there.
    """
    here = line.allocated + line.picked
    more = leaving - here - line.open
    if more <= 0:
        return Decimal(0)
    step = step_of(line.base_quantity, line.quantity) or (MILLIONTH if is_divisible else Decimal(1))
    most = here if line.open else here + here * tolerance // step * step
    if leaving > most or more % step:
        raise QuantityExceedsLine(line_key=line.line_key, asked=plain(leaving), possible=plain(most))
    return more


def why_fixed(line: LineView) -> str:
    """The furthest step of a line, in a code; empty where it has made none."""
    return next((step for step in ("invoiced", "shipped", "picked") if getattr(line, step)), "")


def ship_to_fixed(order: OrderView, country: str | None) -> str:
    """Why the place of an order cannot become one in this country, in a code; empty where it can.

    Only what has not left can go elsewhere, picked goods carry their address, and tax is that of a country.
    """
    if not any(line.open or line.allocated for line in order.lines):
        return "shipped"
    if any(line.picked for line in order.lines):
        return "picked"
    return "other_country" if order.ship_to and order.ship_to.country != country else ""


def bill_to_fixed(order: OrderView) -> str:
    """Why somebody else cannot pay for an order any more, in a code: never after its first invoice."""
    return "invoiced" if any(line.invoiced for line in order.lines) else ""


def kept(order: OrderView) -> AmendedOrder:
    """An order as an amendment keeps it."""
    return AmendedOrder(
        state=order.state,
        lines=tuple(_kept_line(line) for line in order.lines),
        total=order.total,
        requested_date=order.requested_date,
        ship_to=order.ship_to,
        bill_to=order.bill_to,
        carrier=order.carrier,
    )


def _kept_line(line: LineView) -> AmendedLine:
    return AmendedLine(
        line_no=line.line_no, sku=line.sku, name=line.name, quantity=line.wanted, base_unit=line.base_unit,
        unit_price=line.unit_price, net=line.net,
    )  # fmt: skip


def changes_between(before: AmendedOrder, after: AmendedOrder) -> tuple[FieldChange, ...]:
    """Everything that differs, line by line, then the terms; amounts follow from that and are left out."""
    return (*_line_changes(before, after), *_term_changes(before, after))


def _line_changes(before: AmendedOrder, after: AmendedOrder) -> Iterator[FieldChange]:
    was, now = ({line.line_no: line for line in each.lines} for each in (before, after))
    for line_no in sorted(was | now):
        old, new = was.get(line_no), now.get(line_no)
        line = new or old
        if line is None:
            continue
        quantities = [plain(each.quantity) if each else "" for each in (old, new)]
        prices = [plain(each.unit_price) if each else "" for each in (old, new)]
        for field, (first, second) in (("quantity", quantities), ("unit_price", prices)):
            if first != second:
                yield FieldChange(line_no=line_no, sku=line.sku, field=field, before=first, after=second)


def _term_changes(before: AmendedOrder, after: AmendedOrder) -> Iterator[FieldChange]:
    pairs = {
        "state": (before.state, after.state),
        "requested_date": (_day(before.requested_date), _day(after.requested_date)),
        "ship_to": tuple(each.ship_to.label if each.ship_to else "" for each in (before, after)),
        "bill_to": (before.bill_to or "", after.bill_to or ""),
        "carrier": (before.carrier or "", after.carrier or ""),
    }
    for field, (first, second) in pairs.items():
        if first != second:
            yield FieldChange(line_no=None, sku="", field=field, before=first, after=second)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
