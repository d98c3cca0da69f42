"""Verbs of refunds: money on account goes back, when somebody else than who asked for it says so."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.billing.errors import NotEnoughLeft, NotPositive, OwnRequest, ReasonNeeded, WrongBillTo
from domain.billing.events import RefundDecided, RefundRequested
from domain.billing.lifecycle import RefundState, moved
from domain.billing.models import CreditNote, Payment, Refund
from domain.billing.queries import credit_note, refund
from domain.billing.queries.payments import payment
from domain.billing.schemas import RefundRequest, RefundView
from domain.billing.service.accounts import lock_account
from domain.shared.actors import FINANCE_ROLES
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.numbering import next_number
from domain.shared.outbox import record as record_event

SERIES = "RF"


def request_refund(session: Session, desk: Desk, request: RefundRequest) -> RefundView:
    """Ask that unapplied money of a payment, or open credit of a credit note, goes back. It is kept apart at once.

    Raises NotAllowed, ReasonNeeded, NotPositive, NotFound, WrongBillTo, NotEnoughLeft, CurrencyMismatch.
    """
    desk.actor.require(FINANCE_ROLES, to="ask for refunds")
    if not request.reason.strip():
        raise ReasonNeeded(what="a refund")
    if request.amount.amount <= 0:
        raise NotPositive(what="refund", amount=str(request.amount))
    lock_account(session, request.bill_to)
    left = _left(session, request)
    if request.amount > left:
        raise NotEnoughLeft(what="what is on account", left=str(left), asked=str(request.amount))
    number = f"RF-{next_number(session, SERIES)}"
    _kept_apart(session, request.payment_id, request.credit_note_number, request.amount)
    row = Refund(
        number=number, bill_to=request.bill_to, payment_id=request.payment_id,
        credit_note_number=request.credit_note_number, currency=request.amount.currency,
        amount=request.amount.amount, state=RefundState.REQUESTED, reason=request.reason,
        requested_by=desk.actor.id, requested_at=desk.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    view = refund(session, number)
    record_event(session, RefundRequested(refund=view), subject=f"customer:{view.bill_to}", now=desk.now)
    _audited(session, desk, view, "refund.requested", request.reason)
    return view


def _left(session: Session, request: RefundRequest) -> Money:
    if request.payment_id is not None:
        found = payment(session, request.payment_id)
        if found is None:
            raise NotFound(payment_id=request.payment_id)
        bill_to, left = found.bill_to, found.unapplied
    else:
        note = credit_note(session, request.credit_note_number or "")
        bill_to, left = note.bill_to, note.open_amount
    if bill_to != request.bill_to:
        raise WrongBillTo(invoice_number=request.payment_id or request.credit_note_number, bill_to=request.bill_to)
    return left


def _kept_apart(session: Session, payment_id: str | None, credit_note_number: str | None, amount: Money) -> None:
    """Take the amount off what is on account; a negative one gives it back."""
    statement: Any = (
        update(Payment)
        .where(Payment.payment_id == payment_id)
        .values(unapplied=Payment.unapplied - amount.amount, refunded=Payment.refunded + amount.amount, is_ours=True)
        if payment_id is not None
        else update(CreditNote)
        .where(CreditNote.number == credit_note_number)
        .values(open_amount=CreditNote.open_amount - amount.amount)
    )
    session.execute(statement)


def decide_refund(session: Session, desk: Desk, number: str, *, approve: bool, reason: str = "") -> RefundView:
    """Release a refund, or leave the money on account (with a reason). Decided once.

    Raises NotAllowed, NotFound, OwnRequest, ReasonNeeded, IllegalTransition.
    """
    desk.actor.require(desk.policy.payments.refund_roles, to="release refunds")
    asked = refund(session, number)
    lock_account(session, asked.bill_to)
    row = session.get_one(Refund, number, populate_existing=True)
    if row.requested_by == desk.actor.id:
        raise OwnRequest(number=number, requested_by=row.requested_by)
    if not approve and not reason.strip():
        raise ReasonNeeded(what="to reject a refund")
    after = RefundState.APPROVED if approve else RefundState.REJECTED
    row.state = moved(f"refund {number}", RefundState(row.state), after)
    row.decided_by, row.decided_at, row.decided_date = desk.actor.id, desk.now, desk.today
    session.flush()
    if not approve:
        _kept_apart(session, row.payment_id, row.credit_note_number, -Money(row.amount, row.currency))
    view = refund(session, number)
    record_event(session, RefundDecided(refund=view), subject=f"customer:{view.bill_to}", now=desk.now)
    _audited(session, desk, view, f"refund.{after}", reason or None)
    return view


def _audited(session: Session, desk: Desk, view: RefundView, action: str, reason: str | None) -> None:
    change = Change(
        subject=f"customer:{view.bill_to}",
        action=action,
        after=view.model_dump(mode="json"),
        reason=reason,
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
