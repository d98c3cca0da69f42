"""Owns the one table that says who hears of which event. Routing reads and owes; it sends nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from domain.approvals.events import ApprovalEscalated, ApprovalExpired, ApprovalReminderDue
from domain.billing.events import (
    BankFileTaken,
    CreditNoteIssued,
    DunningNoticeDue,
    InvoiceIssued,
    InvoiceShortPaid,
    PaymentReturned,
    PromiseBroken,
    RefundDecided,
    RefundRequested,
)
from domain.conversations.schemas import Places
from domain.orders import events as order_events
from domain.quotations import events as quotation_events
from domain.returns.events import ReturnAuthorised, ReturnEnded, ReturnReceived, ReturnRequested, ReturnSettled
from domain.shared.desk import Desk
from domain.shared.events import Event
from domain.shared.outbox import RecordedEvent
from domain.shipping.events import Delivered, ShipmentPosted, ShortPicked
from domain.standing.events import StandingOrderDrafted, StandingOrderRefused
from notifications.routing import floor, money, offers, orders, papers, returns
from notifications.routing.occasion import Occasion

Route = Callable[[Occasion, Any], None]

ROUTES: Mapping[type[Event], Route] = {
    order_events.OrderConfirmed: orders.confirmed,
    order_events.OrderHeld: orders.held,
    order_events.HoldReleased: orders.released,
    order_events.HoldRejected: orders.rejected,
    order_events.ApprovalAskedAgain: orders.asked_again,
    order_events.BackorderCovered: orders.covered,
    order_events.PromiseMoved: orders.promise_moved,
    order_events.ReallocationProposed: orders.reallocation_proposed,
    order_events.ReallocationDecided: orders.reallocation_decided,
    order_events.OrderAmended: orders.amended,
    order_events.OrderCancelled: orders.cancelled,
    order_events.OrderClosed: orders.closed,
    order_events.HeldStockReleased: orders.held_stock_released,
    order_events.DraftExpired: orders.draft_expired,
    quotation_events.QuotationSent: offers.sent,
    quotation_events.QuotationAccepted: offers.accepted,
    quotation_events.QuotationDeclined: offers.declined,
    quotation_events.QuotationExpired: offers.expired,
    StandingOrderDrafted: offers.standing_drafted,
    StandingOrderRefused: offers.standing_refused,
    ApprovalExpired: orders.approval_expired,
    ApprovalReminderDue: orders.reminder_due,
    ApprovalEscalated: orders.escalated,
    order_events.ApprovalGoesOn: orders.approval_goes_on,
    order_events.RejectedOrderEnds: orders.rejected_ends,
    ShipmentPosted: papers.shipment_posted,
    Delivered: floor.delivered,
    ShortPicked: floor.short_picked,
    InvoiceIssued: papers.invoice_issued,
    CreditNoteIssued: papers.credit_note_issued,
    ReturnAuthorised: returns.authorised,
    ReturnRequested: returns.requested,
    ReturnEnded: returns.ended,
    ReturnReceived: returns.received,
    ReturnSettled: returns.settled,
    DunningNoticeDue: papers.reminder_due,
    PaymentReturned: money.payment_returned,
    PromiseBroken: money.promise_broken,
    BankFileTaken: money.bank_file_taken,
    InvoiceShortPaid: money.invoice_short_paid,
    RefundRequested: money.refund_requested,
    RefundDecided: money.refund_decided,
}
_BY_KIND: dict[str, tuple[type[Event], Route]] = {event.kind: (event, route) for event, route in ROUTES.items()}


def route(session: Session, desk: Desk, event: RecordedEvent, places: Places) -> None:
    """Owe what people are to hear of this event; an event that concerns nobody outside owes nothing."""
    if event.kind not in _BY_KIND:
        return
    kind, tell = _BY_KIND[event.kind]
    occasion = Occasion(session=session, desk=desk, places=places, kind=event.kind, event_id=event.id)
    tell(occasion, kind.model_validate(event.data))
