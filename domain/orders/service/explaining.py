"""Owns the answer to "why that day?": what a promise stands on, and what was said before. It writes nothing."""

from sqlalchemy.orm import Session

from domain.carriers.schemas import Place
from domain.orders.models import OrderLine
from domain.orders.queries import rows
from domain.orders.rules.dates import Timetable
from domain.orders.schemas import ExplainedPart, PlannedPart, PromiseExplanation, PromiseSaid
from domain.orders.service.planning import planned_parts, request_of_line
from domain.orders.service.timetables import place_of, timetable_for
from domain.shared.actors import Actor, ActorKind
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.stock import queries as stock
from domain.stock.schemas import SupplyExplanation


def explain_promise(session: Session, desk: Desk, line_key: str) -> PromiseExplanation:
    """Why a line is promised for its day: the steps of each part, which receipt gives what and who stands before it.

    A customer's contact learns about their own lines only, and never who else waits. Raises NotFound.
    """
    order = rows.order_row(session, line_key.rpartition("/")[0])
    line = next((row for row in rows.line_rows(session, [order.id]) if row.line_key == line_key), None)
    if line is None or not _may_see(desk.actor, order.customer_id):
        raise NotFound(subject=f"line:{line_key}")
    timetable, to = timetable_for(session, desk, [order]), place_of(order)
    supply = None
    if line.open > 0:
        request = request_of_line(desk, order, line)
        supply = _seen_by(desk.actor, stock.explain(session, desk, request))
    return PromiseExplanation(
        line_key=line_key,
        name=line.name,
        promised_date=line.promised_date,
        first_promised_date=line.first_promised_date,
        parts=tuple(_explained(timetable, part, to) for part in planned_parts(line)),
        supply=supply,
        said=_said(session, desk, line),
    )


def _may_see(actor: Actor, customer_id: str | None) -> bool:
    is_theirs = actor.kind is ActorKind.CONTACT and actor.customer_id == customer_id
    return is_theirs or actor.kind in (ActorKind.EMPLOYEE, ActorKind.SYSTEM)


def _seen_by(actor: Actor, supply: SupplyExplanation) -> SupplyExplanation:
    """What outsiders may know: not whose orders stand before theirs, nor by which supplier orders we buy."""
    if actor.kind is not ActorKind.CONTACT:
        return supply
    return supply.model_copy(update={"competing": (), "receipts": ()})


def _explained(timetable: Timetable, part: PlannedPart, to: Place) -> ExplainedPart:
    place = timetable.warehouses.get(part.warehouse or "")
    now = timetable.now
    return ExplainedPart(
        quantity=part.quantity,
        warehouse=part.warehouse,
        supplier_order=part.supplier_order,
        available_date=part.available_date,
        is_after_cutoff=bool(place and part.available_date == now.date() and now.time() >= place.cutoff_time),
        picking_days=place.picking_days if place else 1,
        ship_date=part.ship_date,
        transit_days=timetable.days_on_the_way(part.warehouse or "", to),
        arrival_date=part.arrival_date,
    )


def _said(session: Session, desk: Desk, line: OrderLine) -> tuple[PromiseSaid, ...]:
    return tuple(
        PromiseSaid(promised_date=row.promised_date, cause=row.cause, said_date=desk.day_of(row.at))
        for row in rows.promise_rows(session, line.line_key)
    )
