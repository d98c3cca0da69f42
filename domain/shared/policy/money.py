"""Owns the policy of prices, tax and reminding."""

from decimal import Decimal

from pydantic import Field

from domain.shared.policy.part import Part


class PricePolicy(Part):
    """How far a price named by the customer may be from ours, what must be left above cost, and how much sales may take
    off: all as shares.
    """

    tolerance: Decimal = Field(ge=0, lt=1)
    hold_stated_below: bool
    minimum_margin: Decimal = Field(ge=0, lt=1)
    discount_free: Decimal = Field(ge=0, le=1)


class TaxPolicy(Part):
    """Where tax is rounded: once per rate on the document, or on each line."""

    rounding: str = Field(pattern="^(document|line)$")


class DunningLevel(Part):
    """A step of reminding, reached when an invoice is `days` past due."""

    level: int
    name: str
    days: int


class DunningPolicy(Part):
    """The levels in order, and below which open amount nobody is reminded."""

    minimum_amount: Decimal
    levels: tuple[DunningLevel, ...]
