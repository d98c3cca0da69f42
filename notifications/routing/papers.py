"""Owns who hears of shipments, invoices and reminders."""

from decimal import Decimal

from domain.billing import queries as billing
from domain.billing.events import CreditNoteIssued, DunningNoticeDue, InvoiceIssued
from domain.customers import queries as customers
from domain.customers.schemas import ContactView
from domain.employees import queries as employees
from domain.orders.schemas import OrderView
from domain.shipping import queries as shipping
from domain.shipping.events import ShipmentPosted
from domain.shipping.schemas import ShipmentView
from notifications.routing.money import open_credit
from notifications.routing.occasion import SLACK, Occasion
from presentation import schemas
from presentation.wording.amounts import money
from presentation.wording.terms import terms_words
from presentation.wording.times import lateness


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
        tracking_link=shipment.tracking_link,
        arrival_date=shipment.expected_date or occasion.desk.calendar.add_working_days(shipment.shipped_date, transit),
        lines=_shipped_lines(order, shipment),
    )
    buyers = occasion.contacts(order.customer_id, "buyer")
    occasion.mail(buyers, "shipment_posted", data, subject=order.subject, about=shipment.shipment_number)
    occasion.refresh_cards(order)
    occasion.say(order, "shipment_posted", data)


def _shipped_lines(order: OrderView, shipment: ShipmentView) -> tuple[schemas.ShippedLine, ...]:
    shipped: dict[int, Decimal] = {}
    for part in (line for line in shipment.lines if line.order_number == order.number):
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
    """The people who pay get the paper that puts their invoice right; a return tells of its own.

    Staff hears of credit that is left because its invoice was paid before.
    """
    note = event.credit_note
    if note.open_amount:
        open_credit(occasion, note)
    if not event.is_correction:
        return
    data = schemas.CreditNoteIssued(credit_note=note, reason=event.reason, papers=(note.number,))
    payers = occasion.contacts(note.bill_to, "accounts")
    occasion.mail(payers, "credit_note_issued", data, subject=f"invoice:{note.invoice_number}", about=note.number)


def reminder_due(occasion: Occasion, event: DunningNoticeDue) -> None:
    """One mail to one person who pays; with nobody to write to, a task for staff instead. From a level on the account
    manager hears of it.
    """
    notice = billing.current_notice(occasion.session, occasion.desk, event.notice)
    if notice is None:
        return
    payer = customers.customer(occasion.session, notice.bill_to)
    subject = f"customer:{notice.bill_to}"
    contacts = _payers(occasion, notice.bill_to)
    manager = employees.by_email(occasion.session, payer.account_manager) if payer and payer.account_manager else None
    data = schemas.OverdueReminder(notice=notice, contact=manager.name if manager else None)
    about = f"{notice.bill_to}:{notice.level}:{occasion.event_id}"
    occasion.mail(contacts, "overdue_reminder", data, subject=subject, about=about)
    name = payer.name if payer else notice.bill_to
    if not contacts:
        task = schemas.StaffTask(
            title=f"Nobody to remind at {name}",
            lines=("An overdue reminder is due, and we know no mail address there. Please add a contact.",),
        )
        occasion.owe(f"{about}:task", "staff_task", task, channel=SLACK, target=occasion.places.alerts, subject=subject)
    if manager and manager.slack_user_id and notice.level >= occasion.desk.policy.dunning.manager_level:
        task = schemas.StaffTask(
            title=f"{name} owes {money(notice.total)} and was reminded ({notice.level_name})",
            lines=tuple(f"{view.number}: {money(view.open_amount)}, {lateness(view.days_past_due)}"
                        for view in notice.invoices[:10]),
        )  # fmt: skip
        occasion.tell(manager.email, "staff_task", task, subject=subject, about=f"{about}:manager")


def _payers(occasion: Occasion, bill_to: str) -> tuple[ContactView, ...]:
    """Whom a reminder goes to: the contact that was chosen for the bill-to, else the first who pays there."""
    chosen = billing.dunning_setting(occasion.session, bill_to)
    known = occasion.contacts(bill_to, "accounts")
    if chosen and chosen.contact_email:
        named = [each for each in known if each.email == chosen.contact_email]
        return tuple(named) or (ContactView(customer_id=bill_to, name="", email=chosen.contact_email, role="accounts"),)
    return known[:1]
