"""Verbs of payments: money that comes in settles what was named, then what is due longest."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.billing.errors import NotPositive, PaymentConflict
from domain.billing.events import PaymentApplied
from domain.billing.models import Payment, PaymentApplication
from domain.billing.queries import invoices, payment
from domain.billing.rules import applied
from domain.billing.schemas import AppliedPart, PaymentRequest, PaymentView
from domain.billing.service.accounts import lock_account
from domain.billing.service.instalments import settle
from domain.shared.actors import FINANCE_ROLES
from domain.shared.audit import Change, record
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.outbox import record as record_event


def receive_payment(session: Session, desk: Desk, request: PaymentRequest) -> PaymentView:
    """Take a payment and apply it: invoices named by its reference first, else the oldest due; what is left stays
    unapplied and lowers the exposure.

    The same payment again changes nothing and is returned as it was applied. Raises NotAllowed, NotFound,
    NotPositive, and PaymentConflict where the id is known with other facts.
    """
    desk.actor.require(FINANCE_ROLES, to="receive payments")
    if request.amount.amount <= 0:
        raise NotPositive(what="payment", amount=str(request.amount))
    lock_account(session, request.bill_to)
    values = {
        "payment_id": request.payment_id, "bill_to": request.bill_to, "received_date": request.received_date,
        "currency": request.amount.currency, "amount": request.amount.amount, "unapplied": request.amount.amount,
        "reference": request.reference, "is_ours": True,
    }  # fmt: skip
    if not insert_ignoring(session, Payment, values):
        return _known(session, request)
    parts = _apply(session, desk, request)
    view = payment(session, request.payment_id)
    if view is None:
        raise RuntimeError("a payment that was just written is not there")
    event = PaymentApplied(payment=view, parts=parts)
    record_event(session, event, subject=f"customer:{view.bill_to}", now=desk.now)
    change = Change(
        subject=f"customer:{view.bill_to}",
        action="payment.received",
        after=view.model_dump(mode="json") | {"reference": request.reference},
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
    return view


def _known(session: Session, request: PaymentRequest) -> PaymentView:
    row = session.get_one(Payment, request.payment_id)
    known = PaymentRequest(
        payment_id=row.payment_id,
        bill_to=row.bill_to,
        received_date=row.received_date,
        amount=Money(row.amount, row.currency),
        reference=row.reference,
    )
    view = payment(session, request.payment_id)
    if known != request or view is None:
        raise PaymentConflict(
            payment_id=request.payment_id,
            known=known.model_dump(mode="json", exclude={"payment_id"}),
            told=request.model_dump(mode="json", exclude={"payment_id"}),
        )
    return view


def _apply(session: Session, desk: Desk, request: PaymentRequest) -> tuple[AppliedPart, ...]:
    candidates = [
        invoice
        for invoice in invoices(session, desk, request.bill_to, open_only=True)
        if invoice.open_amount.currency == request.amount.currency
    ]
    parts = applied(request.amount, candidates, request.reference)
    for part in parts:
        settle(session, part.invoice_number, part.amount.amount)
    if parts:
        session.execute(
            insert(PaymentApplication),
            [
                {"payment_id": request.payment_id, "invoice_number": part.invoice_number, "amount": part.amount.amount}
                for part in parts
            ],
        )
    used = Money.total((part.amount for part in parts), request.amount.currency)
    session.get_one(Payment, request.payment_id).unapplied = (request.amount - used).amount
    session.flush()
    return parts
