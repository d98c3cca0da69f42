"""Verbs of payments: money that comes in settles what was named, then what is due longest; and it can be taken back."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing.errors import (
    AlreadyReturned,
    MoneyIsRefunded,
    NotEnoughLeft,
    NotPositive,
    NotSettled,
    PaymentConflict,
    ReasonNeeded,
    WrongBillTo,
)
from domain.billing.events import PaymentApplied, PaymentReturned
from domain.billing.models import Payment
from domain.billing.queries import open_items, payment, unapplied_payments
from domain.billing.queries.open_items import open_items_numbered
from domain.billing.rules import applied, settled
from domain.billing.schemas import AppliedPart, OpenItem, PaymentRequest, PaymentView
from domain.billing.service.accounts import lock_account
from domain.billing.service.settling import apply_parts, take_parts_back
from domain.shared.actors import FINANCE_ROLES
from domain.shared.audit import Change, record
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk
from domain.shared.errors import BadDate, NotFound
from domain.shared.money import Money
from domain.shared.outbox import record as record_event


def receive_payment(
    session: Session, desk: Desk, request: PaymentRequest, *, plan: Sequence[AppliedPart] | None = None
) -> PaymentView:
    """Take a payment and apply it: by `plan` where somebody decided one, else invoices named by its reference first,
    then the oldest due; what is left stays unapplied and lowers the exposure.

    The same payment again changes nothing and is returned as it was applied. Raises NotAllowed, NotFound,
    NotPositive, BadDate for a day to come (a bank's entry says its own), and PaymentConflict where the id is known
    with other facts.
    """
    desk.actor.require(FINANCE_ROLES, to="receive payments")
    if request.amount.amount <= 0:
        raise NotPositive(what="payment", amount=str(request.amount))
    if plan is None and request.received_date > desk.today:
        expected = f"{desk.today.isoformat()} or earlier"
        raise BadDate(field="received", value=request.received_date.isoformat(), expected=expected)
    lock_account(session, request.bill_to)
    values = {
        "payment_id": request.payment_id, "bill_to": request.bill_to, "received_date": request.received_date,
        "currency": request.amount.currency, "amount": request.amount.amount, "unapplied": request.amount.amount,
        "reference": request.reference, "is_ours": True,
    }  # fmt: skip
    if not insert_ignoring(session, Payment, values):
        return _known(session, request)
    items = _payable(session, request.bill_to, request.amount.currency)
    parts = (
        applied(request.amount, items, request.reference, counts_as(desk, request.received_date))
        if plan is None
        else _as_planned(request.amount, plan, items)
    )
    row = session.get_one(Payment, request.payment_id)
    apply_parts(session, desk, row, parts)
    view = _told(session, desk, request.payment_id, parts)
    _audited(session, desk, view, action="payment.received", more={"reference": request.reference})
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
    if known != request:
        raise PaymentConflict(
            payment_id=request.payment_id,
            known=known.model_dump(mode="json", exclude={"payment_id"}),
            told=request.model_dump(mode="json", exclude={"payment_id"}),
        )
    return _view(session, request.payment_id)


def _payable(session: Session, bill_to: str, currency: str) -> list[OpenItem]:
    return [item for item in open_items(session, [bill_to]) if item.open_amount.currency == currency]


def counts_as(desk: Desk, received: date) -> date:
    """The day that a payment counts as received on for a discount: so much earlier as policy has grace."""
    return received - timedelta(days=desk.policy.payments.discount_grace_days)


def _as_planned(amount: Money, plan: Sequence[AppliedPart], items: Sequence[OpenItem]) -> tuple[AppliedPart, ...]:
    """The plan as far as invoices are open and the money reaches; what is let go only where it still ends them."""
    open_now = {item.invoice_number: item.open_amount for item in items}
    left, parts = amount, []
    for part in plan:
        still = open_now.get(part.invoice_number, Money.zero(amount.currency))
        if part.allowed is not None and part.amount + part.allowed == still and part.amount <= left:
            paid = part
        else:
            paid = AppliedPart(invoice_number=part.invoice_number, amount=min(part.amount, still, left))
        if paid.amount:
            parts.append(paid)
            left = left - paid.amount
    return tuple(parts)


def apply_payment(
    session: Session, desk: Desk, payment_id: str, *, invoice_number: str | None = None, amount: Money | None = None
) -> PaymentView:
    """Apply what is unapplied of a payment: to one invoice, as far as `amount` says, else to the oldest due.

    Raises NotAllowed, NotFound, WrongBillTo, NotEnoughLeft, NotPositive.
    """
    desk.actor.require(FINANCE_ROLES, to="apply payments")
    row = _locked(session, payment_id)
    left = Money(row.unapplied, row.currency)
    wanted = left if amount is None else amount
    if wanted.amount <= 0:
        raise NotPositive(what="payment", amount=str(wanted))
    if wanted > left:
        raise NotEnoughLeft(what=f"payment {payment_id}", left=str(left), asked=str(wanted))
    items = _payable(session, row.bill_to, row.currency)
    if invoice_number is not None:
        items = _only(session, invoice_number, row.bill_to)
    else:
        items = [item for item in items if not item.is_disputed]
    parts = settled(wanted, items, counts_as(desk, row.received_date))
    apply_parts(session, desk, row, parts)
    view = _told(session, desk, payment_id, parts) if parts else _view(session, payment_id)
    _audited(session, desk, view, action="payment.applied")
    return view


def _only(session: Session, invoice_number: str, bill_to: str) -> list[OpenItem]:
    items = open_items_numbered(session, [invoice_number])
    if not items:
        raise NotFound(invoice_number=invoice_number)
    if items[0].bill_to != bill_to:
        raise WrongBillTo(invoice_number=invoice_number, bill_to=bill_to)
    return list(items)


def apply_unapplied(session: Session, desk: Desk, bill_to: str) -> tuple[AppliedPart, ...]:
    """Let the cash on account of a bill-to settle its open invoices, oldest cash and oldest due first.

    Says what was settled; nothing where there is no cash, nothing is open, or policy leaves it to people.
    """
    if not desk.policy.payments.apply_unapplied or not unapplied_payments(session, bill_to):
        return ()
    lock_account(session, bill_to)
    done: list[AppliedPart] = []
    for payment_id, _ in unapplied_payments(session, bill_to):
        row = session.get_one(Payment, payment_id, populate_existing=True)
        items = [item for item in _payable(session, bill_to, row.currency) if not item.is_disputed]
        parts = applied(Money(row.unapplied, row.currency), items, row.reference, counts_as(desk, row.received_date))
        if parts:
            apply_parts(session, desk, row, parts)
            _audited(session, desk, _told(session, desk, payment_id, parts), action="payment.applied")
            done += parts
    return tuple(done)


def unapply_payment(
    session: Session, desk: Desk, payment_id: str, *, reason: str, invoice_number: str | None = None
) -> PaymentView:
    """Take a payment off what it settled (one invoice, if named): they are open again, the money is on account.

    Raises NotAllowed, NotFound, ReasonNeeded, NotSettled.
    """
    desk.actor.require(FINANCE_ROLES, to="unapply payments")
    if not reason.strip():
        raise ReasonNeeded(what="unapplying a payment")
    row = _locked(session, payment_id)
    parts = take_parts_back(session, row, invoice_number)
    if not parts:
        raise NotSettled(payment_id=payment_id, invoice_number=invoice_number or "")
    view = _view(session, payment_id)
    _audited(session, desk, view, action="payment.unapplied", reason=reason)
    return view


def return_payment(session: Session, desk: Desk, payment_id: str, *, reason: str) -> PaymentView:
    """The bank took a payment back (a direct debit that was returned, a chargeback): its invoices are open again.

    Raises NotAllowed, NotFound, AlreadyReturned, and MoneyIsRefunded where a part went back to the customer already.
    """
    desk.actor.require(FINANCE_ROLES, to="take payments back")
    row = _locked(session, payment_id)
    if row.returned:
        raise AlreadyReturned(payment_id=payment_id)
    if row.refunded:
        raise MoneyIsRefunded(payment_id=payment_id, refunded=f"{row.refunded} {row.currency}")
    parts = take_parts_back(session, row)
    row.unapplied, row.returned, row.returned_date, row.is_ours = Decimal(0), row.amount, desk.today, True
    session.flush()
    view = _view(session, payment_id)
    event = PaymentReturned(payment=view, parts=parts, reason=reason)
    record_event(session, event, subject=f"customer:{view.bill_to}", now=desk.now)
    _audited(session, desk, view, action="payment.returned", reason=reason)
    return view


def _locked(session: Session, payment_id: str) -> Payment:
    """The payment, read under the lock of its bill-to."""
    found = session.get(Payment, payment_id)
    if found is None:
        raise NotFound(payment_id=payment_id)
    lock_account(session, found.bill_to)
    return session.get_one(Payment, payment_id, populate_existing=True)


def _view(session: Session, payment_id: str) -> PaymentView:
    view = payment(session, payment_id)
    if view is None:
        raise RuntimeError("a payment that was just written is not there")
    return view


def _told(session: Session, desk: Desk, payment_id: str, parts: Sequence[AppliedPart]) -> PaymentView:
    view = _view(session, payment_id)
    event = PaymentApplied(payment=view, parts=tuple(parts))
    record_event(session, event, subject=f"customer:{view.bill_to}", now=desk.now)
    return view


def _audited(
    session: Session,
    desk: Desk,
    view: PaymentView,
    *,
    action: str,
    reason: str | None = None,
    more: dict[str, str | None] | None = None,
) -> None:
    change = Change(
        subject=f"customer:{view.bill_to}",
        action=action,
        after=view.model_dump(mode="json") | (more or {}),
        reason=reason,
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
