"""Owns the policy of credit and of who decides."""

from decimal import Decimal

from domain.shared.actors import Role
from domain.shared.policy.part import Part


class CreditPolicy(Part):
    """When credit says stop."""

    over_limit_tolerance: Decimal
    overdue_days: int
    overdue_amount: Decimal
    horizon_days: int
    first_order_hold: bool


class ApprovalPolicy(Part):
    """Who may decide which hold, and for how long a request stands. Hours are working hours."""

    credit_roles: frozenset[Role]
    identity_roles: frozenset[Role]
    price_roles: frozenset[Role]
    expires_hours: int
    remind_hours: int
