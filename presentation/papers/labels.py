"""Owns the labels of a shipment: one per package, as PDF pages of A6 and as ZPL for a label printer."""

from typing import Any

from domain.shared.policy import Company
from domain.shared.quantity import plain
from domain.shipping.schemas import PackageView, ShipmentView
from presentation.papers.barcodes import code_128, gs1_sscc
from presentation.papers.typesetting import typeset


def labels_pdf(shipment: ShipmentView, company: Company) -> bytes:
    """A page for each package: where it goes, with whom, its SSCC as GS1-128 and the tracking number as Code 128."""
    labels = [_values(shipment, company, at) for at in range(len(shipment.packages))]
    for label, package in zip(labels, shipment.packages, strict=True):
        label["sscc_bars"] = gs1_sscc(package.sscc)
        label["tracking_bars"] = code_128(_printable(shipment.tracking_number)) if shipment.tracking_number else []
    return typeset("label", {"labels": labels})


def labels_zpl(shipment: ShipmentView, company: Company) -> str:
    """The same for a printer of 203 dots per inch and paper of 4 × 6 inches, in UTF-8."""
    labels = [_values(shipment, company, at) for at in range(len(shipment.packages))]
    return "".join(_zpl(label, package) for label, package in zip(labels, shipment.packages, strict=True))


def _values(shipment: ShipmentView, company: Company, at: int) -> dict[str, Any]:
    package = shipment.packages[at]
    place = shipment.ship_to
    pos = sorted({line.customer_po for line in shipment.lines if line.customer_po})
    return {
        "sender": [company.name, *company.address],
        "ship_to": [place.label, *place.lines, place.country or ""] if place else [],
        "carrier": shipment.carrier,
        "service": (shipment.service or "").upper(),
        "routing": shipment.routing or "",
        "note": shipment.label_note,
        "shipment": shipment.shipment_number,
        "orders": ", ".join(shipment.order_numbers),
        "po": ", ".join(pos),
        "package": f"{at + 1} of {len(shipment.packages)}",
        "weight": f"{plain(package.weight_kg)} kg",
        "sscc": package.sscc,
        "tracking": shipment.tracking_number or "",
    }


def _zpl(label: dict[str, Any], package: PackageView) -> str:
    rows = ["^XA", "^CI28", "^PW812", "^LL1218"]
    rows += [_text(40, 40 + 26 * at, 22, text) for at, text in enumerate(label["sender"][:4])]
    rows += [_text(40, 200 + 46 * at, 40, text) for at, text in enumerate(label["ship_to"][:6])]
    rows += [
        "^FO30,490^GB752,4,4^FS",
        _text(40, 510, 48, f"{label['carrier']} {label['service']}"),
        _text(40, 566, 40, label["routing"]),
        _text(40, 620, 26, f"{label['shipment']}  {label['orders']}  PO {label['po'] or '-'}"),
        _text(40, 656, 26, f"{label['package']}  {label['weight']}  {label['note']}".rstrip()),
    ]
    if label["tracking"]:
        rows.append(f"^FO80,700^BY2^BCN,120,Y,N,N,A^FH_^FD{_escaped(label['tracking'])}^FS")
    rows += [f"^FO80,900^BY3^BCN,200,Y,N,N,D^FD(00){package.sscc}^FS", "^XZ"]
    return "\n".join(rows) + "\n"


def _text(x: int, y: int, size: int, text: str) -> str:
    return f"^FO{x},{y}^A0N,{size},{size}^FH_^FD{_escaped(text)}^FS"


def _escaped(text: str) -> str:
    """The text where nothing is a command: what ZPL reads as one goes as its bytes in hexadecimal."""
    return "".join(f"_{ord(c):02X}" if c in "^~_\\" or ord(c) < 32 else c for c in text)


def _printable(text: str) -> str:
    """What Code 128 can hold: printable ASCII; anything else becomes a dot."""
    return "".join(c if 32 <= ord(c) < 127 else "." for c in text)
