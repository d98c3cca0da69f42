"""Owns the small world of billing tests: a desk on 14 November 2011, two bill-tos, and short ways to say things."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from domain.billing import service
from domain.billing.schemas import ImportedInvoice, InvoiceLineRequest, InvoiceRequest, PaymentRequest
from domain.customers.schemas import CustomerView
from domain.customers.service import import_customers
from domain.shared.actors import system
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.policy import shipped, understood

NOW = datetime(2011, 11, 14, 9, tzinfo=UTC)
MEADOWSWEET = CustomerView(
    customer_id="14961", name="Meadowsweet Florists", bill_to_id="14961", credit_limit=Decimal(4800), country="GB"
)
THISTLE = CustomerView(customer_id="12502", name="Thistle & Thyme Gifts", bill_to_id="12502", country="GB")


def desk(now: datetime = NOW, **parts: Mapping[str, Any]) -> Desk:
    """A desk of the system under the shipped policy, with parts of it replaced by keyword."""
    data = shipped()
    data |= {name: data[name] | dict(part) for name, part in parts.items()}
    return Desk(now=now, actor=system("test"), configuration=understood(data))


def pounds(amount: str | int) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def open_books(session: Session, *customers: CustomerView) -> None:
    """Make the bill-tos known and open their accounts."""
    known = customers or (MEADOWSWEET, THISTLE)
    import_customers(session, desk(), known)
    for one in known:
        service.lock_account(session, one.customer_id)


def imported(number: str, amount: str, due: date, **more: Any) -> ImportedInvoice:
    """An open invoice of Meadowsweet's from another system."""
    return ImportedInvoice(
        **{
            "number": number, "bill_to": MEADOWSWEET.customer_id, "issued_date": date(2011, 9, 1), "due_date": due,
            "total": pounds(amount), "open_amount": pounds(amount),
        } | more
    )  # fmt: skip


def line(net: str, *, rate: str = "20", key: str = "SO-1042/1") -> InvoiceLineRequest:
    """A line to invoice or credit."""
    return InvoiceLineRequest(
        line_key=key,
        sku="22423",
        name="REGENCY CAKESTAND 3 TIER",
        quantity=Decimal(1),
        unit_price=Decimal(net),
        net=pounds(net),
        rate=Decimal(rate),
    )


def shipment(number: str, *lines: InvoiceLineRequest, order: str = "SO-1042") -> InvoiceRequest:
    """What to invoice of a shipment to Meadowsweet."""
    return InvoiceRequest(
        bill_to=MEADOWSWEET.customer_id,
        order_number=order,
        shipment_number=number,
        commitment_key=order,
        lines=lines,
        terms="30",
    )


def payment(payment_id: str, amount: str, reference: str | None = None) -> PaymentRequest:
    """Money from Meadowsweet."""
    return PaymentRequest(
        payment_id=payment_id,
        bill_to=MEADOWSWEET.customer_id,
        received_date=date(2011, 11, 14),
        amount=pounds(amount),
        reference=reference,
    )
