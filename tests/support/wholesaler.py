"""Owns the real wholesaler as a test database: imported once per test process and kind, then copied."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.configured import Desks
from app.importing.service import import_all
from app.migrating import migrate
from app.settings import load
from domain.shared.actors import system
from domain.shared.database import Transactions, open_engine
from tests.support.parts import POSTGRES

TODAY = "2011-11-14"


def import_wholesaler(url: str, folder: Path) -> None:
    """Migrate an empty database and import every file of the wholesaler."""
    engine = open_engine(url)
    migrate(engine)
    transactions = Transactions(engine)
    desk = Desks(transactions, load(database_url=url, orderclerk_today=TODAY)).desk(system("test"))
    run = import_all(transactions, desk, folder)
    engine.dispose()
    assert not run.refused, run.reports[-1].problems[:3]


class Templates:
    """The imported wholesaler, made once per kind of database and copied for each test."""

    def __init__(self, folder: Path, data: Path, worker: str) -> None:
        self._folder, self._data, self._worker = folder, data, worker
        self._made: set[str] = set()

    @contextmanager
    def copy(self, kind: str, to: Path) -> Iterator[str]:
        """The URL of a fresh copy."""
        if kind not in self._made:
            self._make(kind)
            self._made.add(kind)
        if kind == "sqlite":
            shutil.copy(self._folder / "wholesaler.db", to / "orderclerk.db")
            yield f"sqlite:///{to / 'orderclerk.db'}"
            return
        name = f"{self._template}_copy"
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        yield self._url(name)
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        """Drop what was made on a server."""
        if "postgres" in self._made:
            with psycopg.connect(POSTGRES, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)")

    @property
    def _template(self) -> str:
        return f"orderclerk_wholesaler_{os.getpid()}_{self._worker}"

    def _url(self, name: str) -> str:
        return f"{POSTGRES.rpartition('/')[0]}/{name}"

    def _make(self, kind: str) -> None:
        if kind == "sqlite":
            path = self._folder / "wholesaler.db"
            import_wholesaler(f"sqlite:///{path}", self._data)
            engine = open_engine(f"sqlite:///{path}")
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            return
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self._template}")
        import_wholesaler(self._url(self._template), self._data)
