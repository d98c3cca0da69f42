"""Owns what staff are told by the clock: late backorders, overdue invoices, returns, open approvals,
collective invoices that could not be made.

Each is told only when something changed since it was told last.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.alerts import service as alerts
from domain.approvals import service as approvals
from domain.billing import queries as billing
from domain.conversations.schemas import Places
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.orders import queries as orders
from domain.orders.schemas import OrderView, WaitingLine
from domain.returns import queries as returned
from domain.returns.schemas import ReturnView
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.outbox import Delivery, owe
from domain.shipping.schemas import RefusedInvoice
from presentation.schemas import (
    BackorderAlert,
    InvoicesRefused,
    LateLine,
    OverdueDigest,
    OverdueEntry,
    ReturnsAlert,
    WaitingReturn,
)
from presentation.schemas.base import Message
from presentation.wording.times import day


def backorders(session: Session, desk: Desk, places: Places) -> int:
    """Tell each rep of their late or slipping lines, and the alerts channel of all; says how many were told."""
    late = orders.late_lines(session, desk)
    by_order = {number: orders.order(session, desk, number) for number in {line.order_number for line in late}}
    told = 0
    for rep, lines in sorted(_by_rep(late, by_order).items()):
        target = _slack_of(session, rep)
        alert = BackorderAlert(day=desk.today, lines=tuple(_late_line(line, by_order) for line in lines))
        told += _tell(session, desk, f"backorders:{rep}", target, "backorder_alert", alert)
    if late:
        alert = BackorderAlert(day=desk.today, lines=tuple(_late_line(line, by_order) for line in late))
        told += _tell(session, desk, "backorders:all", places.alerts, "backorder_alert", alert)
    return told


def _by_rep(late: Iterable[WaitingLine], by_order: dict[str, OrderView]) -> dict[str, list[WaitingLine]]:
    found: dict[str, list[WaitingLine]] = {}
    for line in late:
        order = by_order[line.order_number]
        found.setdefault(order.account_manager or order.author_id, []).append(line)
    return found


def _late_line(line: WaitingLine, by_order: dict[str, OrderView]) -> LateLine:
    order = by_order[line.order_number]
    ordered = next((each for each in order.lines if each.line_no == line.line_no), None)
    due = f", due {day(line.due_date)}" if line.due_date else ""
    return LateLine(
        order_number=line.order_number,
        customer_name=order.customer_name or order.customer_id or "",
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        base_unit=ordered.base_unit if ordered else "each",
        promised_date=line.first_promised_date or line.promised_date,
        expected_date=line.promised_date,
        cause=f"supplier order {line.supplier_order}{due}" if line.supplier_order else None,
    )


def overdue(session: Session, desk: Desk, places: Places) -> int:
    """Tell the alerts channel who is overdue, by bill-to, when that changed."""
    notices = billing.overdue(session, desk)
    if not notices:
        return 0
    names = customers.customers(session, {notice.bill_to for notice in notices})
    entries = tuple(
        OverdueEntry(
            customer_name=names[notice.bill_to].name if notice.bill_to in names else notice.bill_to, notice=notice
        )
        for notice in notices
    )
    currency = desk.company.currency
    total = Money.total((notice.total for notice in notices if notice.total.currency == currency), currency)
    digest = OverdueDigest(day=desk.today, entries=entries, total=total)
    return _tell(session, desk, "overdue:all", places.alerts, "overdue_digest", digest)


def returns(session: Session, desk: Desk, places: Places) -> int:
    """Tell the alerts channel of returns that are expected and did not come, or came and nobody looked."""
    waiting = [*returned.expected_and_late(session, desk), *returned.received_not_inspected(session, desk)]
    if not waiting:
        return 0
    alert = ReturnsAlert(day=desk.today, returns=tuple(_waiting_return(view, desk) for view in waiting))
    return _tell(session, desk, "returns:all", places.alerts, "returns_alert", alert)


def refused_invoices(session: Session, desk: Desk, places: Places, refused: Sequence[RefusedInvoice]) -> int:
    """Tell the alerts channel of collective invoices that could not be made, when that changed."""
    if not refused:
        return 0
    alert = InvoicesRefused(day=desk.today, refused=tuple(refused))
    return _tell(session, desk, "invoices_refused:all", places.alerts, "invoices_refused", alert)


def _waiting_return(view: ReturnView, desk: Desk) -> WaitingReturn:
    since = view.received_date or view.authorised_date or desk.today
    return WaitingReturn(
        rma_number=view.number,
        order_number=view.order_number,
        customer_name=view.customer_name,
        authorised_date=view.authorised_date or desk.today,
        received_date=view.received_date,
        days=(desk.today - since).days,
    )


def approvals_waiting(session: Session, desk: Desk, _places: Places) -> int:
    """Have the approvers reminded of requests that nobody decided, once per request: routing answers the events."""
    return len(approvals.due_reminders(session, desk))


def _slack_of(session: Session, email: str) -> str | None:
    employee = employees.by_email(session, email)
    return employee.slack_user_id if employee else None


def _tell(session: Session, desk: Desk, key: str, target: str | None, message: str, data: Message) -> int:
    """Owe one message to one place unless the same was told before; says how many (0 or 1)."""
    if target is None:
        return 0
    plain = data.model_dump(mode="json")
    fingerprint = _fingerprint(plain)
    if not alerts.tell_if_changed(session, key, fingerprint, desk.now):
        return 0
    delivery = Delivery(
        key=f"{key}:{desk.now.isoformat()}",
        message=message,
        channel="slack",
        target=target,
        subject=key[:120],
        data=plain,
    )
    return int(owe(session, delivery, now=desk.now))


def _fingerprint(plain: dict[str, object]) -> str:
    """What is told, without the day it is told on and without how many days something waits by now."""
    return sha256(repr(_settled(plain)).encode()).hexdigest()


def _settled(value: object) -> object:
    if isinstance(value, dict):
        moving = {"day", "days", "days_past_due"}
        return {key: _settled(each) for key, each in sorted(value.items()) if key not in moving}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_settled(each) for each in value]
    return value
