"""Owns the audit: every book recomputed from the rows it is made of, by SQL of its own, after the months are over."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.customers import queries as customers
from domain.orders import queries as orders
from domain.shared.desk import Desk
from domain.stock import queries as stock

MILLION = 1_000_000
PENNY, ZERO = Decimal("0.01"), Decimal(0)
#: Series whose numbers have no gap: the table and column that hold them.
_SERIES = {
    "INV": "SELECT number FROM invoices WHERE order_number IS NOT NULL", "CN": "SELECT number FROM credit_notes",
    "SH": "SELECT shipment_number FROM shipments", "RMA": "SELECT number FROM returns",
}  # fmt: skip
_TOO_MUCH_SET_ASIDE = (
    "SELECT sku, warehouse FROM stock_balances WHERE allocated + quarantined + damaged > on_hand OR reserved < 0"
)
_LEDGER = "SELECT sku, warehouse, quantity FROM stock_movements ORDER BY id"
_ALLOCATED = """
    SELECT b.sku, b.allocated, a.quantity, l.quantity
    FROM (SELECT sku, sum(allocated) AS allocated FROM stock_balances GROUP BY sku) b
    LEFT JOIN (SELECT sku, sum(quantity) AS quantity FROM allocations GROUP BY sku) a ON a.sku = b.sku
    LEFT JOIN (SELECT sku, sum(allocated + picked) AS quantity FROM order_lines GROUP BY sku) l ON l.sku = b.sku
    WHERE b.allocated <> coalesce(a.quantity, 0) OR b.allocated <> coalesce(l.quantity, 0)"""
_INVOICED = """
    SELECT l.line_key, l.ordered, l.shipped, l.net, coalesce(i.net, 0), coalesce(i.quantity, 0),
           coalesce(s.quantity, 0), l.shipped - l.returned_uninvoiced - l.returned_unsettled,
           o.invoicing = 'shipment' AND l.net > 0
    FROM order_lines l JOIN sales_orders o ON o.id = l.order_id
    LEFT JOIN (SELECT line_key, sum(net) AS net, sum(quantity) AS quantity FROM invoice_lines
               WHERE document_number IN (SELECT number FROM invoices) GROUP BY line_key) i ON i.line_key = l.line_key
    LEFT JOIN (SELECT line_key, sum(quantity) AS quantity FROM shipment_lines GROUP BY line_key) s
           ON s.line_key = l.line_key
    WHERE l.shipped > 0"""
_UNEXPLAINED_HOLDS = """
    SELECT id, reason FROM holds
    WHERE reason IS NULL OR reason = '' OR (released_at IS NOT NULL AND (released_by IS NULL OR released_by = ''))"""
_PROMISES = "SELECT line_key, promised_date, cause FROM promises ORDER BY id"
_LINES = "SELECT line_key, promised_date FROM order_lines WHERE promised_date IS NOT NULL"
_FAILED = "SELECT error FROM outbox_events WHERE error IS NOT NULL"
_OPEN_INVOICES = "SELECT bill_to, sum(open_amount) FROM invoices GROUP BY bill_to"
_UNAPPLIED = "SELECT bill_to, sum(unapplied) FROM payments GROUP BY bill_to"
_OPEN_NOTES = "SELECT bill_to, sum(open_amount) FROM credit_notes GROUP BY bill_to"
_ON_THE_WAY = """
    SELECT o.bill_to, o.number, l.tax_rate, l.net, l.ordered, l.shipped, l.cancelled, l.invoiced_net,
           l.shipped - l.returned_uninvoiced
    FROM sales_orders o JOIN order_lines l ON l.order_id = o.id
    WHERE o.state IN ('confirmed', 'in_fulfilment', 'shipped', 'invoiced') AND o.bill_to IS NOT NULL"""


def wrong(session: Session, desk: Desk) -> list[str]:
    """Every sentence of the books that is not true, for developers; empty, always."""
    return [
        *orders.broken_invariants(session),
        *(f"{m.sku} in {m.warehouse}: {m.field} is not explained" for m in stock.balances_explained(session)),
        *(f"{row} has more set aside than there is" for row in _said(session, _TOO_MUCH_SET_ASIDE)),
        *(f"{row} is allocated differently in three books" for row in _said(session, _ALLOCATED)),
        *_below_zero(session), *_not_billed_as_shipped(session), *_gaps(session), *_unexplained(session),
        *_wrong_exposure(session, desk),
        *(f"a reaction failed: {row[0]}" for row in _said(session, _FAILED)),
    ]  # fmt: skip


def _said(session: Session, statement: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(statement))]


def _below_zero(session: Session) -> Iterator[str]:
    """The ledger added up in the order in which it was written: at no moment was there less than nothing."""
    running: defaultdict[tuple[str, str], int] = defaultdict(int)
    for sku, warehouse, quantity in _said(session, _LEDGER):
        running[sku, warehouse] += int(quantity)
        if running[sku, warehouse] < 0:
            yield f"{sku} in {warehouse} was below zero"


def _not_billed_as_shipped(session: Session) -> Iterator[str]:
    """What is invoiced of a line is its share of the sum, rounded once; the last takes the rest. Where each shipment is
    invoiced that is all that left, but for what came back before its invoice and is credited or not settled.
    """
    for key, ordered, shipped, net, invoiced, billed, sent, due, at_once in _said(session, _INVOICED):
        share = (Decimal(int(net)) * int(billed) / int(ordered)).quantize(Decimal(1), ROUND_HALF_UP)
        as_due = int(billed) == int(due) if at_once else int(billed) <= int(due)
        if (int(share), int(shipped), True) != (int(invoiced), int(sent), as_due):
            yield f"{key}: shipped {shipped}, sent {sent}, billed {billed} for {invoiced} instead of {share}"


def _gaps(session: Session) -> Iterator[str]:
    for series, statement in _SERIES.items():
        numbers = sorted(int(number.rpartition("-")[2]) for (number,) in _said(session, statement))
        if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            yield f"{series} has a gap or a number twice"


def _unexplained(session: Session) -> Iterator[str]:
    """Holds say why and who ended them; dates that moved have a cause, and a line's date is the last one promised."""
    yield from (f"hold {row} is not explained" for row in _said(session, _UNEXPLAINED_HOLDS))
    last: dict[str, Any] = {}
    for key, day, cause in _said(session, _PROMISES):
        last[key] = day
        if not cause:
            yield f"{key} was promised {day} for no cause"
    for key, day in _said(session, _LINES):
        if key in last and last[key] != day:
            yield f"{key} says {day}, the ledger of promises {last[key]}"


