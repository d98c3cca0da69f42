"""A database of the days before quotations, pick lists and instalments is brought forward with nothing lost.

`before_the_trade.jsonl` is what the version of then left after two weeks at a small wholesaler: drafts, a held order,
backorders, a shipment on its way, papers, money and returns, each in every state that there was.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, DateTime, Engine, MetaData, Time, select, text

from app.migrating import migrate
from domain.approvals import queries as approvals
from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import PaymentRequest
from domain.customers import queries as customers
from domain.orders import queries as orders
from domain.orders import service as order_service
from domain.orders.lifecycle import OrderState
from domain.returns import queries as returns
from domain.returns import service as returns_service
from domain.shared.database import Transactions, open_engine
from domain.shipping import service as shipping
from domain.stock import queries as stock
from tests.support.databases import empty_database
from tests.support.world import FAY, MORNING, VERA, WILL, World

BEFORE = "0005"
ROWS = [json.loads(line) for line in (Path(__file__).parent / "before_the_trade.jsonl").read_text().splitlines()]
TEN_DAYS_LATER = MORNING + timedelta(days=10)
#: SO-1004 was invoiced for 212.90, credited with 14.98 for six bags, and 50.00 of it is paid.
EXPECTED_PAPERS = (Decimal("147.92"), Decimal("0"))


@contextmanager
def _brought_forward(kind: str, folder: Path) -> Iterator[Engine]:
    """The database of then with its rows, and every migration since."""
    with empty_database(kind, folder) as url:
        engine = open_engine(url)
        migrate(engine, to=BEFORE)
        _fill(engine)
        migrate(engine)
        yield engine
        engine.dispose()


def _fill(engine: Engine) -> None:
    tables = MetaData()
    tables.reflect(engine)
    with engine.execution_options(writes=True).begin() as connection:
        for table in tables.sorted_tables:
            rows = [_typed(table, found["row"]) for found in ROWS if found["table"] == table.name]
            if rows:
                connection.execute(table.insert(), rows)
            if rows and engine.dialect.name == "postgresql" and "id" in table.c and table.c.id.autoincrement is True:
                said = (
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"
                )
                connection.execute(text(said))


def _typed(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    parsers = {DateTime: datetime.fromisoformat, Date: date.fromisoformat, Time: time.fromisoformat}
    return {
        name: next((parse(value) for kind, parse in parsers.items() if isinstance(table.c[name].type, kind)), value)
        if value is not None
        else None
        for name, value in row.items()
    }


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_every_value_of_then_is_there(kind: str, tmp_path: Path) -> None:
    """Each column of each row has what it had."""
    with _brought_forward(kind, tmp_path) as engine:
        tables = MetaData()
        tables.reflect(engine)
        with engine.connect() as connection:
            for found in ROWS:
                table, row = tables.tables[found["table"]], _typed(tables.tables[found["table"]], found["row"])
                key = {column.name: row[column.name] for column in table.primary_key if column.name in row}
                kept = connection.execute(select(*(table.c[name] for name in row)).filter_by(**key)).mappings().one()
                assert {name: _comparable(value) for name, value in kept.items()} == {
                    name: _comparable(value) for name, value in row.items()
                }, (found["table"], key)


def _comparable(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_books_of_then_agree_and_go_on(kind: str, tmp_path: Path) -> None:
    """What was begun then is finished now: the held order decided, the rest shipped and paid, the return received."""
    with _brought_forward(kind, tmp_path) as engine:
        world = World(Transactions(engine), now=TEN_DAYS_LATER)
        with world.working() as session:
            assert orders.broken_invariants(session) == []
            assert stock.balances_explained(session) == []
            thistle = customers.customer(session, "THISTLE")
            assert thistle is not None
            exposure = billing.exposure(session, world.desk(), thistle)
            assert (exposure.open_invoices.amount, exposure.unapplied_payments.amount) == EXPECTED_PAPERS
        _decide_the_held_order(world)
        with world.working() as session:
            shipping.ship(session, world.desk(WILL), "SO-1011", carrier="Van")
            request = PaymentRequest(
                payment_id="B9", bill_to="THISTLE", received_date=world.desk().today, amount=exposure.open_invoices
            )
            assert billing_service.receive_payment(session, world.desk(FAY), request).unapplied.amount == 0
            open_return = next(each for each in returns.open_returns(session) if each.order_number == "SO-1004")
            returns_service.receive(session, world.desk(WILL), open_return.number)
        with world.working() as session:
            assert orders.broken_invariants(session) == []
            assert orders.order(session, world.desk(), "SO-1007").state == OrderState.CONFIRMED


def _decide_the_held_order(world: World) -> None:
    """That an invoice was reminded of too often is a reason since, so the first yes is asked about it as well."""
    for reasons in (("OVER_LIMIT", "OVERDUE"), ("OVER_LIMIT", "OVERDUE", "DUNNING")):
        with world.working() as session:
            asked = approvals.open_of(session, "order:SO-1007")[0]
            assert asked.reasons == reasons
            order_service.decide_hold(
                session, world.desk(VERA), asked.id, revision=asked.revision, snapshot_hash=asked.snapshot_hash,
                approve=True, comment="they pay on Friday",
            )  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_was_asked_beside_a_draft_stays_open(kind: str, tmp_path: Path) -> None:
    """It stood in what was asked for; a draft without questions has none."""
    with empty_database(kind, tmp_path) as url:
        engine = open_engine(url)
        migrate(engine, to=BEFORE)
        _fill(engine)
        migrate(engine, to="0095")
        tables = MetaData()
        tables.reflect(engine, only=["sales_orders"])
        drafts = tables.tables["sales_orders"]
        asked = {"channel": "email", "customer_id": None, "lines": [], "enquiries": ["where is SO-1002?"]}
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(drafts.update().where(drafts.c.number == "SO-1001").values(request=asked))
        migrate(engine)
        with Transactions(engine).read() as session:
            world = World(Transactions(engine), now=TEN_DAYS_LATER)
            first, second = (orders.order(session, world.desk(), number) for number in ("SO-1001", "SO-1002"))
            assert (first.enquiries, second.enquiries) == (("where is SO-1002?",), ())
            assert orders.request_of(session, "SO-1001").enquiries == ()
        engine.dispose()
