"""Every SELECT of returns."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from domain.orders import queries as orders
from domain.returns import rules
from domain.returns.lifecycle import EXPECTED, OPEN, ReturnState
from domain.returns.models import Return, ReturnCredit, ReturnDisposition, ReturnLine
from domain.returns.schemas import (
    JOINT,
    DispositionView,
    Fault,
    ImportedReturn,
    ReturnCause,
    ReturnLineView,
    ReturnReason,
    ReturnView,
    Settlement,
)
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shipping import queries as shipping

#: The customer keeps goods that are credited: they cannot come back any more.
_IS_KEPT = func.coalesce(Return.settlement, "") == Settlement.CREDIT_ONLY


def rma(session: Session, number: str) -> ReturnView:
    """One return by its RMA number; raises NotFound."""
    found = _views(session, Return.number == number)
    if not found:
        raise NotFound(number=number)
    return found[0]


def returns_of(session: Session, order_number: str) -> tuple[ReturnView, ...]:
    """The returns of an order, first to last."""
    return _views(session, Return.order_number == order_number)


def open_returns(session: Session) -> tuple[ReturnView, ...]:
    """Every return with which somebody still has something to do, oldest first."""
    return _views(session, Return.state.in_(sorted(OPEN)))


def expected_and_late(session: Session, desk: Desk) -> tuple[ReturnView, ...]:
    """Returns that were authorised and have not come within the days that the policy allows."""
    waiting = _views(session, Return.state.in_(sorted(EXPECTED)))
    days = desk.policy.alerts.return_expected_days
    return tuple(view for view in waiting if view.authorised_date and (desk.today - view.authorised_date).days > days)


def received_not_inspected(session: Session, desk: Desk) -> tuple[ReturnView, ...]:
    """Returns that came in and were not inspected within the working days that the policy allows."""
    waiting = _views(session, Return.state == ReturnState.RECEIVED)
    days = desk.policy.alerts.inspection_days
    return tuple(
        view
        for view in waiting
        if view.received_date and desk.today > desk.calendar.add_working_days(view.received_date, days)
    )


def requested_with(session: Session, key: str) -> str | None:
    """The number of the return that was asked for under this key."""
    return session.scalar(select(Return.number).where(Return.request_key == key))


def run_out(session: Session, desk: Desk) -> tuple[str, ...]:
    """Numbers of returns that may not come any more; what is on its way has the days that the policy allows beside."""
    on_its_way = desk.today - timedelta(days=desk.policy.returns.transit_days)
    gone = or_(
        and_(Return.state == ReturnState.AUTHORISED, Return.authorised_until < desk.today),
        and_(Return.state == ReturnState.IN_TRANSIT, Return.authorised_until < on_its_way),
    )
    return tuple(session.scalars(select(Return.number).where(gone).order_by(Return.number)))


def to_close(session: Session, desk: Desk) -> tuple[str, ...]:
    """Numbers of returns that were settled before the days in which somebody may object."""
    since = desk.today - timedelta(days=desk.policy.returns.objection_days)
    settled = and_(Return.state == ReturnState.SETTLED, Return.settled_date < since)
    return tuple(session.scalars(select(Return.number).where(settled).order_by(Return.number)))


def returnable(session: Session, desk: Desk, order_number: str) -> dict[int, Decimal]:
    """How much of each line of an order may still be sent back, by line number, in base units; raises NotFound."""
    order = orders.order(session, desk, order_number)
    rows = session.execute(
        select(ReturnLine.line_key, func.sum(ReturnLine.quantity))
        .join(Return, Return.number == ReturnLine.number)
        .where(Return.order_number == order_number, or_(Return.state.in_(sorted(EXPECTED)), _IS_KEPT))
        .group_by(ReturnLine.line_key)
    )
    return rules.returnable(order, {row[0]: row[1] for row in rows})


def returnable_of_shipments(session: Session, order_number: str) -> dict[tuple[str, str], Decimal]:
    """By shipment and line key: what left with it, without what came back or may come back of that shipment."""
    left: dict[tuple[str, str], Decimal] = {}
    for shipment in shipping.shipments_of(session, order_number):
        for part in shipment.lines:  # one for each warehouse that the line left from
            key = (shipment.shipment_number, part.line_key)
            left[key] = left.get(key, Decimal(0)) + part.quantity
    for view in returns_of(session, order_number):
        for line in view.lines:
            place = (line.shipment_number or "", line.line_key)
            if place in left:
                is_gone = view.state in EXPECTED or view.settlement == Settlement.CREDIT_ONLY
                left[place] -= line.quantity if is_gone else line.received
    return left


def credited(session: Session, line_keys: Collection[str]) -> dict[tuple[str, str], rules.Earlier]:
    """How much was credited before for goods that came back or are kept, by line key and invoice number."""
    rows = session.execute(
        select(
            ReturnCredit.line_key, ReturnCredit.invoice_number, func.sum(ReturnCredit.quantity),
            func.sum(ReturnCredit.fee),
        )
        .where(ReturnCredit.line_key.in_(line_keys))
        .group_by(ReturnCredit.line_key, ReturnCredit.invoice_number)
    )  # fmt: skip
    return {(line_key, invoice): rules.Earlier(quantity, fee) for line_key, invoice, quantity, fee in rows}


def causes(session: Session, since: date, until: date) -> tuple[ReturnCause, ...]:
    """What was allowed to come back from a day to another (both counted), by cause, fault and SKU: in how many
    returns, how much was allowed and how much came, in base units.
    """
    rows = session.execute(
        select(
            ReturnLine.reason, ReturnLine.fault, ReturnLine.sku, func.count(ReturnLine.number.distinct()),
            func.sum(ReturnLine.quantity), func.sum(ReturnLine.received),
        )
        .join(Return, Return.number == ReturnLine.number)
        .where(Return.authorised_date.between(since, until))
        .group_by(ReturnLine.reason, ReturnLine.fault, ReturnLine.sku)
        .order_by(ReturnLine.reason, ReturnLine.fault, ReturnLine.sku)
    )  # fmt: skip
    return tuple(
        ReturnCause(reason=reason, fault=fault, sku=sku, returns=count, quantity=quantity, received=received)
        for reason, fault, sku, count, quantity, received in rows
    )


def return_for_update(session: Session, number: str) -> Return:
    """The row of a return, locked; raises NotFound."""
    row = session.get(Return, number, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(number=number)
    return row


def _views(session: Session, condition: ColumnElement[bool]) -> tuple[ReturnView, ...]:
    statement = (
        select(Return)
        .where(condition)
        .order_by(func.coalesce(Return.authorised_date, Return.requested_date), Return.number)
    )
    rows = session.scalars(statement.execution_options(populate_existing=True)).all()
    numbers = [row.number for row in rows]
    lines = _lines(session, numbers)
    papers: dict[str, set[str]] = {}
    for number, paper in session.execute(
        select(ReturnCredit.number, ReturnCredit.credit_note).where(ReturnCredit.number.in_(numbers))
    ):
        papers.setdefault(number, set()).add(paper)
    return tuple(
        ReturnView(
            number=row.number,
            order_number=row.order_number,
            customer_id=row.customer_id,
            customer_name=row.customer_name,
            bill_to=row.bill_to,
            state=row.state,
            authorised_date=row.authorised_date,
            received_date=row.received_date,
            inspected_date=row.inspected_date,
            settled_date=row.settled_date,
            closed_date=row.closed_date,
            requested_date=row.requested_date,
            requested_by=row.requested_by,
            authorised_until=row.authorised_until,
            ended_reason=row.ended_reason,
            settlement=row.settlement,
            replacement_order=row.replacement_order,
            credit_notes=tuple(sorted(papers.get(row.number, ()))),
            lines=tuple(lines.get(row.number, ())),
        )
        for row in rows
    )


def _lines(session: Session, numbers: Collection[str]) -> dict[str, list[ReturnLineView]]:
    seen: dict[tuple[str, int], list[DispositionView]] = {}
    for part in session.scalars(
        select(ReturnDisposition).where(ReturnDisposition.number.in_(numbers)).order_by(ReturnDisposition.id)
    ):
        seen.setdefault((part.number, part.line_no), []).append(DispositionView.model_validate(part))
    found: dict[str, list[ReturnLineView]] = {}
    statement = select(ReturnLine).where(ReturnLine.number.in_(numbers)).order_by(ReturnLine.number, ReturnLine.line_no)
    for line in session.scalars(statement.execution_options(populate_existing=True)):
        found.setdefault(line.number, []).append(
            ReturnLineView(
                line_no=line.line_no,
                line_key=line.line_key,
                sku=line.sku,
                name=line.name,
                reason=ReturnReason(line.reason),
                quantity=line.quantity,
                received=line.received,
                uninvoiced=line.uninvoiced,
                shipment_number=line.shipment_number,
                fault=Fault(line.fault),
                restocking_fee=line.restocking_fee,
                dispositions=tuple(seen.get((line.number, line.line_no), ())),
            )
        )
    return found


def listed_returns(session: Session) -> Iterator[tuple[ImportedReturn, str]]:
    """Every line that came back with its customer, by number and line."""
    rows = session.execute(
        select(
            Return.number, Return.customer_id, Return.received_date, Return.order_number, ReturnLine.line_no,
            ReturnLine.sku, ReturnLine.received, ReturnLine.line_key,
        )
        .join(ReturnLine, ReturnLine.number == Return.number)
        .where(ReturnLine.received > 0)
        .order_by(Return.number, ReturnLine.line_no)
    )  # fmt: skip
    for number, customer_id, received_date, order_number, line_no, sku, received, line_key in rows:
        if received_date is None:
            continue
        return_no = number.removesuffix(JOINT + order_number)
        order_line_no = int(line_key.rpartition("/")[2])
        line = ImportedReturn(
            return_no=return_no,
            line_no=line_no,
            returned_date=received_date,
            sku=sku,
            quantity=received,
            order_number=order_number,
            order_line_no=order_line_no,
        )
        yield line, customer_id or ""


def inspectors(session: Session, number: str) -> frozenset[str]:
    """Who said what becomes of the goods of a return."""
    statement = select(ReturnDisposition.inspected_by).where(ReturnDisposition.number == number).distinct()
    return frozenset(person for person in session.scalars(statement) if person)
