"""Owns how goods may come back: asked for, allowed, refused, on their way, run out, closed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.orders import queries as order_queries
from domain.orders.schemas import OrderView
from domain.returns import queries, rules
from domain.returns.errors import NothingReturned, NotReturnable, RefusalUnexplained, ReturnTooLate
from domain.returns.events import ReturnAuthorised, ReturnEnded, ReturnRequested
from domain.returns.lifecycle import ReturnState, moved
from domain.returns.models import Return, ReturnLine
from domain.returns.schemas import SERIES, ReturnAsk, ReturnView
from domain.returns.service.recording import recorded
from domain.shared import numbering
from domain.shared.actors import SALES_ROLES, WAREHOUSE_ROLES, Actor, ActorKind, Role
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.quantity import plain
from domain.shipping import queries as shipping

AUTHORISERS = SALES_ROLES | WAREHOUSE_ROLES | {Role.CREDIT_MANAGER}
REASON_LENGTH = 500


def request(session: Session, desk: Desk, number: str, asked: Sequence[ReturnAsk], *, key: str) -> ReturnView:
    """Ask that goods of an order may come back: by a verified contact of that customer, or by staff for them.

    Idempotent by `key`. Raises NotFound (for other customers' orders too), NothingReturned, NotReturnable, NotAllowed.
    """
    # Taking the number first makes requests wait for each other, so that two cannot ask for the same goods.
    rma_number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
    order = order_queries.order(session, desk, number)
    _may_ask(desk.actor, order.customer_id, number)
    known = queries.requested_with(session, key)
    if known is not None:
        found = queries.rma(session, known)
        if found.order_number != number:
            raise NotFound(number=number)
        return found
    _refuse_unreturnable(session, desk, order, asked)
    _write(session, desk, order, asked, header={
        "number": rma_number, "state": ReturnState.REQUESTED, "request_key": key,
    })  # fmt: skip
    event = ReturnRequested(number=rma_number, order_number=number)
    return recorded(session, desk, rma_number, action="requested", event=event)


def authorise(session: Session, desk: Desk, number: str, asked: Sequence[ReturnAsk]) -> ReturnView:
    """Allow goods of an order to come back, under a new RMA number, until a day.

    Raises NotFound, NothingReturned, NotReturnable for more than was shipped and is not back or on its way,
    ReturnTooLate, NotAllowed.
    """
    desk.actor.require(AUTHORISERS, to="authorise a return")
    rma_number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
    order = order_queries.order(session, desk, number)
    _refuse_unreturnable(session, desk, order, asked)
    _refuse_late(session, desk, number, asked)
    _write(session, desk, order, asked, header={
        "number": rma_number, "state": ReturnState.AUTHORISED, "authorised_date": desk.today,
        "authorised_until": _until(desk),
    })  # fmt: skip
    event = ReturnAuthorised(number=rma_number, order_number=number)
    return recorded(session, desk, rma_number, action="authorised", event=event)


def authorise_request(session: Session, desk: Desk, number: str) -> ReturnView:
    """Allow what was asked for under an RMA number. Raises NotFound, ReturnTooLate, IllegalTransition, NotAllowed."""
    desk.actor.require(AUTHORISERS, to="authorise a return")
    row = queries.return_for_update(session, number)
    row.state = moved(number, ReturnState(row.state), ReturnState.AUTHORISED)
    view = queries.rma(session, number)
    _refuse_late(session, desk, view.order_number, [
        ReturnAsk(line_no=line.line_no, quantity=line.quantity, reason=line.reason,
                  shipment_number=line.shipment_number)
        for line in view.lines
    ])  # fmt: skip
    row.authorised_date, row.authorised_until = desk.today, _until(desk)
    event = ReturnAuthorised(number=number, order_number=row.order_number)
    return recorded(session, desk, number, action="authorised", event=event)


def refuse(session: Session, desk: Desk, number: str, *, reason: str) -> ReturnView:
    """Do not allow what was asked for, and say why.

    Raises NotFound, RefusalUnexplained, IllegalTransition, NotAllowed.
    """
    desk.actor.require(AUTHORISERS, to="refuse a return")
    if not reason.strip():
        raise RefusalUnexplained(number=number)
    row = queries.return_for_update(session, number)
    row.state = moved(number, ReturnState(row.state), ReturnState.REFUSED)
    row.ended_reason = reason.strip()[:REASON_LENGTH]
    event = ReturnEnded(number=number, order_number=row.order_number)
    return recorded(session, desk, number, action="refused", event=event, reason=row.ended_reason)


def send_off(session: Session, desk: Desk, number: str) -> ReturnView:
    """Note that the goods are on their way to us: by the customer's verified contact or by staff.

    Raises NotFound, IllegalTransition, NotAllowed.
    """
    row = queries.return_for_update(session, number)
    _may_ask(desk.actor, row.customer_id, number)
    row.state = moved(number, ReturnState(row.state), ReturnState.IN_TRANSIT)
    return recorded(session, desk, number, action="sent_off", event=None)


def expire_returns(session: Session, desk: Desk) -> int:
    """End the returns whose goods did not come in time; what they took up may be asked for again. Says how many."""
    numbers = queries.run_out(session, desk)
    for number in numbers:
        row = queries.return_for_update(session, number)
        row.state = moved(number, ReturnState(row.state), ReturnState.EXPIRED)
        event = ReturnEnded(number=number, order_number=row.order_number)
        recorded(session, desk, number, action="expired", event=event)
    return len(numbers)


def close_returns(session: Session, desk: Desk) -> int:
    """Close the returns that were settled and to which nobody objected in time. Says how many."""
    numbers = queries.to_close(session, desk)
    for number in numbers:
        row = queries.return_for_update(session, number)
        row.state, row.closed_date = moved(number, ReturnState(row.state), ReturnState.CLOSED), desk.today
        recorded(session, desk, number, action="closed", event=None)
    return len(numbers)


def _until(desk: Desk) -> Any:
    return desk.today + timedelta(days=desk.policy.returns.authorised_days)


def _may_ask(actor: Actor, customer_id: str | None, number: str) -> None:
    """Others' orders and returns do not exist for a contact; one who is not proven to be who they say may not ask."""
    if actor.kind is not ActorKind.CONTACT:
        actor.require(AUTHORISERS, to="ask for a return")
    elif not customer_id or actor.customer_id != customer_id:
        raise NotFound(number=number)
    elif not actor.verified:
        raise NotAllowed(actor=actor.name, to="ask for a return", needs="a verified sender")


def _refuse_unreturnable(session: Session, desk: Desk, order: OrderView, asked: Sequence[ReturnAsk]) -> None:
    if not asked:
        raise NothingReturned(number=order.number)
    left = queries.returnable(session, desk, order.number)
    of_shipments = queries.returnable_of_shipments(session, order.number)
    seen = set[int]()
    for ask in asked:
        line_key = f"{order.number}/{ask.line_no}"
        if ask.line_no not in left or ask.line_no in seen:
            raise NotFound(subject=f"line:{line_key}")
        seen.add(ask.line_no)
        most = left[ask.line_no]
        if ask.shipment_number is not None:
            if (ask.shipment_number, line_key) not in of_shipments:
                raise NotFound(subject=f"shipment:{ask.shipment_number}")
            most = min(most, of_shipments[ask.shipment_number, line_key])
        if not 0 < ask.quantity <= most:
            raise NotReturnable(line_key=line_key, asked=plain(ask.quantity), returnable=plain(most))


def _refuse_late(session: Session, desk: Desk, number: str, asked: Sequence[ReturnAsk]) -> None:
    """Without one of the roles for it nothing comes back after the days of its reason, from when it left last."""
    if desk.actor.has_any(desk.policy.returns.late_roles):
        return
    shipments = shipping.shipments_of(session, number)
    for ask in asked:
        line_key = f"{number}/{ask.line_no}"
        left = [
            shipment.shipped_date
            for shipment in shipments
            if ask.shipment_number in (None, shipment.shipment_number)
            and any(line.line_key == line_key for line in shipment.lines)
        ]
        days = desk.policy.returns.reasons[ask.reason].days
        if left and rules.is_too_late(max(left), desk.today, days):
            raise ReturnTooLate(line_key=line_key, reason=ask.reason.value, days=days, shipped=str(max(left)))


def _write(
    session: Session, desk: Desk, order: OrderView, asked: Sequence[ReturnAsk], *, header: dict[str, Any]
) -> None:
    session.add(
        Return(
            order_number=order.number,
            customer_id=order.customer_id,
            customer_name=order.customer_name or "",
            bill_to=order.bill_to,
            requested_date=desk.today,
            requested_by=desk.actor.id,
            **header,
        )
    )
    session.flush()
    of_line = {line.line_no: line for line in order.lines}
    session.execute(
        insert(ReturnLine),
        [
            {
                "number": header["number"], "line_no": ask.line_no, "line_key": of_line[ask.line_no].line_key,
                "sku": of_line[ask.line_no].sku, "name": of_line[ask.line_no].name, "reason": ask.reason,
                "quantity": ask.quantity, "received": 0, "shipment_number": ask.shipment_number,
                **rules.terms_of(desk.policy.returns.reasons[ask.reason]),
            }
            for ask in asked
        ],
    )  # fmt: skip
