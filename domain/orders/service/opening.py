"""Owns how imported orders that are still open come to life: stock, promises and credit as if confirmed here."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries.rows import line_rows, order_rows_for_update
from domain.orders.queries.views import line_view
from domain.orders.rules.progress import state_after
from domain.orders.service.crediting import lock_accounts
from domain.orders.service.promising import allocate, date_order, promise
from domain.orders.service.recording import commit_credit
from domain.shared.desk import Desk

IMPORTED = "imported"


def open_imported(session: Session, desk: Desk, bill_tos: Sequence[str], numbers: Sequence[str]) -> None:
    """Allocate, promise and commit these orders, most urgent first. What a line was wanted for is its first promise."""
    if not numbers:
        return
    lock_accounts(session, bill_tos)
    orders = {order.id: order for order in order_rows_for_update(session, numbers)}
    lines = line_rows(session, orders)
    waiting = [line for line in lines if line.open > 0]
    allocate(session, desk, orders, sorted(waiting, key=lambda line: _urgency(orders[line.order_id], line)))
    promise(session, desk, lines, cause=IMPORTED)
    for order in orders.values():
        _settle(session, desk, order, [line for line in lines if line.order_id == order.id])


def _urgency(order: SalesOrder, line: OrderLine) -> tuple[int, date, float, int, int]:
    placed = order.created_at.timestamp()
    return -order.priority, line.promised_date or date.max, placed, order.id, line.line_no


def _settle(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    for line in lines:
        line.first_promised_date = line.first_promised_date or line.promised_date
    date_order(order, lines)
    views = [line_view(line, order.currency) for line in lines]
    order.state = state_after(views)
    session.flush()
    commit_credit(session, desk, order, views, pending=False)
