"""Values of credit, invoices and credit notes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from domain.billing.schemas.value import Value
from domain.shared.money import Money
from domain.shared.policy import TaxReason
from domain.shared.quantity import Quantity, UnitPrice

#: Kinds of lines: what left our shelves, and what is charged beside it.
GOODS, FREIGHT, CHARGE = "goods", "freight", "charge"


class EarlyPaymentDiscount(Value):
    """What is let off (gross of tax) when the whole invoice is paid by a date."""

    percent: Decimal
    amount: Money
    by_date: date


class InstalmentView(Value):
    """A part of an invoice with its own due date; `days_past_due` is negative before it.

    `undisputed` is what is open of it without what of its invoice is disputed, which is taken off the earliest first;
    `disputed` says that all of the invoice is.
    """

    invoice_number: str
    instalment_no: int
    bill_to: str
    due_date: date
    amount: Money
    open_amount: Money
    undisputed: Money
    disputed: bool
    days_past_due: int


class InvoiceView(Value):
    """An invoice as it is shown; `due_date` is that of its last instalment, `days_past_due` is negative before it."""

    number: str
    order_number: str | None
    bill_to: str
    issued_date: date
    due_date: date
    total: Money
    open_amount: Money
    disputed: bool
    days_past_due: int
    terms: str | None = None
    discount: EarlyPaymentDiscount | None = None


class CreditExposure(Value):
    """Everything a bill-to owes or is about to owe, gross of tax, in its currency; each amount counted once.

    total = open_invoices + shipped_not_invoiced + confirmed_not_shipped − unapplied_payments − open_credit_notes.
    `pending` (held orders), `disputed` (part of open_invoices), `promised` and how far reminding has come are shown
    beside it and not added.
    """

    bill_to: str
    limit: Money | None
    open_invoices: Money
    disputed: Money
    shipped_not_invoiced: Money
    confirmed_not_shipped: Money
    unapplied_payments: Money
    open_credit_notes: Money
    pending: Money
    total: Money
    overdue: Money
    oldest_overdue: InvoiceView | None = None
    promised: Money | None = None
    dunning_level_name: str = ""


class CommitmentView(Value):
    """What a source (an order) will cost its bill-to: not shipped yet, and shipped but not invoiced, gross."""

    key: str
    bill_to: str
    confirmed: Money
    shipped: Money
    pending: bool


class CreditReason(StrEnum):
    """Why credit says stop."""

    OVER_LIMIT = "OVER_LIMIT"
    PREPAYMENT = "PREPAYMENT"
    OVERDUE = "OVERDUE"
    DUNNING = "DUNNING"
    LIMIT_EXPIRED = "LIMIT_EXPIRED"
    BLOCKED = "BLOCKED"


class CreditDecision(Value):
    """Whether an order may go on credit. `after` = exposure.total + adds; `excess` is what passes the limit, or is to
    be paid in advance (or zero).
    """

    exposure: CreditExposure
    adds: Money
    after: Money
    excess: Money
    reasons: tuple[CreditReason, ...]

    @property
    def is_within(self) -> bool:
        """Whether nothing holds the order."""
        return not self.reasons


class TaxKey(NamedTuple):
    """What the breakdown of a document is by: the rate in percent, whose tax it is, and why none is charged."""

    rate: Decimal
    place: str
    reason: str


class TaxableLine(Value):
    """What a line puts under a tax rate (percent) of a place: its exact net.

    `gross` where its price includes tax: then the tax is gross − net and nothing is worked out. `reason` says why no
    tax is charged. Parts of one order line have the same `line_key`, so that they are rounded as one.
    """

    net: Money
    rate: Decimal
    place: str = ""
    reason: TaxReason | None = None
    gross: Money | None = None
    line_key: str = ""

    @property
    def tax_key(self) -> TaxKey:
        """What it is summed by."""
        return TaxKey(self.rate, self.place, self.reason or "")


class TaxRow(Value):
    """The tax of one rate (percent) of one place on a document; `reason` why none is charged."""

    rate: Decimal
    base: Money
    tax: Money
    place: str = ""
    reason: TaxReason | None = None

    @property
    def tax_key(self) -> TaxKey:
        """What it sums."""
        return TaxKey(self.rate, self.place, self.reason or "")


class DocumentTotals(Value):
    """The sums of an order, invoice or credit note: total = net + tax, to the penny."""

    net: Money
    tax: Money
    total: Money
    taxes: tuple[TaxRow, ...]


class InvoiceLineRequest(Value):
    """A line to invoice or to credit; `net` is exact and final, `rate` in percent.

    `unit_price` is before `discount` (a share) and includes tax where there is a `gross`. `kind` is goods or a charge.
    `invoice_line_no` is its place on the invoice that it is, or corrects.
    """

    line_key: str
    sku: str
    name: str
    quantity: Quantity
    unit_price: UnitPrice
    net: Money
    rate: Decimal
    customer_po: str | None = None
    discount: Decimal = Decimal(0)
    tax_place: str = ""
    tax_reason: TaxReason | None = None
    gross: Money | None = None
    kind: str = GOODS
    unit: str = "each"
    customer_part_number: str | None = None
    invoice_line_no: int | None = None

    @property
    def taxable(self) -> TaxableLine:
        """What it puts under its tax rate."""
        return TaxableLine(
            net=self.net, rate=self.rate, place=self.tax_place, reason=self.tax_reason, gross=self.gross,
            line_key=self.line_key,
        )  # fmt: skip


class InvoiceRequest(Value):
    """What to invoice: the lines of one shipment of one order, whose is the `commitment_key`, or of several `sources`.

    `before` is what earlier invoices of the order had: tax is rounded over all of them, so that they sum to the order.
    """

    bill_to: str
    order_number: str | None = None
    shipment_number: str | None = None
    commitment_key: str | None = None
    sources: tuple[tuple[str, str], ...] = ()
    ship_to: Mapping[str, Any] | None = None
    lines: tuple[InvoiceLineRequest, ...]
    terms: str = "0"
    before: tuple[TaxableLine, ...] = ()


class CreditNoteRequest(Value):
    """What to give back: lines of an earlier invoice, with the reason (an RMA number, say); `key` names the wish.

    `is_correction` says that the invoice was wrong: who pays is told by itself.
    """

    bill_to: str
    invoice_number: str
    reason: str
    lines: tuple[InvoiceLineRequest, ...]
    key: str | None = None
    is_correction: bool = False


class LineRest(Value):
    """What is left of a line of an invoice after all its credit notes: goods that were not credited, and money.

    `line` is it as it was issued.
    """

    line_no: int
    line: InvoiceLineRequest
    quantity: Quantity
    net: Money
    gross: Money | None = None


class CreditNoteView(Value):
    """A credit note as it is shown."""

    number: str
    invoice_number: str | None
    bill_to: str
    total: Money
    open_amount: Money


class InvoicedLine(Value):
    """A line as it stands on an invoice: what a return may be credited with, and never more."""

    invoice_number: str
    line: InvoiceLineRequest


class ImportedInvoice(Value):
    """An invoice that another system issued, with what is still open of it (gross of tax)."""

    number: str
    order_number: str | None = None
    bill_to: str
    issued_date: date
    due_date: date
    total: Money
    open_amount: Money
    disputed: bool = False


class RefusedRow(Value):
    """A row of an import that was left out: its key, and why in a code."""

    key: str
    reason: str
