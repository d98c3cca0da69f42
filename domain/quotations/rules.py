"""Decides what of a quotation is taken now, and when all of it is."""

from collections.abc import Mapping
from decimal import Decimal

from domain.orders.schemas import AgreedPrice, RequestedLine
from domain.quotations.errors import MoreThanQuoted
from domain.quotations.schemas import QuotationLineView, QuotationView
from domain.shared.errors import NotFound
from domain.shared.quantity import plain

#: The source of a price that somebody agreed by hand.
_AGREED = "agreed"


def to_take(view: QuotationView, wanted: Mapping[int, Decimal] | None) -> dict[int, Decimal]:
    """By line number, in base units: what is wanted, or all that is left. Raises MoreThanQuoted, NotFound."""
    lines = {line.line_no: line for line in view.lines}
    if wanted is None:
        return {line_no: line.left for line_no, line in lines.items() if line.left > 0}
    for line_no, quantity in wanted.items():
        if line_no not in lines:
            raise NotFound(what=f"line {line_no}", of=view.number)
        if not quantity.is_finite() or not 0 < quantity <= lines[line_no].left:
            asked, possible = f"{quantity:f}", plain(lines[line_no].left)
            raise MoreThanQuoted(number=view.number, line_no=line_no, asked=asked, possible=possible)
    return dict(wanted)


def is_all_taken(view: QuotationView, taking: Mapping[int, Decimal]) -> bool:
    """Whether nothing is left once these base units are taken."""
    return all(line.left == taking.get(line.line_no, Decimal(0)) for line in view.lines)


def requested(view: QuotationView, line: QuotationLineView, quantity: Decimal, *, is_discounted: bool) -> RequestedLine:
    """A line of the order: in the unit of the quotation where that is a whole number of it, at the quoted price.

    A price that was ours when it was quoted stands as such; what was agreed below it is judged like anything agreed.
    """
    was_ours = line.price_source != _AGREED and not line.discount and not is_discounted
    units = quantity * line.quantity / line.base_quantity
    is_whole = units == units.to_integral_value()
    return RequestedLine(
        sku=line.sku,
        quantity=units if is_whole else quantity,
        unit=line.unit if is_whole else line.base_unit,
        agreed=AgreedPrice(
            unit_price=line.unit_price,
            discount=line.discount,
            by=view.author,
            source=f"quotation {view.number}" if was_ours else _AGREED,
        ),
    )
