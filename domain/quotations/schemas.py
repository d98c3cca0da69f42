"""Values of quotations that enter and leave."""

from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.orders.schemas import PriceKind
from domain.quotations.lifecycle import OPEN, QuotationState
from domain.shared.money import Money
from domain.shared.quantity import Quantity, UnitPrice


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class QuotationLineView(_Value):
    """One article at its quoted price for a base unit; `net` of the whole line, `taken` base units became orders."""

    line_no: int
    sku: str
    name: str
    quantity: Quantity
    unit: str
    base_quantity: Quantity
    base_unit: str
    unit_price: UnitPrice
    discount: Decimal = Decimal(0)
    price_source: str
    price_kind: PriceKind = PriceKind.LIST
    net: Money
    taken: Quantity = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What can still be ordered at this price, in base units."""
        return self.base_quantity - self.taken


class QuotationView(_Value):
    """A quotation as everyone sees it; prices hold up to and including `valid_until`."""

    number: str
    state: QuotationState
    revision: int
    customer_id: str
    customer_name: str
    currency: str
    ship_to: str | None
    valid_until: date
    lines: tuple[QuotationLineView, ...]
    net: Money
    tax: Money
    total: Money
    author: str
    author_id: str
    created_at: datetime
    sent_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    orders: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The key by which audit and events know it."""
        return f"quotation:{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it can still become an order, if its day has not passed."""
        return self.state in OPEN
