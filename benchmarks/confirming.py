"""Measures confirming a five-line order: against the bare order, and against its own statements replayed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import event

from benchmarks import bare_orders, shop
from benchmarks.bare_orders import BareOrder, make_tables, write_order
from benchmarks.databases import POSTGRES, SQLITE, Databases, bare, databases, missing
from benchmarks.measuring import middle_ratio, spread_of
from benchmarks.results import Options, Result
from benchmarks.side_by_side import Piece, Run, side_by_side
from domain.orders import service as orders
from domain.shared.database import Transactions, open_engine

WORK = "confirm a five-line order"
SIZE = shop.Size()
WARM_UP = 10
#: The share of the bare order's speed, and of the speed of our own statements, that must be reached.
OF_BARE = {POSTGRES: 0.35, SQLITE: 0.15}
OF_REPLAY = 0.5

#: What one confirmation said to the database, statement by statement.
Logged = list[tuple[str, Any, bool]]


@dataclass
class Figures:
    """Orders per second of each way, a figure for every repeat."""

    product: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    replayed: list[float] = field(default_factory=list)
    each_ms: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """A shop full of drafts to copy, what to order, and what confirming said."""

    made: Databases
    template: str
    numbers: Sequence[str]
    orders: Sequence[BareOrder]
    logged: Sequence[Logged]


def rows(options: Options) -> Iterator[Result]:
    """Two rows for each number of processes: against bare work, against our own statements."""
    for kind, counts in ((POSTGRES, (1, 4)), (SQLITE, (1,))):
        reason = missing(kind)
        if reason:
            yield Result(WORK, kind, skipped=reason)
            continue
        with databases(kind) as made:
            stage = _stage(made, options.times(4 * 110, 4 * 35))
            for processes in counts:
                yield from _results(stage, kind, processes, _measured(stage, processes, options.times(5, 3)))


def _results(stage: Stage, kind: str, processes: int, figures: Figures) -> Iterator[Result]:
    product, plain = spread_of(figures.product), spread_of(figures.bare)
    replayed = spread_of(figures.replayed)
    work = f"{WORK}, {processes} process{'es' if processes > 1 else ''}"
    statements = sum(len(each) for each in stage.logged) / len(stage.logged)
    each = spread_of(figures.each_ms)
    note = f"{statements:.1f} statements; {each.median:.1f} ms each, p99 {each.p99:.1f}"
    of_bare = middle_ratio(figures.product, figures.bare)
    of_replay = middle_ratio(figures.product, figures.replayed)
    yield Result(
        work, kind, "orders/s", product, plain, of_bare, f"≥ {OF_BARE[kind]:.0%} of the bare order",
        of_bare >= OF_BARE[kind], note,
    )  # fmt: skip
    yield Result(
        f"{work}, own statements replayed", kind, "orders/s", product, replayed, of_replay,
        f"≥ {OF_REPLAY:.0%} of the replay" if kind == POSTGRES else "",
        of_replay >= OF_REPLAY if kind == POSTGRES else None,
    )  # fmt: skip


def _stage(made: Databases, count: int) -> Stage:
    template = made.new()
    shop.fill(template, SIZE)
    baskets = shop.baskets(SIZE, count)
    numbers = shop.draft_all(template, baskets)
    skus, bill_tos = [shop.sku(n) for n in range(SIZE.skus)], [shop.bill_to(n) for n in range(SIZE.bill_tos)]
    make_tables(template, bill_tos=bill_tos, skus=skus, invoices=shop.INVOICES_EACH, on_hand=bare_orders.STOCKED)
    plain = [
        BareOrder(number, bill_to, tuple((one, quantity * 1_000_000) for one, quantity in lines))
        for number, (bill_to, lines) in zip(numbers, baskets, strict=True)
    ]
    copy = made.copy(template)
    logged = _logged(copy, numbers)
    made.drop(copy)
    return Stage(made, template, numbers, plain, logged)


def _logged(url: str, numbers: Sequence[str]) -> list[Logged]:
    engine = open_engine(url)
    heard: Logged = []

    def hear(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        # Many rows in one statement of VALUES are announced as many, but are said once.
        heard.append((statement, parameters, many and isinstance(parameters, list)))

    event.listen(engine, "before_cursor_execute", hear)
    transactions = Transactions(engine)
    said = []
    for number in numbers:
        with transactions.begin() as session:
            orders.confirm(session, shop.desk(), number, revision=1)
        said.append(heard.copy())
        heard.clear()
    engine.dispose()
    return said


def _measured(stage: Stage, processes: int, repeats: int) -> Figures:
    figures = Figures()
    for _ in range(repeats):
        for way, kept in ((_product, figures.product), (_bare, figures.bare), (_replay, figures.replayed)):
            url = stage.made.copy(stage.template)
            run: Run = side_by_side(partial(way, stage, url, processes), processes=processes, warm_up=WARM_UP)
            stage.made.drop(url)
            kept.append(run.per_second)
            if kept is figures.product:
                figures.each_ms += [seconds * 1000 for seconds in run.each]
    return figures


def _share(items: Sequence[Any], processes: int, index: int) -> Sequence[Any]:
    return items[index::processes][: len(items) // 4]


@contextmanager
def _product(stage: Stage, url: str, processes: int, index: int) -> Iterator[Sequence[Piece]]:
    engine = open_engine(url, pool_size=1)
    transactions = Transactions(engine)

    def confirm(number: str) -> None:
        with transactions.begin() as session:
            orders.confirm(session, shop.desk(), number, revision=1)

    yield [partial(confirm, number) for number in _share(stage.numbers, processes, index)]
    engine.dispose()


@contextmanager
def _bare(stage: Stage, url: str, processes: int, index: int) -> Iterator[Sequence[Piece]]:
    said = bare_orders.statements(url)
    with bare(url) as connection:
        yield [partial(write_order, connection, said, order) for order in _share(stage.orders, processes, index)]


@contextmanager
def _replay(stage: Stage, url: str, processes: int, index: int) -> Iterator[Sequence[Piece]]:
    with bare(url) as connection:
        yield [partial(_say, connection, logged) for logged in _share(stage.logged, processes, index)]


def _say(connection: Any, logged: Logged) -> None:
    cursor = connection.cursor()
    if not hasattr(connection, "pipeline"):
        cursor.execute("BEGIN IMMEDIATE")
    for statement, parameters, many in logged:
        if many:
            cursor.executemany(statement, parameters)
        elif not statement.startswith("BEGIN"):
            cursor.execute(statement, parameters)
            if cursor.description is not None:
                cursor.fetchall()
    connection.commit()
