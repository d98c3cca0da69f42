"""Values of payments, allowances and refunds."""

from datetime import date
from enum import StrEnum

from domain.billing.schemas.value import Value
from domain.shared.money import Money


class PaymentRequest(Value):
    """Money that came in; `reference` names invoices where it does."""

    payment_id: str
    bill_to: str
    received_date: date
    amount: Money
    reference: str | None = None


class AllowanceKind(StrEnum):
    """Why something is let go of an invoice without money."""

    DISCOUNT = "discount"
    BANK_FEE = "bank_fee"
    WRITE_OFF = "write_off"


class AppliedPart(Value):
    """A part of a payment that settled an invoice, and what of it was let go with that."""

    invoice_number: str
    amount: Money
    allowed: Money | None = None
    kind: AllowanceKind | None = None


class PaymentView(Value):
    """A payment, what it settled and what of it is unapplied; `refunded` went back, `returned` the bank took back."""

    payment_id: str
    bill_to: str
    amount: Money
    unapplied: Money
    applied: tuple[AppliedPart, ...]
    refunded: Money | None = None
    returned: Money | None = None


class OpenInstalment(Value):
    """What is open of one instalment."""

    due_date: date
    open_amount: Money


class OpenItem(Value):
    """An invoice that waits for money; `due_date` is that of its earliest open instalment.

    `discount` is what may still be deducted, until `discount_date`.
    """

    invoice_number: str
    bill_to: str
    order_number: str | None = None
    due_date: date
    total: Money
    open_amount: Money
    is_disputed: bool = False
    discount: Money | None = None
    discount_date: date | None = None
    instalments: tuple[OpenInstalment, ...] = ()

    def allowed_on(self, received: date) -> Money:
        """What may be deducted by who pays on that day."""
        in_time = self.discount is not None and self.discount_date is not None and received <= self.discount_date
        return min(self.discount, self.open_amount) if in_time and self.discount else Money.zero(self.total.currency)


class AllowanceView(Value):
    """What was let go of an invoice."""

    invoice_number: str
    bill_to: str
    kind: AllowanceKind
    amount: Money
    granted_date: date
    reason: str
    payment_id: str | None = None


class CreditAppliedView(Value):
    """Open credit of a credit note that settled an invoice."""

    credit_note_number: str
    invoice_number: str
    amount: Money


class RefundRequest(Value):
    """Money that is to go back: of a payment, or of a credit note, one of both."""

    bill_to: str
    amount: Money
    reason: str
    payment_id: str | None = None
    credit_note_number: str | None = None


class RefundView(Value):
    """A refund as it is shown."""

    number: str
    bill_to: str
    amount: Money
    state: str
    reason: str
    payment_id: str | None
    credit_note_number: str | None
    requested_by: str
    decided_by: str | None


class ImportedPayment(Value):
    """Cash that another system received and applied to nothing."""

    payment_id: str
    bill_to: str
    received_date: date
    amount: Money
    reference: str | None = None
