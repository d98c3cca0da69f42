"""Owns the values of amendments: what is to become of a confirmed order, and every change that was made, as data."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from domain.orders.schemas.orders import ShipTo
from domain.shared.money import Money
from domain.shared.quantity import Quantity, UnitPrice


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class LineAmendment(_Value):
    """What becomes of one line: with `line_no` of that one, without it a new line of `sku`.

    `quantity` is all that is wanted of it from now on, what has left included, in `unit` (None: base units); 0 takes
    the line away. `unit_price` is for one base unit, as the order's prices are. None leaves as it is.
    """

    line_no: int | None = None
    sku: str | None = None
    quantity: Decimal | None = Field(default=None, allow_inf_nan=True)
    unit: str | None = None
    unit_price: Decimal | None = Field(default=None, allow_inf_nan=True)


class AmendmentRequest(_Value):
    """What is to become of an order: some of its lines, new ones, its terms. What is None stays. `reason` says why.

    `carrier` takes what has not left: one of the tariff, CARRIER/SERVICE; with `own_carrier` whoever the customer
    sends, at no freight.
    """

    lines: tuple[LineAmendment, ...] = ()
    requested_date: date | None = None
    ship_to: str | None = None
    carrier: str | None = Field(default=None, min_length=1, max_length=120)
    own_carrier: bool = False
    bill_to: str | None = None
    currency: str | None = None
    reason: str = ""


class AmendmentKind(StrEnum):
    """By which verb an order changed; `delivery_policy` gave up what was not there of one that takes no backorders,
    `over_delivered` let more leave than was ordered.
    """

    AMENDED = "amended"
    SHORT_CLOSED = "short_closed"
    CANCELLED = "cancelled"
    REOPENED = "reopened"
    DELIVERY_POLICY = "delivery_policy"
    OVER_DELIVERED = "over_delivered"


class AmendedLine(_Value):
    """A line as an amendment keeps it; `quantity` is what was ordered and not given up, in base units."""

    line_no: int
    sku: str
    name: str
    quantity: Quantity
    base_unit: str
    unit_price: UnitPrice
    net: Money


class AmendedOrder(_Value):
    """An order as an amendment keeps it, before or after."""

    state: str
    lines: tuple[AmendedLine, ...]
    total: Money
    requested_date: date | None
    ship_to: ShipTo | None
    bill_to: str | None
    carrier: str | None = None


class FieldChange(_Value):
    """One thing that differs: a `field` of a line (quantity, unit_price), or of the order where `line_no` is None.

    The values are plain text; an empty one means that there was or is none.
    """

    line_no: int | None
    sku: str
    field: str
    before: str
    after: str


class AmendmentView(_Value):
    """One numbered change of a confirmed order: who, when, why, from where, and what was before and after."""

    number: int
    revision: int
    kind: AmendmentKind
    made_by: str
    made_by_id: str
    made_at: datetime
    source: str | None
    reason: str
    before: AmendedOrder
    after: AmendedOrder
    changes: tuple[FieldChange, ...] = ()
