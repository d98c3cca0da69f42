"""Owns files: CSV, CSV in gzip and XLSX become lines of text cells under a header, or a reason why not."""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from app.importing.schemas import RowProblem

FORMS = (".csv", ".csv.gz", ".xlsx")
#: No file of any wholesaler is larger than this once unpacked; an archive that is, was made to hurt.
LARGEST_BYTES = 512 * 1024 * 1024
_CELL_CHARS = 131_072
Line = tuple[int, list[str]]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; says where and why."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a file with their numbers, cells in the order of `columns`; None for a column nobody wants."""

    columns: tuple[str | None, ...]
    lines: list[Line]
    ignored: tuple[str, ...]


def read_table(path: Path, wanted: Iterable[str], required: Iterable[str], mapping: Mapping[str, str]) -> Table:
    """Read a file whose columns are `wanted`, or named otherwise by `mapping` (ours to theirs).

    Raises UnreadableFile: no such file, not text, no header, a column twice or missing, a broken archive.
    """
    try:
        lines = [line for line in _lines(path) if any(line[1])]
    except OSError as error:
        raise _unreadable(error.strerror or str(error), str(path)) from error
    if not lines:
        raise _unreadable("the file is empty; its first line must name the columns")
    header = [cell.strip() for cell in lines[0][1]]
    columns = _columns(header, tuple(wanted), mapping)
    _require(columns, required, header)
    ignored = tuple(name for name, ours in zip(header, columns, strict=True) if ours is None and name)
    return Table(columns, lines[1:], ignored)


def _columns(header: list[str], wanted: tuple[str, ...], mapping: Mapping[str, str]) -> tuple[str | None, ...]:
    for ours, theirs in mapping.items():
        if ours not in wanted:
            raise _unreadable(f"there is no column {ours} to map to; ours are {', '.join(wanted)}", ours)
        if theirs not in header:
            raise _unreadable(f"the file has no column {theirs}", theirs)
    names = {ours: ours for ours in wanted} | dict(mapping)
    ours_of = {theirs.casefold(): ours for ours, theirs in names.items()}
    columns = tuple(ours_of.get(name.casefold()) for name in header)
    for index, column in enumerate(columns):
        if column is not None and column in columns[:index]:
            raise _unreadable("this column is there twice", header[index], line=1)
    return columns


def _require(columns: tuple[str | None, ...], required: Iterable[str], header: list[str]) -> None:
    missing = [name for name in required if name not in columns]
    if missing and len(header) == 1 and ";" in header[0]:
        raise _unreadable("columns are separated by commas, not semicolons", header[0][:200], line=1)
    if missing:
        raise _unreadable(f"required column missing: {', '.join(missing)}", ", ".join(header)[:200], line=1)


def _lines(path: Path) -> Iterator[Line]:
    name = path.name.lower()
    if not name.endswith(FORMS):
        raise _unreadable(f"expected a file that ends in {', '.join(FORMS)}", path.name)
    if name.endswith(".xlsx"):
        return _workbook_lines(path)
    return _csv_lines(_text(_unpacked(path)))


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as file:
        stream = gzip.GzipFile(fileobj=file) if path.name.lower().endswith(".gz") else file
        try:
            content = stream.read(LARGEST_BYTES + 1)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise _unreadable("this is no whole gzip file") from error
    if len(content) > LARGEST_BYTES:
        raise _unreadable(f"larger than {LARGEST_BYTES // 1024 // 1024} MB")
    return content


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        piece = content[max(0, error.start - 20) : error.start + 20].decode("latin-1")
        raise _unreadable("not UTF-8 text; save the file as UTF-8", piece, line=line) from error


def _csv_lines(text: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        reason = f"longer than {_CELL_CHARS} characters" if "field limit" in str(error) else str(error)
        raise _unreadable(f"no readable CSV: {reason}", line=line) from error


def _workbook_lines(path: Path) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST_BYTES:
                raise _unreadable(f"larger than {LARGEST_BYTES // 1024 // 1024} MB unpacked")
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, IndexError) as error:
        raise _unreadable("this is no XLSX workbook with a sheet") from error
    return ((number, [_cell(value) for value in row]) for number, row in enumerate(rows, start=1))


def _cell(value: Any) -> str:
    """A cell of a workbook as it would stand in a CSV file."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        hours, rest = divmod(int(value.total_seconds()), 3600)
        return f"{hours:02}:{rest // 60:02}"
    return "" if value is None else str(value)


def _unreadable(reason: str, value: str = "", *, line: int = 0) -> UnreadableFile:
    return UnreadableFile(RowProblem(line=line, column="", value=value, reason=reason))
