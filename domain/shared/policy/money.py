"""Owns the policy of prices, tax and reminding."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from domain.shared.policy.part import Part


class PricePolicy(Part):
    """How far a price named by the customer may be from ours, what must be left above cost, how much sales may take
    off, and how far an amendment may move a confirmed price, up or down: all as shares.
    """

    tolerance: Decimal = Field(ge=0, lt=1)
    hold_stated_below: bool
    minimum_margin: Decimal = Field(ge=0, lt=1)
    discount_free: Decimal = Field(ge=0, le=1)
    amended_free: Decimal = Field(ge=0, le=1)


class TaxPolicy(Part):
    """Where tax is rounded: once per rate on the document, or on each line."""

    rounding: str = Field(pattern="^(document|line)$")


class DunningLevel(Part):
    """A step of reminding, reached when an invoice is `days` past due."""

    level: int
    name: str
    days: int
    fee: Decimal = Decimal(0)


class InterestRate(Part):
    """A reference rate in percent a year, in force since a day."""

    since: date
    percent: Decimal


class DunningPolicy(Part):
    """The levels in order, below which open amount nobody is reminded, when, how often, and what is charged for it.

    `manager_level` is the level from which the account manager hears of it. Interest is the reference rate of the
    half-year plus the margin, in percent a year.
    """

    minimum_amount: Decimal
    working_days_only: bool
    every_days: int = Field(ge=1)
    manager_level: int
    charge_interest: bool
    interest_margin: Decimal
    rates: tuple[InterestRate, ...]
    levels: tuple[DunningLevel, ...]
