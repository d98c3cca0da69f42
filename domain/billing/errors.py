"""What billing refuses."""

from domain.shared.errors import Refusal


class PaymentConflict(Refusal):
    """The payment id came before with other facts; facts: payment_id, known, told."""

    code = "PAYMENT_CONFLICT"


class NotPositive(Refusal):
    """A payment, invoice or credit note needs an amount above zero; facts: what, amount."""

    code = "NOT_POSITIVE"


class CreditAboveInvoice(Refusal):
    """More would be credited than was invoiced; facts: invoice_number, invoiced, credited, asked."""

    code = "CREDIT_ABOVE_INVOICE"


class WrongBillTo(Refusal):
    """The invoice belongs to somebody else; facts: invoice_number, bill_to."""

    code = "WRONG_BILL_TO"
