"""Writes Larkfield & Co as a folder in the import format, the same bytes each time."""

import csv
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from importlib.resources import files
from pathlib import Path

from app.sample import parties
from app.sample.articles import Article, Row, articles, price_rows, product_rows, unit_rows
from app.sample.history import Books, books
from app.sample.supply import WAREHOUSES, bin_rows, receipt_rows, stock_rows

#: Cash that came in and settled nothing yet.
PAYMENTS: list[Row] = [
    {"payment_id": "PAY-2601", "customer_id": "L1003", "date": "2026-05-07", "amount": "180.00",
     "reference": "on account"},
    {"payment_id": "PAY-2602", "customer_id": "L1019", "date": "2026-05-08", "amount": "96.40", "reference": "deposit"},
]  # fmt: skip
#: What was offered in April, over now.
PRICE_RULES: list[Row] = [
    {"code": "APRIL-GARDEN", "category": "GA", "min_quantity": "24", "percent_off": "10",
     "valid_from": "2026-04-01", "valid_to": "2026-04-30"},
]  # fmt: skip
#: What a unit of another currency costs in pounds.
EXCHANGE_RATES: list[Row] = [
    {"currency": "EUR", "valid_from": "2026-01-01", "rate": "0.8668"},
    {"currency": "EUR", "valid_from": "2026-04-01", "rate": "0.8571"},
    {"currency": "USD", "valid_from": "2026-04-01", "rate": "0.7402"},
]
#: Nobody checks the credit of this one.
UNLIMITED = "L1018"


def write_sample(folder: Path) -> None:
    """Write a file per kind and `company.toml` into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    every = articles()
    trade = books(every)
    tables: dict[str, Sequence[Row]] = {
        "employees": parties.EMPLOYEES,
        "warehouses": WAREHOUSES,
        "products": product_rows(every),
        "units": unit_rows(every),
        "customers": parties.customer_rows(_limits(trade)),
        "prices": price_rows(every),
        "contacts": parties.contact_rows(),
        "addresses": parties.address_rows(),
        "customer_items": _customer_items(every),
        "stock": stock_rows(every, trade.sold),
        "receipts": receipt_rows(every),
        "orders": trade.orders,
        "returns": trade.returns,
        "invoices": trade.invoices,
        "payments": PAYMENTS,
        "exchange_rates": EXCHANGE_RATES,
        "price_rules": PRICE_RULES,
        "bins": bin_rows(every),
    }
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", rows)
    company = files("app.sample").joinpath("company.toml").read_bytes()
    (folder / "company.toml").write_bytes(company)


def _limits(trade: Books) -> dict[str, int]:
    """Room for as much again as is owed, in steps of 500; those of a story have as much room as it needs."""
    limits = {}
    for one in parties.BUYERS:
        owed = trade.owed.get(one.customer_id, Decimal(0))
        if one.customer_id == UNLIMITED or one.bill_to_id:
            continue
        if one.room is not None:
            limits[one.customer_id] = _up(owed + one.room, 10)
        else:
            least = 8000 if one.priority == "gold" else 2000
            limits[one.customer_id] = max(least, _up(owed * 2, 500))
    return limits


def _up(amount: Decimal, step: int) -> int:
    return int((amount / step).to_integral_value(ROUND_CEILING)) * step


def _customer_items(every: Sequence[Article]) -> list[Row]:
    skus = {one.name: one.sku for one in every}
    return [
        {"customer_id": one.customer_id, "customer_part_number": part, "sku": skus[name]}
        for one in parties.BUYERS
        for part, name in one.parts
    ]


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