def _wrong_exposure(session: Session, desk: Desk) -> Iterator[str]:
    """Exposure as billing keeps it against the sum of papers, money and orders, order by order and rate by rate."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for statement, sign in ((_OPEN_INVOICES, 1), (_UNAPPLIED, -1), (_OPEN_NOTES, -1)):
        for bill_to, amount in _said(session, statement):
            sums[bill_to] += sign * Decimal(int(amount)) / 100
    for bill_to, amount in _on_the_way(session):
        sums[bill_to] += amount
    for bill_to, view in customers.customers(session, sums).items():
        kept = billing.exposure(session, desk, view).total.amount
        if kept != sums[bill_to]:
            yield f"exposure of {bill_to} is kept as {kept}, and is {sums[bill_to]}"


def _on_the_way(session: Session) -> Iterator[tuple[str, Decimal]]:
    """Per order what is confirmed and not shipped, and what is shipped and not invoiced nor credited before it was: the
    sum of all of it less the sum of what came before, each with its tax rounded once per rate, so that the parts make
    up the whole.
    """
    nets: defaultdict[tuple[str, str], defaultdict[Decimal, list[Decimal]]] = defaultdict(
        lambda: defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0), Decimal(0)])
    )
    for bill_to, number, rate, net, ordered, shipped, cancelled, invoiced_net, kept in _said(session, _ON_THE_WAY):
        of_rate = nets[bill_to, number][Decimal(int(rate)) / MILLION / 100]
        of_rate[0] += Decimal(int(invoiced_net)) / 100
        for index, quantity in ((1, shipped), (2, ordered - cancelled), (3, kept)):
            of_rate[index] += (Decimal(int(net)) * int(quantity) / int(ordered)).quantize(
                Decimal(1), ROUND_HALF_UP
            ) / 100
    for (bill_to, _), of_order in nets.items():
        invoiced, shipped, wanted, kept = (
            sum(
                (sums[index] + (sums[index] * rate).quantize(PENNY, ROUND_HALF_UP) for rate, sums in of_order.items()),
                ZERO,
            )
            for index in range(4)
        )
        yield bill_to, wanted - shipped + kept - invoiced
