"""Owns who hears of invoices and of reminders."""

from domain.billing import queries as billing
from domain.billing.events import DunningNoticeDue, InvoiceIssued
from domain.billing.schemas import DunningNotice
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.shared.money import Money
from notifications.routing.occasion import SLACK, Occasion
from presentation.messages import schemas


def invoice_issued(occasion: Occasion, event: InvoiceIssued) -> None:
    """The people who pay get the invoice; the order's cards show that it is invoiced."""
    invoice = event.invoice
    order = occasion.order(invoice.order_number) if invoice.order_number else None
    data = schemas.InvoiceIssued(
        invoice=invoice,
        shipment_number=event.shipment_number,
        customer_po=order.customer_po if order else None,
    )
    subject = order.subject if order else f"invoice:{invoice.number}"
    payers = occasion.contacts(invoice.bill_to, "accounts")
    occasion.mail(payers, "invoice_issued", data, subject=subject, about=invoice.number)
    if order:
        occasion.refresh_cards(order)


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
