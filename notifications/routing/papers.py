"""Owns who hears of shipments, invoices and reminders."""

from decimal import Decimal

from domain.billing import queries as billing
from domain.billing.events import CreditNoteIssued, DunningNoticeDue, InvoiceIssued
from domain.billing.schemas import DunningNotice
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.orders.schemas import OrderView
from domain.shared.money import Money
from domain.shipping import queries as shipping
from domain.shipping.events import ShipmentPosted
from domain.shipping.schemas import ShipmentView
from notifications.routing.occasion import SLACK, Occasion
from presentation import schemas
from presentation.wording.terms import terms_words


def shipment_posted(occasion: Occasion, event: ShipmentPosted) -> None:
    """The buyers get carrier, tracking and what is still to come; the rep hears of it."""
    order = occasion.order(event.order_number)
    shipment = shipping.shipment(occasion.session, event.shipment_number)
    transit = occasion.desk.policy.delivery.transit_days
    data = schemas.ShipmentPosted(
        order=order,
        shipment_number=shipment.shipment_number,
        shipped_date=shipment.shipped_date,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        arrival_date=occasion.desk.calendar.add_working_days(shipment.shipped_date, transit),
        lines=_shipped_lines(order, shipment),
    )
    buyers = occasion.contacts(order.customer_id, "buyer")
    occasion.mail(buyers, "shipment_posted", data, subject=order.subject, about=shipment.shipment_number)
    occasion.refresh_cards(order)
    occasion.say(order, "shipment_posted", data)


def _shipped_lines(order: OrderView, shipment: ShipmentView) -> tuple[schemas.ShippedLine, ...]:
    shipped: dict[int, Decimal] = {}
    for part in shipment.lines:
        shipped[part.line_no] = shipped.get(part.line_no, Decimal(0)) + part.quantity
    return tuple(
        schemas.ShippedLine(
            sku=line.sku,
            name=line.name,
            customer_part_number=line.customer_part_number,
            base_unit=line.base_unit,
            shipped=shipped[line.line_no],
            ordered=line.base_quantity,
            still_open=line.open + line.allocated + line.picked,
        )
        for line in order.lines
        if line.line_no in shipped
    )


def invoice_issued(occasion: Occasion, event: InvoiceIssued) -> None:
    """The people who pay get the invoice; the order's cards show that it is invoiced."""
    invoice = event.invoice
    order = occasion.order(invoice.order_number) if invoice.order_number else None
    data = schemas.InvoiceIssued(
        invoice=invoice,
        shipment_number=event.shipment_number,
        customer_po=order.customer_po if order else None,
        papers=(invoice.number,),
        terms=terms_words(invoice.terms) if invoice.terms else None,
    )
    subject = order.subject if order else f"invoice:{invoice.number}"
    payers = occasion.contacts(invoice.bill_to, "accounts")
    occasion.mail(payers, "invoice_issued", data, subject=subject, about=invoice.number)
    if order:
        occasion.refresh_cards(order)


def credit_note_issued(occasion: Occasion, event: CreditNoteIssued) -> None:
    """The people who pay get the paper that puts their invoice right; a return tells of its own."""
    if not event.is_correction:
        return
    note = event.credit_note
    data = schemas.CreditNoteIssued(credit_note=note, reason=event.reason, papers=(note.number,))
    payers = occasion.contacts(note.bill_to, "accounts")
    occasion.mail(payers, "credit_note_issued", data, subject=f"invoice:{note.invoice_number}", about=note.number)


def reminder_due(occasion: Occasion, event: DunningNoticeDue) -> None:
    """One mail to one person who pays; with nobody to write to, a task for staff instead."""
    notice = _still_open(occasion, event.notice)
    if notice is None:
        return
    payer = customers.customer(occasion.session, notice.bill_to)
    subject = f"customer:{notice.bill_to}"
    contacts = occasion.contacts(notice.bill_to, "accounts")[:1]
    manager = employees.by_email(occasion.session, payer.account_manager) if payer and payer.account_manager else None
    data = schemas.OverdueReminder(notice=notice, contact=manager.name if manager else None)
    about = f"{notice.bill_to}:{notice.level}:{occasion.event_id}"
    occasion.mail(contacts, "overdue_reminder", data, subject=subject, about=about)
    if not contacts:
        name = payer.name if payer else notice.bill_to
        task = schemas.StaffTask(
            title=f"Nobody to remind at {name}",
            lines=("An overdue reminder is due, and we know no mail address there. Please add a contact.",),
        )
        occasion.owe(f"{about}:task", "staff_task", task, channel=SLACK, target=occasion.places.alerts, subject=subject)


def _still_open(occasion: Occasion, notice: DunningNotice) -> DunningNotice | None:
    """The notice with what is open at this moment; None if all of it was settled meanwhile."""
    now_open = {
        invoice.number: invoice
        for invoice in billing.invoices(occasion.session, occasion.desk, notice.bill_to, open_only=True)
        if not invoice.disputed
    }
    invoices = tuple(now_open[each.number] for each in notice.invoices if each.number in now_open)
    total = Money.total((each.open_amount for each in invoices), notice.total.currency)
    return notice.model_copy(update={"invoices": invoices, "total": total}) if invoices else None
