"""Decides which price of an article counts, and says of every other why it does not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.catalog.schemas import ConsideredPrice, PricedItem, PriceLevel, PriceTarget, PriceVerdict
from domain.shared.money import PRICE_PLACES
from domain.shared.quantity import plain

BASE_LIST = "standard"
_LEVELS = tuple(PriceLevel)
_TARGETS = tuple(PriceTarget)
_BASE = frozenset({PriceLevel.BASE_LIST, PriceLevel.LIST_PRICE})
#: What differs first between two prices decides between them, and this is what it is called.
_DIFFERENCES = (
    PriceVerdict.LESS_PARTICULAR_LIST, PriceVerdict.LESS_PARTICULAR_LIST, PriceVerdict.LESS_PARTICULAR_TARGET,
    PriceVerdict.LOWER_BREAK, PriceVerdict.OLDER,
)  # fmt: skip

Rank = tuple[int, int, int, Fraction, int]


@dataclass(frozen=True, slots=True)
class PriceCandidate:
    """A price that may count for an article: a price of one base unit, or a share (`percent_off`) off the base price.

    `min_quantity` is in a unit of which `factor` base units make one; None: the article is not sold in it. `list_name`
    is the list or promotion, `customer_id` whose contract it is. Currency None is the company's.
    """

    sku: str
    level: PriceLevel
    price: Decimal | None
    percent_off: Decimal | None = None
    list_name: str = ""
    customer_id: str = ""
    target: PriceTarget = PriceTarget.ITEM
    category: str = ""
    min_quantity: Decimal = Decimal(0)
    unit: str = ""
    factor: Fraction | None = Fraction(1)
    valid_from: date = date.min
    valid_to: date | None = None
    currency: str | None = None
    tax_included: bool = False

    @property
    def threshold(self) -> Fraction:
        """From how many base units on it counts, unrounded."""
        return Fraction(self.min_quantity) * (self.factor or 0)

    @property
    def rank(self) -> Rank:
        """Smaller counts first: the more particular list, the more particular target, the highest break, the latest."""
        within = 0 if self.customer_id and self.list_name else 1
        return (
            _LEVELS.index(self.level), within, _TARGETS.index(self.target), -self.threshold,
            -self.valid_from.toordinal(),
        )  # fmt: skip

    @property
    def source(self) -> str:
        """Where the price comes from, as it is kept with a line."""
        match self.level:
            case PriceLevel.CONTRACT:
                name = "contract"
            case PriceLevel.LIST_PRICE:
                return "list price"
            case PriceLevel.PROMOTION:
                name = f"promotion {self.list_name}"
            case _:
                name = f"{self.list_name} list"
        about = {PriceTarget.CATEGORY: f", {self.category}", PriceTarget.ALL: ", all articles"}.get(self.target, "")
        unit = f" {self.unit}" if self.unit else ""
        return f"{name}{about}" + (f" from {plain(self.min_quantity)}{unit}" if self.threshold > 1 else "")


def best_price(candidates: Sequence[PriceCandidate], quantity: Decimal, on: date) -> PricedItem | None:
    """The price that counts for a quantity (base units, of the whole order) on a day; None where nobody has named one.

    Where two that differ stand equally, the item has the sources of both in `tie`: a mistake in the data, which
    whoever sells by it has to answer with a question.
    """
    won = [one for one in considered(candidates, quantity, on) if one.verdict in (PriceVerdict.WON, PriceVerdict.TIE)]
    if not won:
        return None
    best = won[0]
    return PricedItem(
        sku=best.sku, unit_price=best.price or Decimal(0), source=best.source, currency=best.currency,
        tax_included=best.tax_included, tie=tuple(one.source for one in won) if len(won) > 1 else (),
    )  # fmt: skip


def considered(candidates: Sequence[PriceCandidate], quantity: Decimal, on: date) -> list[ConsideredPrice]:
    """Every price with what became of it, those that count first: one WON, or several that TIE."""
    worth = [_worth(one, candidates, quantity, on) for one in candidates]
    priced = [(one, _unfit(one, quantity, on)) for one in worth]
    fitting = [one for one, unfit in priced if unfit is None]
    best = min((one.rank for one in fitting), default=None)
    level = [one for one in fitting if one.rank == best]
    is_tie = len({(one.price, one.currency, one.tax_included) for one in level}) > 1
    winner = min(level, key=lambda one: one.source, default=None)
    found = [(one, unfit or _verdict(one, best, winner, is_tie=is_tie)) for one, unfit in priced]
    order = {PriceVerdict.WON: 0, PriceVerdict.TIE: 0}
    found.sort(key=lambda pair: (order.get(pair[1], 1), pair[0].rank, pair[0].source))
    return [_shown(one, verdict) for one, verdict in found]


def _unfit(one: PriceCandidate, quantity: Decimal, on: date) -> PriceVerdict | None:
    """Why a price may not count at all; None where it may."""
    if one.valid_from > on:
        return PriceVerdict.NOT_YET
    if one.valid_to is not None and one.valid_to < on:
        return PriceVerdict.ENDED
    if one.factor is None:
        return PriceVerdict.OTHER_UNIT
    if one.threshold > Fraction(quantity):
        return PriceVerdict.NOT_REACHED
    return PriceVerdict.NO_BASE_PRICE if one.price is None else None


def _verdict(
    one: PriceCandidate, best: Rank | None, winner: PriceCandidate | None, *, is_tie: bool
) -> PriceVerdict:  # fmt: skip
    if best is None or one.rank == best:
        if is_tie:
            return PriceVerdict.TIE
        return PriceVerdict.WON if one is winner else PriceVerdict.SAME
    return next(why for why, mine, its in zip(_DIFFERENCES, one.rank, best, strict=True) if mine != its)


def _worth(
    one: PriceCandidate, candidates: Sequence[PriceCandidate], quantity: Decimal, on: date
) -> PriceCandidate:  # fmt: skip
    """The candidate with its price, where it is a share off the base price: rounded to four places."""
    if one.percent_off is None:
        return one
    bases = [base for base in candidates if base.level in _BASE and base.percent_off is None]
    bases = [base for base in bases if _unfit(base, quantity, on) is None]
    base = min(bases, key=lambda each: each.rank, default=None)
    if base is None or base.price is None:
        return one
    price = (base.price * (1 - one.percent_off)).quantize(PRICE_PLACES, ROUND_HALF_UP)
    return replace(one, price=price, currency=base.currency, tax_included=base.tax_included)


def _shown(one: PriceCandidate, verdict: PriceVerdict) -> ConsideredPrice:
    return ConsideredPrice(
        sku=one.sku, level=one.level, target=one.target, source=one.source, list_name=one.list_name,
        category=one.category, min_quantity=one.min_quantity, unit=one.unit, price=one.price,
        percent_off=one.percent_off, currency=one.currency, tax_included=one.tax_included, verdict=verdict,
        valid_from=None if one.valid_from == date.min else one.valid_from, valid_to=one.valid_to,
    )  # fmt: skip
