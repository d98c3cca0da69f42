"""Owns the sentences for what is refused in an order's later life: changes, reopening, offers, standing orders."""

from collections.abc import Callable

from presentation.wording.problems import Facts

_FIXED = {
    "invoiced": "it has been invoiced. Cancel the remainder and enter it as a new order",
    "shipped": "everything has left",
    "picked": "goods are picked for it",
    "other_country": "prices and tax are those of a country. Cancel the remainder and enter it as a new order",
    "other_currency": "the currency is another one. Cancel the order and enter it anew",
}


def _term_fixed(facts: Facts) -> str:
    term = {"ship_to": "place", "bill_to": "bill-to", "requested_date": "date"}.get(
        facts.get("term"), facts.get("term")
    )
    why = _FIXED.get(facts.get("why"), "it is too late for that")
    return f"The {term} of {facts.get('number') or 'the order'} cannot be changed any more: {why}."


def _coded(codes: str) -> str:
    return codes.replace("_", " ").lower() or "it is not clear"


ORDER_WORDS: dict[str, Callable[[Facts], str]] = {
    "LINE_TOO_FAR": lambda f: (
        f"Line {f.get('line_key')} cannot become {f.get('asked')}: {f.get('possible')} of it "
        f"{'have left' if f.get('why') == 'shipped' else 'are ' + (f.get('why') or 'taken')} already."
    ),
    "PRICE_SETTLED": lambda f: (
        f"All of line {f.get('line_key')} is invoiced, so its price stands. A credit note can correct it."
    ),
    "TERM_FIXED": _term_fixed,
    "NOTHING_LEFT": lambda f: f"That would leave nothing of {f.get('number')}. Please cancel it instead.",
    "QUOTATION_BLOCKED": lambda f: f"That cannot be quoted yet: {_coded(f.get('codes'))}.",
    "QUOTATION_OVER": lambda f: (
        f"{f.get('number')} was valid until {f.get('valid_until')}. Please quote it anew at today's prices."
    ),
    "MORE_THAN_QUOTED": lambda f: (
        f"{f.get('asked')} of line {f.get('line_no')} of {f.get('number')} is more than is left of it "
        f"({f.get('possible')})."
    ),
    "QUOTATION_TAKEN": lambda f: (
        f"Part of {f.get('number')} is an order already ({f.get('orders')}). Please make a new quotation."
    ),
    "STANDING_BLOCKED": lambda f: f"That cannot be a standing order: {_coded(f.get('codes'))}.",
    "NO_SUCH_OCCURRENCE": lambda f: f"{f.get('number')} does not fall due on {f.get('day')}, or was ordered for it.",
    "NOTHING_TO_REOPEN": lambda f: (
        f"Nothing of {f.get('number')} was given up, so there is nothing to reopen. More is a change or a new order."
    ),
}
