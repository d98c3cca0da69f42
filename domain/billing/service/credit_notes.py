"""The verb of credit notes: what is wrong with an invoice is put right by another paper."""

from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.billing.errors import CreditAboveInvoice, CreditAboveLine, WrongBillTo
from domain.billing.events import CreditNoteIssued
from domain.billing.models import CreditNote, CreditNoteLine, Invoice
from domain.billing.queries import credit_note, invoice_rests
from domain.billing.queries.papers import credit_note_of, credit_notes_of, tax_rows
from domain.billing.queries.parties import buyer, seller
from domain.billing.rules import credited_totals
from domain.billing.schemas import CreditNoteRequest, CreditNoteView, DocumentTotals
from domain.billing.service.accounts import lock_account
from domain.billing.service.instalments import settle
from domain.billing.service.invoices import document_totals, line_values, next_paper_number, stored_taxes
from domain.shared.actors import FINANCE_ROLES, WAREHOUSE_ROLES
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.outbox import record as record_event
from domain.shared.quantity import plain

_ISSUERS = FINANCE_ROLES | WAREHOUSE_ROLES


def issue_credit_note(session: Session, desk: Desk, request: CreditNoteRequest) -> CreditNoteView:
    """Credit lines of an invoice: its open amount goes down, what passes that stays open credit of the bill-to.

    All credit notes of an invoice together never pass it. Raises NotAllowed, NotFound, WrongBillTo, NotPositive,
    CreditAboveInvoice, CreditAboveLine. The same `key` again returns the first one.
    """
    desk.actor.require(_ISSUERS, to="issue credit notes")
    lock_account(session, request.bill_to)
    known = credit_note_of(session, request.key) if request.key else None
    if known is not None:
        return known
    invoice = session.get(Invoice, request.invoice_number, populate_existing=True)
    if invoice is None:
        raise NotFound(invoice_number=request.invoice_number)
    if invoice.bill_to != request.bill_to:
        raise WrongBillTo(invoice_number=invoice.number, bill_to=request.bill_to)
    sums = _sums(session, desk, request, invoice)
    _refuse_above_lines(session, request)
    taken = min(sums.total.amount, invoice.open_amount)
    number = _written(session, desk, request, sums=sums, open_amount=sums.total.amount - taken)
    settle(session, invoice.number, taken)
    view = credit_note(session, number)
    event = CreditNoteIssued(credit_note=view, reason=request.reason, is_correction=request.is_correction)
    record_event(session, event, subject=f"invoice:{invoice.number}", now=desk.now)
    change = Change(
        subject=f"invoice:{invoice.number}",
        action="credit_note.issued",
        after=view.model_dump(mode="json"),
        reason=request.reason,
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
    return view


def _sums(session: Session, desk: Desk, request: CreditNoteRequest, invoice: Invoice) -> DocumentTotals:
    asked = document_totals(request.lines, desk, what="credit note")
    earlier = credit_notes_of(session, invoice.number)
    sums = credited_totals(asked, tax_rows(invoice.taxes), [row for note in earlier for row in tax_rows(note.taxes)])
    credited = sum((note.total for note in earlier), Decimal(0))
    if credited + sums.total.amount > invoice.total or sums.total.currency != invoice.currency:
        raise CreditAboveInvoice(
            invoice_number=invoice.number,
            invoiced=f"{invoice.total} {invoice.currency}",
            credited=str(credited),
            asked=str(sums.total),
        )
    return sums


def _written(
    session: Session, desk: Desk, request: CreditNoteRequest, *, sums: DocumentTotals, open_amount: Decimal
) -> str:
    number = next_paper_number(session, desk, desk.policy.papers.credit_note_number)
    session.execute(
        insert(CreditNote).values(
            number=number, invoice_number=request.invoice_number, bill_to=request.bill_to, issued_date=desk.today,
            reason=request.reason, currency=sums.total.currency, net=sums.net.amount, taxes=stored_taxes(sums),
            total=sums.total.amount, open_amount=open_amount, seller=seller(desk),
            buyer=buyer(session, request.bill_to), correction_key=request.key,
        )
    )  # fmt: skip
    values = line_values(number, request.lines)
    for row, line in zip(values, request.lines, strict=True):
        row["invoice_line_no"] = line.invoice_line_no
    session.execute(insert(CreditNoteLine), values)
    return number


def _refuse_above_lines(session: Session, request: CreditNoteRequest) -> None:
    """No line of an invoice is credited with more money or goods than are left of it, however often it is named."""
    for rest in invoice_rests(session, request.invoice_number):
        asked = [line for line in request.lines if line.invoice_line_no == rest.line_no]
        net = Money.total((line.net for line in asked), rest.net.currency)
        quantity = sum((line.quantity for line in asked), Decimal(0))
        if net > rest.net or quantity > rest.quantity:
            raise CreditAboveLine(
                invoice_number=request.invoice_number,
                line_no=rest.line_no,
                left=f"{plain(rest.quantity)} for {rest.net}",
                asked=f"{plain(quantity)} for {net}",
            )
