"""Verbs of invoices: issue one from what shipped or was ordered."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from domain.billing.errors import NotPositive
from domain.billing.events import InvoiceIssued
from domain.billing.models import Invoice, InvoiceLine, InvoiceSource
from domain.billing.queries import invoice, invoice_from
from domain.billing.queries.parties import buyer, seller
from domain.billing.rules import due_parts, early_payment_discount, paper_number, series_of, totals_between
from domain.billing.schemas import (
    DocumentTotals,
    EarlyPaymentDiscount,
    InvoiceLineRequest,
    InvoiceRequest,
    InvoiceView,
    TaxableLine,
    is_shipment,
)
from domain.billing.service.accounts import invoiced, lock_account
from domain.billing.service.instalments import write_instalments
from domain.shared.actors import FINANCE_ROLES, WAREHOUSE_ROLES
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.numbering import next_number
from domain.shared.outbox import record as record_event
from domain.shared.terms import PaymentTerms

_ISSUERS = FINANCE_ROLES | WAREHOUSE_ROLES


def issue_invoice(session: Session, desk: Desk, request: InvoiceRequest) -> InvoiceView:
    """Issue an invoice under the next number of its series; it never changes afterwards.

    The shipped part of the order's commitment goes down by the same total in this transaction. Asked again for
    the same shipment and order, or one of the same sources, the first invoice is returned. Raises NotAllowed,
    NotPositive, NotFound, TermsUnreadable.
    """
    desk.actor.require(_ISSUERS, to="issue invoices")
    lock_account(session, request.bill_to)
    sources = _sources(request)
    known = next((found for found in (invoice_from(session, desk, *source) for source in sources) if found), None)
    if known is not None:
        return known
    sums = document_totals(request.lines, desk, what="invoice", before=request.before)
    parts = due_parts(sums.total, PaymentTerms.read(request.terms), desk.today)
    number = next_paper_number(session, desk, desk.policy.papers.invoice_number)
    values = _invoice_values(request, number, sums, desk) | {"due_date": parts[-1].due_date}
    session.execute(insert(Invoice).values(values | _parties(session, desk, request)))
    write_instalments(session, number, request.bill_to, parts)
    session.execute(insert(InvoiceLine), line_values(number, request.lines))
    if sources:
        names = ("order_number", "reference", "invoice_number")
        session.execute(insert(InvoiceSource), [dict(zip(names, (*key, number), strict=True)) for key in sources])
    if request.commitment_key:
        invoiced(session, request.commitment_key, sums.total.amount)
    view = invoice(session, desk, number)
    references = tuple(reference for _, reference in sources if is_shipment(reference))
    event = InvoiceIssued(invoice=view, shipment_number=", ".join(references), order_numbers=_orders(sources))
    record_event(session, event, subject=f"invoice:{number}", now=desk.now)
    _audited(session, desk, view)
    return view


def _sources(request: InvoiceRequest) -> tuple[tuple[str, str], ...]:
    if request.sources or not (request.order_number and request.shipment_number):
        return request.sources
    return ((request.order_number, request.shipment_number),)


def _orders(sources: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(order for order, _ in sources))


def _parties(session: Session, desk: Desk, request: InvoiceRequest) -> dict[str, Any]:
    ship_to = dict(request.ship_to) if request.ship_to else None
    return {"seller": seller(desk), "buyer": buyer(session, request.bill_to), "ship_to": ship_to}


def next_paper_number(session: Session, desk: Desk, pattern: str) -> str:
    """The next number of the series that a pattern counts in, without a gap: a rollback gives it back."""
    year = desk.today.year
    number = next_number(session, series_of(pattern, year), first=desk.policy.papers.first_number)
    return paper_number(pattern, year, number)


def document_totals(
    lines: tuple[InvoiceLineRequest, ...], desk: Desk, *, what: str, before: tuple[TaxableLine, ...] = ()
) -> DocumentTotals:
    """The sums of the lines of a document that follows others; raises NotPositive unless they come to something."""
    if not lines:
        raise NotPositive(what=what, amount="0")
    after = (*before, *(line.taxable for line in lines))
    sums = totals_between(before, after, lines[0].net.currency, rounding=desk.policy.tax.rounding)
    if sums.total.amount <= 0:
        raise NotPositive(what=what, amount=str(sums.total))
    return sums


def _invoice_values(request: InvoiceRequest, number: str, sums: DocumentTotals, desk: Desk) -> dict[str, Any]:
    return {
        "number": number,
        "bill_to": request.bill_to,
        "order_number": request.order_number,
        "shipment_number": request.shipment_number,
        "issued_date": desk.today,
        "currency": sums.total.currency,
        "net": sums.net.amount,
        "taxes": stored_taxes(sums),
        "total": sums.total.amount,
        "open_amount": sums.total.amount,
        "disputed": False,
        "is_ours": True,
        "terms": request.terms,
        **_discount_values(early_payment_discount(sums.total, PaymentTerms.read(request.terms), desk.today)),
    }


def _discount_values(discount: EarlyPaymentDiscount | None) -> dict[str, Any]:
    return {
        "discount_percent": discount.percent if discount else None,
        "discount_amount": discount.amount.amount if discount else None,
        "discount_date": discount.by_date if discount else None,
    }


def stored_taxes(sums: DocumentTotals) -> list[dict[str, Any]]:
    """The tax rows of a document as they are kept with it."""
    return [row.model_dump(mode="json") for row in sums.taxes]


def line_values(number: str, lines: tuple[InvoiceLineRequest, ...]) -> list[dict[str, Any]]:
    """The lines of a document as they are kept, numbered from 1."""
    return [
        {
            "document_number": number, "line_no": position, "line_key": line.line_key, "sku": line.sku,
            "name": line.name, "quantity": line.quantity, "unit_price": line.unit_price,
            "net": line.net.amount, "rate": line.rate, "customer_po": line.customer_po, "discount": line.discount,
            "tax_place": line.tax_place, "tax_reason": line.tax_reason,
            "gross": line.gross.amount if line.gross else None, "kind": line.kind, "unit": line.unit,
            "customer_part_number": line.customer_part_number,
        }
        for position, line in enumerate(lines, start=1)
    ]  # fmt: skip


def _audited(session: Session, desk: Desk, view: InvoiceView) -> None:
    change = Change(
        subject=f"invoice:{view.number}",
        action="invoice.issued",
        after=view.model_dump(mode="json"),
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
