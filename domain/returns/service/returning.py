"""The verbs of returns. Locks in the order return, bill-to, order, stock."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.billing import queries as billing_queries
from domain.billing import service as billing
from domain.billing.schemas import CreditNoteRequest
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import LineQuantity, OrderView
from domain.returns import queries, rules
from domain.returns.errors import ExceedsAuthorised, ExceedsReceived, NothingReturned, NotReturnable
from domain.returns.events import ReturnAuthorised, ReturnReceived, ReturnSettled
from domain.returns.lifecycle import ReturnState, moved
from domain.returns.models import Return, ReturnCredit, ReturnDisposition, ReturnLine
from domain.returns.schemas import KEPT_APART, Disposition, Inspected, ReturnAsk, ReturnLineView, ReturnView
from domain.shared import audit, numbering, outbox
from domain.shared.actors import FINANCE_ROLES, SALES_ROLES, WAREHOUSE_ROLES, Role
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.events import Event
from domain.shared.quantity import exact, plain
from domain.shipping import queries as shipping
from domain.stock import queries as stock_queries
from domain.stock import service as stock

SERIES = "RMA"
AUTHORISERS = SALES_ROLES | WAREHOUSE_ROLES | {Role.CREDIT_MANAGER}


def authorise(session: Session, desk: Desk, number: str, asked: Sequence[ReturnAsk]) -> ReturnView:
    """Allow goods of an order to come back, under a new RMA number.

    Raises NotFound, NothingReturned, NotReturnable for more than was shipped and is not back or on its way,
    NotAllowed.
    """
    desk.actor.require(AUTHORISERS, to="authorise a return")
    if not asked:
        raise NothingReturned(number=number)
    # Taking the number first makes authorisations wait for each other, so that two cannot allow the same goods.
    rma_number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
    order = order_queries.order(session, desk, number)
    _refuse_unreturnable(session, desk, order, asked)
    session.add(
        Return(
            number=rma_number,
            order_number=number,
            customer_id=order.customer_id,
            customer_name=order.customer_name or "",
            bill_to=order.bill_to,
            state=ReturnState.AUTHORISED,
            authorised_date=desk.today,
        )
    )
    session.flush()
    of_line = {line.line_no: line for line in order.lines}
    session.execute(
        insert(ReturnLine),
        [
            {
                "number": rma_number, "line_no": ask.line_no, "line_key": of_line[ask.line_no].line_key,
                "sku": of_line[ask.line_no].sku, "name": of_line[ask.line_no].name, "reason": ask.reason,
                "quantity": ask.quantity, "received": Decimal(0),
            }
            for ask in asked
        ],
    )  # fmt: skip
    event = ReturnAuthorised(number=rma_number, order_number=number)
    return _recorded(session, desk, rma_number, action="authorised", event=event)


def _refuse_unreturnable(session: Session, desk: Desk, order: OrderView, asked: Sequence[ReturnAsk]) -> None:
    left = queries.returnable(session, desk, order.number)
    seen = set[int]()
    for ask in asked:
        line_key = f"{order.number}/{ask.line_no}"
        if ask.line_no not in left or ask.line_no in seen:
            raise NotFound(subject=f"line:{line_key}")
        seen.add(ask.line_no)
        if not 0 < ask.quantity <= left[ask.line_no]:
            raise NotReturnable(line_key=line_key, asked=plain(ask.quantity), returnable=plain(left[ask.line_no]))


def receive(session: Session, desk: Desk, number: str, quantities: Mapping[int, Decimal] | None = None) -> ReturnView:
    """Note that the goods came back: these quantities by line number, or all that was authorised.

    They are in nobody's stock until they are inspected. Raises NotFound, NothingReturned, ExceedsAuthorised,
    IllegalTransition, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES, to="receive returned goods")
    row = queries.return_for_update(session, number)
    view = queries.rma(session, number)
    row.state = moved(number, ReturnState(row.state), ReturnState.RECEIVED)
    came = _came(view, quantities)
    row.received_date = desk.today
    for line_no, quantity in came.items():
        session.execute(
            update(ReturnLine).where(ReturnLine.number == number, ReturnLine.line_no == line_no)
            .values(received=quantity)
        )  # fmt: skip
    parts = [
        LineQuantity(line_key=line.line_key, quantity=came[line.line_no]) for line in view.lines if line.line_no in came
    ]
    orders.record_returned(session, desk, parts)
    event = ReturnReceived(number=number, order_number=row.order_number)
    return _recorded(session, desk, number, action="received", event=event)


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
    scrap comes and goes. Raises NotFound, NothingReturned, ExceedsReceived, IllegalTransition, NotAllowed.
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
    return _recorded(session, desk, number, action="inspected", event=None)


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
            warehouse=warehouse,
        )
    )  # fmt: skip
    if warehouse is None:
        return
    scrapped = part.disposition is Disposition.SCRAP
    apart = scrapped or part.disposition in KEPT_APART
    stock.put_back(session, desk, line.sku, warehouse, quantity=part.quantity, quarantined=apart, reference=view.number)
    if scrapped:
        stock.scrap(session, desk, line.sku, warehouse, quantity=part.quantity, reference=view.number)


def settle(session: Session, desk: Desk, number: str) -> ReturnView:
    """Credit what came back and stays with us, at the price, tax and sum of the invoices it was on.

    Raises NotFound, NotInvoiced, IllegalTransition, NotAllowed, and what billing refuses.
    """
    desk.actor.require(FINANCE_ROLES | WAREHOUSE_ROLES, to="settle a return")
    row = queries.return_for_update(session, number)
    row.state = moved(number, ReturnState(row.state), ReturnState.SETTLED)
    row.settled_date = desk.today
    session.flush()
    view = queries.rma(session, number)
    came_back = rules.to_credit(view)
    order = order_queries.order(session, desk, view.order_number)
    wanted = rules.was_invoiced(came_back, order, queries.credited(session, list(came_back)))
    if wanted and view.bill_to:
        billing.lock_account(session, view.bill_to)
        _credit(session, desk, view, bill_to=view.bill_to, wanted=wanted)
    papers = queries.rma(session, number).credit_notes
    event = ReturnSettled(number=number, order_number=view.order_number, credit_notes=papers)
    return _recorded(session, desk, number, action="settled", event=event)


def _credit(session: Session, desk: Desk, view: ReturnView, *, bill_to: str, wanted: Mapping[str, Decimal]) -> None:
    invoiced = billing_queries.invoiced_lines(session, wanted)
    earlier = queries.credited(session, list(wanted))
    for invoice_number, lines in rules.credited_lines(wanted, invoiced, earlier).items():
        note = billing.issue_credit_note(
            session,
            desk,
            CreditNoteRequest(bill_to=bill_to, invoice_number=invoice_number, reason=view.number, lines=tuple(lines)),
        )
        rows = [
            {
                "number": view.number, "line_key": line.line_key, "invoice_number": invoice_number,
                "credit_note": note.number, "quantity": line.quantity, "net": line.net.amount,
            }
            for line in lines
        ]  # fmt: skip
        session.execute(insert(ReturnCredit), rows)


def _recorded(session: Session, desk: Desk, number: str, *, action: str, event: Event | None) -> ReturnView:
    session.flush()
    view = queries.rma(session, number)
    if event:
        outbox.record(session, event, subject=view.subject, now=desk.now)
    change = audit.Change(
        subject=view.subject,
        action=f"return.{action}",
        after=view.model_dump(mode="json", include={"state", "lines", "credit_notes"}),
        source=desk.source,
    )
    audit.record(session, desk.actor, change, now=desk.now)
    return view
