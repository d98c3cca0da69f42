"""Measures three real months lived through, beside the same orders written down by bare SQL; the books are audited."""

import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from benchmarks.databases import KINDS, databases, missing
from benchmarks.measuring import spread_of
from benchmarks.reference import DATA, NO_DATA
from benchmarks.replay.bare_life import bare_lives
from benchmarks.replay.books import wrong
from benchmarks.replay.living import LAST_DAY, Replay
from benchmarks.replay.preparing import OPENS_ON, prepare
from benchmarks.replay.real_days import read_orders
from benchmarks.results import Options, Result
from domain.shared.database import Transactions, open_engine

WORK = "live through {days} real days: order, ship, bill, pay, return"
#: The limits of the data are made for more than two months of orders; with these some orders are held every day.
OF_LIMIT = Decimal("0.4")
QUICK_LAST_DAY = date(2011, 9, 9)


def rows(options: Options) -> Iterator[Result]:
    """One row for each kind of database, with what happened in the note."""
    last = QUICK_LAST_DAY if options.quick else LAST_DAY
    days = (last - OPENS_ON).days + 1
    work = WORK.format(days=days)
    for kind in KINDS:
        reason = missing(kind) or ("" if DATA.is_dir() else NO_DATA)
        if reason:
            yield Result(work, kind, skipped=reason)
            continue
        with databases(kind) as made:
            replay, seconds, broken = _lived(made.new(), last)
            placed = [order for order in read_orders(DATA, replay.then.zone) if order.placed_at.date() <= last]
            bare_seconds = bare_lives(made.empty(), placed)
        ours, theirs = len(placed) / seconds, len(placed) / bare_seconds
        note = f"{len(broken)} sentences of the books are wrong; {dict(replay.figures())}"
        yield Result(
            work, kind, "orders/s", spread_of([ours]), spread_of([theirs]), ours / theirs, "no book is wrong",
            not broken, note,
        )  # fmt: skip


def _lived(url: str, last: date) -> tuple[Replay, float, list[str]]:
    engine = open_engine(url)
    transactions = Transactions(engine)
    prepare(transactions, DATA, of_limit=OF_LIMIT)
    replay = Replay(transactions, DATA)
    started = time.perf_counter()
    for _ in replay.live_through(last=last):
        pass
    seconds = time.perf_counter() - started
    with transactions.read() as session:
        broken = wrong(session, replay.desk())
    engine.dispose()
    return replay, seconds, broken
