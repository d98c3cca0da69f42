"""Owns how customers pay, by chance but the same each time.

Of a hundred invoices seventy are paid up to ten days before they are due or on the day, eighteen up to forty days late,
eight short by one to five hundredths with the rest twenty days later, and four not at all. Nine in ten payments name
the invoice.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.replay.then import FINANCE, Then
from domain.billing import service as billing
from domain.billing.schemas import InvoiceView, PaymentRequest
from domain.shared.money import Money

ON_TIME, LATE, SHORT = 0.70, 0.88, 0.96
NAMED = 0.9


@dataclass(frozen=True, order=True)
class _Coming:
    on: date
    payment_id: str
    bill_to: str = field(compare=False)
    amount: Money = field(compare=False)
    reference: str | None = field(compare=False)


class Bank:
    """Knows when which money comes."""

    def __init__(self, then: Then) -> None:
        self._then = then
        self._coming: list[_Coming] = []

    def expect(self, invoice: InvoiceView) -> None:
        """Decide how an invoice will be paid."""
        self._then.counts.invoices += 1
        reference = invoice.number if self._then.chance.random() < NAMED else None
        for index, (on, amount) in enumerate(self._parts(invoice)):
            if amount.amount > 0:
                payment_id = f"BANK-{invoice.number}-{index}"
                heapq.heappush(self._coming, _Coming(on, payment_id, invoice.bill_to, amount, reference))

    def _parts(self, invoice: InvoiceView) -> Iterator[tuple[date, Money]]:
        chance, due, total = self._then.chance, invoice.due_date, invoice.total
        how = chance.random()
        if how < ON_TIME:
            yield max(due - timedelta(days=chance.randint(0, 10)), invoice.issued_date), total
        elif how < LATE:
            yield due + timedelta(days=chance.randint(1, 40)), total
        elif how < SHORT:
            paid = Money(total.amount * (100 - chance.randint(1, 5)) / Decimal(100), total.currency)
            on = due - timedelta(days=chance.randint(0, 5))
            yield on, paid
            yield on + timedelta(days=20), total - paid

    def pay(self, day: date) -> None:
        """Receive what comes by this day."""
        then = self._then
        while self._coming and self._coming[0].on <= day:
            coming = heapq.heappop(self._coming)
            request = PaymentRequest(
                payment_id=coming.payment_id, bill_to=coming.bill_to, received_date=day, amount=coming.amount,
                reference=coming.reference,
            )  # fmt: skip
            with then.timed("paying"), then.transactions.begin() as session:
                billing.receive_payment(session, then.desk(FINANCE), request)
            then.counts.payments += 1
        then.react()
