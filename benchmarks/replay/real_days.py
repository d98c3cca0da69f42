"""Owns the three real months as values: orders as they were placed, goods as they came in and as they came back."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.orders.schemas import RequestedLine

FOLDER = "wholesaler_replay"


@dataclass(frozen=True)
class Placed:
    """One real order; `line_nos` are the numbers that its lines had there."""

    order_no: str
    placed_at: datetime
    customer_id: str
    lines: tuple[RequestedLine, ...]
    line_nos: tuple[int, ...]


@dataclass(frozen=True)
class Due:
    """One supplier order line and the day it comes."""

    due_date: date
    supplier_order: str
    line_no: int


@dataclass(frozen=True)
class BroughtBack:
    """What one customer brought back of one order at one moment: quantities by the numbers of its lines there."""

    return_no: str
    at: datetime
    order_no: str
    quantities: tuple[tuple[int, Decimal], ...]


def read_orders(data: Path, zone: ZoneInfo) -> list[Placed]:
    """Every order of the three months, oldest first."""
    with gzip.open(data / FOLDER / "orders.csv.gz", "rt", encoding="utf-8", newline="") as file:
        placed = [_placed(list(rows), zone) for _, rows in groupby(csv.DictReader(file), lambda row: row["order_no"])]
    return sorted(placed, key=lambda order: (order.placed_at, order.order_no))


def _placed(rows: Sequence[dict[str, str]], zone: ZoneInfo) -> Placed:
    first = rows[0]
    lines = tuple(
        RequestedLine(sku=row["sku"], quantity=Decimal(row["quantity"]), stated_price=Decimal(row["unit_price"]))
        for row in rows
    )
    at = datetime.fromisoformat(first["placed_at"]).replace(tzinfo=zone)
    return Placed(first["order_no"], at, first["customer_id"], lines, tuple(int(row["line_no"]) for row in rows))


def read_receipts(data: Path) -> list[Due]:
    """Every supplier order line, in the order in which they are due."""
    due = [
        Due(date.fromisoformat(row["due_date"]), row["supplier_order"], int(row["line_no"]))
        for row in _rows(data, "receipts.csv")
    ]
    return sorted(due, key=lambda one: (one.due_date, one.supplier_order, one.line_no))


def read_returns(data: Path, zone: ZoneInfo) -> list[BroughtBack]:
    """Everything that came back, oldest first; what came back of two orders at once is two."""
    found: dict[tuple[datetime, str, str], dict[int, Decimal]] = {}
    for row in _rows(data, "returns.csv"):
        at = datetime.fromisoformat(row["returned_at"]).replace(tzinfo=zone)
        quantities = found.setdefault((at, row["return_no"], row["order_no"]), {})
        line_no = int(row["order_line_no"])
        quantities[line_no] = quantities.get(line_no, Decimal(0)) + Decimal(row["quantity"])
    return [
        BroughtBack(number, at, order, tuple(found[at, number, order].items())) for at, number, order in sorted(found)
    ]


def _rows(data: Path, name: str) -> Iterator[dict[str, str]]:
    with (data / FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
