"""Measures three real months lived through, beside the same orders written down by bare SQL; the books are audited."""

import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from sqlalchemy.orm import Session

from benchmarks.databases import KINDS, databases, missing
from benchmarks.measuring import spread_of
from benchmarks.reference import DATA, NO_DATA
from benchmarks.replay.bare_life import bare_lives
from benchmarks.replay.books import wrong
from benchmarks.replay.living import LAST_DAY, Replay
from benchmarks.replay.preparing import OPENS_ON, prepare
from benchmarks.replay.real_days import read_orders
from benchmarks.results import Options, Result
from domain.reporting import queries as reporting
from domain.reporting.schemas import Period
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine
from domain.shared.desk import Desk
from presentation.wording.figures import figure_rows, group_name, said

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
            replay, seconds, broken, counted = _lived(made.new(), last)
            placed = [order for order in read_orders(DATA, replay.then.zone) if order.placed_at.date() <= last]
            bare_seconds = bare_lives(made.empty(), placed)
        ours, theirs = len(placed) / seconds, len(placed) / bare_seconds
        note = f"{len(broken)} sentences of the books are wrong; {dict(replay.figures())}\n\n{counted}"
        yield Result(
            work, kind, "orders/s", spread_of([ours]), spread_of([theirs]), ours / theirs, "no book is wrong",
            not broken, note,
        )  # fmt: skip


def _lived(url: str, last: date) -> tuple[Replay, float, list[str], str]:
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
        counted = _figures(session, replay.then.acting_as(system("report")), Period(first=OPENS_ON, last=last))
    engine.dispose()
    return replay, seconds, broken, counted


def _figures(session: Session, desk: Desk, period: Period) -> str:
    """The figures of the months, one line a group, and how long it took to count them."""
    started = time.perf_counter()
    rows = list(figure_rows(reporting.figures(session, desk, period)))
    taken = time.perf_counter() - started
    lines = [
        f"{group_name(group)}: " + "; ".join(f"{row.figure} {said(row)}" for row in each)
        for group, each in groupby(rows, key=lambda row: row.group)
    ]
    return "\n".join([f"Figures of {period.first} to {period.last}, counted in {taken:.1f} s", *lines])
