"""Owns when shipments are invoiced, as agreed with who pays: each, with the whole order, or with a week or a month."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from domain.billing.schemas import InvoiceView
from domain.customers import queries as customers
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.schemas import COLLECTIVE, Invoicing, OrderView
from domain.shared.desk import Desk
from domain.shipping import queries
from domain.shipping.queries.shipments import parts_to_invoice, shipment_for_update
from domain.shipping.schemas import ShipmentView
from domain.shipping.service.shipping import invoice


def invoice_as_agreed(session: Session, desk: Desk, shipment_number: str) -> InvoiceView | None:
    """Make the invoice that is due because a shipment left; None where the agreement lets it wait.

    Where whole orders are invoiced, all shipments of one that is complete are one invoice. A shipment of several orders
    is one invoice where the customer lets its POs stand together, else one for each. Raises NotFound, NotAllowed.
    """
    view = queries.shipment(session, shipment_number)
    order = order_queries.order(session, desk, view.order_number)
    invoicing = Invoicing(order.invoicing)
    if not orders.is_due_on_shipment(invoicing, is_fulfilled=order.fulfilled):
        return None
    if invoicing is not Invoicing.COMPLETE_ORDER:
        is_mixed = len(view.order_numbers) > 1 and _may_mix(session, order)
        return invoice_together(session, desk, [view]) if is_mixed else invoice(session, desk, shipment_number)
    waiting = [found for found in queries.shipments_of(session, order.number) if found.invoice_number is None]
    return invoice_together(session, desk, waiting or [view])


def invoice_periods(session: Session, desk: Desk) -> tuple[InvoiceView, ...]:
    """Make the collective invoices of the weeks and months that are over: one for each bill-to, period, currency and
    terms; one for each PO where the customer does not want them mixed. Raises NotAllowed.
    """
    groups: dict[tuple[object, ...], list[ShipmentView]] = {}
    for view in queries.unbilled(session):
        order = order_queries.order(session, desk, view.order_number)
        invoicing = Invoicing(order.invoicing)
        if invoicing not in COLLECTIVE or order.bill_to is None:
            continue
        end = orders.period_end(invoicing, view.shipped_date, weekday=desk.policy.papers.collective_weekday)
        if end < desk.today:
            groups.setdefault(_together_key(session, order, end), []).append(view)
    return tuple(invoice_together(session, desk, found) for _, found in sorted(groups.items(), key=repr))


def _together_key(session: Session, order: OrderView, end: date) -> tuple[object, ...]:
    customer_po = "" if _may_mix(session, order) else (order.customer_po or "")
    return order.bill_to, end.isoformat(), order.currency, order.terms, order.tax_included, customer_po


def _may_mix(session: Session, order: OrderView) -> bool:
    payer = customers.customer(session, order.bill_to or "")
    return payer is not None and payer.mixed_pos


def invoice_together(session: Session, desk: Desk, shipments: Sequence[ShipmentView]) -> InvoiceView:
    """One invoice over shipments; all of them have it then. Raises what `orders.invoice_shipments` refuses."""
    parts = [part for view in shipments for part in parts_to_invoice(session, view)]
    issued = orders.invoice_shipments(session, desk, parts)
    for view in sorted(shipments, key=lambda view: view.shipment_number):
        shipment_for_update(session, view.shipment_number).invoice_number = issued.number
    session.flush()
    return issued
