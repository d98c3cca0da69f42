"""Decides what is credited for goods that came back: as they were invoiced, and never above what is left there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.billing.schemas import FREIGHT, InvoicedLine, InvoiceLineRequest, LineRest
from domain.returns.errors import NotInvoiced
from domain.shared.money import Money, rounded
from domain.shared.quantity import plain

NOTHING = Decimal(0)
_SHARE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of a line is to be credited, for which share of its price, on which invoice first where one is named."""

    quantity: Decimal
    fee: Decimal = NOTHING
    invoice_number: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier returns were credited with of a line on an invoice, and the fees that stayed with us."""

    quantity: Decimal = NOTHING
    fee: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a credit note, and the fee that was kept of it (net)."""

    line: InvoiceLineRequest
    fee: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class _Left:
    """What may still be credited of a line of an invoice."""

    found: InvoicedLine
    quantity: Decimal
    net: Money
    gross: Money | None


def credited_lines(
    wanted: Mapping[str, Wish],
    invoiced: Sequence[InvoicedLine],
    rests: Mapping[tuple[str, int], LineRest],
    earlier: Mapping[tuple[str, str], Earlier],
) -> dict[str, list[Part]]:
    """By invoice number: the lines to credit, at the price, tax and sum that are left of them.

    The invoice that was named goes first, then the newest. `rests` are by invoice and its line, `earlier` by line key
    and invoice. What somebody credited before by another paper is not credited again. The last goods of a line take
    its exact rest. Raises NotInvoiced for what no invoice covers.
    """
    credits: dict[str, list[Part]] = {}
    lefts = list(_lefts(invoiced, rests, earlier))
    for line_key, wish in wanted.items():
        of_line = [each for each in lefts if each.found.line.line_key == line_key]
        covered = sum((each.found.line.quantity for each in of_line), NOTHING)
        before = sum((each.quantity for (key, _), each in earlier.items() if key == line_key), NOTHING)
        if wish.quantity > covered - before:
            raise NotInvoiced(line_key=line_key, quantity=plain(wish.quantity - max(covered - before, NOTHING)))
        missing = wish.quantity
        for left in sorted(of_line, key=lambda each: each.found.invoice_number != wish.invoice_number):
            quantity = min(missing, left.quantity)
            missing -= quantity
            part = _part(left, quantity, wish.fee) if quantity > 0 else None
            if part is not None and part.line.net.amount > 0:
                credits.setdefault(left.found.invoice_number, []).append(part)
    return credits


def _lefts(
    invoiced: Sequence[InvoicedLine],
    rests: Mapping[tuple[str, int], LineRest],
    earlier: Mapping[tuple[str, str], Earlier],
) -> Iterator[_Left]:
    """The newest invoice first. Old papers did not say which line they credit: returns remember how much it was."""
    told: dict[tuple[str, str], Decimal] = {}
    for found in invoiced:
        rest = rests[found.invoice_number, found.line.invoice_line_no or 0]
        key = (found.line.line_key, found.invoice_number)
        told[key] = told.get(key, NOTHING) + found.line.quantity - rest.quantity
    untold = {key: max(before.quantity - told.get(key, NOTHING), NOTHING) for key, before in earlier.items()}
    fees = {key: before.fee for key, before in earlier.items()}
    for found in reversed(invoiced):
        rest = rests[found.invoice_number, found.line.invoice_line_no or 0]
        key = (found.line.line_key, found.invoice_number)
        gone = min(untold.get(key, NOTHING), rest.quantity)
        kept = min(fees.get(key, NOTHING), rest.net.amount)
        untold[key], fees[key] = untold.get(key, NOTHING) - gone, fees.get(key, NOTHING) - kept
        quantity, net, gross = rest.quantity - gone, rest.net, rest.gross
        if kept:
            gross = gross and _share(gross, net.amount - kept, net.amount)
            net = Money(net.amount - kept, net.currency)
        if gone:
            gross = gross and _share(gross, quantity, rest.quantity)
            net = _share(net, quantity, rest.quantity)
        yield _Left(found, quantity, net, gross)


def _part(left: _Left, quantity: Decimal, fee: Decimal) -> Part:
    net = _share(left.net, quantity, left.quantity)
    gross = left.gross and _share(left.gross, quantity, left.quantity)
    kept = rounded(net.amount * fee)
    line = left.found.line
    changes = {
        "quantity": quantity,
        "net": Money(net.amount - kept, net.currency),
        "gross": gross and Money(gross.amount - rounded(gross.amount * fee), gross.currency),
        "discount": (1 - (1 - line.discount) * (1 - fee)).quantize(_SHARE) if fee else line.discount,
    }
    return Part(line.model_copy(update=changes), kept)


def freight_back(parts: Sequence[InvoiceLineRequest], rests: Sequence[LineRest]) -> list[InvoiceLineRequest]:
    """The freight of an invoice that is given back with these lines of it, which came back by our fault: their share
    of the goods by value, and never more than is left of it.
    """
    goods = sum((rest.line.net.amount for rest in rests if rest.line.kind != FREIGHT), NOTHING)
    back = sum((line.net.amount for line in parts), NOTHING)
    lines = []
    for rest in rests:
        if rest.line.kind == FREIGHT and goods > 0 and back > 0 and rest.net.amount > 0:
            net = min(_share(rest.line.net, min(back, goods), goods), rest.net)
            gross = rest.line.gross and rest.gross and min(_share(rest.line.gross, min(back, goods), goods), rest.gross)
            is_all = net == rest.net
            quantity = rest.quantity if is_all else NOTHING
            changes = {"quantity": quantity, "net": net, "gross": rest.gross if is_all else gross}
            lines.append(rest.line.model_copy(update=changes))
    return [line for line in lines if line.net.amount > 0]


def _share(whole: Money, part: Decimal, of: Decimal) -> Money:
    return whole if part == of else Money(rounded(whole.amount * part / of), whole.currency)
