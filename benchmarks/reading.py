"""Measures what reading takes of a processor with a catalogue of four thousand articles, as in a running process."""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from app.importing.service import import_file
from app.reading import IndexedReader
from benchmarks import shop
from benchmarks.databases import SQLITE, databases
from benchmarks.measuring import milliseconds, spread_of
from benchmarks.reference import MESSAGES, NO_DATA, WHOLESALER
from benchmarks.results import Options, Result
from domain.catalog import queries as catalog
from domain.intake import service as intake
from domain.intake.schemas import Message
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine

WORK = "read a message, 4 thousand SKUs"
MEDIAN_MS, TAIL_MS = 15.0, 60.0
WRITERS = ("dev_a", "dev_b", "dev_c", "dev_d")
KINDS = ("employees", "warehouses", "products", "units", "customers", "contacts", "addresses", "customer-items")


def rows(options: Options) -> Iterator[Result]:
    """One row: every message of four writers."""
    if not (MESSAGES.is_file() and WHOLESALER.is_dir()):
        yield Result(WORK, SQLITE, skipped=NO_DATA)
        return
    messages = reference_messages()[:: options.times(1, 5)]
    with databases(SQLITE) as made:
        yield _read(made.new(), messages)


def reference_messages() -> Sequence[Message]:
    """The messages of the four writers."""
    return [message for line in _lines(MESSAGES) if (message := _message(line))]


def _lines(path: Path) -> Sequence[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _message(line: str) -> Message | None:
    if not any(f'"id": "{writer}-' in line[:20] for writer in WRITERS):
        return None
    return intake.from_wire(json.loads(line))


def _read(url: str, messages: Sequence[Message]) -> Result:
    engine = open_engine(url)
    transactions = Transactions(engine)
    desk = shop.desk().acting_as(system("bench"))
    for kind in KINDS:
        import_file(transactions, desk, kind, WHOLESALER / f"{kind.replace('-', '_')}.csv")
    reader = IndexedReader()
    with transactions.read() as session:
        names = [product.name.lower() for product in catalog.all_products(session)]
        reader.warm(session)
        reader.read(session, messages[0], None)
        waiting, again = iter(messages), iter(messages)
        taken = milliseconds(lambda: reader.read(session, next(waiting), None), len(messages), time.process_time)
        measured = spread_of(taken)
    plain = spread_of(milliseconds(lambda: compared(next(again).text, names), len(messages), time.process_time))
    engine.dispose()
    is_met = measured.median <= MEDIAN_MS and measured.p99 <= TAIL_MS
    note = f"p99 {measured.p99:.1f} ms of {measured.repeats} messages; bare: each line against each name"
    budget = f"{MEDIAN_MS:g} ms, p99 {TAIL_MS:g} ms"
    return Result(WORK, SQLITE, "ms", measured, plain, measured.median / plain.median, budget, is_met, note)


def compared(text: str, names: Sequence[str]) -> None:
    """Bare work: each line of the text held against every name by a fuzzy ratio."""
    for line in filter(str.strip, text.splitlines()):
        process.extractOne(line.lower(), names, scorer=fuzz.token_sort_ratio)
