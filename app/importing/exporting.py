"""Writes what is stored as files of the import format, so that an import of them gives the same again."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.importing.kinds import EVERY_KIND, kind_named
from app.importing.rows.cells import written
from domain.shared.desk import Desk


def export_kind(session: Session, desk: Desk, kind: str) -> Iterator[str]:
    """The lines of a CSV file with every row of a kind, header first, in the order of its key.

    Text that a spreadsheet would take for a formula stands behind an apostrophe, which an import takes off again.
    Raises UnknownKind before the first line.
    """
    chosen = kind_named(kind)
    zone = ZoneInfo(desk.company.time_zone)
    cells = ([written(getattr(row, column), zone) for column in chosen.columns] for row in chosen.listed(session))
    yield _csv(chosen.columns)
    yield from map(_csv, cells)


def export_all(session: Session, desk: Desk, folder: Path) -> dict[str, int]:
    """Write every kind that has rows into a folder, under the names that an import of the folder expects.

    Returns how many rows each kind has.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for kind in EVERY_KIND:
        lines = list(export_kind(session, desk, kind.name))
        counts[kind.name] = len(lines) - 1
        if counts[kind.name]:
            (folder / f"{kind.file_stem}.csv").write_text("".join(lines), encoding="utf-8", newline="")
    return counts


def _csv(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
