"""Measures how far the forecast of demand is from three real months, beside repeating the last period.

Rolling origin: on each Monday from the sixth week on, only what was ordered before it is known; one, two and four weeks
ahead are forecast for every article. WAPE: the sum of absolute errors over the sum of what was ordered.
"""

import csv
import gzip
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.measuring import spread_of
from benchmarks.reference import DATA, NO_DATA
from benchmarks.results import Options, Result
from domain.purchasing.rules import forecast

REPLAY = DATA / "wholesaler_replay" / "orders.csv.gz"
FIRST_DAY, WEEKS = date(2011, 8, 29), 13
FIRST_ORIGIN = 5
HORIZONS = (1, 2, 4)
ZERO = Decimal(0)


def rows(options: Options) -> Iterator[Result]:
    """One row for each horizon: our error beside the naive one, both as WAPE; a quick run has the first."""
    if not REPLAY.exists():
        yield Result("forecast", "", skipped=NO_DATA)
        return
    history = weekly(REPLAY)
    for horizon in HORIZONS[: options.times(len(HORIZONS), 1)]:
        started = time.perf_counter()
        ours, naive, bias = errors(history, horizon)
        took = time.perf_counter() - started
        yield Result(
            f"forecast {horizon} week{'s' if horizon > 1 else ''} ahead of {len(history):,} articles", "", "WAPE",
            spread_of([float(ours)]), spread_of([float(naive)]), float(ours / naive), "better than the last period",
            ours < naive, f"bias {bias:+.1%} of demand, in a rising season; {took:.1f} s",
        )  # fmt: skip


def weekly(file: Path) -> list[list[Decimal]]:
    """What was ordered of each article in each of the thirteen weeks that begin on Mondays."""
    found: dict[str, list[Decimal]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            week = (date.fromisoformat(row["placed_at"][:10]) - FIRST_DAY).days // 7
            if 0 <= week < WEEKS:
                found.setdefault(row["sku"], [ZERO] * WEEKS)[week] += Decimal(row["quantity"])
    return list(found.values())


def errors(history: Sequence[Sequence[Decimal]], horizon: int) -> tuple[Decimal, Decimal, Decimal]:
    """WAPE of our forecast and of the last period, and our bias as a share of demand."""
    ours = naive = bias = ordered = ZERO
    for weeks in history:
        for origin in range(FIRST_ORIGIN, WEEKS - horizon + 1):
            real = sum(weeks[origin : origin + horizon], ZERO)
            said = forecast(weeks[:origin]).per_week * horizon
            ours += abs(said - real)
            bias += said - real
            naive += abs(sum(weeks[origin - horizon : origin], ZERO) - real)
            ordered += real
    return ours / ordered, naive / ordered, bias / ordered
