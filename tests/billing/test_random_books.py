"""Random lives of orders: after each step the exposure is what one gets by counting everything from scratch."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.billing import queries, service
from domain.billing.errors import CreditAboveInvoice
from domain.billing.models import CreditNote, Invoice, Payment, PaymentApplication
from domain.billing.schemas import CreditNoteRequest
from domain.shared.database import Transactions
from tests.billing.books import MEADOWSWEET, desk, line, open_books, payment, pounds, shipment

ID = MEADOWSWEET.customer_id
#: Nets in steps of five pence, so that gross at 20 % is exact and the counting by hand needs no rounding.
NET = st.integers(min_value=1, max_value=40_000).map(lambda steps: Decimal(steps) * Decimal("0.05"))
KEYS = st.sampled_from(["SO-1", "SO-2", "SO-3"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("confirm"), KEYS, NET),
        st.tuples(st.just("ship"), KEYS, NET),
        st.tuples(st.just("invoice"), KEYS, NET),
        st.tuples(st.just("cancel"), KEYS, NET),
        st.tuples(st.just("pay"), KEYS, NET),
        st.tuples(st.just("credit"), KEYS, NET),
    ),
    max_size=25,
)


def gross(net: Decimal) -> Decimal:
    """With tax of 20 %."""
    return net * Decimal("1.2")


@dataclass
class ByHand:
    """The same life on paper: nets per order, and everything that was ever invoiced, paid and credited."""

    confirmed: dict[str, Decimal] = field(default_factory=dict)
    shipped: dict[str, Decimal] = field(default_factory=dict)
    invoiced: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    credited: Decimal = Decimal(0)
    invoices: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    @property
    def exposure(self) -> Decimal:
        """Everything owed or about to be owed, counted once."""
        committed = sum(self.confirmed.values(), Decimal(0)) + sum(self.shipped.values(), Decimal(0))
        return gross(committed) + self.invoiced - self.paid - self.credited

    def tell(self, session: Session, key: str) -> None:
        """Tell billing what an order commits now."""
        service.set_commitment(
            session, key, ID, confirmed=pounds(str(gross(self.confirmed.get(key, Decimal(0))))),
            shipped=pounds(str(gross(self.shipped.get(key, Decimal(0))))), pending=False,
        )  # fmt: skip


def live(session: Session, books: ByHand, step: tuple[str, str, Decimal]) -> None:
    """Take one step in billing and on paper."""
    kind, key, net = step
    books.count += 1
    if kind == "confirm":
        books.confirmed[key] = books.confirmed.get(key, Decimal(0)) + net
        books.tell(session, key)
    elif kind == "ship":
        part = min(net, books.confirmed.get(key, Decimal(0)))
        books.confirmed[key] = books.confirmed.get(key, Decimal(0)) - part
        books.shipped[key] = books.shipped.get(key, Decimal(0)) + part
        books.tell(session, key)
    elif kind == "cancel":
        books.confirmed[key] = Decimal(0)
        books.tell(session, key)
    elif kind == "invoice" and books.shipped.get(key):
        part = min(net, books.shipped[key])
        view = service.issue_invoice(session, desk(), shipment(f"SH-{books.count}", line(str(part)), order=key))
        books.shipped[key] -= part
        books.invoiced += gross(part)
        books.invoices.setdefault(key, []).append(view.number)
    elif kind == "pay":
        reference = (books.invoices.get(key) or [None])[-1]
        service.receive_payment(session, desk(), payment(f"PAY-{books.count}", str(net), reference))
        books.paid += net
    elif kind == "credit" and books.invoices.get(key):
        credit(session, books, books.invoices[key][0], net)


def credit(session: Session, books: ByHand, number: str, net: Decimal) -> None:
    """Credit a part of an invoice, as far as it goes."""
    request = CreditNoteRequest(bill_to=ID, invoice_number=number, reason="RMA", lines=(line(str(net)),))
    left = queries.invoice_totals(session, number).total.amount - (
        session.scalar(select(func.sum(CreditNote.total)).where(CreditNote.invoice_number == number)) or Decimal(0)
    )
    if gross(net) > left:
        with pytest.raises(CreditAboveInvoice):
            service.issue_credit_note(session, desk(), request)
    else:
        assert service.issue_credit_note(session, desk(), request).total.amount == gross(net)
        books.credited += gross(net)


def check(session: Session, books: ByHand) -> None:
    """Billing says what the paper says, and every row adds up."""
    found = queries.exposure(session, desk(), MEADOWSWEET)
    assert found.total.amount == books.exposure
    for bill in session.scalars(select(Invoice).execution_options(populate_existing=True)):
        paid = session.scalar(
            select(func.sum(PaymentApplication.amount)).where(PaymentApplication.invoice_number == bill.number)
        )
        notes = session.scalars(select(CreditNote).where(CreditNote.invoice_number == bill.number)).all()
        credited = sum((note.total - note.open_amount for note in notes), Decimal(0))
        assert bill.open_amount == bill.total - (paid or Decimal(0)) - credited
    for money in session.scalars(select(Payment).execution_options(populate_existing=True)):
        used = session.scalar(
            select(func.sum(PaymentApplication.amount)).where(PaymentApplication.payment_id == money.payment_id)
        )
        assert money.unapplied + (used or Decimal(0)) == money.amount


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_x2_exposure_is_what_counting_from_scratch_gives(
    transactions: Transactions, steps: list[tuple[str, str, Decimal]]
) -> None:
    """Confirm, ship, invoice, pay, credit and cancel in any order: nothing counts twice and nothing is lost."""
    books = ByHand()
    with transactions.read() as session:
        open_books(session)
        for step in steps:
            live(session, books, step)
            check(session, books)
