"""SELECTs of what waits for money: open invoices with what may still be deducted, cash and credit on account."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from domain.billing.models import (
    HAS_OPEN_CREDIT,
    HAS_UNAPPLIED,
    IS_OPEN,
    IS_UNSETTLED,
    Allowance,
    CreditNote,
    Instalment,
    Invoice,
    Payment,
)
from domain.billing.rules import discount_left
from domain.billing.schemas import AllowanceKind, OpenInstalment, OpenItem
from domain.shared.money import Money

_COLUMNS: tuple[Any, ...] = (
    Invoice.number, Invoice.bill_to, Invoice.order_number, Invoice.due_date, Invoice.currency, Invoice.total,
    Invoice.open_amount, Invoice.disputed, Invoice.discount_amount, Invoice.discount_date,
)  # fmt: skip


def open_items(session: Session, bill_tos: Iterable[str]) -> tuple[OpenItem, ...]:
    """Every open invoice of these bill-tos, by number."""
    return _items(session, Invoice.bill_to.in_(sorted(set(bill_tos))))


def open_items_numbered(session: Session, numbers: Iterable[str]) -> tuple[OpenItem, ...]:
    """Those of these invoices that are open."""
    return _items(session, Invoice.number.in_(sorted(set(numbers))))


def open_items_of(session: Session, currency: str, amount: Decimal, limit: int) -> tuple[OpenItem, ...]:
    """The first open invoices over exactly this amount."""
    numbers = session.scalars(
        select(Invoice.number)
        .where(IS_OPEN, Invoice.open_amount == amount, Invoice.currency == currency)
        .order_by(Invoice.due_date, Invoice.number)
        .limit(limit)
    )
    return _items(session, Invoice.number.in_(numbers.all()))


def _items(session: Session, condition: ColumnElement[bool]) -> tuple[OpenItem, ...]:
    rows = session.execute(select(*_COLUMNS).where(condition, IS_OPEN).order_by(Invoice.number)).all()
    parts = _instalments(session, condition)
    discounts = _discounts(session, [row for row in rows if row.discount_amount])
    return tuple(_item(row, parts.get(row.number, ()), discounts) for row in rows)


def _instalments(session: Session, condition: ColumnElement[bool]) -> dict[str, tuple[tuple[date, Decimal], ...]]:
    found: dict[str, tuple[tuple[date, Decimal], ...]] = {}
    rows = session.execute(
        select(Instalment.invoice_number, Instalment.due_date, Instalment.open_amount)
        .join(Invoice, Invoice.number == Instalment.invoice_number)
        .where(condition, IS_UNSETTLED)
        .order_by(Instalment.invoice_number, Instalment.instalment_no)
    )
    for row in rows:
        found[row.invoice_number] = (*found.get(row.invoice_number, ()), (row.due_date, row.open_amount))
    return found


def _discounts(session: Session, rows: list[Any]) -> dict[str, Money]:
    """What may still be deducted of each of these invoices, after credit notes and what was deducted before."""
    numbers = [row.number for row in rows]
    if not numbers:
        return {}
    credits = select(CreditNote.invoice_number, func.sum(CreditNote.total)).group_by(CreditNote.invoice_number)
    taken = select(Allowance.invoice_number, func.sum(Allowance.amount)).group_by(Allowance.invoice_number)
    credited: dict[str | None, Decimal] = {
        row[0]: row[1] for row in session.execute(credits.where(CreditNote.invoice_number.in_(numbers)))
    }
    is_discount = Allowance.kind == AllowanceKind.DISCOUNT
    deducted: dict[str, Decimal] = {
        row[0]: row[1] for row in session.execute(taken.where(Allowance.invoice_number.in_(numbers), is_discount))
    }

    def money(row: Any, amount: Decimal | None) -> Money:
        return Money(amount or Decimal(0), row.currency)

    return {
        row.number: discount_left(
            money(row, row.discount_amount),
            total=money(row, row.total),
            credited=money(row, credited.get(row.number)),
            taken=money(row, deducted.get(row.number)),
        )
        for row in rows
    }


def _item(row: Any, parts: tuple[tuple[date, Decimal], ...], discounts: dict[str, Money]) -> OpenItem:
    return OpenItem(
        invoice_number=row.number,
        bill_to=row.bill_to,
        order_number=row.order_number,
        due_date=parts[0][0] if parts else row.due_date,
        total=Money(row.total, row.currency),
        open_amount=Money(row.open_amount, row.currency),
        is_disputed=row.disputed,
        discount=discounts.get(row.number),
        discount_date=row.discount_date,
        instalments=tuple(OpenInstalment(due_date=due, open_amount=Money(part, row.currency)) for due, part in parts),
    )


def unapplied_payments(session: Session, bill_to: str) -> list[tuple[str, Money]]:
    """The payments with cash on account, by id: the oldest received first."""
    rows = session.execute(
        select(Payment.payment_id, Payment.unapplied, Payment.currency)
        .where(Payment.bill_to == bill_to, HAS_UNAPPLIED)
        .order_by(Payment.received_date, Payment.payment_id)
    )
    return [(row.payment_id, Money(row.unapplied, row.currency)) for row in rows]


def open_credit_notes(session: Session, bill_to: str) -> list[tuple[str, Money]]:
    """The credit notes with open credit, the oldest first."""
    rows = session.execute(
        select(CreditNote.number, CreditNote.open_amount, CreditNote.currency)
        .where(CreditNote.bill_to == bill_to, HAS_OPEN_CREDIT)
        .order_by(CreditNote.issued_date, CreditNote.number)
    )
    return [(row.number, Money(row.open_amount, row.currency)) for row in rows]
