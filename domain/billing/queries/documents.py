"""SELECTs of whole papers: everything that stands on one, as it was issued, and the bytes it was printed as."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.billing.models import (
    IS_ISSUED_HERE,
    CreditNote,
    CreditNoteLine,
    Instalment,
    Invoice,
    InvoiceLine,
    InvoiceSource,
    PrintedPaper,
    Proforma,
)
from domain.billing.queries.credit import discount_of
from domain.billing.queries.papers import document_line, tax_rows
from domain.billing.queries.parties import buyer, seller
from domain.billing.schemas import (
    DocumentTotals,
    DuePartView,
    InvoiceLineRequest,
    LineRest,
    PaperKind,
    PaperSource,
    PaperView,
    Party,
)
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money


def paper(session: Session, desk: Desk, number: str) -> PaperView:
    """An invoice, credit note or proforma that we issued, whole; kept without its parties, it has them as of today.

    Raises NotFound, also for an invoice of another system: it has no lines.
    """
    invoice = session.get(Invoice, number, populate_existing=True)
    if invoice is not None and invoice.net is not None:
        return _invoice_paper(session, desk, invoice)
    proforma = session.get(Proforma, number)
    if proforma is not None:
        return PaperView.model_validate(proforma.content)
    note = session.get(CreditNote, number, populate_existing=True)
    if note is None:
        raise NotFound(paper_number=number)
    return _credit_note_paper(session, desk, note)


def proforma_of(session: Session, order_number: str, revision: int) -> PaperView | None:
    """The proforma that an order has at a revision, or None."""
    content = session.scalar(
        select(Proforma.content).where(Proforma.order_number == order_number, Proforma.revision == revision)
    )
    return None if content is None else PaperView.model_validate(content)


def printed(session: Session, number: str) -> tuple[bytes, str] | None:
    """The bytes that a paper was printed as and their SHA-256, or None before it was."""
    row = session.get(PrintedPaper, number)
    return None if row is None else (row.content, row.digest)


def papers_of_order(session: Session, order_number: str) -> tuple[str, ...]:
    """The numbers of the papers that we issued for an order, in the order they were issued: proformas, invoices, credit
    notes.
    """
    proformas = session.scalars(
        select(Proforma.number).where(Proforma.order_number == order_number).order_by(Proforma.revision)
    ).all()
    invoices = session.scalars(
        select(Invoice.number)
        .join(InvoiceSource, InvoiceSource.invoice_number == Invoice.number)
        .where(InvoiceSource.order_number == order_number, IS_ISSUED_HERE)
        .order_by(Invoice.issued_date, Invoice.number)
    ).unique().all()  # fmt: skip
    notes = session.scalars(
        select(CreditNote.number)
        .where(CreditNote.invoice_number.in_(invoices))
        .order_by(CreditNote.issued_date, CreditNote.number)
    ).all()
    return tuple(dict.fromkeys((*proformas, *invoices, *notes)))


def invoice_rests(session: Session, number: str) -> tuple[LineRest, ...]:
    """What may still be credited of each line of an invoice."""
    credited: dict[int, list[CreditNoteLine]] = {}
    for note in session.scalars(
        select(CreditNoteLine)
        .join(CreditNote, CreditNote.number == CreditNoteLine.document_number)
        .where(CreditNote.invoice_number == number, CreditNoteLine.invoice_line_no.is_not(None))
    ):
        credited.setdefault(note.invoice_line_no or 0, []).append(note)
    lines = session.execute(
        select(InvoiceLine, Invoice.currency)
        .join(Invoice, Invoice.number == InvoiceLine.document_number)
        .where(InvoiceLine.document_number == number)
        .order_by(InvoiceLine.line_no)
    )
    return tuple(line_rest(document_line(row, currency), credited.get(row.line_no, ())) for row, currency in lines)


def line_rest(line: InvoiceLineRequest, credited: Iterable[CreditNoteLine]) -> LineRest:
    """A line of an invoice without what was credited of it."""
    notes = list(credited)
    net = line.net.amount - sum((note.net for note in notes), Decimal(0))
    gross = (
        None
        if line.gross is None
        else line.gross.amount - sum((note.gross or Decimal(0) for note in notes), Decimal(0))
    )
    return LineRest(
        line_no=line.invoice_line_no or 0,
        line=line,
        quantity=line.quantity - sum((note.quantity for note in notes), Decimal(0)),
        net=Money(net, line.net.currency),
        gross=None if gross is None else Money(gross, line.net.currency),
    )


def _invoice_paper(session: Session, desk: Desk, row: Invoice) -> PaperView:
    lines = session.scalars(
        select(InvoiceLine).where(InvoiceLine.document_number == row.number).order_by(InvoiceLine.line_no)
    )
    parts = session.execute(
        select(Instalment.due_date, Instalment.amount)
        .where(Instalment.invoice_number == row.number)
        .order_by(Instalment.instalment_no)
    )
    return PaperView(
        kind=PaperKind.INVOICE,
        **_head(session, desk, row),
        ship_to=Party.model_validate(row.ship_to) if row.ship_to else None,
        lines=tuple(document_line(line, row.currency) for line in lines),
        parts=tuple(DuePartView(due_date=part.due_date, amount=Money(part.amount, row.currency)) for part in parts),
        terms=row.terms,
        discount=discount_of(row),
        sources=_sources(session, row.number),
    )


def _credit_note_paper(session: Session, desk: Desk, row: CreditNote) -> PaperView:
    lines = session.scalars(
        select(CreditNoteLine).where(CreditNoteLine.document_number == row.number).order_by(CreditNoteLine.line_no)
    )
    return PaperView(
        kind=PaperKind.CREDIT_NOTE,
        **_head(session, desk, row),
        lines=tuple(document_line(line, row.currency) for line in lines),
        sources=_sources(session, row.invoice_number or ""),
        refers_to=row.invoice_number,
        refers_to_date=_issued_date(session, row.invoice_number),
        reason=row.reason,
    )


def _head(session: Session, desk: Desk, row: Invoice | CreditNote) -> Mapping[str, Any]:
    total = Money(row.total, row.currency)
    net = Money(row.total if row.net is None else row.net, row.currency)
    return {
        "number": row.number,
        "issued_date": row.issued_date,
        "seller": Party.model_validate(row.seller or seller(desk)),
        "buyer": Party.model_validate(row.buyer or buyer(session, row.bill_to)),
        "currency": row.currency,
        "totals": DocumentTotals(net=net, tax=total - net, total=total, taxes=tax_rows(row.taxes)),
    }


def _sources(session: Session, invoice_number: str) -> tuple[PaperSource, ...]:
    rows = session.execute(
        select(InvoiceSource.order_number, InvoiceSource.reference)
        .where(InvoiceSource.invoice_number == invoice_number)
        .order_by(InvoiceSource.order_number, InvoiceSource.reference)
    )
    return tuple(PaperSource(order_number=row.order_number, reference=row.reference) for row in rows)


def _issued_date(session: Session, invoice_number: str | None) -> date | None:
    return session.scalar(select(Invoice.issued_date).where(Invoice.number == invoice_number))
