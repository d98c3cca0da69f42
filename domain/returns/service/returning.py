"""Owns what happens to goods that came back: taken in, looked at, put where they belong."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import LineQuantity, OrderView
from domain.returns import queries
from domain.returns.errors import ExceedsAuthorised, ExceedsReceived, NothingReturned
from domain.returns.events import ReturnReceived
from domain.returns.lifecycle import ReturnState, moved
from domain.returns.models import ReturnDisposition, ReturnLine
from domain.returns.schemas import DAMAGED, KEPT_APART, Disposition, Inspected, ReturnLineView, ReturnView
from domain.returns.service.recording import recorded
from domain.shared.actors import WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.quantity import exact, plain
from domain.shipping import queries as shipping
from domain.stock import queries as stock_queries
from domain.stock import service as stock


def receive(session: Session, desk: Desk, number: str, quantities: Mapping[int, Decimal] | None = None) -> ReturnView:
    """Note that the goods came back: these quantities by line number, or all that was authorised.

    They are in nobody's stock until they are inspected, and what was not invoiced is not until the return is settled.
    Raises NotFound, NothingReturned, ExceedsAuthorised,
    IllegalTransition, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="receive returned goods")
    row = queries.return_for_update(session, number)
    view = queries.rma(session, number)
    row.state = moved(number, ReturnState(row.state), ReturnState.RECEIVED)
    came = _came(view, quantities)
    row.received_date = desk.today
    parts = {
        line.line_no: LineQuantity(line_key=line.line_key, quantity=came[line.line_no])
        for line in view.lines
        if line.line_no in came
    }
    orders.lock_orders(session, [row.order_number])
    before = _unsettled(order_queries.order(session, desk, row.order_number))
    after = _unsettled(orders.record_returned(session, desk, list(parts.values())))
    for line_no, part in parts.items():
        uninvoiced = after[part.line_key] - before[part.line_key]
        session.execute(
            update(ReturnLine).where(ReturnLine.number == number, ReturnLine.line_no == line_no)
            .values(received=part.quantity, uninvoiced=uninvoiced)
        )  # fmt: skip
    event = ReturnReceived(number=number, order_number=row.order_number)
    return recorded(session, desk, number, action="received", event=event)


def _unsettled(order: OrderView) -> dict[str, Decimal]:
    return {line.line_key: line.returned_unsettled for line in order.lines}


def _came(view: ReturnView, quantities: Mapping[int, Decimal] | None) -> dict[int, Decimal]:
    authorised = {line.line_no: line.quantity for line in view.lines}
    came = dict(authorised if quantities is None else quantities)
    for line_no, quantity in came.items():
        if not 0 <= exact(quantity) <= authorised.get(line_no, Decimal(0)):
            raise ExceedsAuthorised(
                line_key=f"{view.order_number}/{line_no}",
                asked=plain(quantity),
                authorised=plain(authorised.get(line_no, Decimal(0))),
            )
    came = {line_no: quantity for line_no, quantity in came.items() if quantity > 0}
    if not came:
        raise NothingReturned(number=view.number)
    return came


def inspect(session: Session, desk: Desk, number: str, inspected: Sequence[Inspected]) -> ReturnView:
    """Say what becomes of goods that came back; once all of them are looked at, the return is inspected.

    Only what is restocked may be sold again; quarantine, rework and return to vendor stay in the building and apart;
    scrap comes and goes. Raises NotFound, NothingReturned, ExceedsReceived, UnknownWarehouse, IllegalTransition,
    NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="inspect returned goods")
    row = queries.return_for_update(session, number)
    state = moved(number, ReturnState(row.state), ReturnState.INSPECTED)
    if not inspected:
        raise NothingReturned(number=number)
    view = queries.rma(session, number)
    lines = {line.line_no: line for line in view.lines}
    left = {line.line_no: line.received - line.inspected for line in view.lines}
    shipped_from = _shipped_from(session, view)
    for part in sorted(inspected, key=lambda part: lines[part.line_no].sku if part.line_no in lines else ""):
        possible = left.get(part.line_no, Decimal(0))
        if not 0 < part.quantity <= possible:
            line_key = f"{view.order_number}/{part.line_no}"
            raise ExceedsReceived(line_key=line_key, asked=plain(part.quantity), received=plain(possible))
        left[part.line_no] -= part.quantity
        _dispose(session, desk, view, lines[part.line_no], part=part, shipped_from=shipped_from)
    if not any(left.values()):
        row.state, row.inspected_date = state, desk.today
    return recorded(session, desk, number, action="inspected", event=None)


def _shipped_from(session: Session, view: ReturnView) -> dict[str, str]:
    """By line key: the warehouse that the line left last; where we do not know, the first one."""
    first = stock_queries.warehouses(session)[0].warehouse
    places = {line.line_key: first for line in view.lines}
    for shipment in shipping.shipments_of(session, view.order_number):
        places |= {line.line_key: line.warehouse for line in shipment.lines}
    return places


def _dispose(
    session: Session,
    desk: Desk,
    view: ReturnView,
    line: ReturnLineView,
    *,
    part: Inspected,
    shipped_from: Mapping[str, str],
) -> None:
    stays = part.disposition is not Disposition.RETURN_TO_CUSTOMER
    warehouse = (part.warehouse or shipped_from[line.line_key]) if stays else None
    session.execute(
        insert(ReturnDisposition).values(
            number=view.number, line_no=part.line_no, disposition=part.disposition, quantity=part.quantity,
            warehouse=warehouse, inspected_by=desk.actor.id,
        )
    )  # fmt: skip
    if warehouse is None:
        return
    scrapped = part.disposition is Disposition.SCRAP
    apart = scrapped or part.disposition in KEPT_APART
    stock.put_back(
        session, desk, line.sku, warehouse, quantity=part.quantity, quarantined=apart, reference=view.number,
        damaged=part.disposition in DAMAGED,
    )  # fmt: skip
    if scrapped:
        stock.scrap(session, desk, line.sku, warehouse, quantity=part.quantity, reference=view.number)
