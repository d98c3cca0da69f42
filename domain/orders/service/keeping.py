"""Owns writing down what became of many lines at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from domain.orders.models import OrderLine
from domain.shared.bulk import sent_rows
from domain.shared.database import Base, millionths

_LINES = Base.metadata.tables[OrderLine.__tablename__]
_WRITTEN = ("open", "allocated", "cancelled", "parts", "promised_date", "first_promised_date")
_rows = sent_rows(OrderLine, ("id", *_WRITTEN))
_WRITE_ALL = update(_LINES).where(_LINES.c.id == _rows.c.id).values({name: _rows.c[name] for name in _WRITTEN})


def keep_lines(session: Session, lines: Sequence[OrderLine]) -> None:
    """Write what allocating and promising set of stored lines, in one statement where the database can take it so.

    Whatever else was changed of them is left to the next flush.
    """
    connection = session.connection()
    if not lines or connection.dialect.name != "postgresql":
        return
    connection.execute(_WRITE_ALL, {"rows": [_document(line) for line in lines]})
    for line in lines:
        for name in _WRITTEN:
            set_committed_value(line, name, getattr(line, name))


def _document(line: OrderLine) -> dict[str, Any]:
    promised, first = line.promised_date, line.first_promised_date
    return {
        "id": line.id,
        "open": millionths(line.open),
        "allocated": millionths(line.allocated),
        "cancelled": millionths(line.cancelled),
        "parts": line.parts,
        "promised_date": promised.isoformat() if promised else None,
        "first_promised_date": first.isoformat() if first else None,
    }
