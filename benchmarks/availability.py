"""Measures the availability of a hundred articles that are waited for and due again and again."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from benchmarks import shop
from benchmarks.databases import KINDS, POSTGRES, Databases, bare, databases, missing
from benchmarks.measuring import milliseconds, spread_of
from benchmarks.results import Options, Result
from domain.orders import service as orders
from domain.shared.database import Transactions, open_engine
from domain.stock import queries as stock
from domain.stock import service as stock_service
from domain.stock.schemas import StockRequest

WORK = "availability of 100 SKUs, 10 receipts and 50 demand rows each"
ASKED, RECEIPTS, DEMAND = 100, 10, 50
MOST_MS = 10.0
SIZE = shop.Size(skus=4000, bill_tos=10, on_hand=30)
#: So many articles are waited for; a hundred of them are asked for at a time.
BUSY = 400
_BARE = (
    "SELECT sku, warehouse, on_hand, allocated, reserved, quarantined FROM stock_balances WHERE sku IN ({})",
    "SELECT supplier_order, line_no, sku, warehouse, quantity - received, due_date FROM receipts_due"
    " WHERE sku IN ({}) AND quantity > received",
    "SELECT sku, promised_date, sum(quantity) FROM demand WHERE sku IN ({}) GROUP BY sku, promised_date",
)


def rows(options: Options) -> Iterator[Result]:
    """Two rows for each kind of database: what there is, and with a promised date for sixty of each."""
    for kind in KINDS:
        reason = missing(kind)
        if reason:
            yield Result(WORK, kind, skipped=reason)
            continue
        with databases(kind) as made:
            yield from _asked(made, options.times(100, 25))


def _asked(made: Databases, times: int) -> Iterator[Result]:
    url = made.new()
    shop.fill(url, SIZE)
    _make_busy(url)
    chance = random.Random(3)
    samples = [[shop.sku(n) for n in chance.sample(range(BUSY), ASKED)] for _ in range(times + 5)]
    engine = open_engine(url, pool_size=1)
    transactions = Transactions(engine)
    desk = shop.desk()
    with bare(url) as connection:
        plain = spread_of(_each(samples, lambda skus: _bare(connection, skus, made.kind)))
    with transactions.read() as session:
        seen = spread_of(_each(samples, lambda skus: stock.availability(session, desk, skus)))
        dated = spread_of(_each(samples, lambda skus: orders.dates_for(session, desk, _requests(skus))))
    engine.dispose()
    budget = f"{MOST_MS:g} ms at the median"
    yield Result(WORK, made.kind, "ms", seen, plain, seen.median / plain.median, budget, seen.median <= MOST_MS)
    yield Result(f"{WORK}, and the dates of 60 more of each", made.kind, "ms", dated, plain,
                 dated.median / plain.median)  # fmt: skip


def _each(samples: Sequence[Sequence[str]], ask: Callable[[Sequence[str]], object]) -> list[float]:
    waiting = iter(samples)
    return milliseconds(lambda: ask(next(waiting)), len(samples))[5:]


def _requests(skus: Sequence[str]) -> list[StockRequest]:
    return [StockRequest(line_key=f"?/{sku}", sku=sku, quantity=Decimal(60)) for sku in skus]


def _bare(connection: Any, skus: Sequence[str], kind: str) -> None:
    mark = "%s" if kind == POSTGRES else "?"
    for statement in _BARE:
        connection.execute(statement.format(", ".join([mark] * len(skus))), tuple(skus)).fetchall()


def _make_busy(url: str) -> None:
    """Have more wanted than there is of the busy articles, and supplier orders due for all of it."""
    engine = open_engine(url)
    today = shop.desk().today
    busy = [shop.sku(n) for n in range(BUSY)]
    due = [
        (f"SUP-{n}", line_no, sku, "MAIN", Decimal(60), today + timedelta(days=7 * n))
        for line_no, sku in enumerate(busy, start=1)
        for n in range(1, RECEIPTS + 1)
    ]
    wanted = [
        StockRequest(line_key=f"SO-{n}/{line_no}", sku=sku, quantity=Decimal(11), priority=n % 2,
                     promised_date=today + timedelta(days=2 * n), confirmed_at=shop.NOW + timedelta(minutes=n))
        for line_no, sku in enumerate(busy, start=1)
        for n in range(1, DEMAND + 6)
    ]  # fmt: skip
    with Transactions(engine).begin() as session:
        stock_service.import_receipts(session, due)
        stock_service.allocate(session, shop.desk(), wanted)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
