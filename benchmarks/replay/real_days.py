"""Owns the three real months as values: which order was placed when, and which goods came in on which day."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.orders.schemas import RequestedLine


@dataclass(frozen=True)
class Placed:
    """One real order."""

    order_no: str
    placed_at: datetime
    customer_id: str
    lines: tuple[RequestedLine, ...]


@dataclass(frozen=True)
class Due:
    """One supplier order line and the day it comes."""

    due_date: date
    supplier_order: str
    line_no: int


def read_orders(data: Path, zone: ZoneInfo) -> list[Placed]:
    """Every order of the three months, oldest first."""
    with gzip.open(data / "wholesaler_replay" / "orders.csv.gz", "rt", encoding="utf-8", newline="") as file:
        placed = [_placed(list(rows), zone) for _, rows in groupby(csv.DictReader(file), lambda row: row["order_no"])]
    return sorted(placed, key=lambda order: (order.placed_at, order.order_no))


def _placed(rows: Sequence[dict[str, str]], zone: ZoneInfo) -> Placed:
    first = rows[0]
    lines = tuple(
        RequestedLine(sku=row["sku"], quantity=Decimal(row["quantity"]), stated_price=Decimal(row["unit_price"]))
        for row in rows
    )
    at = datetime.fromisoformat(first["placed_at"]).replace(tzinfo=zone)
    return Placed(first["order_no"], at, first["customer_id"], lines)


def read_receipts(data: Path) -> list[Due]:
    """Every supplier order line, in the order in which they are due."""
    with (data / "wholesaler_replay" / "receipts.csv").open(encoding="utf-8", newline="") as file:
        due = [
            Due(date.fromisoformat(row["due_date"]), row["supplier_order"], int(row["line_no"]))
            for row in csv.DictReader(file)
        ]
    return sorted(due, key=lambda one: (one.due_date, one.supplier_order, one.line_no))
