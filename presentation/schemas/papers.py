"""Data of the messages about shipments, invoices, reminders and returns, and of the short neutral mails."""

from datetime import date
from decimal import Decimal

from domain.billing.schemas import CreditNoteView, DunningNotice, InvoiceView
from domain.orders.schemas import OrderView
from domain.shared.money import Money
from domain.shared.quantity import Quantity
from presentation.schemas.base import Message, Recipient


class ShippedLine(Message):
    """A line of a shipment in base units: what left now, what was ordered, what is still open."""

    sku: str
    name: str
    customer_part_number: str | None = None
    base_unit: str
    shipped: Quantity
    ordered: Quantity
    still_open: Quantity = Decimal(0)


class ShipmentPosted(Message):
    """Goods left."""

    order: OrderView
    shipment_number: str
    shipped_date: date
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_link: str | None = None
    arrival_date: date | None = None
    lines: tuple[ShippedLine, ...]
    recipient: Recipient = Recipient()


class InvoiceIssued(Message):
    """An invoice to pay; `papers` go along as PDF, `terms` in words."""

    invoice: InvoiceView
    shipment_number: str
    customer_po: str | None = None
    papers: tuple[str, ...] = ()
    terms: str | None = None
    recipient: Recipient = Recipient()


class CreditNoteIssued(Message):
    """An invoice was put right."""

    credit_note: CreditNoteView
    reason: str
    papers: tuple[str, ...] = ()
    recipient: Recipient = Recipient()


class OverdueReminder(Message):
    """One reminder for everything that is open; the highest level sets the tone."""

    notice: DunningNotice
    contact: str | None = None
    recipient: Recipient = Recipient()


class ReturnedLine(Message):
    """A line of a return in base units; `reason` is a code, `outcome` what the inspection found."""

    sku: str
    name: str
    base_unit: str
    quantity: Quantity
    reason: str = ""
    outcome: str | None = None


class _ReturnMessage(Message):
    rma_number: str
    order_number: str
    customer_name: str = ""
    customer_po: str | None = None
    lines: tuple[ReturnedLine, ...] = ()
    recipient: Recipient = Recipient()


class ReturnAuthorised(_ReturnMessage):
    """Goods may come back: where to, and until when."""

    return_to: tuple[str, ...] = ()
    deadline: date | None = None


class ReturnReceived(_ReturnMessage):
    """Goods came back and will be inspected."""


class ReturnRequested(_ReturnMessage):
    """Somebody asks whether goods may come back; for the rep."""


class ReturnEnded(_ReturnMessage):
    """Goods may not come back: refused with a `reason`, or too late where there is none."""

    reason: str | None = None
    deadline: date | None = None


class ReturnSettled(_ReturnMessage):
    """A return is settled, with the credit note where there is one."""

    credit_note: str | None = None
    credited: Money | None = None
    papers: tuple[str, ...] = ()


class SenderUnknown(Message):
    """A neutral answer to somebody we do not know."""

    recipient: Recipient = Recipient()


class Refused(Message):
    """Something was asked that cannot be done; each reason is a sentence."""

    reasons: tuple[str, ...]
    about: str = "your message"
    recipient: Recipient = Recipient()
