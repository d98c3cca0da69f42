"""Verbs that end a claim without money: a small rest is written off, open credit settles an invoice."""

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from domain.billing.errors import AboveTolerance, NotEnoughLeft, NotPositive, ReasonNeeded, WrongBillTo
from domain.billing.events import AllowanceGranted, CreditApplied
from domain.billing.models import Allowance, CreditApplication, CreditNote
from domain.billing.queries import credit_note, invoice
from domain.billing.schemas import AllowanceKind, AllowanceView, CreditAppliedView, InvoiceView
from domain.billing.service.accounts import lock_account
from domain.billing.service.instalments import settle
from domain.shared.actors import FINANCE_ROLES
from domain.shared.audit import Change, record
from domain.shared.database import insert_into
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.outbox import record as record_event


def write_off(session: Session, desk: Desk, invoice_number: str, *, reason: str) -> AllowanceView:
    """Let go of what is open of an invoice, if that is no more than policy tolerates.

    Raises NotAllowed, ReasonNeeded, NotFound, NotPositive where nothing is open, AboveTolerance.
    """
    desk.actor.require(desk.policy.payments.write_off_roles, to="write off")
    if not reason.strip():
        raise ReasonNeeded(what="a write-off")
    found = _locked_invoice(session, desk, invoice_number)
    tolerance = Money(desk.policy.payments.write_off_tolerance, found.open_amount.currency)
    if not found.open_amount:
        raise NotPositive(what="write-off", amount=str(found.open_amount))
    if found.open_amount > tolerance:
        raise AboveTolerance(invoice_number=invoice_number, open=str(found.open_amount), tolerance=str(tolerance))
    settle(session, invoice_number, found.open_amount.amount)
    view = AllowanceView(
        invoice_number=invoice_number,
        bill_to=found.bill_to,
        kind=AllowanceKind.WRITE_OFF,
        amount=found.open_amount,
        granted_date=desk.today,
        reason=reason,
    )
    session.execute(
        insert(Allowance).values(
            invoice_number=invoice_number, bill_to=found.bill_to, kind=view.kind, amount=found.open_amount.amount,
            granted_date=desk.today, granted_by=desk.actor.id, reason=reason,
        )
    )  # fmt: skip
    record_event(session, AllowanceGranted(allowance=view), subject=f"invoice:{invoice_number}", now=desk.now)
    _audited(session, desk, f"invoice:{invoice_number}", "invoice.written_off", view.model_dump(mode="json"), reason)
    return view


def apply_credit(
    session: Session, desk: Desk, credit_note_number: str, invoice_number: str, *, amount: Money | None = None
) -> CreditAppliedView:
    """Let the open credit of a credit note settle an invoice of the same bill-to, as far as both go.

    Raises NotAllowed, NotFound, WrongBillTo, NotPositive, NotEnoughLeft, CurrencyMismatch.
    """
    desk.actor.require(FINANCE_ROLES, to="apply credit notes")
    found = _locked_invoice(session, desk, invoice_number)
    note = credit_note(session, credit_note_number)
    if note.bill_to != found.bill_to:
        raise WrongBillTo(invoice_number=invoice_number, bill_to=note.bill_to)
    most = min(note.open_amount, found.open_amount)
    part = most if amount is None else amount
    if part.amount <= 0:
        raise NotPositive(what="credit", amount=str(part))
    if part > most:
        raise NotEnoughLeft(what=f"credit note {credit_note_number}", left=str(most), asked=str(part))
    settle(session, invoice_number, part.amount)
    session.execute(
        update(CreditNote)
        .where(CreditNote.number == credit_note_number)
        .values(open_amount=CreditNote.open_amount - part.amount)
    )
    _add_credit(session, desk, credit_note_number, invoice_number, part)
    view = CreditAppliedView(credit_note_number=credit_note_number, invoice_number=invoice_number, amount=part)
    event = CreditApplied(bill_to=found.bill_to, applied=view)
    record_event(session, event, subject=f"invoice:{invoice_number}", now=desk.now)
    _audited(session, desk, f"invoice:{invoice_number}", "credit.applied", view.model_dump(mode="json"))
    return view


def _add_credit(session: Session, desk: Desk, note: str, invoice_number: str, part: Money) -> None:
    statement = insert_into(session, CreditApplication).values(
        credit_note_number=note, invoice_number=invoice_number, amount=part.amount, applied_date=desk.today
    )
    added = {"amount": CreditApplication.amount + statement.excluded.amount}
    session.execute(
        statement.on_conflict_do_update(index_elements=["credit_note_number", "invoice_number"], set_=added)
    )


def _locked_invoice(session: Session, desk: Desk, number: str) -> InvoiceView:
    lock_account(session, invoice(session, desk, number).bill_to)
    return invoice(session, desk, number)


def _audited(
    session: Session, desk: Desk, subject: str, action: str, after: dict[str, object], reason: str | None = None
) -> None:
    change = Change(subject=subject, action=action, after=after, reason=reason, source=desk.source)
    record(session, desk.actor, change, now=desk.now)
