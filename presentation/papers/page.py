"""Owns the words of a printed paper: every text of the template, ready to be set."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel import Locale

from domain.billing.schemas import GOODS, InvoiceLineRequest, PaperKind, PaperView, Party
from domain.shared.money import Money, rounded
from domain.shared.policy import Company
from presentation.wording.amounts import LOCALE, money, percent, quantity, unit_price
from presentation.wording.terms import tax_reason_words, terms_words
from presentation.wording.times import day

_HEADINGS = {
    PaperKind.INVOICE: "Invoice",
    PaperKind.CREDIT_NOTE: "Credit note",
    PaperKind.PROFORMA: "Proforma invoice",
}


def page(paper: PaperView, company: Company) -> dict[str, Any]:
    """What stands on a paper, as plain data for the template; the logo is the company's of today."""
    heading = _HEADINGS[paper.kind]
    seller = paper.seller
    return {
        "title": f"{heading} {paper.number}",
        "heading": heading,
        "number": paper.number,
        "date": [paper.issued_date.year, paper.issued_date.month, paper.issued_date.day],
        "logo": company.logo,
        "seller": {"name": seller.name},
        "sender": " · ".join((seller.name, *seller.lines)),
        "buyer": address(paper.buyer, seen_from=seller.country),
        "ship_to": address(paper.ship_to, seen_from=seller.country) if paper.ship_to else [],
        "facts": _facts(paper),
        "intro": _intro(paper),
        "columns": ["", "Article", "Quantity", _price_name(paper), "Discount", "VAT", _price_name(paper, "Amount")],
        "lines": [_line(no, line, paper) for no, line in enumerate(paper.lines, start=1)],
        "base_name": "Net",
        "taxes": [[_rate_name(row), money(row.base), money(row.tax)] for row in paper.totals.taxes],
        "sums": [["Net", money(paper.totals.net)], ["VAT", money(paper.totals.tax)]],
        "total": ["Total credited" if paper.kind is PaperKind.CREDIT_NOTE else "Total", money(paper.totals.total)],
        "notes": _notes(paper),
        "parts": _parts(paper),
        "pay": _pay(paper),
        "footer": _footer(seller),
    }


def address(party: Party, *, seen_from: str | None) -> list[str]:
    """A party as it stands in the window of an envelope; its country only where that is another one."""
    town = " ".join(part for part in (party.city, party.postcode) if part)
    is_abroad = party.country and party.country != seen_from
    country = str(Locale.parse(LOCALE).territories.get(party.country, party.country)) if is_abroad else ""
    return [part for part in (party.name, *party.lines, town, country) if part]


def has_tax_in_prices(lines: Sequence[InvoiceLineRequest]) -> bool:
    """Whether the prices on a paper include tax."""
    return any(line.gross is not None for line in lines)


def _price_name(paper: PaperView, name: str = "Price") -> str:
    return f"{name} incl. VAT" if has_tax_in_prices(paper.lines) else name


def _facts(paper: PaperView) -> list[list[str]]:
    pos = paper.customer_pos
    facts = [
        ("Number", paper.number),
        ("Date", day(paper.issued_date)),
        ("Customer", paper.buyer.number or ""),
        ("Your VAT number", paper.buyer.vat_number or ""),
        ("Corrects", paper.refers_to or ""),
        ("of", day(paper.refers_to_date) if paper.refers_to_date else ""),
        ("Your PO", pos[0] if len(pos) == 1 else ""),
        ("Our order", ", ".join(paper.order_numbers)),
        ("Shipment", ", ".join(paper.shipment_numbers)),
    ]
    return [[name, value] for name, value in facts if value]


def _intro(paper: PaperView) -> str:
    if paper.kind is PaperKind.CREDIT_NOTE and paper.reason:
        return f"Reason: {paper.reason}"
    if paper.kind is PaperKind.PROFORMA:
        return "This is a request to pay before we deliver. It is not a VAT invoice; that one follows with the goods."
    return ""


def _line(no: int, line: InvoiceLineRequest, paper: PaperView) -> dict[str, str]:
    is_money_only = not line.quantity
    amount = line.gross or line.net
    details = []
    if line.kind == GOODS:
        details.append(f"Our no. {line.sku}")
    if line.customer_part_number:
        details.append(f"your no. {line.customer_part_number}")
    if line.customer_po and len(paper.customer_pos) > 1:
        details.append(f"PO {line.customer_po}")
    if is_money_only:
        details.append("price correction, no goods")
    return {
        "no": str(no),
        "name": line.name,
        "detail": " · ".join(details),
        "quantity": "" if is_money_only or line.kind != GOODS else quantity(line.quantity, line.unit),
        "price": "" if is_money_only or line.kind != GOODS else unit_price(line.unit_price, paper.currency),
        "discount": discount_words(line),
        "rate": percent(line.rate),
        "amount": money(amount),
    }


def discount_words(line: InvoiceLineRequest) -> str:
    """What is taken off a line: its own discount in percent, or, with a share of the document's, the amount."""
    if not line.quantity or line.kind != GOODS:
        return ""
    amount = line.gross or line.net
    whole = rounded(line.quantity * line.unit_price)
    after_own = rounded(line.quantity * line.unit_price * (1 - line.discount))
    if abs(after_own - amount.amount) <= Decimal("0.01"):
        return percent(line.discount * 100) if line.discount else ""
    return money(Money(amount.amount - whole, amount.currency)) if amount.amount < whole else ""


def _rate_name(row: Any) -> str:
    place = f" {row.place}" if row.place else ""
    return f"{percent(row.rate)}{place}"


def _notes(paper: PaperView) -> list[str]:
    reasons = dict.fromkeys(row.reason for row in paper.totals.taxes if row.reason)
    notes = [tax_reason_words(reason) for reason in reasons]
    if paper.terms and paper.kind is PaperKind.INVOICE:
        notes.append(f"Payment terms: {terms_words(paper.terms)}")
    if paper.discount:
        less = paper.totals.total - paper.discount.amount
        notes.append(
            f"Paid by {day(paper.discount.by_date)}: {money(less)}, which is {percent(paper.discount.percent)} "
            f"({money(paper.discount.amount)}) less."
        )
    return notes


def _parts(paper: PaperView) -> list[list[str]]:
    if len(paper.parts) < 2:
        return []
    return [[f"by {day(part.due_date)}", money(part.amount)] for part in paper.parts]


def _pay(paper: PaperView) -> list[list[str]]:
    if paper.kind is PaperKind.CREDIT_NOTE:
        return []
    due = [["Due", f"{day(paper.parts[0].due_date)}, {money(paper.parts[0].amount)}"]] if len(paper.parts) == 1 else []
    return [*due, ["Please pay to", paper.seller.bank], ["Reference", paper.number]]


def _footer(seller: Party) -> list[list[str]]:
    contact = [part for part in (seller.email, seller.phone) if part]
    numbers = [f"VAT number {seller.vat_number}" if seller.vat_number else "", seller.bank]
    return [[seller.name, *seller.lines], [part for part in (*contact, *numbers) if part]]
