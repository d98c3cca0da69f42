"""Verbs of bank entries: booked as explained or as a person decides, set aside, and what is learned from that."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.billing.errors import NotIncoming, NotTakenBack, ReasonNeeded, WrongBillTo
from domain.billing.events import InvoiceShortPaid
from domain.billing.lifecycle import BankEntryState, moved
from domain.billing.models import BankEntry, KnownRemitter
from domain.billing.queries import invoice, payment
from domain.billing.queries.bank import bank_entry
from domain.billing.queries.open_items import open_items_numbered
from domain.billing.rules import remitter_keys, settled, short_reason
from domain.billing.schemas import (
    AppliedPart,
    BankEntryView,
    EntryDecision,
    MatchCandidate,
    MatchReason,
    PaymentRequest,
    PaymentView,
)
from domain.billing.service.accounts import lock_account
from domain.billing.service.payments import counts_as, receive_payment, return_payment
from domain.customers.queries import customer
from domain.shared.actors import FINANCE_ROLES
from domain.shared.audit import Change, record
from domain.shared.database import insert_ignoring
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import CurrencyMismatch, Money
from domain.shared.outbox import record as record_event

RETURNED = "returned"
_NAMED = frozenset({MatchReason.INVOICE_NAMED, MatchReason.ORDER_NAMED, MatchReason.PO_NAMED})


def book(session: Session, desk: Desk, row: BankEntry, candidate: MatchCandidate) -> PaymentView:
    """Receive the payment of an entry as a candidate explains it; its account must be locked."""
    request = _request(row, candidate.bill_to)
    view = receive_payment(session, desk, request, plan=_plan(candidate))
    booked(session, desk, row, bill_to=candidate.bill_to, payment_id=view.payment_id, reason=None)
    if _NAMED.intersection(candidate.reasons):
        _tell_short(session, desk, view, row.reference)
    return view


def _plan(candidate: MatchCandidate) -> Sequence[AppliedPart] | None:
    """Without a plan of its own a payment is applied as ever: what it names, then the oldest due."""
    return None if MatchReason.OLDEST_DUE in candidate.reasons else candidate.parts


def _request(row: BankEntry, bill_to: str) -> PaymentRequest:
    return PaymentRequest(
        payment_id=row.key,
        bill_to=bill_to,
        received_date=row.value_date,
        amount=Money(row.amount, row.currency),
        reference=row.reference or None,
    )


def _tell_short(session: Session, desk: Desk, view: PaymentView, words: str) -> None:
    """Where the text says why an invoice was not paid whole, somebody looks whether it is a dispute."""
    reason = short_reason(words)
    if reason is None:
        return
    for part in view.applied:
        found = invoice(session, desk, part.invoice_number)
        if found.open_amount and not found.disputed:
            event = InvoiceShortPaid(invoice=found, payment_id=view.payment_id, reason=reason, words=words[:500])
            record_event(session, event, subject=f"invoice:{found.number}", now=desk.now)


def booked(session: Session, desk: Desk, row: BankEntry, *, bill_to: str, payment_id: str, reason: str | None) -> None:
    """Write down what an entry became."""
    row.state = moved(f"bank entry {row.id}", BankEntryState(row.state), BankEntryState.APPLIED)
    row.bill_to, row.payment_id, row.reason = bill_to, payment_id, reason
    row.decided_by, row.decided_at = desk.actor.id, desk.now
    session.flush()


def put_aside(session: Session, desk: Desk, row: BankEntry, reason: str) -> None:
    """Keep an entry without booking it."""
    row.state = moved(f"bank entry {row.id}", BankEntryState(row.state), BankEntryState.SET_ASIDE)
    row.reason, row.decided_by, row.decided_at = reason, desk.actor.id, desk.now
    session.flush()


def is_currency_of(session: Session, bill_to: str, currency: str) -> bool:
    """Whether a bill-to's books are in this currency: nothing else can be booked for it."""
    known = customer(session, bill_to)
    return known is not None and known.currency == currency


def decide_entry(session: Session, desk: Desk, decision: EntryDecision) -> BankEntryView:
    """Book a waiting entry as a person says: for that payer, on the invoices named, else as it was explained.

    The remitter is remembered for that payer. Raises NotAllowed, NotFound, NotIncoming, WrongBillTo, CurrencyMismatch,
    and IllegalTransition where somebody decided before.
    """
    desk.actor.require(FINANCE_ROLES, to="decide on bank entries")
    lock_account(session, decision.bill_to)
    row = _waiting(session, decision.entry_id)
    if not row.is_credit:
        raise NotIncoming(entry_id=row.id, amount=str(Money(row.amount, row.currency)))
    if not is_currency_of(session, decision.bill_to, row.currency):
        raise CurrencyMismatch(left=row.currency, right=f"the books of {decision.bill_to}")
    moved(f"bank entry {row.id}", BankEntryState(row.state), BankEntryState.APPLIED)
    view = receive_payment(session, desk, _request(row, decision.bill_to), plan=_decided(session, desk, row, decision))
    booked(session, desk, row, bill_to=decision.bill_to, payment_id=view.payment_id, reason="decided")
    _tell_short(session, desk, view, row.reference)
    _learn(session, desk, row, decision.bill_to)
    _audited(session, desk, row, "bank_entry.decided")
    return bank_entry(session, row.id)


