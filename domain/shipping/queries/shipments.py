"""Questions about shipments."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.billing.schemas import FREIGHT
from domain.carriers.schemas import Choice
from domain.orders.schemas import Charge, LineQuantity, ShipmentToInvoice, ShipTo
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shipping.models import FreightCharge, Shipment, ShipmentLine
from domain.shipping.queries.packing import packages_of
from domain.shipping.schemas import FreightChargeView, ShipmentLineView, ShipmentView

_SAME_FIELDS = (
    "shipment_number", "order_number", "warehouse", "carrier", "carrier_key", "service", "routing", "tracking_number",
    "tracking_url", "label_note",
    "expected_date", "shipped_at", "shipped_date", "invoice_number", "delivered_at", "signed_by", "is_partial",
    "is_damaged", "delivery_remark",
)  # fmt: skip


def shipment(session: Session, shipment_number: str) -> ShipmentView:
    """One shipment with its packages; raises NotFound."""
    found = bare_shipment(session, shipment_number)
    return found.model_copy(update={"packages": packages_of(session, shipment_number)})


def bare_shipment(session: Session, shipment_number: str) -> ShipmentView:
    """One shipment without its packages; raises NotFound."""
    found = shipments(session, [shipment_number])
    if not found:
        raise NotFound(shipment_number=shipment_number)
    return found[0]


def shipments(session: Session, numbers: Collection[str]) -> tuple[ShipmentView, ...]:
    """These shipments without their packages, first to last."""
    return _views(session, Shipment.shipment_number.in_(numbers))


def shipments_of(session: Session, number: str) -> tuple[ShipmentView, ...]:
    """The shipments that goods of an order left with, first to last, each with the lines of this order only."""
    with_it = select(ShipmentLine.shipment_number).where(ShipmentLine.order_number == number)
    return tuple(
        view.model_copy(update={"lines": tuple(line for line in view.lines if line.order_number == number)})
        for view in _views(session, Shipment.shipment_number.in_(with_it))
    )


def unbilled(session: Session) -> tuple[ShipmentView, ...]:
    """Every shipment that has no invoice yet, oldest first."""
    return _views(session, Shipment.invoice_number.is_(None))


def late_shipments(session: Session, today: date) -> tuple[ShipmentView, ...]:
    """Shipments that should have arrived before today and were not reported to have, the latest first to last."""
    late = _views(session, Shipment.delivered_at.is_(None), Shipment.expected_date < today)
    return tuple(sorted(late, key=lambda view: (view.expected_date or today, view.shipment_number)))


def freight_charges(session: Session, *shipment_numbers: str) -> tuple[FreightChargeView, ...]:
    """What the orders of shipments are charged for freight, by shipment and order."""
    rows = session.scalars(
        select(FreightCharge)
        .where(FreightCharge.shipment_number.in_(shipment_numbers))
        .order_by(FreightCharge.shipment_number, FreightCharge.order_number)
    )
    return tuple(
        FreightChargeView(
            shipment_number=row.shipment_number, order_number=row.order_number, net=Money(row.net, row.currency)
        )
        for row in rows
    )


def parts_to_invoice(session: Session, views: Sequence[ShipmentView]) -> list[ShipmentToInvoice]:
    """What shipments hold of each of their orders, with the freight that the order is charged for it."""
    charges = {
        (charge.shipment_number, charge.order_number): (Charge(kind=FREIGHT, name="Freight", net=charge.net),)
        for charge in freight_charges(session, *(view.shipment_number for view in views))
    }
    return [
        ShipmentToInvoice(
            order_number=number,
            shipment_number=view.shipment_number,
            lines=tuple(
                LineQuantity(line_key=line.line_key, quantity=line.quantity)
                for line in view.lines
                if line.order_number == number
            ),
            charges=charges.get((view.shipment_number, number), ()),
        )
        for view in views
        for number in dict.fromkeys(line.order_number for line in view.lines)
    ]


def unbilled_parts(session: Session, views: Sequence[ShipmentView]) -> list[ShipmentToInvoice]:
    """The parts of shipments, by order, that no invoice was made from."""
    parts = parts_to_invoice(session, views)
    known = billing.made_from(session, [(part.order_number, part.shipment_number) for part in parts])
    return [part for part in parts if (part.order_number, part.shipment_number) not in known]


def charged_before(session: Session, numbers: Collection[str]) -> set[str]:
    """Which of these orders were charged freight before."""
    charged = select(FreightCharge.order_number).where(FreightCharge.order_number.in_(numbers)).distinct()
    return set(session.scalars(charged))


def shipment_for_update(session: Session, shipment_number: str) -> Shipment:
    """The row of a shipment, locked; raises NotFound."""
    row = session.get(Shipment, shipment_number, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(shipment_number=shipment_number)
    return row


def shipments_for_update(session: Session, numbers: Collection[str]) -> dict[str, Shipment]:
    """The rows of shipments by number, locked in that order."""
    wanted = select(Shipment).where(Shipment.shipment_number.in_(numbers)).order_by(Shipment.shipment_number)
    found = session.scalars(wanted.with_for_update(), execution_options={"populate_existing": True})
    return {row.shipment_number: row for row in found}


def _views(session: Session, *conditions: ColumnElement[bool]) -> tuple[ShipmentView, ...]:
    rows = session.scalars(
        select(Shipment).where(*conditions).order_by(Shipment.shipped_at, Shipment.shipment_number),
        execution_options={"populate_existing": True},
    ).all()
    lines: dict[str, list[ShipmentLineView]] = {row.shipment_number: [] for row in rows}
    for line in session.scalars(select(ShipmentLine).where(ShipmentLine.shipment_number.in_(lines))):
        lines[line.shipment_number].append(ShipmentLineView.model_validate(line))
    return tuple(_view(row, lines[row.shipment_number]) for row in rows)


def _view(row: Shipment, lines: list[ShipmentLineView]) -> ShipmentView:
    in_order = tuple(sorted(lines, key=lambda line: (line.order_number, line.line_no, line.warehouse)))
    freight = Money(row.freight, row.freight_currency) if row.freight is not None and row.freight_currency else None
    return ShipmentView(
        **{name: getattr(row, name) for name in _SAME_FIELDS},
        order_numbers=tuple(dict.fromkeys(line.order_number for line in in_order)),
        ship_to=ShipTo.model_validate(row.ship_to) if row.ship_to else None,
        freight=freight,
        choice=Choice.model_validate(row.choice) if row.choice else None,
        lines=in_order,
    )
