"""Values of payments."""

from datetime import date

from domain.billing.schemas.value import Value
from domain.shared.money import Money


class PaymentRequest(Value):
    """Money that came in; `reference` names invoices where it does."""

    payment_id: str
    bill_to: str
    received_date: date
    amount: Money
    reference: str | None = None


class AppliedPart(Value):
    """A part of a payment that settled an invoice."""

    invoice_number: str
    amount: Money


class PaymentView(Value):
    """A payment, what it settled and what of it is unapplied."""

    payment_id: str
    bill_to: str
    amount: Money
    unapplied: Money
    applied: tuple[AppliedPart, ...]


class ImportedPayment(Value):
    """Cash that another system received and applied to nothing."""

    payment_id: str
    bill_to: str
    received_date: date
    amount: Money
    reference: str | None = None
