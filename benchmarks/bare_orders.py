"""Owns the bare order: `bare_order.sql` run by the database's own driver, on tables of its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from benchmarks.databases import bare

STOCKED = 1_000_000_000_000
WAREHOUSE = "MAIN"
_PARTS = re.compile(r"^-- :(\w+)\n(.*?)(?=^-- :|\Z)", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r":(\w+)")
_PAPER = "x" * 600
_KEYS = {"sqlite": "integer PRIMARY KEY", "postgres": "bigserial PRIMARY KEY"}


@dataclass(frozen=True, slots=True)
class BareOrder:
    """What is written down: lines are SKUs with quantities in millionths."""

    number: str
    bill_to: str
    lines: tuple[tuple[str, int], ...]


def statements(url: str, file: str = "bare_order.sql") -> Mapping[str, str]:
    """The statements of a file by name, in the words of this database's driver."""
    is_sqlite = url.startswith("sqlite")
    text = files("benchmarks").joinpath(file).read_text(encoding="utf-8")
    text = text.replace("SERIAL_KEY", _KEYS["sqlite" if is_sqlite else "postgres"])
    found = {name: body.strip() for name, body in _PARTS.findall(text)}
    return found if is_sqlite else {name: _NAMED.sub(r"%(\1)s", body) for name, body in found.items()}


def make_tables(url: str, *, bill_tos: Sequence[str], skus: Sequence[str], invoices: int, on_hand: int) -> None:
    """Make and fill the tables: as many open invoices for each bill-to as said, so much on hand of each SKU."""
    mark = "?" if url.startswith("sqlite") else "%s"
    with bare(url) as connection:
        if url.startswith("sqlite"):
            connection.execute("BEGIN")
        for statement in statements(url)["tables"].split(";"):
            connection.execute(statement)
        papers = [(f"{bill_to}-{index}", bill_to, 10_000) for bill_to in bill_tos for index in range(invoices)]
        filled: tuple[tuple[str, str, Iterable[tuple[Any, ...]]], ...] = (
            ("bare_accounts", "2", [(bill_to, 10**12) for bill_to in bill_tos]),
            ("bare_invoices", "3", papers),
            ("bare_stock", "4", [(sku, WAREHOUSE, on_hand, 0) for sku in skus]),
        )
        for table, columns, rows in filled:
            marks = ", ".join([mark] * int(columns))
            connection.cursor().executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()


def write_order(connection: Any, said: Mapping[str, str], order: BareOrder) -> bool:
    """Write one order down and commit it; False when some line found too little stock."""
    if not hasattr(connection, "pipeline"):
        connection.execute("BEGIN IMMEDIATE")
    total = sum(quantity for _, quantity in order.lines) // 10_000
    header = {"number": order.number, "bill_to": order.bill_to, "total": total, "now": "2011-11-14T09:00:00+00:00"}
    limit, exposure = connection.execute(said["exposure"], {"bill_to": order.bill_to}).fetchone()
    assert exposure + total <= limit
    connection.execute(said["header"], header)
    is_covered = True
    for line_no, (sku, quantity) in enumerate(order.lines, start=1):
        line = {"number": order.number, "line_no": line_no, "sku": sku, "quantity": quantity, "unit_price": 1_000_000,
                "net": quantity // 10_000}  # fmt: skip
        connection.execute(said["line"], line)
    for sku, quantity in sorted(order.lines):
        taken = connection.execute(said["stock"], {"sku": sku, "warehouse": WAREHOUSE, "quantity": quantity})
        is_covered = is_covered and taken.rowcount == 1
    subject = f"order:{order.number}"
    audit = {"subject": subject, "now": header["now"], "actor": "bench", "after": _PAPER}
    connection.execute(said["audit"], audit)
    connection.execute(said["outbox"], {"subject": subject, "data": _PAPER})
    connection.commit()
    return is_covered
