"""Decisions of the catalogue: the one conversion of units, and which price counts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.catalog.errors import UnknownUnit
from domain.catalog.schemas import PricedItem, ProductView
from domain.shared.quantity import exact, plain

#: Every product is understood to be sold one by one.
SINGLE = "each"
BASE_LIST = "standard"


class PriceCandidate(BaseModel):
    """A price that is valid on the day and for the customer; without `price` only the list price stands."""

    model_config = ConfigDict(frozen=True)

    sku: str
    list_price: Decimal
    price: Decimal | None = None
    customer_id: str = ""
    price_list: str = ""
    min_quantity: Decimal = Decimal(0)
    valid_from: date = date.min

    @property
    def rank(self) -> tuple[int, Decimal, int]:
        """Smaller counts first: contract, the customer's list, the base list; then the highest break, the latest."""
        if self.customer_id:
            place = 0 if self.price_list else 1
        else:
            place = 3 if self.price_list == BASE_LIST else 2
        return place, -self.min_quantity, -self.valid_from.toordinal()


def to_base(product: ProductView, quantity: Decimal, unit: str | None) -> Decimal:
    """The quantity in base units; no unit means base units. Raises UnknownUnit."""
    wanted = (unit or product.base_unit).strip().casefold()
    for known in product.units:
        if known.unit.casefold() == wanted:
            return exact(quantity * known.factor)
    if wanted in (product.base_unit.casefold(), SINGLE):
        return exact(quantity)
    names = (product.base_unit, *(known.unit for known in product.units))
    raise UnknownUnit(sku=product.sku, unit=unit, known=", ".join(names))


def best_price(candidates: Iterable[PriceCandidate], quantity: Decimal) -> PricedItem | None:
    """The price that counts for a quantity of one article; None where nobody has named one."""
    every = list(candidates)
    fitting = [one for one in every if one.price is not None and one.min_quantity <= quantity]
    if fitting:
        best = min(fitting, key=lambda one: one.rank)
        return PricedItem(sku=best.sku, unit_price=best.price or Decimal(0), source=_source(best))
    if every and every[0].list_price > 0:
        return PricedItem(sku=every[0].sku, unit_price=every[0].list_price, source="list price")
    return None


def _source(candidate: PriceCandidate) -> str:
    name = "contract" if candidate.customer_id else f"{candidate.price_list} list"
    return f"{name} from {plain(candidate.min_quantity)}" if candidate.min_quantity > 1 else name
