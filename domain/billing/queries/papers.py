"""SELECTs of invoices and credit notes."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from domain.billing.models import IS_OPEN, CreditNote, CreditNoteLine, Invoice, InvoiceLine, InvoiceSource
from domain.billing.queries.credit import INVOICE_COLUMNS, invoice_view
from domain.billing.schemas import (
    CreditNoteView,
    DocumentTotals,
    InvoicedLine,
    InvoiceLineRequest,
    InvoiceView,
    TaxRow,
)
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money
from domain.shared.policy import TaxReason

# Built once: building a statement costs more than running it.
_FROM = (
    select(*INVOICE_COLUMNS)
    .join(InvoiceSource, InvoiceSource.invoice_number == Invoice.number)
    .where(InvoiceSource.order_number == bindparam("of_order"), InvoiceSource.reference == bindparam("of_reference"))
)


def invoice(session: Session, desk: Desk, number: str) -> InvoiceView:
    """One invoice; raises NotFound."""
    row = session.execute(select(*INVOICE_COLUMNS).where(Invoice.number == number)).first()
    if row is None:
        raise NotFound(invoice_number=number)
    return invoice_view(row, desk.today)


def invoices(session: Session, desk: Desk, bill_to: str, *, open_only: bool = False) -> tuple[InvoiceView, ...]:
    """The invoices of a bill-to, oldest due first."""
    statement = select(*INVOICE_COLUMNS).where(Invoice.bill_to == bill_to).order_by(Invoice.due_date, Invoice.number)
    if open_only:
        statement = statement.where(IS_OPEN)
    return tuple(invoice_view(row, desk.today) for row in session.execute(statement))


def invoices_of_order(session: Session, desk: Desk, order_number: str) -> tuple[InvoiceView, ...]:
    """The invoices with anything of an order on them, in the order they were issued."""
    made_from = select(InvoiceSource.invoice_number).where(InvoiceSource.order_number == order_number)
    rows = session.execute(
        select(*INVOICE_COLUMNS)
        .where(or_(Invoice.order_number == order_number, Invoice.number.in_(made_from)))
        .order_by(Invoice.issued_date, Invoice.number)
    )
    return tuple(invoice_view(row, desk.today) for row in rows)


def invoice_from(session: Session, desk: Desk, order_number: str, reference: str) -> InvoiceView | None:
    """The invoice that was made from an order's shipment, or from the order at a revision (`of_revision`); or None."""
    row = session.execute(_FROM, {"of_order": order_number, "of_reference": reference}).first()
    return None if row is None else invoice_view(row, desk.today)


def made_from(session: Session, sources: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The numbers of the invoices that were made from these, by order number and reference (a shipment, say)."""
    rows = session.execute(
        select(InvoiceSource.order_number, InvoiceSource.reference, InvoiceSource.invoice_number).where(
            InvoiceSource.order_number.in_(sorted({order for order, _ in sources})),
            InvoiceSource.reference.in_(sorted({reference for _, reference in sources})),
        )
    )
    return {(order, reference): invoice_number for order, reference, invoice_number in rows}


def invoice_lines(session: Session, number: str) -> tuple[InvoiceLineRequest, ...]:
    """The lines of an invoice in their order; none for an imported one."""
    return tuple(found.line for found in _lines(session, Invoice.number == number))


def invoiced_lines(session: Session, line_keys: Iterable[str]) -> tuple[InvoicedLine, ...]:
    """How order lines were invoiced, oldest invoice first."""
    return tuple(_lines(session, InvoiceLine.line_key.in_(sorted(set(line_keys)))))


def _lines(session: Session, condition: ColumnElement[bool]) -> Iterator[InvoicedLine]:
    rows = session.execute(
        select(InvoiceLine, Invoice.currency)
        .join(Invoice, Invoice.number == InvoiceLine.document_number)
        .where(condition)
        .order_by(Invoice.issued_date, Invoice.number, InvoiceLine.line_no)
    )
    for row, currency in rows:
        yield InvoicedLine(invoice_number=row.document_number, line=document_line(row, currency))


def document_line(row: InvoiceLine | CreditNoteLine, currency: str) -> InvoiceLineRequest:
    """A line of a paper as it was issued."""
    return InvoiceLineRequest(
        line_key=row.line_key,
        sku=row.sku,
        name=row.name,
        quantity=row.quantity,
        unit_price=row.unit_price,
        net=Money(row.net, currency),
        rate=row.rate,
        customer_po=row.customer_po,
        discount=row.discount,
        tax_place=row.tax_place,
        tax_reason=TaxReason(row.tax_reason) if row.tax_reason else None,
        gross=None if row.gross is None else Money(row.gross, currency),
        kind=row.kind,
        unit=row.unit,
        customer_part_number=row.customer_part_number,
        invoice_line_no=row.line_no if isinstance(row, InvoiceLine) else row.invoice_line_no,
    )


def tax_rows(stored: Iterable[object] | None) -> tuple[TaxRow, ...]:
    """Tax rows as they were stored with a document."""
    return tuple(TaxRow.model_validate(row) for row in stored or ())


def invoice_totals(session: Session, number: str) -> DocumentTotals:
    """The sums printed on an invoice; an imported one has only its total, shown as net without tax."""
    row = session.get(Invoice, number, populate_existing=True)
    if row is None:
        raise NotFound(invoice_number=number)
    total = Money(row.total, row.currency)
    net = total if row.net is None else Money(row.net, row.currency)
    return DocumentTotals(net=net, tax=total - net, total=total, taxes=tax_rows(row.taxes))


def credit_note(session: Session, number: str) -> CreditNoteView:
    """One credit note; raises NotFound."""
    row = session.get(CreditNote, number, populate_existing=True)
    if row is None:
        raise NotFound(credit_note_number=number)
    return _credit_note(row)


def credit_note_of(session: Session, key: str) -> CreditNoteView | None:
    """The credit note that was issued for a wish with this key, or None."""
    row = session.scalar(select(CreditNote).where(CreditNote.correction_key == key))
    return None if row is None else _credit_note(row)


def credit_notes_of(session: Session, invoice_number: str) -> Sequence[CreditNote]:
    """What was credited of an invoice before."""
    return session.scalars(select(CreditNote).where(CreditNote.invoice_number == invoice_number)).all()


def _credit_note(row: CreditNote) -> CreditNoteView:
    return CreditNoteView(
        number=row.number,
        invoice_number=row.invoice_number,
        bill_to=row.bill_to,
        total=Money(row.total, row.currency),
        open_amount=Money(row.open_amount, row.currency),
    )
