"""Owns the values of a request that is priced and nothing more: no draft, no reservation, no promise."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.orders.schemas.requests import PriceKind
from domain.shared.errors import Problem
from domain.shared.money import Money
from domain.shared.quantity import Quantity, UnitPrice


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class PricedRequestLine(_Value):
    """One article wanted, in `unit` as said and in base units, and the price of a base unit as the order has it."""

    line_no: int
    sku: str
    name: str
    quantity: Quantity
    unit: str
    base_quantity: Quantity
    base_unit: str
    unit_price: UnitPrice
    discount: Decimal
    price_source: str
    price_kind: PriceKind = PriceKind.LIST
    net: Money


class PricedRequest(_Value):
    """What a request costs today, and all that is wrong with it; `blocking` are the codes that forbid to order it."""

    customer_id: str
    customer_name: str
    ship_to: str | None
    lines: tuple[PricedRequestLine, ...]
    net: Money
    tax: Money
    total: Money
    problems: tuple[Problem, ...]
    blocking: tuple[str, ...] = ()
