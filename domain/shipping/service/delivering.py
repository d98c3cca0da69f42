"""Owns the arrival of shipments."""

from datetime import timedelta

from sqlalchemy.orm import Session

from domain.shared.actors import SALES_ROLES, WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shipping import queries
from domain.shipping.errors import AlreadyDelivered, BadDeliveryTime
from domain.shipping.events import Delivered
from domain.shipping.models import Shipment
from domain.shipping.queries.shipments import shipment_for_update
from domain.shipping.schemas import DeliveryReport, ShipmentView
from domain.shipping.service.recording import announce, audited

#: How far a clock of a carrier may be ahead of ours.
_AHEAD = timedelta(minutes=5)


def deliver(session: Session, desk: Desk, shipment_number: str, report: DeliveryReport) -> ShipmentView:
    """Say that a shipment arrived: now, or when the report says; the same report again changes nothing.

    Raises AlreadyDelivered for another report, BadDeliveryTime, NotFound, NotAllowed.
    """
    desk.actor.require(WAREHOUSE_ROLES | SALES_ROLES, to="confirm deliveries")
    row = shipment_for_update(session, shipment_number)
    if row.delivered_at is not None:
        if not _is_same(row, report):
            raise AlreadyDelivered(shipment_number=shipment_number, delivered_at=row.delivered_at.isoformat())
        return queries.shipment(session, shipment_number)
    arrived = report.delivered_at or max(desk.now, row.shipped_at)  # two of our clocks may differ, too
    if not row.shipped_at <= arrived <= desk.now + _AHEAD:
        raise BadDeliveryTime(
            shipment_number=shipment_number, shipped_at=row.shipped_at.isoformat(), now=desk.now.isoformat()
        )
    row.delivered_at, row.signed_by = arrived, report.signed_by.strip() or None
    row.is_partial, row.is_damaged = report.is_partial, report.is_damaged
    row.delivery_remark = report.remark.strip() or None
    session.flush()
    view = queries.shipment(session, shipment_number)
    for number in view.order_numbers:
        event = Delivered(
            shipment_number=shipment_number, order_number=number, is_partial=row.is_partial, is_damaged=row.is_damaged
        )
        announce(session, desk, view.subject, event)
    after = report.model_dump(mode="json") | {"delivered_at": arrived.isoformat()}
    audited(session, desk, view.subject, "shipment.delivered", after=after)
    return view


def _is_same(row: Shipment, report: DeliveryReport) -> bool:
    said = (report.signed_by.strip() or None, report.is_partial, report.is_damaged, report.remark.strip() or None)
    kept = (row.signed_by, row.is_partial, row.is_damaged, row.delivery_remark)
    return said == kept and report.delivered_at in (None, row.delivered_at)
