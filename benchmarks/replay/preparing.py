"""Owns the wholesaler on the morning of the first day: master data with every article sold, stock and receipts."""

import csv
import tempfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from app.importing.service import import_file
from domain.shared import policy
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.desk import Desk

MASTER_DATA = (
    "employees", "warehouses", "products", "units", "customers", "prices", "contacts", "addresses", "customer-items",
)  # fmt: skip
OPENING = ("stock", "receipts")
OPENS_ON = date(2011, 9, 1)


def prepare(transactions: Transactions, data: Path, *, of_limit: Decimal = Decimal(1)) -> None:
    """Fill an empty database: master data with every article sold, stock and receipts as of the opening.

    `of_limit` is the share of the credit limits that counts: those of the data are made for months of orders.
    """
    configuration = policy.understood(policy.shipped())
    opening = datetime.combine(OPENS_ON, time(6), ZoneInfo(configuration.company.time_zone))
    desk = Desk(now=opening, actor=system("replay"), configuration=configuration, source="replay")
    with tempfile.TemporaryDirectory() as folder:
        for kind in MASTER_DATA + OPENING:
            source = data / ("wholesaler" if kind in MASTER_DATA else "wholesaler_replay")
            path = _as_of_then(source / f"{kind.replace('-', '_')}.csv", Path(folder), of_limit)
            report = import_file(transactions, desk, kind, path)
            assert not report.refused, (kind, report.problems[:3])


def _as_of_then(source: Path, folder: Path, of_limit: Decimal) -> Path:
    """The file as it would have been: what is obsolete today was sold then, and limits were what is said here."""
    if source.stem not in ("products", "customers"):
        return source
    path = folder / source.name
    with source.open(encoding="utf-8", newline="") as read, path.open("w", encoding="utf-8", newline="") as write:
        rows = csv.DictReader(read)
        out = csv.DictWriter(write, rows.fieldnames or ())
        out.writeheader()
        for row in rows:
            changed = {"status": "active", "replaced_by": ""} if source.stem == "products" else {}
            if row.get("credit_limit"):
                changed["credit_limit"] = str((Decimal(row["credit_limit"]) * of_limit).quantize(Decimal(1)))
            out.writerow(row | changed)
    return path
