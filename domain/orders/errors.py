"""What orders refuse. Words for people are chosen in presentation."""

from domain.shared.errors import Refusal, StaleRevision


class OrderBlocked(Refusal):
    """A draft with blocking problems or open questions cannot be confirmed; facts: number, codes."""

    code = "ORDER_BLOCKED"


class OrderOnHold(Refusal):
    """An order with an active hold is neither picked nor shipped; facts: number, reasons."""

    code = "ORDER_ON_HOLD"


class UnverifiedSender(Refusal):
    """Nothing is confirmed by mail for somebody whose identity is not verified; facts: number, actor."""

    code = "UNVERIFIED_SENDER"


class QuantityExceedsLine(Refusal):
    """More than the line has in that state; facts: line_key, asked, possible."""

    code = "QUANTITY_EXCEEDS_LINE"


class MixedOrders(Refusal):
    """Orders of several bill-tos, currencies, terms or kinds of prices cannot be one invoice; facts: numbers."""

    code = "MIXED_ORDERS"


class NothingToInvoice(Refusal):
    """All of a shipment came back before it was invoiced; facts: number, shipment_number."""

    code = "NOTHING_TO_INVOICE"


class AlreadyShipped(Refusal):
    """Something has been picked or shipped, so the order cannot be cancelled whole; facts: number."""

    code = "ALREADY_SHIPPED"


class NoSuchQuestion(Refusal):
    """The question is not open (any more), or the answer is none that it understands; facts: number, index."""

    code = "NO_SUCH_QUESTION"


class TooLateToChange(Refusal):
    """Nothing of what the change asks for is possible any more; facts: number, state."""

    code = "TOO_LATE_TO_CHANGE"


class NothingHeld(Refusal):
    """Nobody is asked about this order; facts: number."""

    code = "NOTHING_HELD"


class CapTooSmall(Refusal):
    """An approval that does not even cover what it approves, or ends before it begins; facts: number, needs."""

    code = "CAP_TOO_SMALL"


class LineTooFar(Refusal):
    """A line cannot have fewer than are picked, have left or are invoiced; facts: line_key, asked, possible, why."""

    code = "LINE_TOO_FAR"


class PriceSettled(Refusal):
    """All of a line is invoiced, so its price stands; facts: line_key, invoiced."""

    code = "PRICE_SETTLED"


class TermFixed(Refusal):
    """A term of the order cannot be what is asked any more; facts: number, term, why (a code)."""

    code = "TERM_FIXED"


class NothingLeft(Refusal):
    """The change would leave nothing of the order, which is cancelled instead; facts: number."""

    code = "NOTHING_LEFT"


class NothingToReopen(Refusal):
    """Nothing of the order was given up; more of it is an amendment or a new order; facts: number."""

    code = "NOTHING_TO_REOPEN"


class OverCredit(Refusal):
    """More on an order that is confirmed already does not fit the credit; facts: number, excess, reasons."""

    code = "OVER_CREDIT"


class AlreadySettled(Refusal):
    """Somebody dealt with this PO before; facts: number, by, at."""

    code = "ALREADY_SETTLED"


class NoSuchLine(Refusal):
    """The order has no line of this number; facts: number, line_no."""

    code = "NO_SUCH_LINE"


class NothingToUndo(Refusal):
    """Nothing of this order was changed that could be taken back; facts: number."""

    code = "NOTHING_TO_UNDO"


class ChangedElsewhere(Refusal):
    """The last change was not made in this conversation; facts: number, made_by."""

    code = "CHANGED_ELSEWHERE"


class ChangedSince(Refusal):
    """What was edited is not what the draft came from any more: it was changed in other ways since; facts: number."""

    code = "CHANGED_SINCE"


class NotSeenYet(StaleRevision):
    """The order was changed after this was said and before it was worked; facts: number, shown, current."""


class NothingToReallocate(Refusal):
    """The line waits for nothing, or no other order has stock that could be taken; facts: line_key, why."""

    code = "NOTHING_TO_REALLOCATE"


class ProposalOutdated(Refusal):
    """An order has not what it should give any more, or the other waits for less; facts: line_key."""

    code = "PROPOSAL_OUTDATED"
