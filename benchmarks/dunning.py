"""Measures the nightly overdue run over a million invoices, and how much memory it takes."""

import multiprocessing
import resource
import time
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from benchmarks import shop
from benchmarks.databases import KINDS, POSTGRES, Databases, bare, databases, missing
from benchmarks.measuring import spread_of
from benchmarks.results import Options, Result
from domain.billing import service as billing
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine

MOST_SECONDS = 20.0
#: Memory that the run may take beyond what the process had, and still be called flat, in MiB.
FLAT = 64
BILL_TOS = 20_000
TODAY = date(2011, 11, 14)

#: Of a hundred invoices five are open and overdue (by 1 to 40 days), ten are open and not due, the others are paid.
_OPEN = "CASE WHEN n % 20 = 0 OR n % 10 = 3 THEN 12000 ELSE 0 END"
_SERIES = {
    "postgres": "generate_series(0, :last) AS series(n)",
    "sqlite": "(WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n < :last)"
    " SELECT n FROM series)",
}
_DUE = {
    "postgres": "date '2011-11-14' - CASE WHEN n % 20 = 0 THEN 1 + (n / 20) % 40 ELSE -10 END",
    "sqlite": "date('2011-11-14', printf('%+d days', CASE WHEN n % 20 = 0 THEN -1 - (n / 20) % 40 ELSE 10 END))",
}
_PAD = {"postgres": "lpad(({})::text, 5, '0')", "sqlite": "printf('%05d', {})"}
_FALSE = {"postgres": "false", "sqlite": "0"}
_CUSTOMERS = """
    INSERT INTO customers (customer_id, name, currency, price_list, payment_terms_days, priority, bill_to_id,
        share_limit, language)
    SELECT {id}, 'Customer', 'GBP', 'standard', 30, 'normal', {id}, {false}, 'en' FROM {series}"""
_ACCOUNTS = "INSERT INTO credit_accounts (bill_to) SELECT customer_id FROM customers"
_INVOICES = """
    INSERT INTO invoices (number, bill_to, issued_date, due_date, currency, total, open_amount, disputed, is_ours)
    SELECT 'OLD-' || n, {id}, {due}, {due}, 'GBP', 12000, {open}, {false}, {false} FROM {series}"""
_INSTALMENTS = """
    INSERT INTO instalments (invoice_number, instalment_no, bill_to, due_date, amount, open_amount)
    SELECT number, 1, bill_to, due_date, total, open_amount FROM invoices"""
_STEPS = """
    INSERT INTO bare_steps (invoice_number, level, bill_to)
    SELECT number, 2, bill_to FROM invoices
    WHERE open_amount >= 100 AND open_amount > 0 AND NOT disputed AND due_date <= {today}
        AND NOT EXISTS (SELECT 1 FROM bare_steps s WHERE s.invoice_number = number)"""
_NOTICES = """
    INSERT INTO bare_notices (bill_to, data)
    SELECT bill_to, {gathered} FROM invoices
    WHERE open_amount > 0 AND NOT disputed AND due_date <= {today} GROUP BY bill_to"""
_GATHERED = {
    "postgres": "json_agg(json_build_object('number', number, 'due', due_date, 'open', open_amount))::text",
    "sqlite": "json_group_array(json_object('number', number, 'due', due_date, 'open', open_amount))",
}


class _Ran(NamedTuple):
    seconds: float
    grew_mib: float
    steps: int
    notices: int


def rows(options: Options) -> Iterator[Result]:
    """One row for each kind of database."""
    count = options.times(1_000_000, 100_000)
    work = f"overdue run over {count:,} invoices of {BILL_TOS:,} bill-tos"
    for kind in KINDS:
        reason = missing(kind)
        if reason:
            yield Result(work, kind, skipped=reason)
            continue
        with databases(kind) as made:
            yield _ran(made, work, count)


def _ran(made: Databases, work: str, count: int) -> Result:
    url = made.new()
    _fill(url, made.kind, count)
    plain = _bare(url, made.kind)
    ran = _apart(url)
    most = MOST_SECONDS * count / 1_000_000
    is_met = ran.seconds <= most and ran.grew_mib <= FLAT
    note = f"{ran.steps:,} levels, {ran.notices:,} notices, {ran.grew_mib:+.0f} MiB"
    return Result(
        work, made.kind, "s", spread_of([ran.seconds]), spread_of([plain]), ran.seconds / plain,
        f"{most:g} s, memory flat (+{FLAT} MiB at most)", is_met, note,
    )  # fmt: skip


def _fill(url: str, kind: str, count: int) -> None:
    way = "postgres" if kind == POSTGRES else "sqlite"

    def said(statement: str, last: int, number: str) -> str:
        known = {"id": "'C' || " + _PAD[way].format(number), "due": _DUE[way], "open": _OPEN, "false": _FALSE[way]}
        return statement.format(series=_SERIES[way].replace(":last", str(last)), **known)

    with bare(url) as connection:
        if kind != POSTGRES:
            connection.execute("BEGIN")
        for statement in (
            said(_CUSTOMERS, BILL_TOS - 1, "n"),
            _ACCOUNTS,
            said(_INVOICES, count - 1, f"((n / 20) * 7919 + n) % {BILL_TOS}"),
            _INSTALMENTS,
            "CREATE TABLE bare_steps (invoice_number text, level integer, bill_to text,"
            " PRIMARY KEY (invoice_number, level))",
            "CREATE TABLE bare_notices (bill_to text PRIMARY KEY, data text)",
        ):
            connection.execute(statement)
        connection.commit()
        if kind == POSTGRES:
            connection.autocommit = True
        connection.execute("VACUUM ANALYZE" if kind == POSTGRES else "ANALYZE")


def _bare(url: str, kind: str) -> float:
    is_postgres = kind == POSTGRES
    today, gathered = f"'{TODAY}'", _GATHERED["postgres" if is_postgres else "sqlite"]
    with bare(url) as connection:
        # Twice: what is read for the first time would be charged to whoever comes first.
        for end in (connection.rollback, connection.commit):
            started = time.perf_counter()
            if not is_postgres:
                connection.execute("BEGIN IMMEDIATE")
            connection.execute(_STEPS.format(today=today))
            connection.execute(_NOTICES.format(today=today, gathered=gathered))
            end()
        return time.perf_counter() - started


def _apart(url: str) -> _Ran:
    """Run in a process of its own, so that its memory can be told."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(url, sender))
    process.start()
    sender.close()
    try:
        ran: _Ran = receiver.recv()
    except EOFError as error:
        raise RuntimeError("the run failed; its reason stands above") from error
    process.join()
    return ran


def _run(url: str, sender: Any) -> None:
    engine = open_engine(url, pool_size=1)
    with engine.connect():
        pass
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    with Transactions(engine).begin() as session:
        view = billing.run_dunning(session, shop.desk().acting_as(system("bench")), "2011-11-14")
    seconds = time.perf_counter() - started
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sender.send(_Ran(seconds, grew, view.steps, view.notices))
    engine.dispose()
