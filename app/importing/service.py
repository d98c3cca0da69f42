"""Takes over files of the import format: each in one transaction, stored whole or not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.importing.kinds import EVERY_KIND, kind_named
from app.importing.kinds.kind import Kind
from app.importing.kinds.known import Known
from app.importing.reading import FORMS, Table, UnreadableFile, read_table
from app.importing.schemas import ImportReport, ImportRun, RowProblem
from app.importing.validating import CheckedRows, checked
from domain.shared import audit
from domain.shared.database import Transactions
from domain.shared.desk import Desk

#: How far a file is: steps done, steps in all. Every row is a step when it is checked and one when it is stored.
Progress = Callable[[int, int], None]
#: The same over a folder, with the kind in hand.
FolderProgress = Callable[[str, int, int], None]


class _Undo(Exception):
    """Ends a transaction without keeping its work."""


def import_file(
    transactions: Transactions,
    desk: Desk,
    kind: str,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Store a file of one kind (a name of `kinds.EVERY_KIND`; UnknownKind otherwise), or nothing of it.

    The report lists every bad row by line, column and reason. `mapping` says ours to theirs where the file names a
    column otherwise. A dry run checks everything, the storing too, and keeps nothing.
    """
    chosen = kind_named(kind)
    report: list[ImportReport] = []
    with _kept_unless_undone(transactions) as session:
        report.append(_imported(session, desk, chosen, path, mapping=mapping or {}, progress=progress))
        if report[0].refused or dry_run:
            raise _Undo
    return report[0].model_copy(update={"stored": 0}) if dry_run else report[0]


def import_all(
    transactions: Transactions,
    desk: Desk,
    folder: Path,
    *,
    dry_run: bool = False,
    progress: FolderProgress | None = None,
) -> ImportRun:
    """Store every file of a folder whose name is a kind, in the order of kinds, each in a transaction of its own.

    Stops at the first bad file and keeps the files before it. Two forms of one kind are refused before anything is
    stored. Other names are ignored. A dry run checks the files on top of each other and keeps none.
    """
    found = {kind.name: _forms_of(folder, kind) for kind in EVERY_KIND}
    missing = tuple(kind.name for kind in EVERY_KIND if kind.is_expected and not found[kind.name])
    doubled = [_two_forms(name, paths) for name, paths in found.items() if len(paths) > 1]
    if doubled:
        return ImportRun(reports=tuple(doubled), missing=missing)
    files = [(kind, found[kind.name][0]) for kind in EVERY_KIND if found[kind.name]]
    if dry_run:
        return ImportRun(reports=tuple(_rehearsed(transactions, desk, files, progress)), missing=missing)
    reports = []
    for kind, path in files:
        told = _told_of(kind, progress)
        reports.append(import_file(transactions, desk, kind.name, path, progress=told))
        if reports[-1].refused:
            break
    return ImportRun(reports=tuple(reports), missing=missing)


def _rehearsed(
    transactions: Transactions, desk: Desk, files: Sequence[tuple[Kind[Any], Path]], progress: FolderProgress | None
) -> list[ImportReport]:
    reports: list[ImportReport] = []
    with _kept_unless_undone(transactions) as session:
        for kind, path in files:
            told = _told_of(kind, progress)
            report = _imported(session, desk, kind, path, mapping={}, progress=told)
            reports.append(report.model_copy(update={"stored": 0}))
            if report.refused:
                break
        raise _Undo
    return reports


@contextmanager
def _kept_unless_undone(transactions: Transactions) -> Iterator[Session]:
    try:
        with transactions.begin() as session:
            yield session
    except _Undo:
        return


def _imported(
    session: Session, desk: Desk, kind: Kind[Any], path: Path, *, mapping: Mapping[str, str], progress: Progress | None
) -> ImportReport:
    report = ImportReport(kind=kind.name, file=path.name)
    try:
        table = read_table(path, kind.columns, kind.required, mapping)
    except UnreadableFile as error:
        return report.model_copy(update={"problems": (error.problem,)})
    steps = _Steps(len(table.lines), progress)
    rows = checked(table, kind.model, ZoneInfo(desk.company.time_zone))
    known = Known(session, desk, steps.stored)
    problems = [*rows.problems, *rows.told(kind.check(rows.rows, known))]
    steps.stored(0)
    if not problems:
        problems = list(rows.told(kind.store(rows.rows, known)))
    if not problems:
        steps.stored(len(table.lines))
        _record(session, desk, report, len(rows.rows))
    return _report(report, table, rows, problems)


def _report(report: ImportReport, table: Table, rows: CheckedRows[Any], problems: Sequence[RowProblem]) -> ImportReport:
    return report.model_copy(
        update={
            "rows": len(table.lines),
            "stored": 0 if problems else len(rows.rows),
            "problems": tuple(sorted(problems, key=lambda one: (one.line, one.column))),
            "ignored": table.ignored,
        }
    )


def _record(session: Session, desk: Desk, report: ImportReport, rows: int) -> None:
    change = audit.Change(
        subject=f"import:{report.kind}", action="file.imported", after={"rows": rows}, source=report.file
    )
    audit.record(session, desk.actor, change, now=desk.now)


def _forms_of(folder: Path, kind: Kind[Any]) -> list[Path]:
    return [path for form in FORMS if (path := folder / f"{kind.file_stem}{form}").is_file()]


def _two_forms(kind: str, paths: Sequence[Path]) -> ImportReport:
    names = " and ".join(path.name for path in paths)
    problem = RowProblem(line=0, column="", value=names, reason="two forms of one kind; keep one of them")
    return ImportReport(kind=kind, file=names, problems=(problem,))


def _told_of(kind: Kind[Any], progress: FolderProgress | None) -> Progress | None:
    return None if progress is None else lambda done, total: progress(kind.name, done, total)


class _Steps:
    """Tells the progress of one file."""

    def __init__(self, rows: int, progress: Progress | None) -> None:
        self._rows = rows
        self._progress = progress
        if progress:
            progress(0, 2 * rows)

    def stored(self, rows: int) -> None:
        """That many rows are stored by now, and all of them checked."""
        if self._progress:
            self._progress(self._rows + rows, 2 * self._rows)
