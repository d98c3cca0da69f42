"""Owns the policy of goods that come back."""

from decimal import Decimal

from pydantic import Field

from domain.shared.actors import Role
from domain.shared.policy.part import Part


class ReasonPolicy(Part):
    """What a reason means: whose fault it is, how many days after it left something may come back for it (0 = ever),
    and the share of the price that stays with us where it is the customer's.
    """

    fault: str = Field(pattern="^(customer|seller)$")
    days: int = Field(ge=0)
    restocking_fee: Decimal = Field(default=Decimal(0), ge=0, lt=1)


class ReturnsPolicy(Part):
    """How long an authorised return may come, and be under way beside; who may allow it later than its reason does;
    after how many days without an objection a settled one is closed; who may credit it, and whether that or a
    replacement may be of the same person who inspected the goods.
    """

    authorised_days: int = Field(gt=0)
    transit_days: int = Field(ge=0)
    objection_days: int = Field(ge=0)
    late_roles: frozenset[Role]
    credit_roles: frozenset[Role]
    inspector_may_settle: bool
    reasons: dict[str, ReasonPolicy]
