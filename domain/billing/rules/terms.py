"""How payment terms become due dates and amounts, and which parts of an invoice a sum settles."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.billing.schemas import EarlyPaymentDiscount
from domain.shared.money import Money, spread
from domain.shared.terms import PaymentTerms


class DuePart(NamedTuple):
    """An amount and when it falls due."""

    due_date: date
    amount: Money


def due_parts(total: Money, terms: PaymentTerms, issued: date) -> tuple[DuePart, ...]:
    """The instalments of an invoice as they fall due: never before it is issued, together exactly its total.

    Shares that come to nothing are left out.
    """
    amounts = spread(total.amount, [share.percent for share in terms.shares])
    parts = [
        DuePart(share.moment.on(issued), Money(amount, total.currency))
        for share, amount in zip(terms.shares, amounts, strict=True)
        if amount
    ]
    return tuple(sorted(parts, key=lambda part: part.due_date))


def early_payment_discount(total: Money, terms: PaymentTerms, issued: date) -> EarlyPaymentDiscount | None:
    """What the terms let off who pays early, or None."""
    if terms.discount_percent is None or terms.discount_until is None:
        return None
    amount = Money(total.amount * terms.discount_percent / 100, total.currency)
    return EarlyPaymentDiscount(percent=terms.discount_percent, amount=amount, by_date=terms.discount_until.on(issued))


def lowered(parts: Sequence[tuple[Decimal, Decimal]], amount: Decimal) -> list[Decimal]:
    """What is open of parts (amount, open) in the order they fall due once `amount` settles them, earliest first.

    A negative amount takes a settlement back, latest part first. What passes all of them changes nothing more.
    """
    after = [is_open for _, is_open in parts]
    left = abs(amount)
    order = range(len(parts)) if amount > 0 else reversed(range(len(parts)))
    for index in order:
        room = after[index] if amount > 0 else parts[index][0] - after[index]
        step = min(left, room)
        after[index] += -step if amount > 0 else step
        left -= step
    return after
