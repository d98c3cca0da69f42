"""The warehouses of Larkfield & Co, what stands in them, and what suppliers owe."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from app.sample.articles import OBSOLETE, Article, Row
from app.sample.history import SEED
from app.sample.stories import DUE, ON_HAND, TODAY

WAREHOUSES: list[Row] = [
    {"warehouse": "MAIN", "name": "Orchard Mill, Hereford", "country": "GB", "cutoff_time": "14:00",
     "picking_days": "1"},
    {"warehouse": "NORTH", "name": "Skipton depot", "country": "GB", "cutoff_time": "12:00", "picking_days": "1"},
]  # fmt: skip
_WEEKS = 17


def stock_rows(every: Sequence[Article], sold: Mapping[str, int]) -> list[Row]:
    """`stock.csv`: some five weeks of what is sold; now and then nothing."""
    chance = Random(SEED + 1)
    rows = []
    for one in every:
        weekly = max(sold.get(one.sku, 0) // _WEEKS, one.box // 3, 2)
        main = int(weekly * (2 + chance.random() * 6)) if chance.random() > 0.04 else 0
        north = int(weekly * chance.random() * 3) if chance.random() < 0.7 else 0
        main, north = ON_HAND.get(one.name, (main, north))
        if one.name in OBSOLETE:
            main, north = min(main, 3), 0
        rows.append({"warehouse": "MAIN", "sku": one.sku, "on_hand": str(main)})
        if north:
            rows.append({"warehouse": "NORTH", "sku": one.sku, "on_hand": str(north)})
    return rows


def bin_rows(every: Sequence[Article]) -> list[Row]:
    """`bins.csv`: where each article lies in the main warehouse, twelve to a rack, thirty racks to an aisle."""
    rows = []
    for place, one in enumerate(every):
        aisle, rack, shelf = place // 360, place // 12 % 30, place % 12
        rows.append({"warehouse": "MAIN", "sku": one.sku, "bin": f"{aisle + 1:02}-{rack + 1:02}-{shelf + 1:02}"})
    return rows


def receipt_rows(every: Sequence[Article]) -> list[Row]:
    """`receipts.csv`: a quarter of the articles is on order, a few of them are late."""
    chance = Random(SEED + 2)
    by_name = {one.name: one for one in every}
    told = [(by_name[name], quantity, due, warehouse) for name, quantity, due, warehouse in DUE]
    names = {name for name, *_ in DUE} | set(ON_HAND) | set(OBSOLETE)
    for one in every:
        if one.name not in names and chance.random() < 0.25:
            due = TODAY + timedelta(days=int(chance.random() * 40) - 5)
            quantity = one.case * (1 + int(chance.random() * 3))
            told.append((one, quantity, _weekday(due), "NORTH" if chance.random() < 0.2 else "MAIN"))
    told.sort(key=lambda each: (each[2], each[0].sku))
    return [
        {
            "supplier_order": f"PO-26{100 + index // 3}", "line_no": str(index % 3 + 1), "sku": one.sku,
            "warehouse": warehouse, "quantity": str(quantity), "due_date": due.isoformat(),
        }
        for index, (one, quantity, due, warehouse) in enumerate(told)
    ]  # fmt: skip


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
