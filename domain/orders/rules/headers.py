"""Decides what is wrong with a request as a whole, where it goes, and by which keys a second one is recognised."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from domain.customers.schemas import AddressView, CustomerView
from domain.orders.schemas import OrderRequest, ShipTo
from domain.shared.errors import Problem
from domain.shared.quantity import plain

#: What papers and other systems have room for; the longest in use have some 35 characters.
LONGEST_PO = 80
_SEPARATORS = re.compile(r"[\W_]+")
#: 'PO', 'P.O. No.', 'Purchase order number' before the number itself, which begins behind a blank, a sign or a digit.
_PO_LABEL = re.compile(
    r"^\s*(?:p\s*\.?\s*o|purchase\s+order)(?:(?:[\W_]*(?:number|num|no|nr))?[\W_]+|(?=\d))(?=\w)", re.IGNORECASE
)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[^\w\s]+(?=\d)")
#: Customer classes by name, with their rank: a higher one is served first.
PRIORITIES = {"low": -1, "normal": 0, "gold": 1, "high": 1, "urgent": 2}


def priority_of(customer: CustomerView | None) -> int:
    """The rank of a customer's class: a higher one is served first."""
    return PRIORITIES.get(customer.priority.casefold(), 0) if customer else 0


def po_shown(customer_po: str | None) -> str | None:
    """A customer's PO number as far as papers have room for it; a longer one blocks the draft."""
    return customer_po[:LONGEST_PO] if customer_po else customer_po


def po_key(customer_po: str | None) -> str | None:
    """A customer's PO number as it is compared, and the only place that says how.

    Upper case, without the label 'PO', blanks and signs; a sign between two digits stays ('12-3' is not '1-23'), and
    so do leading zeros.
    """
    text = unicodedata.normalize("NFKC", po_shown(customer_po) or "").strip()
    text = _PO_LABEL.sub("", text)
    pieces = [_SEPARATORS.sub("", piece) for piece in _BETWEEN_DIGITS.split(text)]
    return "-".join(pieces).upper()[:LONGEST_PO] or None


def basket_key(items: Iterable[tuple[str, Decimal]], ship_to: ShipTo | None) -> str:
    """What is the same for two orders of the same quantities of the same articles to the same place."""
    totals: dict[str, Decimal] = {}
    for sku, base_quantity in items:
        totals[sku] = totals.get(sku, Decimal(0)) + base_quantity
    text = "\n".join(f"{sku}={plain(totals[sku])}" for sku in sorted(totals))
    return sha256(f"{ship_to.label if ship_to else ''}\n{text}".encode()).hexdigest()


def content_key(basket: str, requested_date: date | None, unclear: Iterable[str] = ()) -> str:
    """What is the same for two requests that ask for the same: basket and place, the day, what nobody understood."""
    day = requested_date.isoformat() if requested_date else ""
    return sha256("\n".join([basket, day, *sorted(unclear)]).encode()).hexdigest()


def header_problems(request: OrderRequest, customer: CustomerView | None, today: date) -> list[Problem]:
    """What is wrong before any line is looked at. A question about the customer is asked, not a problem."""
    problems = []
    asked = {question.about for question in request.questions}
    if customer is None and "customer" not in asked:
        facts = {"customer_id": request.customer_id} if request.customer_id else {}
        problems.append(Problem(code="UNKNOWN_CUSTOMER", blocking=True, where="customer", facts=facts))
    if not request.lines and not asked & {"which_item", "unknown_item", "quantity"}:
        problems.append(Problem(code="NO_LINES", blocking=True, where="lines"))
    if request.requested_date is not None and request.requested_date < today:
        facts = {"requested_date": request.requested_date.isoformat(), "today": today.isoformat()}
        problems.append(Problem(code="DATE_IN_PAST", blocking=True, where="requested_date", facts=facts))
    if request.customer_po and len(request.customer_po) > LONGEST_PO:
        facts = {"length": str(len(request.customer_po)), "longest": str(LONGEST_PO)}
        problems.append(Problem(code="PO_TOO_LONG", blocking=True, where="customer_po", facts=facts))
    problems.extend(
        Problem(code="UNEXPLAINED", blocking=False, where="text", facts={"text": text}) for text in request.unexplained
    )
    return problems


def date_problems(requested: date | None, promised: date | None, today: date) -> list[Problem]:
    """Whether the goods come later than they are wanted; never blocking."""
    if requested is None or requested < today or (promised is not None and promised <= requested):
        return []
    facts = {"requested_date": requested.isoformat()}
    facts |= {"promised_date": promised.isoformat()} if promised else {}
    return [Problem(code="DATE_TOO_SOON", blocking=False, where="requested_date", facts=facts)]


def ship_to_of(
    said: str | None, customer: CustomerView, addresses: Sequence[AddressView]
) -> tuple[ShipTo | None, list[Problem]]:
    """Where it goes: the place that was said, the default where none was. A place that we do not know is blocking.

    A customer without places has one of its own name, under which its orders are copied and reopened.
    """
    places = [address for address in addresses if address.kind == "ship_to"]
    if said and said.strip() and (places or said.strip().casefold() != customer.name.casefold()):
        found = _named(said, places)
        if found is None:
            facts = {"ship_to": said, "known": ", ".join(place.label for place in places)}
            return None, [Problem(code="UNKNOWN_SHIP_TO", blocking=True, where="ship_to", facts=facts)]
        return _copied(found), []
    if not places:
        return ShipTo(label=customer.name, lines=(), country=customer.country), []
    return _copied(next((place for place in places if place.is_default), places[0])), []


def _named(said: str, places: Sequence[AddressView]) -> AddressView | None:
    words = set(_SEPARATORS.split(said.casefold())) - {""}
    tests = (
        lambda place: place.label.casefold() == said.strip().casefold(),
        lambda place: words == set(_SEPARATORS.split(place.label.casefold())) - {""},
        lambda place: words <= set(_SEPARATORS.split(f"{place.label} {place.city} {place.postcode}".casefold())),
        lambda place: bool(place.city) and place.city.casefold() in said.casefold(),
        lambda place: place.label.casefold() in said.casefold(),
    )
    for test in tests:
        found = [place for place in places if test(place)]
        if len(found) == 1:
            return found[0]
    return None


def _copied(place: AddressView) -> ShipTo:
    town = " ".join(part for part in (place.city, place.postcode) if part)
    lines = tuple(part for part in (place.line1, town) if part)
    return ShipTo(
        label=place.label, lines=lines, country=place.country or None, region=place.region,
        postcode=place.postcode or None,
    )  # fmt: skip
