"""Owns the policy of the order's life: who reopens, how long offers stand, how standing orders run."""

from datetime import time

from pydantic import Field

from domain.shared.actors import Role
from domain.shared.policy.part import Part


class OrderPolicy(Part):
    """Who may take back that an order was cancelled, short-closed or closed."""

    reopen_roles: frozenset[Role]


class QuotationPolicy(Part):
    """How many calendar days an offer stands where nothing else is said; whether it may become several orders."""

    valid_days: int = Field(gt=0)
    several_orders: bool


class StandingPolicy(Part):
    """How many working days before its day a standing order is drafted, and whether it is confirmed by itself,
    and the time of the day (company time) at which that is done.
    """

    lead_working_days: int = Field(ge=0)
    confirm: bool
    drafted_at: time
