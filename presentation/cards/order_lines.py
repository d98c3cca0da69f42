"""Owns how order lines look on a card: the table, and beneath it what leaves when."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from domain.orders.lifecycle import OrderState
from domain.orders.schemas import LineView, OrderView, PlannedPart
from domain.stock.schemas import SupplySource
from presentation.cards.blocks import Block, Card, Cell, card, cell, context, rich_cell, section, table
from presentation.cards.learned import learned_words, undo_buttons
from presentation.mrkdwn import safe
from presentation.wording.amounts import counted, listed, money, number, ordered, pieces, price_less
from presentation.wording.states import inference, order_title
from presentation.wording.times import day

LINES_ON_CARD = 20
LINES_ON_PAGE = 80
_HEAD = ("Article", "Quantity", "Price", "Net")
_NAMED_IN_DELIVERY = 8

Departure = tuple[date | None, date | None]


def ordered_quantity(line: LineView) -> str:
    """What was ordered of a line: '5 dozen (60)'."""
    return ordered(line.quantity, line.unit, line.base_quantity, line.base_unit)


def lines_table(lines: Sequence[LineView], currency: str, block_id: str, *, marks_guesses: bool = False) -> Block:
    """The lines as a table: article, quantity, price for one, net."""
    rows = [_row(line, currency, marks_guesses=marks_guesses) for line in lines]
    return table(_HEAD, rows, ("left", "right", "right", "right"), block_id)


def _row(line: LineView, currency: str, *, marks_guesses: bool) -> list[Cell]:
    return [
        rich_cell((line.sku, True), (line.name, False)),
        cell(ordered_quantity(line) + (" ?" if marks_guesses and line.inferred else "")),
        cell(price_less(line.unit_price, line.discount, currency)),
        cell(money(line.net)),
    ]


def lines_on_card(order: OrderView) -> Iterator[Block]:
    """The first lines with what leaves when; how many more there are is said."""
    if not order.lines:
        yield context("No articles yet.")
        return
    is_draft = order.state == OrderState.DRAFT
    block_id = f"lines_{order.number}_{order.revision}"
    yield lines_table(order.lines[:LINES_ON_CARD], order.currency, block_id, marks_guesses=is_draft)
    rest = len(order.lines) - LINES_ON_CARD
    if rest > 0:
        yield context(f"and {counted(rest, 'more line')}; the totals count all {len(order.lines)}")
    shipped = [
        f"{number(line.shipped)} of {number(line.base_quantity)} {safe(line.sku)}"
        for line in order.lines
        if line.shipped
    ]
    if shipped:
        yield context(f"Shipped so far: {listed(shipped[:_NAMED_IN_DELIVERY])}")
    if is_draft:
        yield from _guessed(order)
    delivery = delivery_words(order)
    if delivery:
        yield section(delivery)


def _guessed(order: OrderView) -> Iterator[Block]:
    learned = {each.sku: learned_words(each) for each in order.learned}
    guessed = [
        f"{safe(line.sku)} ({listed([_concluded(name, learned.get(line.sku)) for name in line.inferred])})"
        for line in order.lines
        if line.inferred
    ]
    if guessed:
        yield context(f"? = concluded, not said: {listed(guessed[:10])}")
    yield from undo_buttons(order)


def _concluded(name: str, learned: str | None) -> str:
    return learned if name == "alias" and learned else safe(inference(name))


def rest_of_lines(order: OrderView) -> tuple[Card, ...]:
    """The lines that the card left out, as messages to post below it; none for a short order."""
    rest = order.lines[LINES_ON_CARD:]
    starts = range(0, len(rest), LINES_ON_PAGE)
    return tuple(_page(order, rest[start : start + LINES_ON_PAGE], start) for start in starts)


def _page(order: OrderView, lines: Sequence[LineView], start: int) -> Card:
    first = LINES_ON_CARD + start + 1
    title = f"{order_title(order.number, order.state)}, lines {first} to {first + len(lines) - 1}"
    return card(title, [context(title), lines_table(lines, order.currency, f"more_{order.number}_{start}")])


def delivery_words(order: OrderView) -> str:
    """What leaves when, one row per departure, soonest first; empty where nothing is planned."""
    groups: dict[Departure, list[tuple[LineView, list[PlannedPart]]]] = {}
    for line in order.lines:
        by_day: dict[Departure, list[PlannedPart]] = {}
        for part in line.parts:
            by_day.setdefault((part.ship_date, part.arrival_date), []).append(part)
        for when, parts in by_day.items():
            groups.setdefault(when, []).append((line, parts))
    in_order = sorted(groups, key=lambda when: (when[0] or date.max, when[1] or date.max))
    everything = sum(len(line.parts) > 0 for line in order.lines)
    rows = [_departure(when, groups[when], is_all=len(groups) == 1 and len(groups[when]) == everything > 1)
            for when in in_order]  # fmt: skip
    return "\n".join(rows)


def _departure(when: Departure, taken: list[tuple[LineView, list[PlannedPart]]], *, is_all: bool) -> str:
    ship_date, arrival_date = when
    if ship_date is None:
        start = "*No date yet*"
    else:
        arrives = f", arrives {day(arrival_date)}" if arrival_date else ""
        start = f"*Leaves {day(ship_date)}*{arrives}"
    places = {part.warehouse for _, parts in taken for part in parts}
    on_hand = all(part.source is not SupplySource.RECEIPT for _, parts in taken for part in parts)
    if is_all and len(places) == 1 and on_hand and ship_date:
        return f"{start}: everything, from {safe(str(places.pop()))}"
    named = [_taken(line, parts) for line, parts in taken[:_NAMED_IN_DELIVERY]]
    rest = len(taken) - len(named)
    return f"{start}\n" + "\n".join(
        f"•  {words}" for words in named + ([f"and {counted(rest, 'more line')}"] * (rest > 0))
    )


def _taken(line: LineView, parts: Sequence[PlannedPart]) -> str:
    total = sum((part.quantity for part in parts), start=Decimal(0))
    start = f"{pieces(total, line.base_unit)} × {safe(line.sku)}"
    if len(parts) == 1:
        return f"{start} {_source(parts[0])}".rstrip()
    return f"{start} ({listed([f'{number(part.quantity)} {_source(part)}'.rstrip() for part in parts])})"


def _source(part: PlannedPart) -> str:
    if part.source is None:
        return "with nothing due in that covers it"
    if part.source is SupplySource.ON_HAND:
        return f"from {safe(part.warehouse)}" if part.warehouse else ""
    supplier_order = f" {safe(part.supplier_order)}" if part.supplier_order else ""
    due = f", due {day(part.available_date)}" if part.available_date else ""
    return f"from supplier order{supplier_order}{due}"
