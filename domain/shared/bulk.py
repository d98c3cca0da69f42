"""Owns writing many rows at once: what SQLAlchemy does per row and column is done once per column here."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import Cursor, sql
from sqlalchemy import Connection, Table, TableValuedAlias, bindparam, column, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from domain.shared.database import Base


def insert_many(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; columns with a default of ours have to be among them.

    PostgreSQL takes them by COPY. Constraints hold as ever; a violation raises the driver's error.
    """
    if not rows:
        return
    table: Table = Base.metadata.tables[model.__tablename__]
    names = list(rows[0])
    connection = session.connection()
    columns = [_bound(connection, table, name, [row[name] for row in rows]) for name in names]
    values = list(zip(*columns, strict=True))
    if connection.dialect.name == "postgresql":
        _copy(connection, table.name, names, values)
    else:
        marks = ", ".join("?" * len(names))
        quoted = ", ".join(f'"{name}"' for name in names)
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', values)


def _bound(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    """A column as the driver takes it; the same value is converted once."""
    dialect = connection.dialect
    bind = table.columns[name].type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return values
    if any(isinstance(value, dict | list) for value in values):
        return [bind(value) for value in values]
    converted = {value: bind(value) for value in set(values)}
    return [converted[value] for value in values]


def _copy(connection: Connection, table: str, names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    cursor: Cursor[Any] = connection.connection.cursor()  # type: ignore[assignment]  # the pool types it as any driver's
    with cursor, cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)


def sent_rows(table: type[Base], names: Sequence[str]) -> TableValuedAlias:
    """Rows with these columns of a table, sent to PostgreSQL as a list of documents in the parameter `rows`.

    One document costs the driver half of what an array for each column does. Quantities are sent in `millionths`.
    """
    columns = [column(name, table.__table__.c[name].type) for name in names]
    rows = func.jsonb_to_recordset(bindparam("rows", type_=JSONB)).table_valued(*columns)
    return rows.render_derived(name="sent", with_types=True)
