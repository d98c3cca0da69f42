"""Measures reading with a million made-up articles: how long their index takes, how large it is, and each message."""

import gc
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.importing.service import import_file
from benchmarks import shop
from benchmarks.databases import SQLITE, databases
from benchmarks.made_up import articles
from benchmarks.measuring import milliseconds, spread_of
from benchmarks.reading import KINDS, compared, reference_messages
from benchmarks.reference import MESSAGES, NO_DATA, WHOLESALER
from benchmarks.results import Options, Result
from domain.catalog import queries as catalog
from domain.catalog.schemas import ProductView
from domain.customers import queries as customers
from domain.intake import service as intake
from domain.intake.schemas import Message
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine

WORK = "read a message, {:,} SKUs"
INDEX = "index of {:,} SKUs"
MEDIAN_MS, TAIL_MS = 40.0, 160.0
MOST_MIB, MOST_SECONDS = 2048, 60.0
_MEMORY = Path("/proc/self/statm")


def rows(options: Options) -> Iterator[Result]:
    """The index, then messages of four writers read with it."""
    count = options.times(1_000_000, 50_000)
    if not (MESSAGES.is_file() and WHOLESALER.is_dir()):
        yield Result(WORK.format(count), SQLITE, skipped=NO_DATA)
        return
    with databases(SQLITE) as made:
        products, directory = _wholesaler(made.new())
    before, started = _mebibytes(), time.process_time()
    index = intake.build_catalogue(articles(products, count))
    seconds = time.process_time() - started
    gc.collect()
    gc.freeze()
    size = _mebibytes() - before
    started = time.process_time()
    bare = sum(len(product.name.split()) for product in articles(products, count))
    plain = time.process_time() - started
    note = f"{size:,.0f} MiB more of memory; bare: the articles made up and their {bare:,} words parted"
    budget = f"{MOST_SECONDS:g} s, {MOST_MIB:,} MiB"
    is_met = seconds <= MOST_SECONDS and size <= MOST_MIB
    yield Result(
        INDEX.format(count),
        "none",
        "s",
        spread_of([seconds]),
        spread_of([plain]),
        seconds / plain,
        budget,
        is_met,
        note,
    )
    yield _read(index, directory, reference_messages()[:: options.times(1, 5)], [one.name for one in products], count)


def _wholesaler(url: str) -> tuple[Sequence[ProductView], intake.Directory]:
    engine = open_engine(url)
    transactions = Transactions(engine)
    for kind in KINDS:
        import_file(
            transactions, shop.desk().acting_as(system("bench")), kind, WHOLESALER / f"{kind.replace('-', '_')}.csv"
        )
    with transactions.read() as session:
        found = catalog.all_products(session), intake.build_directory(customers.directory(session))
    engine.dispose()
    return found


def _read(
    index: intake.Catalogue, directory: intake.Directory, messages: Sequence[Message], names: Sequence[str], count: int
) -> Result:
    """Bare work holds each line against the names of the real articles only: a million take minutes a message."""
    waiting, again = iter(messages), iter(messages)
    intake.read(messages[0], index, directory)
    taken = milliseconds(lambda: intake.read(next(waiting), index, directory), len(messages), time.process_time)
    plain = spread_of(milliseconds(lambda: compared(next(again).text, names), len(messages), time.process_time))
    measured = spread_of(taken)
    is_met = measured.median <= MEDIAN_MS and measured.p99 <= TAIL_MS
    note = f"p99 {measured.p99:.1f} ms of {measured.repeats} messages; bare: each line against four thousand names"
    budget = f"{MEDIAN_MS:g} ms, p99 {TAIL_MS:g} ms"
    return Result(
        WORK.format(count), "none", "ms", measured, plain, measured.median / plain.median, budget, is_met, note
    )


def _mebibytes() -> float:
    """What this process holds of memory; 0 where the system does not say."""
    return int(_MEMORY.read_text(encoding="utf-8").split()[1]) * 4096 / 2**20 if _MEMORY.is_file() else 0.0
