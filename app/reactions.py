"""Owns the one table that says which verbs answer which event, and works it off: each answer is one transaction."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from sqlalchemy.orm import Session

from domain.approvals.events import ApprovalExpired
from domain.billing import service as billing
from domain.billing.events import (
    AllowanceGranted,
    CreditApplied,
    CreditNoteIssued,
    DisputeFlagged,
    InvoiceIssued,
    PaymentApplied,
)
from domain.customers.events import CreditTermsChanged
from domain.intake import service as intake
from domain.orders import queries as order_queries
from domain.orders import service as orders
from domain.orders.events import CreditFreed, OrderConfirmed
from domain.orders.lifecycle import LIVE
from domain.orders.schemas import Invoicing
from domain.returns.events import ReturnSettled
from domain.shared import outbox
from domain.shared.actors import Actor, system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.events import Event
from domain.shipping import service as shipping
from domain.shipping.events import ShipmentPosted
from domain.stock.events import GoodsReceived, ReceiptChanged, ReceiptMoved, StockFreed

log = structlog.get_logger()
ACTOR = system("reactions")


def _goods_received(session: Session, desk: Desk, event: GoodsReceived) -> None:
    orders.cover_backorders(session, desk, [event.sku])
    orders.replan_promises(session, desk, [event.sku], cause="stock_arrived")


def _stock_freed(session: Session, desk: Desk, event: StockFreed) -> None:
    orders.cover_backorders(session, desk, event.skus)


def _receipt_moved(session: Session, desk: Desk, event: ReceiptMoved) -> None:
    orders.replan_promises(session, desk, [event.sku], cause="receipt_moved")


def _receipt_changed(session: Session, desk: Desk, event: ReceiptChanged) -> None:
    orders.replan_promises(session, desk, [event.sku], cause="receipt_changed")


def _owes_less(session: Session, desk: Desk, bill_to: str, *, by: str = "payment") -> None:
    """Somebody owes less or commits to less: what was held for it may go, what was paid by it is complete."""
    orders.release_holds_of(session, desk, bill_to, by=by)
    orders.settle_closed(session, desk, bill_to)


def _payment_applied(session: Session, desk: Desk, event: PaymentApplied) -> None:
    _owes_less(session, desk, event.payment.bill_to)
    billing.resolve_notices(session, desk, event.payment.bill_to)


def _credit_note_issued(session: Session, desk: Desk, event: CreditNoteIssued) -> None:
    _owes_less(session, desk, event.credit_note.bill_to)


def _allowance_granted(session: Session, desk: Desk, event: AllowanceGranted) -> None:
    _owes_less(session, desk, event.allowance.bill_to)


def _credit_applied(session: Session, desk: Desk, event: CreditApplied) -> None:
    _owes_less(session, desk, event.bill_to)


def _invoice_issued(session: Session, desk: Desk, event: InvoiceIssued) -> None:
    billing.apply_unapplied(session, desk, event.invoice.bill_to)


def _shipment_posted(session: Session, desk: Desk, event: ShipmentPosted) -> None:
    shipping.invoice_as_agreed(session, desk, event.shipment_number)


def _return_settled(session: Session, desk: Desk, event: ReturnSettled) -> None:
    shipping.invoice_rest(session, desk, event.order_number, event.number)


def _credit_freed(session: Session, desk: Desk, event: CreditFreed) -> None:
    _owes_less(session, desk, event.bill_to, by="freed credit")


def _order_confirmed(session: Session, desk: Desk, event: OrderConfirmed) -> None:
    order = order_queries.order(session, desk, event.number)
    if order.invoicing == Invoicing.ON_ORDER and not all(line.is_free for line in order.lines):
        orders.invoice_order(session, desk, event.number)
    intake.learn_from(session, desk, order, order_queries.request_of(session, event.number))


def _dispute_flagged(session: Session, desk: Desk, event: DisputeFlagged) -> None:
    orders.release_holds_of(session, desk, event.invoice.bill_to)


def _credit_terms_changed(session: Session, desk: Desk, event: CreditTermsChanged) -> None:
    orders.release_holds_of(session, desk, event.customer_id, by="the credit limit")


def _approval_expired(session: Session, desk: Desk, event: ApprovalExpired) -> None:
    number = event.approval.subject.removeprefix("order:")
    order = order_queries.order(session, desk, number)
    if order.state in LIVE and any(hold.is_active for hold in order.holds):
        orders.ask_again(session, desk, number)


REACTIONS: Mapping[type[Event], Callable[[Session, Desk, Any], None]] = {
    GoodsReceived: _goods_received,
    StockFreed: _stock_freed,
    ReceiptMoved: _receipt_moved,
    ReceiptChanged: _receipt_changed,
    PaymentApplied: _payment_applied,
    CreditNoteIssued: _credit_note_issued,
    AllowanceGranted: _allowance_granted,
    CreditApplied: _credit_applied,
    InvoiceIssued: _invoice_issued,
    DisputeFlagged: _dispute_flagged,
    CreditFreed: _credit_freed,
    OrderConfirmed: _order_confirmed,
    ApprovalExpired: _approval_expired,
    ShipmentPosted: _shipment_posted,
    CreditTermsChanged: _credit_terms_changed,
    ReturnSettled: _return_settled,
}
_BY_KIND = {event.kind: (event, react) for event, react in REACTIONS.items()}


class Reactor:
    """Works events off, the oldest first; what fails is kept with its error and tried again later."""

    def __init__(self, transactions: Transactions, desk: Callable[[Actor, str | None], Desk]) -> None:
        self._transactions = transactions
        self._desk = desk
        self._wake = threading.Event()

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def run_once(self) -> bool:
        """Answer one event; False if none waited."""
        event: outbox.RecordedEvent | None = None
        try:
            with (
                self._transactions.begin() as session,
                outbox.claimed_event(session, outbox.Consumer.REACTIONS) as event,
            ):
                if event is not None and event.kind in _BY_KIND:
                    kind, react = _BY_KIND[event.kind]
                    react(session, self._desk(ACTOR, f"event:{event.id}"), kind.model_validate(event.data))
        except Exception as error:  # the outermost edge: kept and tried again
            if event is None:
                raise
            log.exception("reaction failed", kind=event.kind, id=event.id)
            with self._transactions.begin() as session:
                outbox.event_failed(session, event.id, outbox.Consumer.REACTIONS, repr(error))
        return event is not None

    def run_until_idle(self) -> int:
        """Answer every event that waits, and those that the answers cause; says how many."""
        count = 0
        while self.run_once():
            count += 1
        return count

    def run_forever(self, stop: threading.Event, poll_seconds: float = 2.0) -> None:
        """Answer events until told to stop."""
        while not stop.is_set():
            self._wake.clear()
            try:
                self.run_until_idle()
            except Exception:  # the outermost edge: the database may be away for a while
                log.exception("events cannot be read")
            self._wake.wait(poll_seconds)
