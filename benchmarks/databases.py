"""Owns the databases that are measured on: made for the run and dropped with it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.tables import every_table
from domain.shared.database import open_engine

SQLITE, POSTGRES = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRES)
_SERVER = os.environ.get("ORDERCLERK_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def missing(kind: str) -> str:
    """Why there is no database of this kind here; empty if there is one."""
    if kind == SQLITE:
        return ""
    try:
        psycopg.connect(_SERVER, connect_timeout=3).close()
    except psycopg.Error:
        return "no PostgreSQL answers; name one in ORDERCLERK_TEST_POSTGRES"
    return ""


@dataclass
class Databases:
    """Makes databases of one kind; all are gone when the run ends."""

    kind: str
    folder: Path
    _made: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def empty(self) -> str:
        """The URL of a new database without any table."""
        return self._empty(None)

    def new(self) -> str:
        """The URL of a new database with every table."""
        url = self._empty(None)
        engine = open_engine(url)
        every_table().create_all(engine)
        engine.dispose()
        return url

    def copy(self, url: str) -> str:
        """The URL of a copy of a database that nobody is connected to."""
        return self._empty(url)

    def drop(self, url: str) -> None:
        """Drop one of them early, to have its space."""
        if self.kind == SQLITE:
            for end in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)
        elif (name := url.rpartition("/")[2]) in self._made:
            self._made.remove(name)
            with psycopg.connect(_SERVER, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        """Drop everything."""
        for name in list(self._made):
            self.drop(name)

    def _empty(self, like: str | None) -> str:
        number = next(self._numbers)
        if self.kind == SQLITE:
            path = self.folder / f"{number}.db"
            if like:
                with sqlite3.connect(like.removeprefix("sqlite:///")) as source:
                    source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                shutil.copy(like.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        name = f"orderclerk_bench_{os.getpid()}_{number}"
        template = sql.Identifier(like.rpartition("/")[2] if like else "template1")
        with psycopg.connect(_SERVER, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))
        self._made.append(name)
        return f"{_SERVER.rpartition('/')[0]}/{name}"


@contextmanager
def databases(kind: str) -> Iterator[Databases]:
    """Databases of a kind for the time of this block."""
    with tempfile.TemporaryDirectory(prefix="orderclerk-bench-") as folder:
        made = Databases(kind, Path(folder))
        try:
            yield made
        finally:
            made.close()


@contextmanager
def bare(url: str) -> Iterator[Any]:
    """A connection of the database's own driver, set like the product's: full synchronisation, explicit commits."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(
            url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False, timeout=30
        )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")
        try:
            yield connection
        finally:
            connection.close()
    else:
        with psycopg.connect(url) as opened:
            yield opened
