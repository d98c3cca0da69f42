"""The databases every domain test runs on, and the parts a machine may lack."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, text

from app.tables import every_table
from domain.shared.database import Transactions, open_engine
from tests.support.parts import BRING, POSTGRES, REFERENCE_DATA, require


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked with a part needs it."""
    for part in BRING:
        if item.get_closest_marker(part):
            require(part)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the lives of the trade, which take the longest: else one processor waits for the last of them."""
    items.sort(key=lambda item: "/trade/" not in item.path.as_posix())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    every_table().create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test process."""
    require("postgres")
    name = f"orderclerk_test_{os.getpid()}_{worker_id}"
    base, _, _ = POSTGRES.rpartition("/")
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{base}/{name}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """An engine on the PostgreSQL database with every table."""
    engine = open_engine(postgres_url, pool_size=20)
    every_table().create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database with every table, once per kind of database."""
    if request.param == "sqlite":
        path = tmp_path / "orderclerk.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    require("postgres")
    emptied(request.getfixturevalue("postgres_engine"))
    url: str = request.getfixturevalue("postgres_url")
    return url


def emptied(engine: Engine) -> None:
    """Empty what the test before has filled or counted: truncating every table takes ten times as long."""
    names = [table.name for table in every_table().sorted_tables]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    counted = "SELECT replace(sequencename, '_id_seq', '') FROM pg_sequences WHERE last_value IS NOT NULL"
    with engine.begin() as connection:
        touched = {row[0] for row in connection.execute(text(f"{filled} UNION {counted}"))}
        if touched:
            tables = ", ".join(f'"{name}"' for name in sorted(touched))
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on an empty database with every table: the test runs once per kind of database."""
    opened = open_engine(database_url, pool_size=20)
    yield opened
    opened.dispose()


@pytest.fixture
def transactions(engine: Engine) -> Transactions:
    """Transactions on an empty database with every table."""
    return Transactions(engine)


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data beside the project."""
    require("data")
    return REFERENCE_DATA


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this test process."""
    given: dict[str, Any] = getattr(request.config, "workerinput", {})
    return str(given.get("workerid", "main"))
