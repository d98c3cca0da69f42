"""The verb that puts an issued invoice right, line by line: it stays as it is, a credit note goes beside it."""

from decimal import Decimal

from sqlalchemy.orm import Session

from domain.billing.errors import AmountNeeded, CreditAboveLine, LinesNeeded, NoInvoiceLine, NotPositive
from domain.billing.queries import invoice, invoice_rests
from domain.billing.rules import corrected
from domain.billing.schemas import (
    CreditNoteRequest,
    CreditNoteView,
    InvoiceCorrection,
    InvoiceLineRequest,
    InvoiceView,
    LineCorrection,
    LineRest,
)
from domain.billing.service.accounts import lock_account
from domain.billing.service.credit_notes import issue_credit_note
from domain.shared.actors import FINANCE_ROLES
from domain.shared.desk import Desk
from domain.shared.money import Money, rounded
from domain.shared.quantity import plain


def correct_invoice(session: Session, desk: Desk, wish: InvoiceCorrection) -> CreditNoteView:
    """Credit an invoice whole (what is left of it), or lines of it: goods, a price that was too high, freight.

    Tax, price and discount are those of the invoice's lines; one that came without lines is credited by amount. Told
    again with the same key, the first credit note is returned. Raises NotAllowed, NotFound, NoInvoiceLine,
    AmountNeeded, LinesNeeded, CreditAboveLine, CreditAboveInvoice, NotPositive where nothing is left.
    """
    desk.actor.require(FINANCE_ROLES, to="correct invoices")
    found = invoice(session, desk, wish.invoice_number)
    lock_account(session, found.bill_to)
    rests = {rest.line_no: rest for rest in invoice_rests(session, wish.invoice_number)}
    if wish.amount is not None or not (rests or wish.lines):
        lines = [_of_amount(found, rests, wish)]
    else:
        lines = _of_lines(rests, wish)
    request = CreditNoteRequest(
        bill_to=found.bill_to,
        invoice_number=found.number,
        reason=wish.reason,
        lines=tuple(lines),
        key=wish.key,
        is_correction=True,
    )
    return issue_credit_note(session, desk, request)


def _of_amount(found: InvoiceView, rests: dict[int, LineRest], wish: InvoiceCorrection) -> InvoiceLineRequest:
    """One line for what is credited of an invoice that came without any."""
    if rests:
        known = ", ".join(map(str, rests))
        raise LinesNeeded(invoice_number=found.number, lines=known)
    if wish.amount is None or wish.lines:
        raise AmountNeeded(invoice_number=found.number, total=str(found.total), open=str(found.open_amount))
    if wish.amount <= 0:
        raise NotPositive(what="credit note", amount=str(wish.amount))
    currency = found.total.currency
    gross = Money(wish.amount, currency)
    net = Money(rounded(wish.amount * 100 / (100 + wish.rate)), currency)
    return InvoiceLineRequest(
        line_key=found.number, sku="", name=wish.reason, quantity=Decimal(1), unit_price=gross.amount, net=net,
        rate=wish.rate, gross=gross,
    )  # fmt: skip


def _of_lines(rests: dict[int, LineRest], wish: InvoiceCorrection) -> list[InvoiceLineRequest]:
    whole = tuple(LineCorrection(line_no=number) for number, rest in rests.items() if rest.net)
    lines = []
    for part in wish.lines or whole:
        rest = rests.get(part.line_no)
        if rest is None:
            raise NoInvoiceLine(
                invoice_number=wish.invoice_number, line_no=part.line_no, known=", ".join(map(str, rests))
            )
        if (part.quantity is not None and part.quantity <= 0) or (part.amount is not None and part.amount <= 0):
            raise CreditAboveLine(
                invoice_number=wish.invoice_number,
                line_no=part.line_no,
                left=f"{plain(rest.quantity)} for {rest.net}",
                asked=str(part.quantity if part.amount is None else part.amount),
            )
        lines.append(corrected(rest, part))
    return lines
