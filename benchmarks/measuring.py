"""Owns what a figure is: the middle and the spread of repeated measurements, and its ratio to bare work."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Spread(NamedTuple):
    """The middle of some measurements and how far they lie apart, in their own unit."""

    median: float
    p10: float
    p90: float
    p99: float
    repeats: int


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, between neighbours in proportion.

    Raises ValueError without any value.
    """
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread_of(values: Sequence[float]) -> Spread:
    """Median, p10, p90 and p99 of values; raises ValueError without any."""
    median, p10, p90, p99 = (percentile(values, share) for share in (0.5, 0.1, 0.9, 0.99))
    return Spread(median, p10, p90, p99, len(values))


def middle_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of runs made one right after the other: what disturbs the machine disturbs both."""
    return percentile([mine / other for mine, other in zip(ours, theirs, strict=True)], 0.5)


def milliseconds(work: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """How long each of so many runs of the work took; by `time.process_time` what it took of a processor."""
    taken = []
    for _ in range(times):
        started = clock()
        work()
        taken.append((clock() - started) * 1000)
    return taken
