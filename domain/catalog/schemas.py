"""Values of the catalogue that other contexts read."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class UnitFactor(_Value):
    """A sales unit of a product: `factor` base units make one of it."""

    unit: str
    factor: Decimal


class ProductView(_Value):
    """One article as everyone outside the catalogue sees it; `units` never lists the base unit itself."""

    sku: str
    name: str
    base_unit: str = "each"
    list_price: Decimal = Decimal(0)
    cost_price: Decimal | None = None
    tax_class: str = "standard"
    weight_kg: Decimal | None = None
    status: str = "active"
    replaced_by: str | None = None
    min_quantity: Decimal = Decimal(1)
    order_multiple: Decimal = Decimal(1)
    barcode: str | None = None
    aliases: tuple[str, ...] = ()
    lead_time_days: int = 14
    units: tuple[UnitFactor, ...] = ()


class ProductUnit(_Value):
    """A sales unit together with its product."""

    sku: str
    unit: str
    factor: Decimal


class PriceRow(_Value):
    """A price from a quantity (base units) on: of a price list, or of one customer's contract.

    Valid from and to that day, both included; None means always.
    """

    price_list: str | None
    customer_id: str | None
    sku: str
    min_quantity: Decimal = Decimal(1)
    price: Decimal
    valid_from: date | None = None
    valid_to: date | None = None


class CustomerPart(_Value):
    """What one customer calls an article."""

    customer_id: str
    customer_part_number: str
    sku: str


class Lesson(_Value):
    """Words of a customer and the article they mean, with the evidence: order, message, and what it was about."""

    customer_id: str
    phrase: str
    said: str
    sku: str
    order_number: str
    source: str | None = None
    source_text: str = ""


class AliasView(Lesson):
    """What one person has taught about a customer's words. `ended_why`: 'undone' or 'replaced'; None while it stands.

    Standing ones that name different articles for the same words are in dispute: nobody may go by them.
    """

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    owner_id: str
    owner_name: str
    learned_on: date
    ended_on: date | None = None
    ended_by: str | None = None
    ended_why: str | None = None


class LearnedWords(_Value):
    """Why a line has its article: words that the customer is known to use for it, from whom and since when."""

    alias_id: int
    said: str
    sku: str
    owner: str
    learned_on: date


class Buyer(Protocol):
    """What a price depends on about a customer."""

    @property
    def customer_id(self) -> str:
        """Whose contract counts."""

    @property
    def price_list(self) -> str:
        """Which list counts where there is no contract."""


class PriceAsk(_Value):
    """How much of an article is wanted, in base units. Several asks of one article count together."""

    sku: str
    base_quantity: Decimal


class PricedItem(_Value):
    """The price of one base unit and where it comes from ('standard list from 60')."""

    sku: str
    unit_price: Decimal
    source: str
