"""Owns the same orders without a product around them: `bare_order.sql`, then `bare_life.sql` for all that follows."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.bare_orders import WAREHOUSE, BareOrder, make_tables, statements, write_order
from benchmarks.databases import bare
from benchmarks.replay.real_days import Placed

_FILE = "bare_life.sql"
_NOW = "2011-11-14T09:00:00+00:00"
_PLENTY = 10**15


def bare_lives(url: str, placed: Sequence[Placed]) -> float:
    """Seconds for taking, shipping, invoicing and settling these orders, each step committed by itself."""
    orders = [_bare(order) for order in placed]
    skus = sorted({sku for order in orders for sku, _ in order.lines})
    bill_tos = sorted({order.bill_to for order in orders})
    make_tables(url, bill_tos=bill_tos, skus=skus, invoices=0, on_hand=_PLENTY)
    said, more = statements(url), statements(url, _FILE)
    with bare(url) as connection:
        for statement in more["tables"].split(";"):
            connection.execute(statement)
        connection.commit()
        started = time.perf_counter()
        for order in orders:
            write_order(connection, said, order)
            _follow(connection, more, order)
        return time.perf_counter() - started


def _bare(placed: Placed) -> BareOrder:
    """An order with one line for each article, in millionths."""
    quantities: dict[str, int] = {}
    for line in placed.lines:
        quantities[line.sku] = quantities.get(line.sku, 0) + int(line.quantity * 1_000_000)
    return BareOrder(placed.order_no, placed.customer_id, tuple(quantities.items()))


def _follow(connection: Any, said: Mapping[str, str], order: BareOrder) -> None:
    total = sum(quantity for _, quantity in order.lines) // 10_000
    facts = {
        "number": order.number, "bill_to": order.bill_to, "total": total, "now": _NOW, "shipment": f"SH-{order.number}",
        "paper": f"INV-{order.number}", "payment": f"PAY-{order.number}",
    }  # fmt: skip
    lines = [
        {"line_no": line_no, "sku": sku, "quantity": quantity, "net": quantity // 10_000, "warehouse": WAREHOUSE}
        for line_no, (sku, quantity) in enumerate(order.lines, start=1)
    ]
    steps = (
        ("shipment", ("shipment_line", "leave"), ()), ("paper", ("paper_line",), ()),
        ("payment", (), ("application", "settle")),
    )  # fmt: skip
    for first, of_line, last in steps:
        if not hasattr(connection, "pipeline"):
            connection.execute("BEGIN IMMEDIATE")
        connection.execute(said[first], facts)
        for line in lines:
            for name in of_line:
                connection.execute(said[name], facts | line)
        for name in last:
            connection.execute(said[name], facts)
        connection.commit()
