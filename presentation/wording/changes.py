"""Owns what changed between two states of a draft, in words."""

import html
from collections.abc import Iterator, Mapping

from domain.orders.schemas import LineView, OrderRequest, OrderView
from presentation.mrkdwn import safe
from presentation.wording.amounts import listed, ordered, quantity
from presentation.wording.times import day_or

CHANGES = 12


def changes(before: OrderView, after: OrderView) -> tuple[str, ...]:
    """Each change as a short sentence, lines first; nothing where both say the same. Markup-safe."""
    return (*_lines(before, after), *_head(before, after))


def plain_changes(before: OrderView, after: OrderView) -> tuple[str, ...]:
    """The same without any markup."""
    return tuple(html.unescape(words.replace("*", "")) for words in changes(before, after))


def undone_words(before: OrderView, after: OrderView) -> str:
    """What an undo took back, as one sentence."""
    words = plain_changes(before, after)
    more = len(words) - CHANGES
    return f"Undone: {'; '.join(words[:CHANGES]) or 'nothing that shows'}{f'; and {more} more' if more > 0 else ''}."


def request_changes(before: OrderRequest, after: OrderRequest, names: Mapping[str, str]) -> tuple[str, ...]:
    """What differs between two things asked for, each as a short sentence without markup."""
    was, now = _asked(before), _asked(after)
    words = []
    for sku in sorted(was.keys() | now.keys()):
        name = f"{sku} {names.get(sku, '')}".strip()
        if sku not in now:
            words.append(f"{name} dropped")
        elif sku not in was:
            words.append(f"{name}: {now[sku]} added")
        elif was[sku] != now[sku]:
            words.append(f"{name}: {was[sku]} → {now[sku]}")
    for label, old, new in (
        ("Customer", before.customer_id, after.customer_id),
        ("Ship to", before.ship_to, after.ship_to),
        ("Wanted", day_or(before.requested_date, "–"), day_or(after.requested_date, "–")),
        ("Their PO", before.customer_po, after.customer_po),
        ("Note", before.note, after.note),
    ):
        if (old or "") != (new or ""):
            words.append(f"{label}: {old or '–'} → {new or '–'}")
    return tuple(words)


def _asked(request: OrderRequest) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for line in request.lines:
        found.setdefault(line.sku, []).append(quantity(line.quantity, line.unit or "").strip())
    return {sku: listed(amounts) for sku, amounts in found.items()}


def _lines(before: OrderView, after: OrderView) -> Iterator[str]:
    was, now = _by_sku(before), _by_sku(after)
    for sku, lines in now.items():
        old, new = _amounts(was.get(sku, [])), _amounts(lines)
        name = f"*{safe(sku)}* {safe(lines[0].name, 80)}"
        if not old:
            yield f"{name}: {new} added"
        elif old != new:
            yield f"{name}: {old} → {new}"
    yield from (f"*{safe(sku)}* {safe(lines[0].name, 80)} dropped" for sku, lines in was.items() if sku not in now)


def _by_sku(order: OrderView) -> dict[str, list[LineView]]:
    found: dict[str, list[LineView]] = {}
    for line in order.lines:
        found.setdefault(line.sku, []).append(line)
    return found


def _amounts(lines: list[LineView]) -> str:
    return " + ".join(ordered(line.quantity, line.unit, line.base_quantity, line.base_unit) for line in lines)


def _head(before: OrderView, after: OrderView) -> Iterator[str]:
    for label, old, new in (
        ("Customer", before.customer_name, after.customer_name),
        ("Ship to", _label(before), _label(after)),
        ("Wanted", _wanted(before), _wanted(after)),
        ("Their PO", before.customer_po, after.customer_po),
        ("Note", before.note, after.note),
    ):
        if (old or "") != (new or ""):
            yield f"{label}: {safe(old or '–', 100)} → {safe(new or '–', 100)}"


def _label(order: OrderView) -> str:
    return order.ship_to.label if order.ship_to else ""


def _wanted(order: OrderView) -> str:
    return day_or(order.requested_date, "as soon as possible")
