"""Decides whether something may go on credit, and every reason why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.billing.schemas import CreditDecision, CreditExposure, CreditReason
from domain.customers.schemas import CustomerView
from domain.shared.money import Money
from domain.shared.policy import CreditPolicy


@dataclass(frozen=True, slots=True)
class CreditStanding:
    """What beside the exposure is looked at: lateness as policy calls it, and what holds of the limit's owner."""

    is_overdue: bool = False
    dunning_level: int = 0
    holder: CustomerView | None = None
    today: date | None = None


def decide(
    exposure: CreditExposure, adds: Money, *, policy: CreditPolicy, standing: CreditStanding = CreditStanding()
) -> CreditDecision:
    """Whether `adds` may go on credit.

    Over ⇔ after > limit × (1 + tolerance), equality passes; no limit, no check. Who pays in advance has no limit: what
    came in must be worth everything that is owed and asked for.
    """
    after, nothing = exposure.total + adds, Money.zero(adds.currency)
    if standing.holder is not None and standing.holder.cash_in_advance:
        excess = max(after, nothing, key=lambda amount: amount.amount)
        reasons = [CreditReason.PREPAYMENT] if excess else []
    else:
        excess = _over(exposure, after, policy)
        reasons = [CreditReason.OVER_LIMIT] if excess else []
    reasons += _others(exposure, policy, standing)
    return CreditDecision(exposure=exposure, adds=adds, after=after, excess=excess, reasons=tuple(reasons))


def _over(exposure: CreditExposure, after: Money, policy: CreditPolicy) -> Money:
    """By how much the limit itself is passed; nothing while it is within the tolerance."""
    if exposure.limit is None:
        return Money.zero(after.currency)
    ceiling = Money(exposure.limit.amount * (1 + policy.over_limit_tolerance), after.currency)
    return after - exposure.limit if after > ceiling else Money.zero(after.currency)


def _others(exposure: CreditExposure, policy: CreditPolicy, standing: CreditStanding) -> Iterator[CreditReason]:
    if standing.is_overdue or (policy.overdue_total and exposure.overdue.amount > policy.overdue_total):
        yield CreditReason.OVERDUE
    if policy.dunning_level and standing.dunning_level >= policy.dunning_level:
        yield CreditReason.DUNNING
    holder = standing.holder
    if holder is None:
        return
    review = holder.limit_review_date
    if review is not None and standing.today is not None and standing.today > review and exposure.limit is not None:
        yield CreditReason.LIMIT_EXPIRED
    if holder.credit_block:
        yield CreditReason.BLOCKED
