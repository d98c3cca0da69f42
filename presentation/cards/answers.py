"""Owns the answers to questions in a thread: stock, when we could do it, status, what is waited for, prices."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from domain.orders.schemas import LineView, PlannedPart, Usual, WaitingLine
from domain.shared.policy import Company
from domain.stock.schemas import DemandView, ReceiptView
from presentation.cards.blocks import Block, Card, card, cell, context, header, rich_cell, section, table
from presentation.cards.credit import beside_exposure, exposure_parts, oldest_overdue
from presentation.cards.order_lines import delivery_words
from presentation.cards.orders import customer_of
from presentation.mrkdwn import bold, safe
from presentation.schemas.answers import (
    CreditAnswer,
    OrderStatusAnswer,
    PriceAnswer,
    PriceItem,
    PromiseAnswer,
    PromiseItem,
    ShipmentSummary,
    StockAnswer,
    StockItem,
    UsualAnswer,
    WaitingAnswer,
)
from presentation.wording.amounts import counted, listed, money, number, pieces, quantity, unit_price
from presentation.wording.states import hold_reason, order_state, order_title
from presentation.wording.times import day, day_or, lateness, moment

ITEMS = 12
ROWS = 40
ROWS_IN_SECTION = 8
ROWS_OF_USUAL = 25
REASONS = 6
NOTHING_FOUND = "I could not find that article. Please name it by its SKU, or as it stands in the catalogue."


def stock_answer(answer: StockAnswer) -> Card:
    """What we have, first in a word, then per warehouse and what is due in."""
    words = [_stock_words(item) for item in answer.items[:ITEMS]]
    blocks = [section(text) for text in words]
    return card(
        "\n".join(words) or NOTHING_FOUND, [*(blocks or [section(NOTHING_FOUND)]), *_not_found(answer.not_found)]
    )


def _stock_words(item: StockItem) -> str:
    found = item.availability
    free = found.available
    if item.wanted:
        start = f"{_verdict(free, item.wanted)} {pieces(free, item.base_unit)} free now"
    else:
        start = f"{pieces(free, item.base_unit)} free now"
    places = [f"{number(each.available)} {safe(each.warehouse)}" for each in found.balances if each.available]
    rows = [f"*{safe(found.sku)}* {safe(item.name)}\n{start}{f' ({listed(places)})' if places else ''}"]
    rows += [f"•  {_receipt(receipt)}" for receipt in found.receipts[:REASONS]]
    waiting = sum((each.quantity for each in found.demand), start=Decimal(0))
    if waiting:
        rows.append(f"•  other orders wait for {number(waiting)} of what comes in")
    return "\n".join(rows)


def _verdict(free: Decimal, wanted: Decimal) -> str:
    if free >= wanted:
        return f":white_check_mark: *Yes, {number(wanted)} are here.*"
    return f":warning: *{'Not all' if free > 0 else 'None'} of {number(wanted)}.*"


def _receipt(receipt: ReceiptView) -> str:
    late = "" if receipt.expected_date else ", but so late that we do not count on it"
    return (
        f"{number(receipt.quantity)} due {day(receipt.due_date)} "
        f"({safe(receipt.supplier_order)}, {safe(receipt.warehouse)}){late}"
    )


def promise_answer(answer: PromiseAnswer) -> Card:
    """When we could do it, and the receipts and other orders behind the date."""
    sentences = [_promise_sentence(item) for item in answer.items[:ITEMS]]
    blocks: list[Block] = []
    for item, sentence in zip(answer.items, sentences, strict=False):
        blocks += [section(sentence), context("Why: " + " · ".join(_reasons(item)))]
    return card(
        "\n".join(sentences) or NOTHING_FOUND, [*(blocks or [section(NOTHING_FOUND)]), *_not_found(answer.not_found)]
    )


def _promise_sentence(item: PromiseItem) -> str:
    what = f"{pieces(item.wanted, item.base_unit)} × *{safe(item.sku)}* {safe(item.name)}"
    dated = [part for part in item.parts if part.arrival_date]
    missing = item.wanted - sum((part.quantity for part in dated), start=Decimal(0))
    rows = [f"•  {_departing(parts)}" for parts in _by_trip(dated)]
    if missing > 0:
        return "\n".join([f"{what}: :warning: *no date for {number(missing)} of them*", *rows])
    trips = {(part.ship_date, part.arrival_date) for part in dated}
    if len(trips) == 1:
        return f"{what}: all {_trip(*trips.pop(), strong=True)}"
    last = max((part.arrival_date for part in dated if part.arrival_date), default=None)
    return "\n".join([f"{what}: all there by *{day_or(last, '–')}*", *rows])


def _by_trip(dated: Sequence[PlannedPart]) -> list[list[PlannedPart]]:
    """The parts that leave and arrive together, in the order of the plan."""
    trips: dict[tuple[date | None, date | None], list[PlannedPart]] = {}
    for part in dated:
        trips.setdefault((part.ship_date, part.arrival_date), []).append(part)
    return list(trips.values())


def _departing(parts: Sequence[PlannedPart]) -> str:
    total = sum((part.quantity for part in parts), start=Decimal(0))
    places = [f"{number(part.quantity)} from {safe(part.warehouse)}" for part in parts if part.warehouse]
    named = f" ({listed(places)})" if len(parts) > 1 and places else ""
    return f"{number(total)} {_trip(parts[0].ship_date, parts[0].arrival_date)}{named}"


def _trip(ship_date: date | None, arrival_date: date | None, *, strong: bool = False) -> str:
    arrives = day_or(arrival_date, "–")
    return f"can leave {day_or(ship_date, '–')} and arrive {f'*{arrives}*' if strong else arrives}"


def _reasons(item: PromiseItem) -> Iterator[str]:
    yield f"{pieces(item.available, item.base_unit)} free now"
    yield from (_receipt(receipt) for receipt in item.receipts[:REASONS])
    yield from (_demand(demand) for demand in item.demand[:REASONS])
    rest = len(item.demand) - REASONS
    if rest > 0:
        yield f"{counted(rest, 'more order line')} before it"
    if not item.receipts:
        yield "no supplier order for it is due in"


def _demand(demand: DemandView) -> str:
    order_number, _, line = demand.line_key.rpartition("/")
    to = f"{safe(order_number)}, line {safe(line)}" if order_number else safe(demand.line_key)
    return f"{number(demand.quantity)} promised before to {to}"


def status_answer(answer: OrderStatusAnswer, company: Company) -> Card:
    """Where an order is: its state, each line's way, shipments and invoices."""
    order = answer.order
    title = f"{order_title(order.number, order.state)} · {customer_of(order)}"
    open_holds = [hold_reason(hold.reason) for hold in order.holds if hold.released_at is None]
    state = f"*{order_state(order.state)}*"
    if order.confirmed_at:
        state += f" since {moment(order.confirmed_at, company)}"
    if open_holds:
        state += f", held because {listed(open_holds)}"
    promised = f", complete by *{day(order.promised_date)}*" if order.promised_date else ""
    sentence = f"{safe(title)}: {order_state(order.state).lower()}{promised.replace('*', '')}"
    blocks = [header(title), section(f"{state}{promised} · {money(order.total)} including tax")]
    rows = [[rich_cell((line.sku, True), (line.name, False)), cell(line_standing(line))] for line in order.lines[:ROWS]]
    if rows:
        blocks.append(table(("Article", "Where it is"), rows, ("left", "left"), f"status_{order.number}"))
    delivery = delivery_words(order) if any(line.open or line.allocated or line.picked for line in order.lines) else ""
    blocks += [section(delivery)] * bool(delivery) + [section(text) for text in _papers(answer) if text]
    return card(sentence, blocks)


