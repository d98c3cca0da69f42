"""Decides what holds an order: one function for each group of reasons, and what an earlier approval covers.

A new reason is a function from the case to its findings, named in `LOOKS`. They are asked at every door (confirm,
change of a held order, amendment, release), so they read only what the case carries.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from domain.billing.schemas import CreditDecision, CreditReason
from domain.orders.schemas import DOUBTS, HoldEnding, HoldFinding, HoldReason, HoldView
from domain.shared.money import Money
from domain.shared.policy import Policy


class JudgedLine(Protocol):
    """What of a line is looked at. Prices are per base unit; `net` is of the whole line."""

    line_no: int
    sku: str
    ordered: Decimal
    unit_price: Decimal
    stated_price: Decimal | None
    net: Decimal


@dataclass(frozen=True, slots=True)
class HoldCase:
    """An order as it stands at a door. `credit` is None where credit is not asked about at this door.

    `problems` are the codes of what was found when it was drafted. `rate` turns the order's currency into the
    company's.
    """

    lines: Sequence[JudgedLine]
    total: Money
    credit: CreditDecision | None
    problems: frozenset[str]
    policy: Policy
    rate: Decimal = Decimal(1)


def credit_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """What credit says; only passing the limit has an amount that a decider must have authority for."""
    if case.credit is None:
        return
    credit, nothing = case.credit, Money.zero(case.credit.adds.currency)
    for reason in credit.reasons:
        amount = credit.excess if reason is CreditReason.OVER_LIMIT else nothing
        facts = {"order": str(credit.adds), "exposure": str(credit.exposure.total), "after": str(credit.after)}
        facts |= {"limit": str(credit.exposure.limit)} if credit.exposure.limit is not None else {}
        facts |= {"overdue": str(credit.exposure.overdue)} if credit.exposure.overdue else {}
        yield HoldFinding(reason=HoldReason(reason), facts=facts, amount=amount, measure=credit.adds)


def value_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """An order worth more than anybody may take on without a second look (policy `approvals.value_over`, 0: never)."""
    most = case.policy.approvals.value_over
    if most and case.total.amount * case.rate > most:
        facts = {"total": str(case.total), "over": str(most)}
        yield HoldFinding(reason=HoldReason.VALUE, facts=facts, amount=case.total, measure=case.total)


def duplicate_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """A second copy that somebody confirmed all the same, where policy wants another look (`duplicates.hold`)."""
    doubts = sorted(case.problems & DOUBTS)
    if doubts and case.policy.duplicates.hold:
        yield HoldFinding(reason=HoldReason.DUPLICATE, facts={"found": ", ".join(doubts)}, measure=case.total)


#: Every look at an order, in the order in which findings are shown.
LOOKS: tuple[Callable[[HoldCase], Iterator[HoldFinding]], ...] = (credit_findings, value_findings, duplicate_findings)


def findings(case: HoldCase) -> tuple[HoldFinding, ...]:
    """Everything that holds the order as it stands, whatever was approved before."""
    return tuple(finding for look in LOOKS for finding in look(case))


def uncovered(
    found: Iterable[HoldFinding], holds: Iterable[HoldView], now: datetime
) -> tuple[HoldFinding, ...]:  # fmt: skip
    """What no approval covers: of the same reason and about the same, up to its cap and before it ends."""
    grants = [hold for hold in holds if hold.ending is HoldEnding.APPROVED]
    return tuple(each for each in found if not any(_covers(grant, each, now) for grant in grants))


def _covers(grant: HoldView, finding: HoldFinding, now: datetime) -> bool:
    if grant.reason != finding.reason or grant.about != finding.about:
        return False
    if grant.valid_until is not None and now >= grant.valid_until:
        return False
    return grant.cap is None or finding.measure is None or finding.measure <= grant.cap


def authority(found: Sequence[HoldFinding], currency: str) -> Money:
    """The amount that whoever decides about these findings must have authority for: the largest of them."""
    amounts = [each.amount for each in found if each.amount is not None]
    return max(amounts, key=lambda amount: amount.amount, default=Money.zero(currency))
