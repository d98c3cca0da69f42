"""Owns the alerts to staff: backorders late or slipping, overdue invoices, returns that wait, invoices not made."""

from collections.abc import Sequence

from presentation.cards.blocks import Align, Block, Card, Cell, card, cell, context, header, rich_cell, section, table
from presentation.mrkdwn import safe
from presentation.schemas.alerts import (
    BackorderAlert,
    InvoicesRefused,
    LateLine,
    OverdueDigest,
    ReturnsAlert,
    WaitingReturn,
)
from presentation.wording.amounts import counted, listed, money, pieces
from presentation.wording.refusals import words_of
from presentation.wording.states import move_cause
from presentation.wording.times import day, day_or, lateness

ROWS = 30


def backorder_alert(alert: BackorderAlert) -> Card:
    """Lines that are late, and lines whose date slipped."""
    late = [line for line in alert.lines if line.promised_date and line.promised_date < alert.day]
    slipping = [line for line in alert.lines if line not in late]
    counts = [counted(len(late), "backorder is late", "backorders are late")] * bool(late)
    counts += [counted(len(slipping), "is slipping", "are slipping")] * bool(slipping)
    title = listed(counts) or "No backorder is late"
    blocks: list[Block] = [header(f"Backorders · {day(alert.day)}"), section(f":hourglass: *{title}*")]
    rows = [_late_row(line) for line in [*late, *slipping][:ROWS]]
    return card(title, [*blocks, *_table(("Article", "Order", "Promised", "Now"), rows, len(alert.lines))])


def _late_row(line: LateLine) -> list[Cell]:
    cause = f" ({move_cause(line.cause)})" if line.cause else ""
    return [
        rich_cell((f"{pieces(line.quantity, line.base_unit)} ×", False), (line.sku, True), (line.name, False)),
        rich_cell((line.order_number, True), (line.customer_name, False)),
        cell(day_or(line.promised_date, "no date")),
        cell(day_or(line.expected_date, "no date yet") + cause),
    ]


def overdue_digest(digest: OverdueDigest) -> Card:
    """Who was reminded today and what they owe, largest first."""
    title = f"{counted(len(digest.entries), 'customer')} overdue, {money(digest.total)} in all"
    entries = sorted(digest.entries, key=lambda entry: (-entry.notice.total.amount, entry.customer_name))
    rows = [
        [
            rich_cell((entry.customer_name, True), (entry.notice.bill_to, False)),
            cell(entry.notice.level_name),
            cell(lateness(max((each.days_past_due for each in entry.notice.invoices), default=0))),
            cell(f"{money(entry.notice.total)} on {counted(len(entry.notice.invoices), 'invoice')}"),
        ]
        for entry in entries[:ROWS]
    ]
    blocks: list[Block] = [header(f"Overdue invoices · {day(digest.day)}"), section(f":moneybag: *{title}*")]
    blocks += _table(("Customer", "Reminder", "Oldest", "Owed"), rows, len(entries))
    if digest.unmailed:
        who = listed([safe(name) for name in digest.unmailed[:ROWS]])
        blocks.append(context(f":warning: Nobody to write to at {who}: please add a contact."))
    return card(title, blocks)


def invoices_refused(alert: InvoicesRefused) -> Card:
    """Collective invoices that somebody has to look after."""
    title = f"{counted(len(alert.refused), 'collective invoice')} could not be made"
    rows = [
        [
            rich_cell((", ".join(each.order_numbers), True), (", ".join(each.shipment_numbers), False)),
            cell(words_of(each.code, each.facts)),
        ]
        for each in alert.refused[:ROWS]
    ]
    blocks: list[Block] = [header(f"Collective invoices · {day(alert.day)}"), section(f":receipt: *{title}*")]
    return card(title, [*blocks, *_table(("Orders", "Why"), rows, len(alert.refused))])


def returns_alert(alert: ReturnsAlert) -> Card:
    """Returns that did not come, and returns that came and were not inspected."""
    uninspected = [each for each in alert.returns if each.received_date]
    missing = [each for each in alert.returns if not each.received_date]
    counts = [counted(len(missing), "return has not come", "returns have not come")] * bool(missing)
    counts += [counted(len(uninspected), "waits for inspection", "wait for inspection")] * bool(uninspected)
    title = listed(counts) or "No return waits"
    rows = [_return_row(each) for each in [*missing, *uninspected][:ROWS]]
    blocks: list[Block] = [header(f"Returns · {day(alert.day)}"), section(f":package: *{title}*")]
    return card(title, [*blocks, *_table(("Return", "Customer", "Since", "What waits"), rows, len(alert.returns))])


def _return_row(each: WaitingReturn) -> list[Cell]:
    what = "to be inspected" if each.received_date else "to come back"
    return [
        rich_cell((each.rma_number, True), (each.order_number, False)),
        cell(each.customer_name),
        cell(day(each.received_date or each.authorised_date)),
        cell(f"{what}, {counted(each.days, 'day')}"),
    ]


def _table(head: Sequence[str], rows: list[list[Cell]], total: int) -> list[Block]:
    if not rows:
        return []
    aligns: list[Align] = ["left"] * len(head)
    rest = total - len(rows)
    return [table(head, rows, aligns, "rows"), *([context(f"and {rest} more")] if rest > 0 else [])]
