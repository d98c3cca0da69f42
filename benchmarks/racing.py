"""Measures twenty buyers who want ten each of the same hundred units at the same moment."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from decimal import Decimal
from functools import partial

from benchmarks import bare_orders, shop
from benchmarks.bare_orders import BareOrder
from benchmarks.databases import KINDS, Databases, bare, databases, missing
from benchmarks.measuring import middle_ratio, spread_of
from benchmarks.results import Options, Result
from domain.orders import service as orders
from domain.shared.database import Transactions, open_engine
from domain.stock import queries as stock

WORK = "20 buyers race for 100 units"
BUYERS, EACH, UNITS = 20, 10, 100
MOST = 3.0
#: The drafts are so old that their reservations are over.
LATER = shop.NOW + timedelta(hours=2)


def rows(options: Options) -> Iterator[Result]:
    """One row for each kind of database."""
    for kind in KINDS:
        reason = missing(kind)
        if reason:
            yield Result(WORK, kind, skipped=reason)
            continue
        with databases(kind) as made:
            yield _raced(made, options.times(15, 5))


def _raced(made: Databases, repeats: int) -> Result:
    size = shop.Size(skus=repeats + 1, bill_tos=BUYERS, on_hand=UNITS // 2)
    url = made.new()
    shop.fill(url, size)
    skus, bill_tos = [shop.sku(n) for n in range(size.skus)], [shop.bill_to(n) for n in range(BUYERS)]
    bare_orders.make_tables(url, bill_tos=bill_tos, skus=skus, invoices=shop.INVOICES_EACH, on_hand=UNITS * 1_000_000)
    numbers = shop.draft_all(url, [(buyer, ((sku, EACH),)) for sku in skus for buyer in bill_tos])
    ours, theirs, sold, waiting, errors = [], [], set[Decimal](), set[int](), 0
    engine = open_engine(url, pool_size=BUYERS)
    transactions = Transactions(engine)
    with ExitStack() as connections:
        opened = [connections.enter_context(bare(url)) for _ in range(BUYERS)]
        for index, sku in enumerate(skus):
            drafts = numbers[index * BUYERS :][:BUYERS]
            took, got, failed = _product(transactions, drafts)
            ours.append(took)
            errors += failed
            waiting.add(got)
            with transactions.read() as session:
                found = stock.availability(session, shop.desk(LATER), [sku])[sku]
                sold.add(sum((balance.allocated for balance in found.balances), Decimal(0)))
            theirs.append(_bare(opened, url, [BareOrder(f"R{number}", buyer, ((sku, EACH * 1_000_000),))
                                              for number, buyer in zip(drafts, bill_tos, strict=True)]))  # fmt: skip
    engine.dispose()
    # The first race warms up.
    measured, plain = spread_of(ours[1:]), spread_of(theirs[1:])
    is_exact = sold == {Decimal(UNITS)} and waiting == {BUYERS - UNITS // EACH} and not errors
    ratio = middle_ratio(ours[1:], theirs[1:])
    note = f"sold {_all(sold)}, {_all(waiting)} wait, {errors} errors"
    budget = f"exactly {UNITS} sold, {BUYERS - UNITS // EACH} wait, no error, ≤ {MOST:g}× bare"
    return Result(WORK, made.kind, "ms", measured, plain, ratio, budget, is_exact and ratio <= MOST, note)


def _all(values: set[Decimal] | set[int]) -> str:
    return " or ".join(f"{value:g}" for value in sorted(values))


def _product(transactions: Transactions, numbers: Sequence[str]) -> tuple[float, int, int]:
    waiting = []

    def confirm(number: str) -> None:
        with transactions.begin() as session:
            view = orders.confirm(session, shop.desk(LATER), number, revision=1)
        if any(line.open for line in view.lines):
            waiting.append(number)

    took, failed = _together([partial(confirm, number) for number in numbers])
    return took, len(waiting), failed


def _bare(opened: Sequence[object], url: str, placed: Sequence[BareOrder]) -> float:
    said = bare_orders.statements(url)
    # Many writers of one file would sleep more than write: one at a time, as the product does it.
    turn = threading.Lock() if url.startswith("sqlite") else nullcontext()

    def write(connection: object, order: BareOrder) -> None:
        with turn:
            bare_orders.write_order(connection, said, order)

    pairs = zip(opened, placed, strict=True)
    return _together([partial(write, connection, order) for connection, order in pairs])[0]


def _together(pieces: Sequence[Callable[[], object]]) -> tuple[float, int]:
    """Milliseconds from the start of all to the end of the last, and how many failed."""
    barrier = threading.Barrier(len(pieces) + 1)

    def run(piece: Callable[[], object]) -> None:
        barrier.wait()
        piece()

    with ThreadPoolExecutor(len(pieces)) as pool:
        running = [pool.submit(run, piece) for piece in pieces]
        barrier.wait()
        started = time.perf_counter()
        failed = [error for each in running if (error := each.exception()) is not None]
        return (time.perf_counter() - started) * 1000, len(failed)
