"""Owns the policy of payments: what may be let go, when a discount still counts, when a bank's entry is sure."""

from decimal import Decimal

from pydantic import Field

from domain.shared.actors import Role
from domain.shared.policy.part import Part


class PaymentPolicy(Part):
    """How money that comes in is booked. Amounts are in the currency of the document."""

    apply_unapplied: bool
    discount_grace_days: int = Field(ge=0)
    write_off_tolerance: Decimal = Field(ge=0)
    write_off_roles: frozenset[Role]
    refund_roles: frozenset[Role]
    bank_fee_tolerance: Decimal = Field(ge=0)
    certain_score: int = Field(ge=1)
    lead_score: int = Field(ge=0)
    promise_grace_days: int = Field(ge=0)
    longest_promise_days: int = Field(ge=0)
