"""Owns the words for what a bank entry may be, and why."""

from domain.billing.schemas import MatchCandidate, MatchReason
from presentation.wording.amounts import listed, money

REASONS: dict[MatchReason, str] = {
    MatchReason.INVOICE_NAMED: "names the invoice",
    MatchReason.ORDER_NAMED: "names the order",
    MatchReason.PO_NAMED: "names the customer's PO",
    MatchReason.CUSTOMER_NAMED: "names the customer number",
    MatchReason.ACCOUNT_KNOWN: "comes from their account",
    MatchReason.NAME_KNOWN: "paid under this name before",
    MatchReason.NAME_ALIKE: "the name is alike",
    MatchReason.DIGITS_SWAPPED: "two digits of the number may be swapped",
    MatchReason.NAMED_EXACTLY: "is exactly what is open of it",
    MatchReason.LESS_DISCOUNT: "is what is open less the early-payment discount",
    MatchReason.EXACTLY_ONE: "is exactly one open invoice",
    MatchReason.EXACT_SUM: "is exactly the sum of these invoices",
    MatchReason.ONE_OF_SEVERAL: "fits these invoices, and others as well",
    MatchReason.LESS_BANK_FEE: "is short by what may be a bank's fee",
    MatchReason.IN_PART: "is a part of what is open of it",
    MatchReason.MORE_THAN_OPEN: "is more than is open of it",
    MatchReason.OLDEST_DUE: "fits no sum of invoices",
}


def match_words(candidate: MatchCandidate) -> str:
    """Why somebody may have paid, what it would settle, and what would be left on account."""
    why = listed([REASONS[reason] for reason in candidate.reasons])
    parts = [f"{part.invoice_number} {money(part.amount)}" for part in candidate.parts]
    rest = [f"{money(candidate.rest)} on account"] if candidate.rest else []
    return f"{candidate.score} points, {why} ({listed([*parts, *rest])})"
