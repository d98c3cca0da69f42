"""Decides how what is charged beside the goods stands on their invoice."""

from collections.abc import Sequence
from decimal import Decimal

from domain.billing.schemas import InvoiceLineRequest
from domain.orders.schemas import ShipmentToInvoice
from domain.shared.money import Money, rounded
from domain.shared.policy import TaxTreatment

_NO_TAX = TaxTreatment(rate=Decimal(0), place="")


def charge_lines(
    shipment: ShipmentToInvoice, goods: Sequence[InvoiceLineRequest], customer_po: str | None
) -> list[InvoiceLineRequest]:
    """The charges of a shipment as lines after its goods; one that comes to nothing is left out."""
    lines = []
    for position, charge in enumerate(shipment.charges, start=1):
        tax = charge.tax or main_tax(goods)
        if not charge.net:
            continue
        has_gross = any(line.gross is not None for line in goods)
        with_tax = Money(rounded(charge.net.amount * (100 + tax.rate) / 100), charge.net.currency)
        lines.append(
            InvoiceLineRequest(
                line_key=f"{shipment.order_number}/{charge.kind}/{shipment.shipment_number}/{position}"[:60],
                sku=charge.kind,
                name=charge.name,
                quantity=Decimal(1),
                unit_price=(with_tax if has_gross else charge.net).amount,
                net=charge.net,
                gross=with_tax if has_gross else None,
                rate=tax.rate,
                tax_place=tax.place,
                tax_reason=tax.reason,
                customer_po=customer_po,
                kind=charge.kind,
            )
        )
    return lines


def main_tax(goods: Sequence[InvoiceLineRequest]) -> TaxTreatment:
    """How most of the goods are taxed by their net; on a tie at the higher rate."""
    nets: dict[tuple[Decimal, str], Decimal] = {}
    found: dict[tuple[Decimal, str], TaxTreatment] = {}
    for line in goods:
        key = (line.rate, line.tax_place)
        nets[key] = nets.get(key, Decimal(0)) + line.net.amount
        found[key] = TaxTreatment(rate=line.rate, place=line.tax_place, reason=line.tax_reason)
    return found[max(nets, key=lambda key: (nets[key], key))] if nets else _NO_TAX
