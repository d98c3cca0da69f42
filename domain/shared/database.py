"""Owns the database: the base of all tables, the exact column types and the one way to open a transaction."""

import select
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    bindparam,
    create_engine,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from domain.shared.money import in_hundredths
from domain.shared.quantity import LARGEST, exact, of_millionths
from domain.shared.unfit import refusal_in

#: By dialect, for statements that are built once.
INSERTS: Mapping[str, Callable[[Any], Any]] = {"postgresql": postgres_insert, "sqlite": sqlite_insert}
AFTER_COMMIT = "after_commit"
_SQLITE_BUSY_MS = 30_000
_USED_AT = "used_at"
#: After so long a network may have dropped a connection without a word.
_TRUSTED_SECONDS = 30.0


class Base(DeclarativeBase):
    """Base of every table; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class AmountColumn(TypeDecorator[Decimal]):
    """Money without its currency: a Decimal of two places, kept as hundredths in 64 bits."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Hundredths for the database."""
        return None if value is None else in_hundredths(value)

    def process_literal_param(self, value: Decimal | int | None, dialect: Dialect) -> str:
        """Hundredths as they stand in a partial index or a default."""
        return "NULL" if value is None else str(in_hundredths(Decimal(value)))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """An exact Decimal for us."""
        return None if value is None else Decimal(value).scaleb(-2)


def millionths(value: Decimal) -> int:
    """A quantity or unit price as it is stored."""
    scaled = int(value * 1_000_000)
    is_exact = scaled == value * 1_000_000 and abs(value) <= LARGEST
    return scaled if is_exact else int(exact(value).scaleb(6))


class ScaledColumn(TypeDecorator[Decimal]):
    """A quantity or unit price: a Decimal of six places, kept as millionths in 64 bits."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Millionths for the database."""
        return None if value is None else millionths(value)

    def process_literal_param(self, value: Decimal | int | None, dialect: Dialect) -> str:
        """Millionths as they stand in a partial index or a default."""
        return "NULL" if value is None else str(int(exact(value).scaleb(6)))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """An exact Decimal for us, without trailing zeros where it is whole."""
        return None if value is None else of_millionths(value)


class MomentColumn(TypeDecorator[datetime]):
    """A moment with a zone, kept in UTC; a moment without a zone is a mistake and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC for the database; SQLite keeps it without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always with its zone, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Structured data: JSONB on PostgreSQL, JSON text on SQLite.
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
#: A surrogate key that counts up on both databases (SQLite only counts plain INTEGER keys).
Serial = BigInteger().with_variant(Integer(), "sqlite")


def normalised_url(url: str) -> str:
    """`postgres://` and `postgresql://` become the psycopg 3 form that SQLAlchemy wants."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def open_engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine for a database URL; on SQLite in WAL mode with foreign keys and full synchronisation."""
    name = make_url(normalised_url(url))
    if name.get_backend_name() != "sqlite":
        engine = create_engine(name, pool_size=pool_size, max_overflow=pool_size)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_refuse_lost, engine))
        return engine
    engine = create_engine(name, connect_args={"timeout": _SQLITE_BUSY_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = time.monotonic()


def _refuse_lost(engine: Engine, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Have a pooled connection replaced, and all others with it, when the server does not answer on it any more.

    To ask costs a tenth of a small transaction. One that was used just now is asked only if something came in on it
    unasked: that is how a server says that it closed it.
    """
    used_at = record.info.get(_USED_AT)
    if used_at is None or (time.monotonic() - used_at < _TRUSTED_SECONDS and not _has_news(connection)):
        return
    try:
        engine.dialect.do_ping(connection)
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise InvalidatePoolError("the server left this connection") from error


def _has_news(connection: Any) -> bool:
    """Whether the other side sent something, or its end, without being asked."""
    if connection.closed:
        return True
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    return bool(poller.poll(0))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_SQLITE_BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Transactions:
    """Opens transactions. `begin` writes and commits at its end, `read` never writes.

    On SQLite one writer at a time per process, by a lock; between processes by BEGIN IMMEDIATE. `info` is put
    into every session: hooks such as the one that wakes the relay, and what app plugs in.
    """

    def __init__(self, engine: Engine, info: Mapping[str, Any] | None = None) -> None:
        self.engine = engine
        self._info = dict(info or {})
        self._writes = sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)
        self._reads = sessionmaker(engine, expire_on_commit=False)
        self._lock = threading.RLock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A session whose work is committed when the block ends and thrown away when it raises.

        Raises DoesNotFit for a text or number that its column cannot hold.
        """
        callbacks = list[Callable[[], None]]()
        if self._lock:
            self._lock.acquire()
        try:
            with self._writes() as session, session.begin():
                session.info.update(self._info | {AFTER_COMMIT: callbacks})
                yield session
        except (SQLAlchemyError, OverflowError) as error:
            raise refusal_in(error) or error from error
        finally:
            if self._lock:
                self._lock.release()
        for callback in callbacks:
            callback()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look; whatever it changed is thrown away."""
        with self._reads() as session:
            session.info.update(self._info)
            try:
                yield session
            except (SQLAlchemyError, OverflowError) as error:
                raise refusal_in(error) or error from error
            finally:
                session.rollback()


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Call `callback` once when the transaction of this session has been committed; the same one only once."""
    callbacks = session.info.get(AFTER_COMMIT)
    if callbacks is not None and callback not in callbacks:
        callbacks.append(callback)


def insert_into(session: Session, table: type[Base]) -> Any:
    """An INSERT in the dialect of the session's database, which can say what to do where the key exists."""
    return INSERTS[session.get_bind().dialect.name](table)


def insert_ignoring(session: Session, table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert one row unless its key exists; False where it did. Never waits for more than that key."""
    statement = insert_into(session, table).values(**values).on_conflict_do_nothing()
    key = next(iter(table.__table__.primary_key))
    return session.execute(statement.returning(key)).first() is not None


def written(value: Any) -> BindParameter[Any]:
    """A value, or a list of values for IN, that is written into the statement instead of sent beside it.

    Only then does SQLite see that an index over a part of a table serves, or that few rows are wanted.
    """
    return bindparam(None, value, literal_execute=True, expanding=isinstance(value, list | tuple))


def upsert(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or overwrite those whose primary key exists. Every row names the same columns, no key twice."""
    if not rows:
        return
    statement = insert_into(session, table)
    key = [column.name for column in table.__table__.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    session.execute(
        statement.on_conflict_do_update(index_elements=key, set_=changed)
        if changed
        else statement.on_conflict_do_nothing(),
        list(rows),
    )
