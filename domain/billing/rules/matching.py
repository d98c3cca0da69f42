"""Who paid, and for what: an entry of a bank is weighed against what payers owe, every point with its reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.billing.rules.applying import in_order, settled, with_allowance
from domain.billing.rules.subsets import subset_of_sum
from domain.billing.schemas import AllowanceKind, AppliedPart, MatchCandidate, MatchReason, OpenItem
from domain.shared.money import Money
from domain.shared.policy import PaymentPolicy

#: What each sign is worth. A known account is as good as sure; a name or number needs an amount that fits.
POINTS: dict[MatchReason, int] = {
    MatchReason.ACCOUNT_KNOWN: 80,
    MatchReason.INVOICE_NAMED: 60,
    MatchReason.ORDER_NAMED: 50,
    MatchReason.PO_NAMED: 45,
    MatchReason.NAME_KNOWN: 45,
    MatchReason.CUSTOMER_NAMED: 40,
    MatchReason.DIGITS_SWAPPED: 20,
    MatchReason.NAME_ALIKE: 15,
    MatchReason.NAMED_EXACTLY: 40,
    MatchReason.LESS_DISCOUNT: 35,
    MatchReason.EXACTLY_ONE: 30,
    MatchReason.EXACT_SUM: 25,
    MatchReason.IN_PART: 10,
    MatchReason.MORE_THAN_OPEN: 10,
    MatchReason.LESS_BANK_FEE: 10,
    MatchReason.ONE_OF_SEVERAL: 5,
    MatchReason.OLDEST_DUE: 0,
}
#: What a person has to look at, however many points there are.
NEVER_SURE = frozenset({MatchReason.DIGITS_SWAPPED, MatchReason.NAME_ALIKE, MatchReason.LESS_BANK_FEE})
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody who may have paid: why we think so, what they owe, and which of it the text names."""

    bill_to: str
    signs: frozenset[MatchReason]
    items: tuple[OpenItem, ...]
    named: frozenset[str] = frozenset()


def weighed(amount: Money, on: date, payers: Iterable[Payer], policy: PaymentPolicy) -> tuple[MatchCandidate, ...]:
    """The likeliest explanations, best first; the first one is sure if it has the points and the lead.

    Two payers whose invoices are both named are never told apart by points.
    """
    counts_as = on - timedelta(days=policy.discount_grace_days)
    found = sorted(
        (_candidate(amount, counts_as, payer, policy) for payer in payers),
        key=lambda candidate: (-candidate.score, candidate.bill_to),
    )
    if not found:
        return ()
    best, others = found[0], found[1:]
    lead = best.score - (others[0].score if others else 0)
    is_sure = (
        best.score >= policy.certain_score
        and lead >= policy.lead_score
        and not NEVER_SURE.intersection(best.reasons)
        and not any(MatchReason.INVOICE_NAMED in other.reasons for other in others)
    )
    return (best.model_copy(update={"is_sure": is_sure}), *others)[:SHOWN]


def _candidate(amount: Money, on: date, payer: Payer, policy: PaymentPolicy) -> MatchCandidate:
    items = [item for item in payer.items if item.open_amount.currency == amount.currency]
    named = [item for item in items if item.invoice_number in payer.named]
    if named:
        reason, parts = _of_named(amount, on, in_order(named), policy)
        if reason is MatchReason.MORE_THAN_OPEN:
            payable = [item for item in items if item in named or not item.is_disputed]
            parts = settled(amount, payable, on, named=payer.named)
    else:
        reason, parts = _of_all(amount, on, in_order(item for item in items if not item.is_disputed), policy)
    reasons = (*sorted(payer.signs, key=lambda sign: (-POINTS[sign], sign)), reason)
    paid = Money.total((part.amount for part in parts), amount.currency)
    return MatchCandidate(
        bill_to=payer.bill_to,
        score=sum(POINTS[each] for each in reasons),
        reasons=reasons,
        parts=parts,
        rest=amount - paid,
    )


def _of_named(
    amount: Money, on: date, items: Sequence[OpenItem], policy: PaymentPolicy
) -> tuple[MatchReason, tuple[AppliedPart, ...]]:
    numbers = [item.invoice_number for item in items]
    total = Money.total((item.open_amount for item in items), amount.currency)
    allowed = Money.total((item.allowed_on(on) for item in items), amount.currency)
    if amount == total:
        return MatchReason.NAMED_EXACTLY, settled(amount, items, on, named=numbers)
    if amount > total:
        return MatchReason.MORE_THAN_OPEN, ()
    if amount >= total - allowed:
        return MatchReason.LESS_DISCOUNT, settled(amount, items, on, named=numbers)
    fee = _less_fee(amount, items, policy) if len(items) == 1 else ()
    if fee:
        return MatchReason.LESS_BANK_FEE, fee
    return MatchReason.IN_PART, settled(amount, items, on, named=numbers)


def _of_all(
    amount: Money, on: date, items: Sequence[OpenItem], policy: PaymentPolicy
) -> tuple[MatchReason, tuple[AppliedPart, ...]]:
    exact = [item for item in items if item.open_amount == amount]
    if exact:
        reason = MatchReason.EXACTLY_ONE if len(exact) == 1 else MatchReason.ONE_OF_SEVERAL
        return reason, settled(amount, exact[:1], on)
    less = [item for item in items if item.allowed_on(on) and item.open_amount - item.allowed_on(on) == amount]
    if len(less) == 1:
        return MatchReason.LESS_DISCOUNT, settled(amount, less, on)
    chosen = subset_of_sum(amount, [item.open_amount for item in items])
    if chosen:
        reason = MatchReason.EXACT_SUM if chosen.is_only else MatchReason.ONE_OF_SEVERAL
        return reason, settled(amount, [items[index] for index in chosen.indexes], on)
    fee = _less_fee(amount, items, policy) if len(items) == 1 else ()
    if fee:
        return MatchReason.LESS_BANK_FEE, fee
    return MatchReason.OLDEST_DUE, settled(amount, items, on)


def _less_fee(amount: Money, items: Sequence[OpenItem], policy: PaymentPolicy) -> tuple[AppliedPart, ...]:
    (item,) = items
    short = item.open_amount - amount
    tolerated = Money.zero(amount.currency) < short <= Money(policy.bank_fee_tolerance, amount.currency)
    return (with_allowance(item, short, AllowanceKind.BANK_FEE),) if tolerated else ()