def _decided(session: Session, desk: Desk, row: BankEntry, decision: EntryDecision) -> Sequence[AppliedPart] | None:
    if decision.invoice_numbers:
        items = open_items_numbered(session, decision.invoice_numbers)
        for item in items:
            if item.bill_to != decision.bill_to:
                raise WrongBillTo(invoice_number=item.invoice_number, bill_to=decision.bill_to)
        missing = set(decision.invoice_numbers) - {item.invoice_number for item in items}
        if missing:
            raise NotFound(invoice_number=", ".join(sorted(missing)))
        on = counts_as(desk, row.value_date)
        return settled(Money(row.amount, row.currency), items, on, named=decision.invoice_numbers)
    candidates = (MatchCandidate.model_validate(each) for each in row.explanation)
    meant = next((each for each in candidates if each.bill_to == decision.bill_to), None)
    return _plan(meant) if meant else None


def decide_return(session: Session, desk: Desk, entry_id: int, payment_id: str) -> BankEntryView:
    """Say which payment a waiting entry takes back, whole: its invoices are open again.

    Raises NotAllowed, NotFound, NotTakenBack, AlreadyReturned, MoneyIsRefunded, and IllegalTransition where somebody
    decided before.
    """
    desk.actor.require(FINANCE_ROLES, to="decide on bank entries")
    paid = payment(session, payment_id)
    if paid is None:
        raise NotFound(payment_id=payment_id)
    lock_account(session, paid.bill_to)
    row = _waiting(session, entry_id)
    amount = Money(row.amount, row.currency)
    if row.is_credit or amount != paid.amount:
        raise NotTakenBack(entry_id=row.id, amount=str(amount), payment_id=payment_id)
    moved(f"bank entry {row.id}", BankEntryState(row.state), BankEntryState.APPLIED)
    take_back(session, desk, row, payment_id)
    _audited(session, desk, row, "bank_entry.decided")
    return bank_entry(session, row.id)


def take_back(session: Session, desk: Desk, row: BankEntry, payment_id: str) -> None:
    """Undo a payment as an entry says; its account must be locked."""
    view = return_payment(session, desk, payment_id, reason=row.return_reason or RETURNED)
    booked(session, desk, row, bill_to=view.bill_to, payment_id=view.payment_id, reason=RETURNED)


def set_entry_aside(session: Session, desk: Desk, entry_id: int, *, reason: str) -> BankEntryView:
    """Say that a waiting entry is no payment of a customer. Raises NotAllowed, NotFound, ReasonNeeded,
    IllegalTransition.
    """
    desk.actor.require(FINANCE_ROLES, to="decide on bank entries")
    if not reason.strip():
        raise ReasonNeeded(what="setting a bank entry aside")
    row = _waiting(session, entry_id)
    put_aside(session, desk, row, reason)
    _audited(session, desk, row, "bank_entry.set_aside", reason)
    return bank_entry(session, entry_id)


def take_entry_up(session: Session, desk: Desk, entry_id: int) -> BankEntryView:
    """Let an entry that was set aside wait again. Raises NotAllowed, NotFound, IllegalTransition."""
    desk.actor.require(FINANCE_ROLES, to="decide on bank entries")
    row = _waiting(session, entry_id)
    row.state = moved(f"bank entry {row.id}", BankEntryState(row.state), BankEntryState.WAITING)
    row.reason = None
    session.flush()
    _audited(session, desk, row, "bank_entry.taken_up")
    return bank_entry(session, entry_id)


def _waiting(session: Session, entry_id: int) -> BankEntry:
    """The entry, locked: of two people who decide, the second finds it decided."""
    row = session.get(BankEntry, entry_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFound(number=f"bank entry {entry_id}")
    return row


def _learn(session: Session, desk: Desk, row: BankEntry, bill_to: str) -> None:
    for key in remitter_keys(row.remitter_name, row.remitter_account):
        values = {"key": key, "bill_to": bill_to, "learned_by": desk.actor.id, "learned_at": desk.now}
        insert_ignoring(session, KnownRemitter, values)


def _audited(session: Session, desk: Desk, row: BankEntry, action: str, reason: str | None = None) -> None:
    after = {"entry": row.key, "bill_to": row.bill_to, "payment_id": row.payment_id, "state": row.state}
    subject = f"customer:{row.bill_to}" if row.bill_to else f"bank_entry:{row.id}"
    change = Change(subject=subject, action=action, after=after, reason=reason, source=desk.source)
    record(session, desk.actor, change, now=desk.now)
