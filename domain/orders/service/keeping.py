"""Owns writing down what became of many lines at once."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, column, func, update
from sqlalchemy import bindparam as bind
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from domain.orders.models import OrderLine
from domain.shared.database import Base

_LINES = Base.metadata.tables[OrderLine.__tablename__]
_WRITTEN = ("open", "allocated", "parts", "promised_date", "first_promised_date")
_TAKEN = ("id", *_WRITTEN)
_rows = (
    func.unnest(*(bind(f"all_{name}", type_=ARRAY(_LINES.c[name].type, dimensions=1)) for name in _TAKEN))
    .table_valued(*(column(name, _LINES.c[name].type) for name in _TAKEN))
    .render_derived(name="line")
)
_WRITE_ALL = update(_LINES).where(_LINES.c.id == _rows.c.id).values({name: _rows.c[name] for name in _WRITTEN})


def keep_lines(session: Session, lines: Sequence[OrderLine]) -> None:
    """Write what allocating and promising set of stored lines, in one statement where the database can take it so.

    Whatever else was changed of them is left to the next flush.
    """
    connection = session.connection()
    if not lines or connection.dialect.name != "postgresql":
        return
    connection.execute(_WRITE_ALL, {f"all_{name}": [getattr(line, name) for line in lines] for name in _TAKEN})
    for line in lines:
        for name in _WRITTEN:
            set_committed_value(line, name, getattr(line, name))
