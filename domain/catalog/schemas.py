"""Values of the catalogue that other contexts read."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class UnitFactor(_Value):
    """A sales unit of a product: `factor` base units make `per` of it, one where nothing else is said."""

    unit: str
    factor: Decimal
    per: Decimal = Decimal(1)

    @property
    def ratio(self) -> Fraction:
        """Base units per unit, exactly."""
        return Fraction(self.factor) / Fraction(self.per)


class ProductView(_Value):
    """One article as everyone outside the catalogue sees it; `units` never lists the base unit itself.

    `sold_by` is the unit that is meant where none is said; None: the base unit.
    """

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
    category: str | None = None
    sold_by: str | None = None
    units: tuple[UnitFactor, ...] = ()


class ProductUnit(_Value):
    """A sales unit together with its product: `factor` base units make `per` of it."""

    sku: str
    unit: str
    factor: Decimal
    per: Decimal = Decimal(1)


class PriceRow(_Value):
    """A price from a quantity (base units) on: of a price list, or of one customer's contract.

    Valid from and to that day, both included; None means always. Currency None is the company's.
    """

    price_list: str | None
    customer_id: str | None
    sku: str
    min_quantity: Decimal = Decimal(1)
    price: Decimal
    valid_from: date | None = None
    valid_to: date | None = None
    currency: str | None = None
    tax_included: bool = False


class PriceRule(_Value):
    """A price for more than one article, or a promotion: of a customer's contract, of a price list, or (neither) a
    promotion for everybody or for one group.

    It is for an article, else for a category, else for all. `min_quantity` is in `unit` (None: base units); it gives a
    price of one base unit, or `percent_off`, a share off the base price.
    """

    code: str
    customer_id: str | None = None
    price_list: str | None = None
    price_group: str | None = None
    sku: str | None = None
    category: str | None = None
    min_quantity: Decimal = Decimal(1)
    unit: str | None = None
    price: Decimal | None = None
    percent_off: Decimal | None = None
    currency: str | None = None
    tax_included: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def place(self) -> tuple[Any, ...]:
        """What only one rule may have at a time: whom it is for, what for, from which quantity."""
        return (
            self.customer_id, self.price_list, self.price_group, self.sku, None if self.sku else self.category,
            self.min_quantity, self.unit and self.unit.casefold(), self.valid_from,
        )  # fmt: skip


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

    @property
    def price_group(self) -> str | None:
        """Whose list counts next, and which promotions are for them."""


class PriceAsk(_Value):
    """How much of an article is wanted, in base units. Several asks of one article count together."""

    sku: str
    base_quantity: Decimal


class PricedItem(_Value):
    """The price of one base unit and where it comes from ('standard list from 60'). Currency None is the company's.

    `tie` names the sources of prices that differ and stand equally: then nobody may sell by any of them.
    """

    sku: str
    unit_price: Decimal
    source: str
    currency: str | None = None
    tax_included: bool = False
    tie: tuple[str, ...] = ()


class PriceLevel(StrEnum):
    """Whose price it is, the most particular first."""

    CONTRACT = "CONTRACT"
    CUSTOMER_LIST = "CUSTOMER_LIST"
    GROUP_LIST = "GROUP_LIST"
    PROMOTION = "PROMOTION"
    BASE_LIST = "BASE_LIST"
    LIST_PRICE = "LIST_PRICE"


class PriceTarget(StrEnum):
    """What a price is for, the most particular first."""

    ITEM = "ITEM"
    CATEGORY = "CATEGORY"
    ALL = "ALL"


class PriceVerdict(StrEnum):
    """What became of a price that was considered."""

    WON = "WON"
    SAME = "SAME"
    TIE = "TIE"
    LESS_PARTICULAR_LIST = "LESS_PARTICULAR_LIST"
    LESS_PARTICULAR_TARGET = "LESS_PARTICULAR_TARGET"
    LOWER_BREAK = "LOWER_BREAK"
    OLDER = "OLDER"
    NOT_REACHED = "NOT_REACHED"
    NOT_YET = "NOT_YET"
    ENDED = "ENDED"
    OTHER_UNIT = "OTHER_UNIT"
    NO_BASE_PRICE = "NO_BASE_PRICE"


class ConsideredPrice(_Value):
    """A price that was considered for an article, and what became of it. `price` is of one base unit."""

    sku: str
    level: PriceLevel
    target: PriceTarget
    source: str
    list_name: str = ""
    category: str = ""
    min_quantity: Decimal
    unit: str = ""
    price: Decimal | None
    percent_off: Decimal | None = None
    currency: str | None = None
    tax_included: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    verdict: PriceVerdict


class PriceExplanation(_Value):
    """The price of an article for a customer, quantity (base units) and day, and every price that was considered."""

    sku: str
    name: str
    base_unit: str
    customer_id: str
    quantity: Decimal
    on: date
    price: PricedItem | None
    considered: tuple[ConsideredPrice, ...]
