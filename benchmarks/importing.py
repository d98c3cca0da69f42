"""Measures taking over the whole wholesaler, beside reading its files and copying them into plain tables."""

import csv
import gzip
import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.importing.service import import_all
from benchmarks import shop
from benchmarks.databases import KINDS, POSTGRES, SQLITE, Databases, bare, databases, missing
from benchmarks.measuring import spread_of
from benchmarks.reference import NO_DATA, WHOLESALER
from benchmarks.results import Options, Result
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine

WORK = "import of the whole wholesaler"
MOST_SECONDS = {SQLITE: 60.0, POSTGRES: 90.0}


def rows(options: Options) -> Iterator[Result]:
    """One row for each kind of database."""
    for kind in KINDS:
        reason = missing(kind) or ("" if WHOLESALER.is_dir() else NO_DATA)
        if reason:
            yield Result(WORK, kind, skipped=reason)
            continue
        with databases(kind) as made:
            yield _imported(made, options.times(3, 1))


def _imported(made: Databases, repeats: int) -> Result:
    ours, theirs, lines = [], [], 0
    for _ in range(repeats):
        url = made.new()
        theirs.append(_bare(url))
        engine = open_engine(url)
        started = time.perf_counter()
        run = import_all(Transactions(engine), shop.desk().acting_as(system("bench")), WHOLESALER)
        ours.append(time.perf_counter() - started)
        engine.dispose()
        made.drop(url)
        if run.refused:
            return Result(WORK, made.kind, skipped=f"{run.reports[-1].file} was refused")
        lines = sum(report.rows for report in run.reports)
    measured, plain = spread_of(ours), spread_of(theirs)
    most = MOST_SECONDS[made.kind]
    return Result(
        WORK, made.kind, "s", measured, plain, measured.median / plain.median, f"{most:g} s",
        measured.median <= most, f"{lines:,} rows",
    )  # fmt: skip


def _bare(url: str) -> float:
    started = time.perf_counter()
    with bare(url) as connection:
        if url.startswith("sqlite"):
            connection.execute("BEGIN")
        for path in sorted(WHOLESALER.glob("*.csv*")):
            _copy(connection, path)
        connection.commit()
    return time.perf_counter() - started


def _copy(connection: Any, path: Path) -> None:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    header, *lines = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""))
    table = f"bare_{path.name.partition('.')[0]}"
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'{column} text' for column in header)})")
    if hasattr(connection, "pipeline"):
        with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
    else:
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(header))})", lines)
