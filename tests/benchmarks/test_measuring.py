"""Figures are made of measurements in one way, and the bare order is said in each driver's words."""

from io import StringIO

import pytest
from rich.console import Console

from benchmarks import bare_orders
from benchmarks.measuring import middle_ratio, milliseconds, percentile, spread_of
from benchmarks.results import Options, Result
from benchmarks.table import table_of


def test_a_percentile_lies_between_its_neighbours_in_proportion() -> None:
    """Half of one to four is two and a half; a single value is every percentile."""
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    assert percentile([10, 20], 0.9) == 19
    assert percentile([7], 0.99) == 7


def test_nothing_measured_is_no_figure() -> None:
    """An empty row would be a lie."""
    with pytest.raises(ValueError, match="nothing was measured"):
        spread_of([])


def test_a_spread_says_the_middle_and_the_ends() -> None:
    """Of zero to a hundred the shares are the numbers themselves."""
    assert spread_of(list(range(101))) == (50, 10, 90, 99, 101)


def test_runs_that_were_disturbed_together_are_compared_with_each_other() -> None:
    """A run ten times slower on both sides does not move the ratio."""
    assert middle_ratio([2, 20, 2], [1, 10, 1]) == 2


def test_work_is_timed_as_often_as_asked() -> None:
    """Each run is a figure of its own."""
    done: list[int] = []
    assert len(milliseconds(lambda: done.append(1), 3)) == len(done) == 3


def test_the_bare_order_is_said_in_each_drivers_words() -> None:
    """One file, two ways of naming a value."""
    for url, value in (("sqlite:///x", ":bill_to"), ("postgresql://x", "%(bill_to)s")):
        said = bare_orders.statements(url)
        assert list(said) == ["tables", "exposure", "header", "line", "stock", "audit", "outbox"]
        assert said["exposure"].endswith(f"WHERE a.bill_to = {value}")


def test_a_row_is_shown_with_its_ratio_or_with_the_reason_it_was_skipped() -> None:
    """The table says what was measured, against what, and whether it will do."""
    measured = Result("confirm", "SQLite", "ms", spread_of([2, 4]), spread_of([1]), 3.0, "≤ 2×", False)
    shown = StringIO()
    Console(file=shown, width=200).print(table_of([measured, Result("read", "SQLite", skipped="no data")]))
    assert "3 ms (2.2–3.8)" in shown.getvalue()
    assert "3.00" in shown.getvalue()
    assert "skipped: no data" in shown.getvalue()


def test_quick_runs_do_less() -> None:
    """One of two numbers."""
    assert (Options().times(100, 5), Options(quick=True).times(100, 5)) == (100, 5)