def line_standing(line: LineView) -> str:
    """How far a line has come: '40 shipped, 10 picked, 10 wait until Thu 24 Nov 2011'."""
    words = [
        f"{number(amount)} {word}"
        for amount, word in (
            (line.shipped, "shipped"),
            (line.picked, "picked"),
            (line.allocated, "set aside"),
            (line.cancelled, "cancelled"),
            (line.returned, "came back"),
        )
        if amount
    ]
    if line.open:
        until = f" until {day(line.promised_date)}" if line.promised_date else ", no date yet"
        words.append(f"{number(line.open)} {'waits' if line.open == 1 else 'wait'}{until}")
    return ", ".join(words) or "nothing ordered"


def _papers(answer: OrderStatusAnswer) -> tuple[str, str]:
    shipments = [f"•  {shipment_words(each)}" for each in answer.shipments]
    invoices = [
        f"•  {safe(each.number)}: {money(each.total)}, "
        + (f"{money(each.open_amount)} open, {lateness(each.days_past_due)}" if each.open_amount else "paid")
        for each in answer.invoices
    ]
    return (
        "\n".join(["*Shipments*", *shipments]) if shipments else "",
        "\n".join(["*Invoices*", *invoices]) if invoices else "",
    )


def shipment_words(shipment: ShipmentSummary) -> str:
    """A shipment in one line."""
    by = f" with {safe(shipment.carrier)}" if shipment.carrier else ""
    tracking = f", tracking {safe(shipment.tracking_number)}" if shipment.tracking_number else ""
    return f"{safe(shipment.shipment_number)} left {day(shipment.shipped_date)}{by}{tracking}"


