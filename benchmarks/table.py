"""Owns how the speed table looks."""

import os
from collections.abc import Sequence

from rich.table import Table

from benchmarks.measuring import Spread
from benchmarks.results import Result


def table_of(results: Sequence[Result]) -> Table:
    """The rows as people read them; the caption says how busy the machine was."""
    load = f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    table = Table(
        "work", "on", "median (p10–p90)", "bare", "ratio", "budget", "met", "note", title="OrderClerk", caption=load
    )
    for result in results:
        table.add_row(*_cells(result))
    return table


def _cells(result: Result) -> tuple[str, ...]:
    if result.skipped:
        return (result.work, result.database, f"skipped: {result.skipped}")
    met = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}[result.met]
    return (
        result.work, result.database, _figure(result.measured, result.unit), _figure(result.bare, result.unit),
        "" if result.ratio is None else f"{result.ratio:.2f}", result.budget, met, result.note,
    )  # fmt: skip


def _figure(spread: Spread | None, unit: str) -> str:
    if spread is None:
        return ""
    middle = f"{_short(spread.median)} {unit}"
    return middle if spread.repeats == 1 else f"{middle} ({_short(spread.p10)}–{_short(spread.p90)})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
