"""Owns the policy of figures."""

from pydantic import Field

from domain.shared.policy.part import Part


class ReportingPolicy(Part):
    """What figures count; an order is undamaged with no return for damage so many days after it left."""

    damage_days: int = Field(ge=0)