def waiting_answer(answer: WaitingAnswer) -> Card:
    """What a customer waits for, each line with its date and the supplier order behind it."""
    who = safe(answer.customer_name)
    if not answer.lines:
        return card(f"{who} waits for nothing.", [section(f"{bold(answer.customer_name)} waits for nothing.")])
    text = f"{who} waits for {counted(len(answer.lines), 'line')}"
    rows = [_waiting_row(line) for line in answer.lines[:ROWS]]
    blocks = [section(f"*{text}*")]
    blocks += [
        section("\n".join(rows[start : start + ROWS_IN_SECTION])) for start in range(0, len(rows), ROWS_IN_SECTION)
    ]
    rest = len(answer.lines) - ROWS
    return card(text, blocks + ([context(f"and {counted(rest, 'more line')}")] if rest > 0 else []))


def _waiting_row(line: WaitingLine) -> str:
    return (
        f"•  {number(line.quantity)} × *{safe(line.sku)}* {safe(line.name, 80)} ({safe(line.order_number, 40)})\n"
        f"{_promised(line)} · {_because(line)}"
    )


def _promised(line: WaitingLine) -> str:
    moved = line.first_promised_date and line.first_promised_date != line.promised_date
    was = f" (first {day_or(line.first_promised_date, '–')})" if moved else ""
    return f"promised *{day(line.promised_date)}*{was}" if line.promised_date else f"*no date yet*{was}"


def _because(line: WaitingLine) -> str:
    if not line.supplier_order:
        return "nothing due in covers it" if line.promised_date is None else "waits its turn"
    return f"{safe(line.supplier_order, 60)} is due {day_or(line.due_date, 'some day')}"


def price_answer(answer: PriceAnswer) -> Card:
    """What it costs, for whom, and which price that is."""
    who = f" for {safe(answer.customer_name)}" if answer.customer_name else ""
    words = [
        f"*{safe(item.sku)}* {safe(item.name)}: "
        + (
            f"*{unit_price(item.unit_price, answer.currency)}* {_per(item)} ({safe(item.source)})"
            if item.unit_price is not None
            else "no price is set"
        )
        for item in answer.items[:ROWS]
    ]
    text = "\n".join([f"Prices{who}, before tax", *words])
    return card(text, [section(text), *_not_found(answer.not_found)])


def _per(item: PriceItem) -> str:
    per = "each" if item.base_unit == "each" else f"per {safe(item.base_unit)}"
    return f"{per} for {pieces(item.quantity, item.base_unit)}" if item.quantity > 1 else per


def credit_answer(answer: CreditAnswer) -> Card:
    """What a bill-to owes and may still order."""
    exposure = answer.exposure
    limit = exposure.limit
    left = f", {money(limit - exposure.total)} left" if limit and limit > exposure.total else ""
    of = f" of {money(limit)}{left}" if limit is not None else ", no limit is set"
    text = f"{bold(answer.customer_name)}: credit used {money(exposure.total)}{of}"
    rows = [f"•  {label}: {sign} {money(amount)}" for label, amount, sign in exposure_parts(exposure)]
    beside = beside_exposure(exposure)
    notes = [f"Oldest overdue: {oldest_overdue(exposure) or 'nothing is overdue'}"] + ([beside] if beside else [])
    return card(text, [section("\n".join([text, *rows])), context(*notes)])


def usual_answer(answer: UsualAnswer) -> Card:
    """What a customer usually orders, and how we know."""
    who = safe(answer.customer_name)
    if answer.usual is None or not answer.usual.lines:
        text = f"{who} has no usual order: none was saved, and their last orders have no article in common."
        return card(text, [section(text)])
    title = f"{who}'s usual order{' is saved' if answer.is_saved else ''}, {_known_from(answer.usual)}"
    blocks = [section("\n".join([f"*{title}*", *_usual_rows(answer.usual)]))]
    if answer.replaced:
        blocks.append(context("It replaces: " + " · ".join(_usual_rows(answer.replaced))))
    return card(title, blocks)


def _known_from(usual: Usual) -> str:
    if usual.saved_from:
        return f"from {safe(usual.saved_from)} by {safe(usual.saved_by or '')}"
    return f"what stands in at least half of their last {counted(usual.of_orders, 'order')}"


def _usual_rows(usual: Usual) -> list[str]:
    return [
        f"{safe(quantity(line.quantity, line.unit))} × *{safe(line.sku)}* {safe(line.name, 80)}"
        for line in usual.lines[:ROWS_OF_USUAL]
    ]


def _not_found(pieces: tuple[str, ...]) -> Iterator[Block]:
    if pieces:
        yield context(f"Not found: {listed([f'“{safe(piece, 100)}”' for piece in pieces[:ITEMS]])}")
