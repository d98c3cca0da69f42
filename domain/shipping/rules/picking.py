"""Decides what goes on which pick list, and in which order: values in, values out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from domain.stock.schemas import AllocatedPart

_ZERO = Decimal(0)


class Shelf(NamedTuple):
    """What of one line is in one warehouse besides on its shelf: taken and still here, or on open lists."""

    picked: Decimal = _ZERO
    listed: Decimal = _ZERO


class Entry(NamedTuple):
    """A quantity of one order line in one bin, on its way to one route."""

    warehouse: str
    route: str
    bin: str
    sku: str
    line_key: str
    order_number: str
    name: str
    quantity: Decimal


def on_shelf(allocated: Decimal, owned: Sequence[AllocatedPart], elsewhere: Mapping[str, Shelf]) -> list[AllocatedPart]:
    """What of a line can be put on a list now, by warehouse: what it owns there, without what is picked or listed.

    Never more in all than the line has allocated and on no list.
    """
    left = allocated - sum((shelf.listed for shelf in elsewhere.values()), _ZERO)
    parts = []
    for part in owned:
        here = elsewhere.get(part.warehouse, Shelf())
        quantity = min(part.quantity - here.picked - here.listed, left)
        if quantity > 0:
            parts.append(AllocatedPart(warehouse=part.warehouse, quantity=quantity))
            left -= quantity
    return parts


def lists_of(entries: Sequence[Entry]) -> list[tuple[str, str, list[Entry]]]:
    """Entries by warehouse and route, each in the order in which one walks: bin, SKU, order line.

    Bins without a name come last; numbers in them count as numbers, so that A2 is before A10.
    """
    lists: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        lists.setdefault((entry.warehouse, entry.route), []).append(entry)
    return [(warehouse, route, sorted(lists[warehouse, route], key=_walk)) for warehouse, route in sorted(lists)]


def _walk(entry: Entry) -> tuple[object, ...]:
    order, _, line = entry.line_key.rpartition("/")
    return (not entry.bin, _natural(entry.bin), entry.sku, order, f"{line:>9}")


def _natural(text: str) -> str:
    """The text with every run of digits brought to one length."""
    pieces, digits = [], ""
    for character in f"{text} ":
        if character.isdigit():
            digits += character
            continue
        pieces += [f"{digits:0>9}" if digits else "", character]
        digits = ""
    return "".join(pieces)
