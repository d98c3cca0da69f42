"""Whatever people do, in whatever order and at once, the trade agrees with a clerk who counts on paper."""

import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from domain.shared.database import Transactions, open_engine
from domain.shared.errors import Refusal
from tests.conftest import emptied
from tests.trade.machine import Trade
from tests.trade.plants import PLANTS, planted

#: Runs of fifty steps each; more are asked for by ORDERCLERK_MACHINE_RUNS.
RUNS = int(os.environ.get("ORDERCLERK_MACHINE_RUNS", "6"))
#: A planted bug is found in one of the first runs of these; which are drawn also depends on which modules are loaded.
RUNS_TO_FIND = 100
STEPS_OF_A_RUN = 50
#: Whatever people do, by name.
STEPS = frozenset(rule.function.__name__ for rule in Trade.setup_state().rules)
#: What says that something is wrong: the paper, the database, or a verb that refuses what it must do.
FOUND = (AssertionError, IntegrityError, Refusal)


def run_machine(
    transactions: Callable[[], Transactions], *, runs: int, phases: tuple[Phase, ...], steps: Collection[str] = STEPS
) -> None:
    """So many random lives of these steps; raises what the first wrong one found."""
    left_out = dict.fromkeys(STEPS - set(steps))
    machine = type("MachineOfThisRun", (Trade,), {"transactions": staticmethod(transactions), **left_out})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs, stateful_step_count=STEPS_OF_A_RUN, deadline=None, derandomize=True, phases=phases,
            suppress_health_check=list(HealthCheck), database=None, report_multiple_bugs=False,
        ),
    )  # fmt: skip


@pytest.mark.timeout(900)
def test_the_trade_agrees_with_the_paper_on_sqlite(sqlite_template: Path, tmp_path: Path) -> None:
    """Hundreds of random steps, each held against the paper and the audit."""
    run_machine(on_sqlite(sqlite_template, tmp_path), runs=RUNS, phases=(Phase.generate,))


@pytest.mark.postgres
@pytest.mark.timeout(900)
def test_the_trade_agrees_with_the_paper_on_postgres(postgres_engine: Engine) -> None:
    """The same on a server, where people really act at once."""

    def empty() -> Transactions:
        emptied(postgres_engine)
        return Transactions(postgres_engine)

    run_machine(empty, runs=RUNS, phases=(Phase.generate,))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_is_found(name: str, sqlite_template: Path, tmp_path: Path) -> None:
    """Each of these bugs is what users of other systems complained about; who does what they did finds it soon.

    All that people do finds it too, after one to forty lives.
    """
    steps = PLANTS[name][-1]
    with planted(name), pytest.raises(FOUND):
        run_machine(on_sqlite(sqlite_template, tmp_path), runs=RUNS_TO_FIND, phases=(Phase.generate,), steps=steps)


def on_sqlite(template: Path, folder: Path) -> Callable[[], Transactions]:
    """Gives an empty database with every table, each time it is asked."""

    def empty() -> Transactions:
        path = folder / f"{uuid4().hex}.db"
        shutil.copy(template, path)
        return Transactions(open_engine(f"sqlite:///{path}"))

    return empty
