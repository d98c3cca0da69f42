"""Decides whether the quantities of a line can be true together: the one checker of all verbs and tests."""

from collections.abc import Iterator, Sequence

from domain.orders.schemas import LineView

#: Everything that a unit of a line can be at one moment.
PLACES = ("open", "allocated", "picked", "shipped", "cancelled")
_COUNTED = (*PLACES, "invoiced", "returned", "returned_uninvoiced", "returned_unsettled")


def broken_identities(line: LineView, *, invoiced_on_order: bool = False) -> Iterator[str]:
    """Every sentence about the quantities of a line that is not true, in words for developers; none, always.

    ordered = open + allocated + picked + shipped + cancelled; invoiced ≤ shipped, or ≤ what was ordered and not given
    up where the invoice comes with the order; returned ≤ shipped, and what came back before its invoice has none.
    """
    for name in _COUNTED:
        if getattr(line, name) < 0:
            yield f"line {line.line_no} has {getattr(line, name)} {name}"
    accounted = sum(getattr(line, name) for name in PLACES)
    if line.base_quantity != accounted:
        yield f"line {line.line_no} has {line.base_quantity} ordered and {accounted} accounted for"
    most = line.wanted if invoiced_on_order else line.shipped
    if line.invoiced + line.never_or_later > most:
        yield f"line {line.line_no} has {line.invoiced} invoiced of {most}"
    if line.returned > line.shipped or line.never_or_later > line.returned:
        yield f"line {line.line_no} has {line.returned} returned of {line.shipped}"


def all_broken(lines: Sequence[LineView], *, invoiced_on_order: bool = False) -> list[str]:
    """What `broken_identities` says of every line of an order."""
    return [said for line in lines for said in broken_identities(line, invoiced_on_order=invoiced_on_order)]
