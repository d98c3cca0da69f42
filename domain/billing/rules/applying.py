"""What a payment settles: which invoices, in which order, and what is let go with it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from domain.billing.schemas import AllowanceKind, AppliedPart, OpenInstalment, OpenItem
from domain.shared.money import Money


def named_in(reference: str | None, numbers: Iterable[str]) -> frozenset[str]:
    """The invoice numbers that a payment's reference names, however it spells them ('inv 1001', 'INV1001')."""
    words = [squeezed(word) for word in re.split(r"[\s,;/+&]+", reference or "") if word]
    spelled = set(words) | {left + right for left, right in pairwise(words)}
    return frozenset(number for number in numbers if squeezed(number) in spelled)


def squeezed(text: str) -> str:
    """Letters and digits alone, in capitals: what two spellings of one number have in common."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def applied(amount: Money, items: Sequence[OpenItem], reference: str | None, on: date) -> tuple[AppliedPart, ...]:
    """What a payment received on a day settles: invoices that it names first, then the oldest due.

    Disputed ones only by name. Where it is short by no more than the early-payment discount that is still granted,
    the rest of those invoices is discount.
    """
    named = named_in(reference, (item.invoice_number for item in items))
    payable = [item for item in items if item.invoice_number in named or not item.is_disputed]
    return settled(amount, payable, on, named=named)


def in_order(items: Iterable[OpenItem], named: Iterable[str] = ()) -> list[OpenItem]:
    """Named ones first, each kind by due date and number."""
    first = frozenset(named)
    return sorted(items, key=lambda item: (item.invoice_number not in first, item.due_date, item.invoice_number))


def settled(
    amount: Money, items: Iterable[OpenItem], on: date, *, named: Iterable[str] = ()
) -> tuple[AppliedPart, ...]:
    """What an amount settles: named invoices whole, then instalment by instalment, the oldest due first.

    It is never short by a discount and by more at once: then no discount is granted, and the rest stays open.
    """
    ranked = in_order(items, named)
    whole = _with_discount(amount, ranked, on)
    if whole:
        return whole
    first = frozenset(named)
    claims = [(False, item.due_date, item.invoice_number, item.open_amount) for item in ranked
              if item.invoice_number in first]  # fmt: skip
    claims += [
        (True, part.due_date, item.invoice_number, part.open_amount)
        for item in ranked
        if item.invoice_number not in first
        for part in item.instalments or (OpenInstalment(due_date=item.due_date, open_amount=item.open_amount),)
    ]
    left, paid = amount, dict[str, Money]()
    for _, _, number, claim in sorted(claims, key=lambda claim: claim[:3]):
        part = min(left, claim)
        if part:
            paid[number] = paid.get(number, Money.zero(amount.currency)) + part
            left = left - part
    return tuple(AppliedPart(invoice_number=number, amount=part) for number, part in paid.items())


def _with_discount(amount: Money, items: Sequence[OpenItem], on: date) -> tuple[AppliedPart, ...]:
    """The first invoices that the amount covers only thanks to discounts; nothing where it covers them without."""
    total, allowed = Money.zero(amount.currency), Money.zero(amount.currency)
    for position, item in enumerate(items, start=1):
        total, allowed = total + item.open_amount, allowed + item.allowed_on(on)
        if total > amount:
            return _short_by(total - amount, items[:position], on) if total - allowed <= amount else ()
    return ()


def _short_by(short: Money, items: Sequence[OpenItem], on: date) -> tuple[AppliedPart, ...]:
    parts = []
    for item in items:
        allowed = min(short, item.allowed_on(on))
        short = short - allowed
        parts.append(with_allowance(item, allowed, AllowanceKind.DISCOUNT))
    return tuple(part for part in parts if part.amount)


def with_allowance(item: OpenItem, allowed: Money, kind: AllowanceKind) -> AppliedPart:
    """The whole of an invoice: paid, but for what is let go."""
    paid = item.open_amount - allowed
    if not allowed:
        return AppliedPart(invoice_number=item.invoice_number, amount=paid)
    return AppliedPart(invoice_number=item.invoice_number, amount=paid, allowed=allowed, kind=kind)


def discount_left(granted: Money, *, total: Money, credited: Money, taken: Money) -> Money:
    """What of an early-payment discount is left after credit notes (in proportion) and what was taken before."""
    if total.amount <= 0:
        return Money.zero(total.currency)
    share = Money(granted.amount * (total.amount - credited.amount) / total.amount, total.currency)
    return max(share - taken, Money.zero(total.currency))
