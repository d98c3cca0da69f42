"""Owns who hears of money: taken back by a bank, to go back to a customer, left as credit."""

from domain.billing import queries as billing
from domain.billing.events import (
    BankFileTaken,
    InvoiceShortPaid,
    PaymentReturned,
    PromiseBroken,
    RefundDecided,
    RefundRequested,
)
from domain.billing.lifecycle import RefundState
from domain.billing.schemas import CreditNoteView
from domain.customers import queries as customers
from domain.employees import queries as employees
from notifications.routing.occasion import SLACK, Occasion
from presentation.schemas import StaffTask
from presentation.wording.amounts import counted, listed, money
from presentation.wording.times import day


def payment_returned(occasion: Occasion, event: PaymentReturned) -> None:
    """The account manager and the alerts channel hear that invoices are open again, and why."""
    view = event.payment
    numbers = listed([part.invoice_number for part in event.parts])
    lines = [f"The bank took back {money(view.amount)} ({event.reason})."]
    if numbers:
        lines.append(f"Open again: {numbers}.")
    task = StaffTask(title=f"A payment of {name_of(occasion, view.bill_to)} was returned", lines=tuple(lines))
    tell_staff(occasion, view.bill_to, task, about=view.payment_id)


def bank_file_taken(occasion: Occasion, event: BankFileTaken) -> None:
    """What waits for a decision is a task for staff; a file in which all was sure is no news."""
    file = event.file
    if not file.waiting:
        return
    lines = (
        f"{counted(file.applied, 'payment')} booked, {counted(file.waiting, 'entry', 'entries')} to decide on.",
        "To see them with what they may be: orderclerk match",
    )
    task = StaffTask(title=f"Bank file {file.name}: who paid?", lines=lines)
    target = occasion.places.alerts
    subject = f"bank_file:{file.name}"
    occasion.owe(str(occasion.event_id), "staff_task", task, channel=SLACK, target=target, subject=subject)


def invoice_short_paid(occasion: Occasion, event: InvoiceShortPaid) -> None:
    """Somebody looks whether a short payment is a dispute, with the customer's own words."""
    invoice = event.invoice
    lines = (
        f"{money(invoice.open_amount)} of {invoice.number} was not paid. They write: {event.words}",
        f'If they dispute it: orderclerk dispute {invoice.number} "what they say" --reason {event.reason}',
    )
    task = StaffTask(title=f"{name_of(occasion, invoice.bill_to)} paid less than was asked", lines=lines)
    tell_staff(occasion, invoice.bill_to, task, about=f"{event.payment_id}:{invoice.number}")


def promise_broken(occasion: Occasion, event: PromiseBroken) -> None:
    """The account manager and the alerts channel hear that the money did not come; reminders go on by themselves."""
    promise = event.promise
    which = f" of {promise.invoice_number}" if promise.invoice_number else ""
    lines = (f"{money(promise.amount)}{which} was promised by {day(promise.promised_date)} and did not come.",)
    task = StaffTask(title=f"{name_of(occasion, promise.bill_to)} broke a promise to pay", lines=lines)
    tell_staff(occasion, promise.bill_to, task, about=f"promise:{promise.id}")


def refund_requested(occasion: Occasion, event: RefundRequested) -> None:
    """Those who release money see what is asked for, by whom and why."""
    view = event.refund
    origin = view.payment_id or view.credit_note_number
    lines = (
        f"{money(view.amount)} of {origin} is to go back, asked for by {view.requested_by}: {view.reason}",
        f"To decide: orderclerk refund {view.number} --approve, or --reject with a reason.",
    )
    task = StaffTask(title=f"Refund {view.number} for {name_of(occasion, view.bill_to)}", lines=lines)
    target = occasion.places.approvals
    subject = f"customer:{view.bill_to}"
    occasion.owe(view.number, "staff_task", task, channel=SLACK, target=target, subject=subject)


def refund_decided(occasion: Occasion, event: RefundDecided) -> None:
    """Who asked hears what was decided."""
    view = event.refund
    is_released = view.state == RefundState.APPROVED
    words = "released" if is_released else "rejected, the money stays on account"
    task = StaffTask(
        title=f"Refund {view.number} was {'released' if is_released else 'rejected'}",
        lines=(f"{money(view.amount)} for {name_of(occasion, view.bill_to)}: {words} by {view.decided_by}.",),
    )
    occasion.tell(view.requested_by, "staff_task", task, subject=f"customer:{view.bill_to}", about=view.number)


def open_credit(occasion: Occasion, note: CreditNoteView) -> None:
    """Somebody settles another invoice with what is left of a credit note, or gives it back where nothing is owed."""
    is_owed = bool(billing.open_items(occasion.session, [note.bill_to]))
    what = (
        f"To settle an invoice with it: orderclerk apply {note.number} --invoice NUMBER"
        if is_owed
        else f"They owe nothing. To give it back: orderclerk refund {note.number} --reason WHY"
    )
    title = f"{name_of(occasion, note.bill_to)} has {money(note.open_amount)} of open credit"
    task = StaffTask(title=title, lines=(f"{note.number} is more than was open of {note.invoice_number}.", what))
    tell_staff(occasion, note.bill_to, task, about=f"credit:{note.number}")


def name_of(occasion: Occasion, bill_to: str) -> str:
    """What people call a bill-to."""
    known = customers.customer(occasion.session, bill_to)
    return known.name if known else bill_to


def tell_staff(occasion: Occasion, bill_to: str, task: StaffTask, *, about: str) -> None:
    """A word to the alerts channel, and directly to the account manager where there is one in Slack."""
    subject = f"customer:{bill_to}"
    target = occasion.places.alerts
    occasion.owe(f"{about}:alerts", "staff_task", task, channel=SLACK, target=target, subject=subject)
    known = customers.customer(occasion.session, bill_to)
    manager = employees.by_email(occasion.session, known.account_manager) if known and known.account_manager else None
    if manager and manager.slack_user_id:
        occasion.tell(manager.email, "staff_task", task, subject=subject, about=about)
