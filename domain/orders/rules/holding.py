"""Decides what holds an order: one function for each group of reasons, and what an earlier approval covers.

A new reason is a function from the case to its findings, named in `LOOKS`. They are asked at every door (confirm,
change of a held order, amendment, release), so they read only what the case carries.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Protocol, TypeAlias

from domain.billing.schemas import CreditDecision, CreditReason
from domain.orders.schemas import DOUBTS, HoldEnding, HoldFinding, HoldReason, HoldView, PriceKind
from domain.shared.money import Money, rounded
from domain.shared.policy import Policy
from domain.shared.quantity import plain

_SHOWN = 5


class JudgedLine(Protocol):
    """What of a line is looked at. Prices are per base unit; `net` (`gross`, where prices include tax) is of the whole
    line. `our_price` is what the lists say, `cost_price` is in the company's currency, `price_before` is what an
    amendment set another price for, discount taken off.
    """

    line_no: int
    sku: str
    ordered: Decimal
    unit_price: Decimal
    stated_price: Decimal | None
    our_price: Decimal | None
    cost_price: Decimal | None
    price_before: Decimal | None
    price_kind: str
    discount: Decimal
    net: Decimal
    gross: Decimal | None


#: A line whose price is looked at: the price beside it, its own, and both in words.
_Doubt: TypeAlias = tuple[JudgedLine, Decimal, Decimal, str]


@dataclass(frozen=True, slots=True)
class HoldCase:
    """An order as it stands at a door. `credit` is None where credit is not asked about at this door.

    `problems` are the codes of what was found when it was drafted. `rate` turns the order's currency into the
    company's. `terms` are the order's payment terms and those that are agreed, where that is asked.
    """

    lines: Sequence[JudgedLine]
    total: Money
    credit: CreditDecision | None
    problems: frozenset[str]
    policy: Policy
    rate: Decimal = Decimal(1)
    is_first: bool = False
    terms: tuple[str, str] | None = None


def credit_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """What credit says; only what passes the limit, or is not paid yet, is an amount to have authority for."""
    if case.credit is None:
        return
    credit, nothing = case.credit, Money.zero(case.credit.adds.currency)
    for reason in credit.reasons:
        facts = {"order": str(credit.adds), "exposure": str(credit.exposure.total), "after": str(credit.after)}
        facts |= {"limit": str(credit.exposure.limit)} if credit.exposure.limit is not None else {}
        facts |= {"overdue": str(credit.exposure.overdue)} if credit.exposure.overdue else {}
        amount = credit.excess if reason in _MEASURED else nothing
        yield HoldFinding(reason=HoldReason(reason), facts=facts, amount=amount, measure=credit.adds)


def newcomer_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """The first order of who pays, where policy wants to see it, and terms of payment that are not the agreed ones."""
    if case.credit is None:
        return
    nothing, adds = Money.zero(case.credit.adds.currency), case.credit.adds
    if case.is_first:
        yield HoldFinding(reason=HoldReason.FIRST_ORDER, facts={"order": str(adds)}, amount=nothing, measure=adds)
    if case.terms is not None and case.terms[0] != case.terms[1]:
        facts = {"terms": case.terms[0], "agreed": case.terms[1]}
        yield HoldFinding(
            reason=HoldReason.PAYMENT_TERMS, facts=facts, amount=nothing, measure=adds, about=case.terms[0]
        )  # fmt: skip


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


def price_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """The customer named less than ours for an article and nobody agreed on a price with them (R4), or an amendment
    set another price for it than was confirmed, higher or lower: one finding, worth both.
    """
    doubts = [*_named_below(case), *_amended(case)]
    if doubts:
        between = sum((abs(is_now - other) * line.ordered for line, other, is_now, _ in doubts), Decimal(0))
        facts = {line.sku: said for line, _, _, said in doubts[:_SHOWN]}
        about = _about(f"{line.sku} {plain(other)} {plain(is_now)}" for line, other, is_now, _ in doubts)
        amount = Money(between, case.total.currency)
        yield HoldFinding(reason=HoldReason.PRICE, facts=facts, amount=amount, about=about)


def _named_below(case: HoldCase) -> Iterator[_Doubt]:
    policy = case.policy.prices
    for line in case.lines if policy.hold_stated_below else ():
        stated, ours = line.stated_price, line.unit_price
        if stated is not None and line.price_kind != PriceKind.AGREED and stated < ours * (1 - policy.tolerance):
            yield line, stated, ours, f"{plain(stated)} named, {plain(ours)} ours"


def _amended(case: HoldCase) -> Iterator[_Doubt]:
    for line in case.lines:
        before, now = line.price_before, line.unit_price * (1 - line.discount)
        if before is not None and abs(now - before) > before * case.policy.prices.amended_free:
            yield line, before, now, f"{plain(now)} now, {plain(before)} before"


def margin_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """An article is sold below its cost, or for less than the margin that policy wants (R5): share of the net price.

    What an article costs us is not said to anybody, only what is left of its price.
    """
    least, low, missing = case.policy.prices.minimum_margin, list[tuple[JudgedLine, Decimal]](), Decimal(0)
    for line in case.lines:
        net = line.net * case.rate
        cost = (line.cost_price or Decimal(0)) * line.ordered
        if cost and (net < cost or net - cost < net * least):
            low.append((line, (net - cost) / net if net else Decimal(-1)))
            missing += (cost / (1 - least) - net) / case.rate
    if low:
        facts = {line.sku: f"margin {(margin * 100).quantize(Decimal('0.1'))} %" for line, margin in low[:_SHOWN]}
        about = _about(f"{line.sku} {plain(line.ordered)} {plain(line.net)}" for line, _ in low)
        amount = Money(missing, case.total.currency)
        yield HoldFinding(reason=HoldReason.MARGIN, facts=facts, amount=amount, about=about)


def discount_findings(case: HoldCase) -> Iterator[HoldFinding]:
    """One of ours agreed prices or discounts that leave more than policy lets pass off what the lists say."""
    listed = [(line, line.our_price * line.ordered) for line in case.lines if line.our_price]
    ours = sum((worth for _, worth in listed), Decimal(0))
    asked = sum((line.net if line.gross is None else line.gross for line, _ in listed), Decimal(0))
    given = rounded(ours) - asked
    if ours and given > ours * case.policy.prices.discount_free:
        share = (given / ours * 100).quantize(Decimal("0.1"))
        amount = Money(given, case.total.currency)
        facts = {"given": str(amount), "share": f"{share} %"}
        yield HoldFinding(reason=HoldReason.DISCOUNT, facts=facts, amount=amount, measure=amount)


def _about(parts: Iterable[str]) -> str:
    """Exactly these lines with these prices, in the room that there is for it."""
    return sha256("|".join(parts).encode()).hexdigest()


#: Every look at an order, in the order in which findings are shown.
LOOKS: tuple[Callable[[HoldCase], Iterator[HoldFinding]], ...] = (
    credit_findings,
    newcomer_findings,
    price_findings,
    margin_findings,
    discount_findings,
    value_findings,
    duplicate_findings,
)
#: What is looked at when goods leave: what was agreed does not change on the way.
LOOKS_AT_EXIT = (credit_findings,)
_MEASURED = frozenset({CreditReason.OVER_LIMIT, CreditReason.PREPAYMENT})


def findings(case: HoldCase, *, at_exit: bool = False) -> tuple[HoldFinding, ...]:
    """Everything that holds the order as it stands, whatever was approved before.

    Goods that replace others for nothing are owed already: nothing holds them.
    """
    if case.lines and all(line.price_kind == PriceKind.REPLACEMENT and not line.net for line in case.lines):
        return ()
    return tuple(finding for look in (LOOKS_AT_EXIT if at_exit else LOOKS) for finding in look(case))


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
