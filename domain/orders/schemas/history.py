"""Owns the values of what was before: changes of an order, past orders, and what a customer usually orders."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from domain.orders.schemas.requests import OrderRequest
from domain.shared.quantity import Quantity


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class ChangeView(_Value):
    """One change of what a draft or held order asks for: `before` is what it asked for until then.

    `source` is the message, click or window that it came from, `revision` the one that it made.
    """

    revision: int
    state: str
    before: OrderRequest
    source: str | None
    made_by: str


class PastQuantity(_Value):
    """How much of an article was ordered at once, and in which unit."""

    unit: str
    base_quantity: Quantity


class PastLine(_Value):
    """What was ordered of one article: `quantity` in `unit`."""

    sku: str
    name: str
    quantity: Quantity
    unit: str


class PastOrder(_Value):
    """An order as history: when it was taken, and what was in it."""

    number: str
    day: date
    lines: tuple[PastLine, ...]


class Usual(_Value):
    """What a customer usually orders: saved by somebody from an order, or found in the last `of_orders` orders."""

    lines: tuple[PastLine, ...]
    saved_from: str | None = None
    saved_by: str | None = None
    of_orders: int = 0


class SavedUsual(_Value):
    """What is a customer's usual basket from now on, and what was before."""

    customer_id: str
    customer_name: str
    now: Usual
    before: Usual | None = None


class BoughtArticle(_Value):
    """An article that a customer has bought: in how many orders, and how much of it usually, in base units."""

    sku: str
    name: str
    orders: int
    usually: Quantity
