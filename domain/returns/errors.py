"""What returns refuse, with a code and the facts."""

from domain.shared.errors import Refusal


class NothingReturned(Refusal):
    """No line or no quantity was named; facts: number."""

    code = "NOTHING_RETURNED"


class NotReturnable(Refusal):
    """More than the line has shipped, not returned and not on its way back; facts: line_key, asked, returnable."""

    code = "NOT_RETURNABLE"


class ReturnTooLate(NotReturnable):
    """The goods left longer ago than this reason allows; facts: line_key, reason, days, shipped."""

    code = "RETURN_TOO_LATE"


class RefusalUnexplained(Refusal):
    """Nobody said why a return is refused; facts: number."""

    code = "REFUSAL_UNEXPLAINED"


class ExceedsAuthorised(Refusal):
    """More came back than was authorised; facts: line_key, asked, authorised."""

    code = "EXCEEDS_AUTHORISED"


class ExceedsReceived(Refusal):
    """More was inspected than came back; facts: line_key, asked, received."""

    code = "EXCEEDS_RECEIVED"


class NotInvoiced(Refusal):
    """What came back was never invoiced by us, so there is nothing to credit it from; facts: line_key, quantity."""

    code = "NOT_INVOICED"


class InspectedBySame(Refusal):
    """Who inspected the goods may not be the one who credits or replaces them; facts: number."""

    code = "INSPECTED_BY_SAME"


class UnknownWord(Refusal):
    """The word is no reason or disposition; facts: word, known."""

    code = "UNKNOWN_WORD"
