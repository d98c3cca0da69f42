"""What billing refuses."""

from domain.shared.errors import NotFound, Refusal


class PaymentConflict(Refusal):
    """The payment id came before with other facts; facts: payment_id, known, told."""

    code = "PAYMENT_CONFLICT"


class NotPositive(Refusal):
    """A payment, invoice or credit note needs an amount above zero; facts: what, amount."""

    code = "NOT_POSITIVE"


class CreditAboveInvoice(Refusal):
    """More would be credited than was invoiced; facts: invoice_number, invoiced, credited, asked."""

    code = "CREDIT_ABOVE_INVOICE"


class CreditAboveLine(Refusal):
    """More would be credited of a line than is left of it; facts: invoice_number, line_no, left, asked."""

    code = "CREDIT_ABOVE_LINE"


class WrongBillTo(Refusal):
    """The invoice belongs to somebody else; facts: invoice_number, bill_to."""

    code = "WRONG_BILL_TO"


class NotSettled(Refusal):
    """The payment or credit note settled nothing of that invoice; facts: payment_id, invoice_number."""

    code = "NOT_SETTLED"


class NotEnoughLeft(Refusal):
    """More is asked for than is left of it; facts: what, left, asked."""

    code = "NOT_ENOUGH_LEFT"


class AboveTolerance(Refusal):
    """More is open than may be written off; facts: invoice_number, open, tolerance."""

    code = "ABOVE_TOLERANCE"


class AlreadyReturned(Refusal):
    """The bank took this payment back before; facts: payment_id."""

    code = "ALREADY_RETURNED"


class MoneyIsRefunded(Refusal):
    """A part of the payment went back already, so the bank cannot have taken it whole; facts: payment_id, refunded."""

    code = "MONEY_IS_REFUNDED"


class OwnRequest(Refusal):
    """Who asked for money to go back does not release it; facts: number, requested_by."""

    code = "OWN_REQUEST"


class ReasonNeeded(Refusal):
    """This takes a reason; facts: what."""

    code = "REASON_NEEDED"


class BankFileUnreadable(Refusal):
    """A bank's file cannot be read, or does not add up; nothing of it is kept. Facts: problems."""

    code = "BANK_FILE_UNREADABLE"


class BankEntryConflict(Refusal):
    """The bank tells a movement again with another amount; facts: key, known, told."""

    code = "BANK_ENTRY_CONFLICT"


class NotIncoming(Refusal):
    """Money that left our account is no payment of a customer; facts: entry_id, amount."""

    code = "NOT_INCOMING"


class NotTakenBack(Refusal):
    """The entry came in, or is of another amount than that payment; facts: entry_id, amount, payment_id."""

    code = "NOT_TAKEN_BACK"


class PromiseTooFar(Refusal):
    """A promise to pay is for a day that has passed or is too far away; facts: promised_date, furthest."""

    code = "PROMISE_TOO_FAR"


class NoInvoiceLine(NotFound):
    """The invoice has no such line; facts: invoice_number, line_no, known (its lines, empty where it came without)."""

    code = "NO_INVOICE_LINE"


class AmountNeeded(Refusal):
    """The invoice came without lines, so it is credited by an amount; facts: invoice_number, total, open."""

    code = "AMOUNT_NEEDED"


class LinesNeeded(Refusal):
    """The invoice has lines, so what is credited is of one of them; facts: invoice_number, lines."""

    code = "LINES_NEEDED"
