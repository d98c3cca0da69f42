"""Values of papers: everything that stands on an invoice, credit note or proforma, as it was when it was issued."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from domain.billing.schemas.papers import DocumentTotals, EarlyPaymentDiscount, InvoiceLineRequest
from domain.billing.schemas.value import Value
from domain.shared.money import Money


class PaperKind(StrEnum):
    """What a paper is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PROFORMA = "proforma"


class Party(Value):
    """Somebody on a paper: who sells, who pays, where goods went. `lines` are the address without city and postcode."""

    name: str
    number: str | None = None
    lines: tuple[str, ...] = ()
    city: str = ""
    postcode: str = ""
    country: str | None = None
    vat_number: str | None = None
    email: str = ""
    phone: str = ""
    bank: str = ""


class DuePartView(Value):
    """An amount and the day by which it is to be paid."""

    due_date: date
    amount: Money


_REVISION = "revision:"
_RETURN = "return:"


def of_revision(revision: int) -> str:
    """What stands in the place of a shipment where an order is invoiced as it then was, before it leaves."""
    return f"{_REVISION}{revision}"


def of_return(number: str) -> str:
    """What stands in the place of a shipment where goods are invoiced because a return of them was settled."""
    return f"{_RETURN}{number}"


def is_shipment(reference: str) -> bool:
    """Whether a reference is the number of a shipment, and not an order as it was at a revision, or a return."""
    return not reference.startswith((_REVISION, _RETURN))


class PaperSource(Value):
    """What a paper was made from: an order, and its shipment or revision."""

    order_number: str
    reference: str


class PaperView(Value):
    """One paper whole. `refers_to` is the invoice that a credit note corrects, `reason` why; `terms` are as
    `domain.shared.terms` reads them.
    """

    kind: PaperKind
    number: str
    issued_date: date
    seller: Party
    buyer: Party
    ship_to: Party | None = None
    currency: str
    lines: tuple[InvoiceLineRequest, ...]
    totals: DocumentTotals
    parts: tuple[DuePartView, ...] = ()
    terms: str | None = None
    discount: EarlyPaymentDiscount | None = None
    sources: tuple[PaperSource, ...] = ()
    refers_to: str | None = None
    refers_to_date: date | None = None
    reason: str = ""

    @property
    def customer_pos(self) -> tuple[str, ...]:
        """The customer's own references on it, each once, in their order."""
        return tuple(dict.fromkeys(line.customer_po for line in self.lines if line.customer_po))

    @property
    def order_numbers(self) -> tuple[str, ...]:
        """Our orders on it, each once."""
        return tuple(dict.fromkeys(source.order_number for source in self.sources))

    @property
    def shipment_numbers(self) -> tuple[str, ...]:
        """The shipments on it, each once."""
        found = (source.reference for source in self.sources if is_shipment(source.reference))
        return tuple(dict.fromkeys(found))


class LineCorrection(Value):
    """What to credit of a line of an invoice: so much of its goods, or an amount (before tax, or with it where its
    price includes tax) that was too much without any goods coming back; neither means all that is left of it.
    """

    line_no: int
    quantity: Decimal | None = None
    amount: Decimal | None = None


class InvoiceCorrection(Value):
    """What to give back of an invoice, and why; `key` names the wish, so that told twice it is one credit note.

    An invoice that came without lines is credited by an `amount` with tax, of which `rate` percent on top of the net is
    tax.
    """

    invoice_number: str
    reason: str
    lines: tuple[LineCorrection, ...] = ()
    amount: Decimal | None = None
    rate: Decimal = Field(default=Decimal(0), ge=0, le=100)
    key: str | None = None
