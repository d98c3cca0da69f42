"""Owns the rows of the speed table: what was measured, what bare work took, the budget and whether it is met."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.measuring import Spread


@dataclass(frozen=True, slots=True)
class Options:
    """How thoroughly to measure; quick runs use fewer repeats and smaller heaps of data."""

    quick: bool = False

    def times(self, thorough: int, quick: int) -> int:
        """One of two numbers."""
        return quick if self.quick else thorough


@dataclass(frozen=True, slots=True)
class Result:
    """One row. `measured` and `bare` are in `unit`; `ratio` is ours to bare: a share of speed, or a multiple of time.

    `met` is None where there is nothing to keep to, `skipped` says why nothing was measured.
    """

    work: str
    database: str
    unit: str = ""
    measured: Spread | None = None
    bare: Spread | None = None
    ratio: float | None = None
    budget: str = ""
    met: bool | None = None
    note: str = ""
    skipped: str = ""

    def as_data(self) -> dict[str, Any]:
        """The row as a program reads it."""
        return {
            "work": self.work,
            "database": self.database,
            "unit": self.unit,
            "measured": self.measured._asdict() if self.measured else None,
            "bare": self.bare._asdict() if self.bare else None,
            "ratio": self.ratio,
            "budget": self.budget,
            "met": self.met,
            "note": self.note,
            "skipped": self.skipped,
        }


#: A group of rows: measures one after the other and gives each as soon as it is known.
Rows = Callable[[Options], Iterator[Result]]
