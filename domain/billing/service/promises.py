"""Verbs of promises to pay: noted, withdrawn, and found kept or broken when their day has passed."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing.errors import NotPositive, PromiseTooFar, WrongBillTo
from domain.billing.events import PromiseBroken
from domain.billing.lifecycle import PromiseState, moved
from domain.billing.models import PromiseToPay
from domain.billing.queries import invoice, open_instalments
from domain.billing.queries.disputes import promise, standing_promises_for_update
from domain.billing.queries.payments import received_since
from domain.billing.schemas import PromiseRequest, PromiseView
from domain.billing.service.accounts import lock_account
from domain.shared.actors import FINANCE_ROLES, SALES_ROLES, Role
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.outbox import record as record_event

_NOTERS = FINANCE_ROLES | SALES_ROLES | {Role.CREDIT_MANAGER}


def note_promise(session: Session, desk: Desk, request: PromiseRequest) -> PromiseView:
    """Note what a customer promised to pay until when; until then they are not reminded of it.

    Without an amount it is all that is open of the invoice, or all that is due by then and not disputed. Raises
    NotAllowed, NotFound, WrongBillTo, NotPositive where nothing is open, PromiseTooFar for a day that has passed or is
    too far away.
    """
    desk.actor.require(_NOTERS, to="note promises to pay")
    furthest = desk.today + timedelta(days=desk.policy.payments.longest_promise_days)
    if not desk.today <= request.promised_date <= furthest:
        raise PromiseTooFar(promised_date=request.promised_date.isoformat(), furthest=furthest.isoformat())
    lock_account(session, request.bill_to)
    is_open = _open_of(session, desk, request)
    amount = is_open if request.amount is None else request.amount
    if amount.amount <= 0 or not is_open:
        raise NotPositive(what="promise", amount=str(amount))
    row = PromiseToPay(
        bill_to=request.bill_to, invoice_number=request.invoice_number, currency=amount.currency,
        amount=min(amount, is_open).amount, promised_date=request.promised_date, promised_by=request.promised_by,
        open_then=is_open.amount, state=PromiseState.OPEN, noted_by=desk.actor.id, noted_date=desk.today,
        noted_at=desk.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    view = promise(session, row.id)
    _audited(session, desk, view, "promise.noted")
    return view


def _open_of(session: Session, desk: Desk, request: PromiseRequest) -> Money:
    if request.invoice_number is not None:
        found = invoice(session, desk, request.invoice_number)
        if found.bill_to != request.bill_to:
            raise WrongBillTo(invoice_number=found.number, bill_to=request.bill_to)
        return found.open_amount
    due = [
        part.undisputed
        for part in open_instalments(session, desk, request.bill_to)
        if part.due_date <= request.promised_date
    ]
    return Money.total(due, due[0].currency if due else desk.company.currency)


def withdraw_promise(session: Session, desk: Desk, promise_id: int) -> PromiseView:
    """Forget a promise that was noted by mistake. Raises NotAllowed, NotFound, IllegalTransition."""
    desk.actor.require(_NOTERS, to="withdraw promises to pay")
    row = session.get(PromiseToPay, promise_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFound(number=f"promise {promise_id}")
    _settle(session, desk, row, PromiseState.WITHDRAWN)
    return promise(session, promise_id)


def settle_promises(session: Session, desk: Desk) -> dict[str, int]:
    """Find out which standing promises were kept by now, and which are broken; says how many of both."""
    desk.actor.require(FINANCE_ROLES, to="settle promises to pay")
    counts = {PromiseState.KEPT.value: 0, PromiseState.BROKEN.value: 0}
    last_day = desk.today - timedelta(days=desk.policy.payments.promise_grace_days)
    for row in standing_promises_for_update(session):
        if _paid_since(session, desk, row) >= row.amount:
            _settle(session, desk, row, PromiseState.KEPT)
            counts[PromiseState.KEPT.value] += 1
        elif row.promised_date < last_day:
            _settle(session, desk, row, PromiseState.BROKEN)
            counts[PromiseState.BROKEN.value] += 1
    return counts


def _paid_since(session: Session, desk: Desk, row: PromiseToPay) -> Decimal:
    """What came in since: of the invoice, by what is open of it; of a bill-to, the money received."""
    if row.invoice_number is not None:
        return row.open_then - invoice(session, desk, row.invoice_number).open_amount.amount
    return received_since(session, row.bill_to, row.currency, row.noted_date)


def _settle(session: Session, desk: Desk, row: PromiseToPay, after: PromiseState) -> None:
    row.state = moved(f"promise {row.id}", PromiseState(row.state), after)
    row.settled_date = desk.today
    session.flush()
    view = promise(session, row.id)
    if after is PromiseState.BROKEN:
        record_event(session, PromiseBroken(promise=view), subject=f"customer:{view.bill_to}", now=desk.now)
    _audited(session, desk, view, f"promise.{after}")


def _audited(session: Session, desk: Desk, view: PromiseView, action: str) -> None:
    change = Change(
        subject=f"customer:{view.bill_to}", action=action, after=view.model_dump(mode="json"), source=desk.source
    )
    record(session, desk.actor, change, now=desk.now)
