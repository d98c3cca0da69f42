"""Answers about many orders: whose they are, which lines wait, which are late, which PO was used before."""

import re
from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries.rows import hold_rows, line_rows
from domain.orders.queries.views import payment_flag, view_of
from domain.orders.rules.headers import po_key
from domain.orders.schemas import OrderView, PlannedPart, WaitingLine
from domain.shared.database import written
from domain.shared.desk import Desk
from domain.stock import queries as stock
from domain.stock.schemas import ReceiptView

_NUMBER = re.compile(r"(?:\b(?:SO|DRAFT|ORDER)[\s\-#]*|#|^\s*)(\d{1,18})\b", re.IGNORECASE)


def find_number(session: Session, text: str) -> str | None:
    """The number of the order that a text names ('1042', 'so 1042', 'SO-1042', an imported number), or None."""
    candidates = [text.strip().upper()]
    match = _NUMBER.search(text)
    if match:
        candidates += [f"SO-{int(match[1])}", match[1]]
    found = set(session.scalars(select(SalesOrder.number).where(SalesOrder.number.in_(candidates))))
    return next((number for number in candidates if number in found), None)


def orders_of(session: Session, desk: Desk, customer_id: str, limit: int = 10) -> tuple[OrderView, ...]:
    """The latest orders of a customer, open ones first, newest first; drafts of theirs among them."""
    is_open = case((SalesOrder.state.in_(sorted({*LIVE, OrderState.DRAFT})), 0), else_=1)
    rows = session.scalars(
        select(SalesOrder)
        .where(SalesOrder.customer_id == customer_id, SalesOrder.state != OrderState.DISCARDED)
        .order_by(is_open, SalesOrder.created_at.desc(), SalesOrder.id.desc())
        .limit(limit)
    ).all()
    return _views(session, desk, rows)


def unfinished_by(session: Session, desk: Desk, author_id: str, limit: int = 20) -> tuple[OrderView, ...]:
    """What somebody began and nobody finished: their drafts and their orders that wait for a decision, newest first."""
    rows = session.scalars(
        select(SalesOrder)
        .where(
            SalesOrder.author_id == author_id,
            SalesOrder.state.in_((OrderState.DRAFT, OrderState.PENDING_CONFIRMATION)),
        )
        .order_by(SalesOrder.id.desc())
        .limit(limit)
    ).all()
    return _views(session, desk, rows)


def number_of_key(session: Session, draft_key: str) -> str | None:
    """The order that was drafted under this key, or None."""
    return session.scalar(select(SalesOrder.number).where(SalesOrder.draft_key == draft_key))


def _views(session: Session, desk: Desk, rows: Sequence[SalesOrder]) -> tuple[OrderView, ...]:
    every, holds = line_rows(session, [row.id for row in rows]), hold_rows(session, [row.id for row in rows])
    views = []
    for row in rows:
        lines = [line for line in every if line.order_id == row.id]
        of_order = [hold for hold in holds if hold.order_id == row.id]
        views.append(view_of(row, lines, of_order, payment=payment_flag(session, desk, row, lines)))
    return tuple(views)


def waiting(session: Session, desk: Desk, customer_id: str) -> tuple[WaitingLine, ...]:
    """The lines that a customer waits for, earliest promise first, each with the receipt behind its date."""
    rows = session.execute(
        select(SalesOrder.number, OrderLine)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(SalesOrder.customer_id == customer_id, SalesOrder.state.in_(sorted(LIVE)), OrderLine.open > 0)
        .order_by(SalesOrder.id, OrderLine.line_no)
    ).all()
    receipts = _receipts(session, desk, [row.sku for _, row in rows])
    lines = [_waiting_line(number, row, receipts) for number, row in rows]
    return tuple(sorted(lines, key=lambda line: (line.promised_date is None, line.promised_date or desk.today)))


def late_lines(session: Session, desk: Desk) -> tuple[WaitingLine, ...]:
    """The waiting lines whose promise has passed or slipped behind the first one, by order."""
    rows = session.execute(
        select(SalesOrder.number, OrderLine)
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(
            OrderLine.open > written(0),
            SalesOrder.state.in_([OrderState.CONFIRMED, OrderState.IN_FULFILMENT]),
            (OrderLine.promised_date < desk.today)
            | (OrderLine.promised_date > OrderLine.first_promised_date)
            | OrderLine.promised_date.is_(None),
        )
        .order_by(SalesOrder.id, OrderLine.line_no)
    ).all()
    receipts = _receipts(session, desk, [row.sku for _, row in rows])
    return tuple(_waiting_line(number, row, receipts) for number, row in rows)


def same_po(session: Session, bill_to: str, customer_po: str, *, excluding: str | None = None) -> tuple[str, ...]:
    """The orders of a bill-to that carry this PO number however written, newest first; not what was given up."""
    return tuple(
        session.scalars(
            select(SalesOrder.number)
            .where(
                SalesOrder.bill_to == bill_to,
                SalesOrder.po_key == po_key(customer_po),
                SalesOrder.number != (excluding or ""),
                SalesOrder.state.not_in([OrderState.DISCARDED, OrderState.CANCELLED]),
            )
            .order_by(SalesOrder.id.desc())
        )
    )


def _receipts(session: Session, desk: Desk, skus: list[str]) -> dict[tuple[str, str], ReceiptView]:
    if not skus:
        return {}
    found = stock.availability(session, desk, sorted(set(skus)))
    return {
        (receipt.supplier_order, receipt.sku): receipt
        for availability in found.values()
        for receipt in availability.receipts
    }


def _waiting_line(number: str, row: OrderLine, receipts: dict[tuple[str, str], ReceiptView]) -> WaitingLine:
    parts = [PlannedPart.model_validate(part) for part in row.parts or ()]
    supplier_order = next((part.supplier_order for part in reversed(parts) if part.supplier_order), None)
    receipt = receipts.get((supplier_order, row.sku)) if supplier_order else None
    return WaitingLine(
        order_number=number,
        line_no=row.line_no,
        sku=row.sku,
        name=row.name,
        quantity=row.open,
        promised_date=row.promised_date,
        first_promised_date=row.first_promised_date,
        supplier_order=supplier_order,
        due_date=receipt.due_date if receipt else None,
    )
