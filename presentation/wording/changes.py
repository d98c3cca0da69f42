"""Owns what changed between two states of a draft, in words."""

from collections.abc import Iterator

from domain.orders.schemas import LineView, OrderView
from presentation.mrkdwn import safe
from presentation.wording.amounts import ordered
from presentation.wording.times import day_or


def changes(before: OrderView, after: OrderView) -> tuple[str, ...]:
    """Each change as a short sentence, lines first; nothing where both say the same. Markup-safe."""
    return (*_lines(before, after), *_head(before, after))


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
