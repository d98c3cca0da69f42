"""Owns the words for a PO that came again: each difference, how far it is possible, and how the order stands."""

from collections.abc import Iterator
from datetime import date

from domain.orders.lifecycle import OrderState
from domain.orders.schemas import Difference, LineChange, OrderView, Possibility, TermChange
from presentation.mrkdwn import one_line
from presentation.wording.amounts import pieces
from presentation.wording.times import day

_TERMS = {"requested_date": "Wanted", "ship_to": "Ship to"}
_WHY = {
    "picked": "already picked",
    "shipped": "already shipped",
    "invoiced": "already invoiced",
    "other_country": "other taxes hold there, a person has to change it",
}
_STANDS = {
    OrderState.DRAFT: "we are still checking it",
    OrderState.PENDING_CONFIRMATION: "we are still checking it",
    OrderState.CONFIRMED: "it is confirmed",
    OrderState.IN_FULFILMENT: "it is being picked",
    OrderState.SHIPPED: "it has been shipped",
    OrderState.INVOICED: "it has been shipped and invoiced",
    OrderState.CLOSED: "it is complete",
}


def difference_rows(difference: Difference) -> Iterator[tuple[Possibility, str, str]]:
    """Each change: how possible it is, what it is, and that in words; plain text."""
    for line in difference.lines:
        yield line.possibility, line_change(line), line_possibility(line)
    for term in difference.terms:
        yield term.possibility, term_change(term), term_possibility(term)


def line_change(change: LineChange) -> str:
    """An article and what becomes of it: '22423 Cakestand: 12 → 24'."""
    before, after = (pieces(quantity, change.base_unit) for quantity in (change.before, change.after))
    name = one_line(f"{change.sku} {change.name}", 120)
    if not change.before:
        return f"{name}: {after} added"
    return f"{name}: {before} → {after}" if change.after else f"{name}: {before} removed"


def line_possibility(change: LineChange) -> str:
    """How far the quantity of an article can go, and what stands in the way."""
    match change.possibility:
        case Possibility.POSSIBLE:
            return "possible"
        case Possibility.PARTLY:
            return f"partly possible: down to {pieces(change.reachable, change.base_unit)}, the rest is {_why(change)}"
    return f"too late: {_why(change)}"


def term_change(change: TermChange) -> str:
    """A day or a place and what becomes of it."""
    return f"{_TERMS[change.term]}: {_term(change.term, change.before)} → {_term(change.term, change.after)}"


def term_possibility(change: TermChange) -> str:
    """Whether a day or a place can still change."""
    match change.possibility:
        case Possibility.POSSIBLE:
            return "possible"
        case Possibility.PARTLY:
            return f"partly possible: for what is not {_why(change)}"
    return f"too late: {_why(change)}"


def how_it_stands(order: OrderView) -> str:
    """How an order stands, as its customer may read it: 'it is confirmed, complete by Wed 16 Nov 2011'."""
    words = _STANDS.get(OrderState(order.state), "it is being looked at")
    is_on_the_way = order.state in (OrderState.CONFIRMED, OrderState.IN_FULFILMENT)
    return f"{words}, complete by {day(order.promised_date)}" if is_on_the_way and order.promised_date else words


def _why(change: LineChange | TermChange) -> str:
    return _WHY.get(change.why, "no longer open")


def _term(term: str, value: str) -> str:
    if term == "requested_date":
        return day(date.fromisoformat(value)) if value else "as soon as possible"
    return one_line(value, 100) or "–"
