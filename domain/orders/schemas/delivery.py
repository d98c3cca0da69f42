"""Owns the values of how goods of an order may leave, and of why its dates are what they are."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.shared.quantity import Quantity
from domain.stock.schemas import SupplyExplanation


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class DeliveryPolicy(StrEnum):
    """How an order leaves: as goods are there, all in one, each line in one, or what is not there is given up."""

    SHIP_PARTIAL = "ship_partial"
    SHIP_COMPLETE = "ship_complete"
    LINE_COMPLETE = "line_complete"
    NO_BACKORDERS = "no_backorders"


class LineQuantity(_Value):
    """A quantity of one line, in base units, at one warehouse where that matters."""

    line_key: str
    quantity: Quantity
    warehouse: str | None = None


class WaitingLine(_Value):
    """A line that a customer waits for, and why: the receipt behind its date."""

    order_number: str
    line_no: int
    sku: str
    name: str
    quantity: Quantity
    promised_date: date | None
    first_promised_date: date | None
    supplier_order: str | None
    due_date: date | None


class Withheld(StrEnum):
    """Why goods that a line has may not leave yet."""

    NOT_CONFIRMED = "not_confirmed"
    ON_HOLD = "on_hold"
    ORDER_INCOMPLETE = "order_incomplete"
    LINE_INCOMPLETE = "line_incomplete"


class Releasable(_Value):
    """What of an order may be picked now, by line and warehouse; what is picked already is not in it.

    `withheld` says by line key why goods that a line has stay here; `until` is the day after which an incomplete order
    leaves all the same.
    """

    number: str
    delivery_policy: str
    parts: tuple[LineQuantity, ...] = ()
    withheld: dict[str, Withheld] = {}
    until: date | None = None


class ExplainedPart(_Value):
    """A part of a line with the steps of its dates: there, leaving, with the customer. Days are working days."""

    quantity: Quantity
    warehouse: str | None
    supplier_order: str | None
    available_date: date | None
    is_after_cutoff: bool
    picking_days: int
    ship_date: date | None
    transit_days: int
    arrival_date: date | None


class PromiseSaid(_Value):
    """A date that was said for a line: on which day, and why then."""

    promised_date: date | None
    cause: str
    said_date: date


class PromiseExplanation(_Value):
    """Why a line has the date that it has. `supply` is None where the line waits for nothing."""

    line_key: str
    name: str
    promised_date: date | None
    first_promised_date: date | None
    parts: tuple[ExplainedPart, ...]
    supply: SupplyExplanation | None
    said: tuple[PromiseSaid, ...]
