"""Owns a paper as data for the buyer's books: EN 16931, as Factur-X (ZUGFeRD) has it. Names are those of the norm."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import facturx

from domain.billing.schemas import InvoiceLineRequest, PaperKind, PaperView, Party, TaxRow
from domain.shared.money import Money, rounded
from domain.shared.policy import TaxReason
from domain.shared.quantity import plain
from presentation.wording.terms import tax_reason_words, terms_words

LEVEL = "en16931"
#: UN/CEFACT codes of documents, of units, and of why no tax is charged (category, VATEX code).
_TYPES = {PaperKind.INVOICE: "380", PaperKind.CREDIT_NOTE: "381"}
_UNITS = {"each": "C62", "dozen": "DZN", "kg": "KGM", "g": "GRM", "m": "MTR", "l": "LTR", "box": "XBX", "pair": "PR"}
_REASONS = {
    TaxReason.EXPORT: ("G", "VATEX-EU-G"),
    TaxReason.REVERSE_CHARGE: ("AE", "VATEX-EU-AE"),
    TaxReason.EXEMPT: ("E", None),
}
_VAT_NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,13}")
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{11,30}")
_PRICE = Decimal("0.000001")


def einvoice(paper: PaperView) -> bytes:
    """The XML of an invoice or credit note, valid by the schema of the norm; raises ValueError for another paper."""
    if paper.kind not in _TYPES:
        raise ValueError(f"a {paper.kind} is no invoice")
    return bytes(facturx.generate_xml(_document(paper), level=LEVEL, check_schematron=None))


def _document(paper: PaperView) -> dict[str, Any]:
    orders, shipments, pos = paper.order_numbers, paper.shipment_numbers, paper.customer_pos
    one = {
        "BT-10": paper.buyer.number,
        "BT-13": pos[0] if len(pos) == 1 else None,
        "BT-14": orders[0] if len(orders) == 1 else None,
        "BT-16": shipments[0] if len(shipments) == 1 else None,
        "BT-9": paper.parts[-1].due_date if paper.parts else None,
        "BT-20": _terms(paper),
        # The element around it may not be empty, so without a place of its own the goods go to the buyer.
        "BG-13": _party(paper.ship_to or paper.buyer, paper),
        "BG-3": _corrected(paper),
    }
    return {
        "BT-1": paper.number,
        "BT-2": paper.issued_date,
        "BT-3": _TYPES[paper.kind],
        "BT-5": paper.currency,
        "BG-4": _party(paper.seller, paper),
        "BG-7": _party(paper.buyer, paper),
        **_payment(paper),
        **_sums(paper),
        "BG-23": [_tax(row) for row in _merged(paper.totals.taxes)],
        "BG-25": [_line(no, line) for no, line in enumerate(paper.lines, start=1)],
        **{name: value for name, value in one.items() if value},
    }


def _terms(paper: PaperView) -> str:
    if paper.kind is not PaperKind.INVOICE:
        return f"Credit note: {paper.reason}"[:200]
    parts = [f"{part.amount.amount} by {part.due_date.isoformat()}" for part in paper.parts]
    words = [terms_words(paper.terms)] if paper.terms else []
    return " ".join([*words, "; ".join(parts)])


def _corrected(paper: PaperView) -> list[dict[str, Any]]:
    if paper.refers_to is None:
        return []
    found: dict[str, Any] = {"BT-25": paper.refers_to}
    return [found | {"BT-26": paper.refers_to_date} if paper.refers_to_date else found]


def _payment(paper: PaperView) -> dict[str, Any]:
    account = re.sub(r"[^A-Z0-9]", "", paper.seller.bank.upper().replace("IBAN", ""))
    if not _IBAN.fullmatch(account):
        return {"BT-83": paper.number}
    return {"BT-81": "30", "BT-84": account, "BT-85": paper.seller.name, "BT-83": paper.number}


def _sums(paper: PaperView) -> dict[str, str]:
    sums = paper.totals
    return {
        "BT-106": _amount(sums.net), "BT-109": _amount(sums.net), "BT-110": _amount(sums.tax),
        "BT-112": _amount(sums.total), "BT-115": _amount(sums.total),
    }  # fmt: skip


def _amount(money: Money) -> str:
    return f"{money.amount:.2f}"


def _party(party: Party, paper: PaperView) -> dict[str, Any]:
    lines = [line for line in party.lines if line]
    number = re.sub(r"[\s.-]", "", (party.vat_number or "").upper())
    known = {
        "name": party.name or paper.buyer.name,
        "country_code": party.country or paper.seller.country,
        "addr_l1": lines[0] if lines else None,
        "addr_l2": lines[1] if len(lines) > 1 else None,
        "addr_l3": ", ".join(lines[2:]) or None,
        "city": party.city,
        "postcode": party.postcode,
        "vat_identifier": number if _VAT_NUMBER.fullmatch(number) else None,
        "einvoicing_addr": party.email,
        "einvoicing_addr_schemeid": "EM" if party.email else None,
    }
    return {name: value for name, value in known.items() if value}


def category(rate: Decimal, reason: TaxReason | None) -> tuple[str, str | None]:
    """The category of a tax by the norm, and the code of why none is charged."""
    if reason is not None:
        return _REASONS[reason]
    return ("S", None) if rate else ("Z", None)


def _merged(rows: tuple[TaxRow, ...]) -> list[TaxRow]:
    """One row for each category and rate: the norm knows no places."""
    found: dict[tuple[str, Decimal], TaxRow] = {}
    for row in rows:
        key = (category(row.rate, row.reason)[0], row.rate)
        known = found.get(key)
        found[key] = row if known is None else known.model_copy(
            update={"base": known.base + row.base, "tax": known.tax + row.tax}
        )  # fmt: skip
    return list(found.values())


def _tax(row: TaxRow) -> dict[str, Any]:
    code, reason_code = category(row.rate, row.reason)
    known = {
        "BT-116": _amount(row.base), "BT-117": _amount(row.tax), "BT-118": code, "BT-119": plain(row.rate),
        "BT-120": tax_reason_words(row.reason) if row.reason else None, "BT-121": reason_code,
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


def _line(no: int, line: InvoiceLineRequest) -> dict[str, Any]:
    """A line whose net is quantity × price less an allowance: all discounts, and what rounding left over."""
    quantity = line.quantity or Decimal(1)
    price = line.unit_price if line.quantity else line.net.amount
    if line.gross is not None and line.quantity:
        price = (price * 100 / (100 + line.rate)).quantize(_PRICE)
    off = rounded(quantity * price) - line.net.amount
    known: Mapping[str, Any] = {
        "BT-126": str(no),
        "BT-127-00": [{"BT-127": f"PO {line.customer_po}"}] if line.customer_po else None,
        "BT-129": plain(quantity),
        "BT-130": _UNITS.get(line.unit.lower(), "C62"),
        "BT-131": _amount(line.net),
        "BT-146": plain(price),
        "BT-151": category(line.rate, line.tax_reason)[0],
        "BT-152": plain(line.rate),
        "BT-153": line.name,
        "BT-155": line.sku,
        "BT-156": line.customer_part_number,
        "BG-27": [{"amount": f"{off:.2f}", "reason": "Discount", "reason_code": "95"}] if off > 0 else None,
        "BG-28": [{"amount": f"{-off:.2f}", "reason": "Rounding", "reason_code": "ZZZ"}] if off < 0 else None,
    }
    return {name: value for name, value in known.items() if value}
