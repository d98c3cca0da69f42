"""Decides what of a quotation is taken now, and when all of it is."""

from collections.abc import Mapping
from decimal import Decimal

from domain.orders.schemas import AgreedPrice, PriceKind, RequestedLine
from domain.quotations.errors import MoreThanQuoted
from domain.quotations.schemas import QuotationLineView, QuotationView
from domain.shared.errors import NotFound
from domain.shared.money import rounded
from domain.shared.quantity import plain


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


def discount_taken(view: QuotationView, amount: Decimal, taking: Mapping[int, Decimal]) -> Decimal:
    """What an order of these base units by line bears of an amount off the whole quotation: by the worth of what was
    taken before and after it, so that all orders together bear exactly the amount.
    """
    worth = {line.line_no: line.unit_price * (1 - line.discount) for line in view.lines}
    whole = sum((line.base_quantity * worth[line.line_no] for line in view.lines), Decimal(0))
    before = sum((line.taken * worth[line.line_no] for line in view.lines), Decimal(0))
    after = before + sum((quantity * worth[line_no] for line_no, quantity in taking.items()), Decimal(0))
    return rounded(amount * after / whole) - rounded(amount * before / whole) if whole else Decimal(0)


def requested(view: QuotationView, line: QuotationLineView, quantity: Decimal, *, is_discounted: bool) -> RequestedLine:
    """A line of the order: in the unit of the quotation where that is a whole number of it, at the quoted price.

    A price that was ours when it was quoted stands as such; what was agreed below it is judged like anything agreed.
    """
    was_ours = not line.price_kind.is_agreed and not line.discount and not is_discounted
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
            by_id=view.author_id,
            source=f"quotation {view.number}" if was_ours else PriceKind.AGREED,
            kind=PriceKind.QUOTED if was_ours else PriceKind.AGREED,
        ),
    )
