"""Owns backup and restore: the whole database as one compressed file of JSON lines, the same for both databases.

A file of SQLite can be restored into PostgreSQL and the other way round.
"""

import base64
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text

from app.migrating import head, is_current
from app.tables import every_table
from domain.shared.errors import Refusal

CHUNK = 5_000


class CannotRestore(Refusal):
    """The file does not fit this database; facts: why, expected."""

    code = "CANNOT_RESTORE"


_ENCODED: dict[type, tuple[str, Callable[[Any], str]]] = {
    Decimal: ("decimal", str),
    datetime: ("moment", lambda value: value.isoformat()),
    date: ("date", lambda value: value.isoformat()),
    time: ("time", lambda value: value.isoformat()),
    bytes: ("bytes", lambda value: base64.b64encode(value).decode("ascii")),
}
_DECODED: dict[str, Callable[[str], Any]] = {
    "decimal": Decimal,
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bytes": base64.b64decode,
}
_TAG = "$"


def backup(engine: Engine, file: Path) -> int:
    """Write every row of every table as of one moment; says how many. The file appears only when it is whole."""
    partial = file.with_name(file.name + ".partial")
    count = 0
    with engine.connect() as connection, gzip.open(partial, "wt", encoding="utf-8") as stream:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        stream.write(json.dumps({"orderclerk": "backup", "migration": head()}) + "\n")
        for table in every_table().sorted_tables:
            for row in connection.execution_options(yield_per=CHUNK).execute(select(table)):
                stream.write(json.dumps([table.name, [_encoded(value) for value in row]], ensure_ascii=False) + "\n")
                count += 1
    partial.replace(file)
    return count


def restore(engine: Engine, file: Path) -> int:
    """Fill an empty database from a backup, all or nothing; says how many rows.

    Raises CannotRestore for a file of another version, a file that is none, or a database that is not empty.
    """
    if not is_current(engine):
        raise CannotRestore(why="the database lacks migrations", expected="orderclerk migrate")
    tables = {table.name: table for table in every_table().sorted_tables}
    with engine.execution_options(writes=True).begin() as connection, gzip.open(file, "rt", encoding="utf-8") as stream:
        _check(json.loads(next(stream, "{}")))
        _require_empty(connection, tables)
        count = sum(_insert(connection, tables[name], rows) for name, rows in _chunks(stream))
        if engine.dialect.name == "postgresql":
            _continue_counting(connection, tables)
    return count


def _encoded(value: Any) -> Any:
    if type(value) in _ENCODED:
        tag, encode = _ENCODED[type(value)]
        return {_TAG: tag, "v": encode(value)}
    return {_TAG: "document", "v": value} if isinstance(value, dict | list) else value


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return _DECODED[value[_TAG]](value["v"]) if value[_TAG] in _DECODED else value["v"]


def _check(first: dict[str, Any]) -> None:
    if first.get("orderclerk") != "backup":
        raise CannotRestore(why="the file is no backup", expected="a file written by orderclerk backup")
    if first.get("migration") != head():
        raise CannotRestore(why=f"the backup is of migration {first.get('migration')}", expected=head())


def _require_empty(connection: Connection, tables: dict[str, Table]) -> None:
    filled = [name for name, table in tables.items() if connection.scalar(select(func.count()).select_from(table))]
    if filled:
        raise CannotRestore(why=f"the database is not empty: {', '.join(filled[:5])}", expected="an empty database")


def _chunks(stream: Iterator[str]) -> Iterator[tuple[str, list[list[Any]]]]:
    name, rows = "", list[list[Any]]()
    for line in stream:
        table, values = json.loads(line)
        if rows and (table != name or len(rows) >= CHUNK):
            yield name, rows
            rows = []
        name = table
        rows.append(values)
    if rows:
        yield name, rows


def _insert(connection: Connection, table: Table, rows: list[list[Any]]) -> int:
    names = [column.name for column in table.columns]
    values = [dict(zip(names, map(_decoded, row), strict=True)) for row in rows]
    connection.execute(table.insert(), values)
    return len(rows)


def _continue_counting(connection: Connection, tables: dict[str, Table]) -> None:
    """Let PostgreSQL's counters go on behind the highest key that was restored."""
    for table in tables.values():
        key = table.autoincrement_column
        if key is not None:
            highest = connection.scalar(select(func.max(key)))
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :key), :value, :used)"),
                {"table": table.name, "key": key.name, "value": highest or 1, "used": highest is not None},
            )
