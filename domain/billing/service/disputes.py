"""Verbs of disputes: an invoice, or a part of it, is not agreed with; resolved by a credit note, or upheld."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.billing.errors import NotEnoughLeft, NotPositive, ReasonNeeded, WrongBillTo
from domain.billing.events import DisputeFlagged
from domain.billing.lifecycle import DisputeState, moved
from domain.billing.models import Dispute, Invoice
from domain.billing.queries import credit_note, invoice
from domain.billing.queries.disputes import dispute, disputed_amount
from domain.billing.schemas import DisputeRequest, DisputeView, InvoiceView
from domain.billing.service.accounts import lock_account
from domain.shared.actors import FINANCE_ROLES, SALES_ROLES, Role
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.numbering import next_number
from domain.shared.outbox import record as record_event

SERIES = "DSP"
_OPENERS = FINANCE_ROLES | SALES_ROLES | {Role.CREDIT_MANAGER}
_RESOLVERS = FINANCE_ROLES | {Role.CREDIT_MANAGER, Role.SALES_MANAGER, Role.DIRECTOR}


def open_dispute(session: Session, desk: Desk, request: DisputeRequest) -> DisputeView:
    """Note that a customer does not agree with an invoice, or with a part of what is open of it.

    The disputed part is not reminded of; an invoice that is disputed whole is no reason for a hold either. Raises
    NotAllowed, NotFound, ReasonNeeded, NotPositive, NotEnoughLeft, CurrencyMismatch.
    """
    desk.actor.require(_OPENERS, to="open disputes")
    if not request.words.strip():
        raise ReasonNeeded(what="a dispute")
    lock_account(session, invoice(session, desk, request.invoice_number).bill_to)
    found = invoice(session, desk, request.invoice_number)
    already = Money(disputed_amount(session, found.number), found.open_amount.currency)
    left = found.open_amount - min(already, found.open_amount)
    amount = left if request.amount is None else request.amount
    if amount.amount <= 0:
        raise NotPositive(what="dispute", amount=str(amount))
    if amount > left:
        raise NotEnoughLeft(what=f"invoice {found.number}", left=str(left), asked=str(amount))
    number = f"DSP-{next_number(session, SERIES)}"
    row = Dispute(
        number=number, invoice_number=found.number, bill_to=found.bill_to, currency=amount.currency,
        amount=amount.amount, reason=request.reason, words=request.words, raised_by=request.raised_by,
        state=DisputeState.OPEN, opened_by=desk.actor.id, opened_at=desk.now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _flag(session, desk, found, request.words)
    view = dispute(session, desk, number)
    _audited(session, desk, view, "dispute.opened", request.words)
    return view


def resolve_dispute(
    session: Session, desk: Desk, number: str, *, reason: str, credit_note_number: str | None = None
) -> DisputeView:
    """End a dispute: credited, with the credit note that settles it, or else upheld, and the claim stands.

    Raises NotAllowed, NotFound, ReasonNeeded, WrongBillTo, IllegalTransition where it was resolved before.
    """
    desk.actor.require(_RESOLVERS, to="resolve disputes")
    if not reason.strip():
        raise ReasonNeeded(what="to resolve a dispute")
    lock_account(session, dispute(session, desk, number).bill_to)
    row = session.get_one(Dispute, number, populate_existing=True)
    after = DisputeState.UPHELD if credit_note_number is None else DisputeState.CREDITED
    state = moved(f"dispute {number}", DisputeState(row.state), after)
    if credit_note_number is not None:
        note = credit_note(session, credit_note_number)
        if note.bill_to != row.bill_to:
            raise WrongBillTo(invoice_number=credit_note_number, bill_to=row.bill_to)
    row.state, row.resolution, row.credit_note_number = state, reason, credit_note_number
    row.resolved_by, row.resolved_at = desk.actor.id, desk.now
    session.flush()
    _flag(session, desk, invoice(session, desk, row.invoice_number), reason)
    view = dispute(session, desk, number)
    _audited(session, desk, view, f"dispute.{after}", reason)
    return view


def _flag(session: Session, desk: Desk, before: InvoiceView, words: str) -> None:
    """Keep with the invoice how much of it is disputed; whoever waits for that hears of it."""
    amount = disputed_amount(session, before.number)
    is_whole = 0 < before.open_amount.amount <= amount
    session.execute(
        update(Invoice)
        .where(Invoice.number == before.number)
        .values(disputed_amount=amount, disputed=is_whole, is_ours=True)
    )
    view = invoice(session, desk, before.number)
    event = DisputeFlagged(invoice=view, reason=words)
    record_event(session, event, subject=f"invoice:{before.number}", now=desk.now)


def _audited(session: Session, desk: Desk, view: DisputeView, action: str, reason: str) -> None:
    change = Change(
        subject=f"invoice:{view.invoice_number}",
        action=action,
        after=view.model_dump(mode="json"),
        reason=reason,
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
