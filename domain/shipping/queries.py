"""Every SELECT of shipping."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.shared.errors import NotFound
from domain.shipping.models import Shipment, ShipmentLine
from domain.shipping.schemas import ShipmentLineView, ShipmentView


def shipment(session: Session, shipment_number: str) -> ShipmentView:
    """One shipment; raises NotFound."""
    found = _views(session, Shipment.shipment_number == shipment_number)
    if not found:
        raise NotFound(shipment_number=shipment_number)
    return found[0]


def shipments_of(session: Session, number: str) -> tuple[ShipmentView, ...]:
    """The shipments of an order, first to last."""
    return _views(session, Shipment.order_number == number)


def unbilled(session: Session) -> tuple[ShipmentView, ...]:
    """Every shipment that has no invoice yet, oldest first."""
    return _views(session, Shipment.invoice_number.is_(None))


def shipment_for_update(session: Session, shipment_number: str) -> Shipment:
    """The row of a shipment, locked; raises NotFound."""
    row = session.get(Shipment, shipment_number, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(shipment_number=shipment_number)
    return row


def _views(session: Session, condition: ColumnElement[bool]) -> tuple[ShipmentView, ...]:
    rows = session.scalars(select(Shipment).where(condition).order_by(Shipment.shipped_at, Shipment.shipment_number))
    shipments: Sequence[Shipment] = rows.all()
    lines: dict[str, list[ShipmentLineView]] = {row.shipment_number: [] for row in shipments}
    for line in session.scalars(select(ShipmentLine).where(ShipmentLine.shipment_number.in_(lines))):
        lines[line.shipment_number].append(ShipmentLineView.model_validate(line))
    return tuple(
        ShipmentView(
            shipment_number=row.shipment_number,
            order_number=row.order_number,
            carrier=row.carrier,
            tracking_number=row.tracking_number,
            shipped_at=row.shipped_at,
            shipped_date=row.shipped_date,
            invoice_number=row.invoice_number,
            lines=tuple(sorted(lines[row.shipment_number], key=lambda line: (line.line_no, line.warehouse))),
        )
        for row in shipments
    )
