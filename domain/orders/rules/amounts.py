"""Decides what lines, or parts of them, are worth, so that the parts always sum to the whole.

Amounts are in the mode of the order: net of tax, or with it (`tax_included`); a line then has a gross beside its net.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.billing.schemas import TaxableLine
from domain.orders.schemas import LineView
from domain.shared.money import LARGEST, PRICE_PLACES, Money, rounded, spread
from domain.shared.policy import TaxTreatment

_NOTHING = Decimal(0)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order says about all its amounts: whether prices include tax, and the discount on the whole document.

    The discount is a share of what lines cost, or else an amount in the mode of the prices.
    """

    currency: str
    tax_included: bool = False
    discount_share: Decimal = _NOTHING
    discount_amount: Decimal = _NOTHING
    rounding: str = "document"


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What the amount of a line follows from. `invoiced` base units have cost `invoiced_net` (`invoiced_gross`, where
    prices include tax) and never change; the rest is priced anew.
    """

    quantity: Decimal
    unit_price: Decimal
    tax: TaxTreatment
    discount: Decimal = _NOTHING
    invoiced: Decimal = _NOTHING
    invoiced_net: Decimal = _NOTHING
    invoiced_gross: Decimal | None = None
    invoiced_discount: Decimal = _NOTHING

    @property
    def rest(self) -> Decimal:
        """What is not invoiced yet costs this, before the discount on the document."""
        whole = net_amount(self.quantity, self.unit_price, self.discount)
        return whole - net_amount(self.invoiced, self.unit_price, self.discount)


@dataclass(frozen=True, slots=True)
class LineAmount:
    """What a line costs after all discounts: its net, its gross where prices include tax, and what of the discount
    on the document it bears (in the mode of the prices).
    """

    net: Decimal
    gross: Decimal | None
    document_discount: Decimal

    def taxable(self, tax: TaxTreatment, currency: str, line_key: str) -> TaxableLine:
        """What the line puts under tax."""
        return TaxableLine(
            net=Money(self.net, currency), rate=tax.rate, place=tax.place, reason=tax.reason, line_key=line_key,
            gross=None if self.gross is None else Money(self.gross, currency),
        )  # fmt: skip


#: What a line costs that was not valued yet.
NOTHING = LineAmount(net=_NOTHING, gross=None, document_discount=_NOTHING)


def net_amount(quantity: Decimal, unit_price: Decimal, discount: Decimal = _NOTHING) -> Decimal:
    """Quantity × price × (1 − discount), rounded once."""
    return rounded(quantity * unit_price * (1 - discount))


def in_terms(
    unit_price: Decimal, *, listed_rate: Decimal, order_rate: Decimal, tax: Decimal, listed_tax: bool, order_tax: bool
) -> Decimal:
    """A listed price as an order has it: brought from the list's currency into the order's by what a unit of each
    costs in the company's, and with or without tax (percent); rounded once to four places, and not at all where
    nothing changes.
    """
    above = listed_rate * (_HUNDRED + tax if order_tax and not listed_tax else _HUNDRED)
    below = order_rate * (_HUNDRED + tax if listed_tax and not order_tax else _HUNDRED)
    return unit_price if above == below else (unit_price * above / below).quantize(PRICE_PLACES, ROUND_HALF_UP)


def fits_the_books(quantity: Decimal, unit_price: Decimal) -> bool:
    """Whether the amount of a line leaves room for every sum it enters."""
    return quantity * unit_price < LARGEST / 1000


def line_amounts(lines: Sequence[PricedLine], terms: Terms) -> list[LineAmount]:
    """What every line of an order costs. The discount on the document is spread over them by share, the rest of
    rounding to the largest lost fractions, so that the lines sum to the document, always.

    What is invoiced keeps its amounts. A discount is never more than what it is taken off.
    """
    rests = [line.rest for line in lines]
    whole = sum(rests, _NOTHING)
    wanted = terms.discount_amount or rounded(whole * terms.discount_share)
    given = sum((line.invoiced_discount for line in lines), _NOTHING) if terms.discount_amount else _NOTHING
    discounts = spread(min(max(wanted - given, _NOTHING), whole), rests)
    left = [rest - discount for rest, discount in zip(rests, discounts, strict=True)]
    nets = _nets(lines, left, terms) if terms.tax_included else left
    return [
        LineAmount(
            net=line.invoiced_net + net,
            gross=(line.invoiced_gross or _NOTHING) + amount if terms.tax_included else None,
            document_discount=line.invoiced_discount + discount,
        )
        for line, net, amount, discount in zip(lines, nets, left, discounts, strict=True)
    ]


def _nets(lines: Sequence[PricedLine], grosses: Sequence[Decimal], terms: Terms) -> list[Decimal]:
    """The nets of amounts that include tax: net = gross / (1 + rate), rounded on each line or once per kind of tax."""
    if terms.rounding == "line":
        return [_without_tax(gross, line.tax.rate) for line, gross in zip(lines, grosses, strict=True)]
    nets = [_NOTHING] * len(lines)
    kinds: dict[TaxTreatment, list[int]] = {}
    for index, line in enumerate(lines):
        kinds.setdefault(line.tax, []).append(index)
    for tax, places in kinds.items():
        weights = [grosses[index] for index in places]
        for index, net in zip(places, spread(_without_tax(sum(weights, _NOTHING), tax.rate), weights), strict=True):
            nets[index] = net
    return nets


def _without_tax(gross: Decimal, rate: Decimal) -> Decimal:
    return rounded(gross * _HUNDRED / (_HUNDRED + rate))


def taxable(line: LineView, *, upto: Decimal) -> TaxableLine:
    """What the first `upto` base units of a line put under tax, what is invoiced first."""
    gross = None if line.gross is None else Money(_amount_upto(line, upto), line.net.currency)
    return TaxableLine(
        net=net_of_first(line, upto), rate=line.tax_rate, place=line.tax_place, reason=line.tax_reason, gross=gross,
        line_key=line.line_key,
    )  # fmt: skip


def net_of_first(line: LineView, quantity: Decimal) -> Money:
    """What the first `quantity` base units of a line cost, at least all that are invoiced; for all of them exactly
    the line's net, for those that are invoiced exactly what they were invoiced for.
    """
    if line.gross is None:
        return Money(_amount_upto(line, quantity), line.net.currency)
    if quantity in (line.base_quantity, line.invoiced):
        return line.net if quantity == line.base_quantity else Money(_of(line.invoiced_net), line.net.currency)
    done, invoiced = _of(line.invoiced_gross), _of(line.invoiced_net)
    left = line.gross.amount - done
    share = (_amount_upto(line, quantity) - done) / left if left else _NOTHING
    return Money(invoiced + (line.net.amount - invoiced) * share, line.net.currency)


def _amount_upto(line: LineView, quantity: Decimal) -> Decimal:
    """In the mode of the prices. Rounded on the whole stretch, so that many small parts do not pile up pennies."""
    whole = line.net.amount if line.gross is None else line.gross.amount
    if quantity == line.base_quantity:
        return whole
    invoiced = _of(line.invoiced_net if line.gross is None else line.invoiced_gross)
    if quantity == line.invoiced:
        return invoiced
    amount = invoiced + _priced(line, quantity) - _priced(line, line.invoiced)
    return min(max(amount, invoiced), whole)


def _priced(line: LineView, quantity: Decimal) -> Decimal:
    exact = quantity * line.unit_price * (1 - line.discount)
    return rounded(exact - _of(line.document_discount) * quantity / line.base_quantity)


def _of(money: Money | None) -> Decimal:
    return money.amount if money else _NOTHING


def upto_invoiced(lines: Iterable[LineView]) -> tuple[TaxableLine, ...]:
    """What is invoiced of each line."""
    return tuple(taxable(line, upto=line.invoiced) for line in lines)


def upto_kept(lines: Iterable[LineView]) -> tuple[TaxableLine, ...]:
    """What is invoiced of each line, and what is shipped and still to be, in dispute or not; not what was credited."""
    return tuple(taxable(line, upto=line.invoiced + line.to_invoice + line.returned_unsettled) for line in lines)


def upto_shipped(lines: Iterable[LineView]) -> tuple[TaxableLine, ...]:
    """What is shipped of each line, invoiced or not, or invoiced before it left."""
    return tuple(taxable(line, upto=max(line.shipped, line.invoiced)) for line in lines)


def upto_end(lines: Iterable[LineView]) -> tuple[TaxableLine, ...]:
    """All that will ever be shipped of each line; what is cancelled counts nothing."""
    return tuple(taxable(line, upto=line.base_quantity - line.cancelled) for line in lines)
