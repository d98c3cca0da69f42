"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS) as rows of text; runs in the process of its own."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from gateways.attachments.bounds import BROKEN_ARCHIVE, fitting
from gateways.attachments.schemas import FileLimits, FileTable, NotRead, Remark, Rows, Unread

# A cell with a formula and no value: the program that wrote it never worked it out.
_NO_RESULT = re.compile(rb"<f\b[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v>\s*</v>|</c>)")
_WORKSHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
Remarks = tuple[tuple[Remark, str], ...]


def read_workbook(payload: bytes, limits: FileLimits) -> tuple[tuple[FileTable, ...], Remarks]:
    """Every visible worksheet that holds anything; raises NotRead."""
    unworked = _within_limits(payload, limits) if payload.startswith(b"PK") else False
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(payload))
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > limits.parts:
            raise NotRead(Unread.TOO_MANY_CELLS)
        hidden = [sheet.name for sheet in sheets if sheet.visible != SheetVisibleEnum.Visible]
        shown = {sheet.name: _rows(book, sheet.name, limits) for sheet in sheets if sheet.name not in hidden}
    except PasswordError as error:
        raise NotRead(Unread.ENCRYPTED) from error
    except (CalamineError, OSError, ValueError) as error:
        raise NotRead(Unread.BROKEN) from error
    tables = {name: rows for name, rows in shown.items() if rows}
    if not tables:
        raise NotRead(Unread.EMPTY)
    remarks = [(Remark.HIDDEN_SHEET, name) for name in hidden]
    remarks += [(Remark.FORMULA_WITHOUT_RESULT, "")] if unworked else []
    return tuple(FileTable(name if len(tables) > 1 else "", rows) for name, rows in tables.items()), tuple(remarks)


def _within_limits(payload: bytes, limits: FileLimits) -> bool:
    """Whether a formula lacks its result; raises NotRead for an archive that swells or is locked."""
    left = limits.unpacked
    unworked = False
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            if any(item.flag_bits & 1 for item in archive.infolist()):
                raise NotRead(Unread.ENCRYPTED)
            if sum(item.file_size for item in archive.infolist()) > limits.unpacked:
                raise NotRead(Unread.TOO_LARGE)
            for item in archive.infolist():
                # What an archive says of its sizes need not be so: it is unpacked once and counted.
                with archive.open(item) as part:
                    content = part.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise NotRead(Unread.TOO_LARGE)
                unworked = unworked or bool(_WORKSHEET.fullmatch(item.filename) and _NO_RESULT.search(content))
    except BROKEN_ARCHIVE as error:
        raise NotRead(Unread.BROKEN) from error
    return unworked


def _rows(book: CalamineWorkbook, name: str, limits: FileLimits) -> Rows:
    sheet = book.get_sheet_by_name(name)
    if sheet.end is None:
        return ()
    if sheet.end[0] >= 50 * limits.rows:
        raise NotRead(Unread.TOO_MANY_CELLS)
    cells = ([cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False))
    try:
        return fitting(_without_end(cells), limits)
    except NotRead as refused:
        if refused.reason is Unread.EMPTY:
            return ()
        raise


def _without_end(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows up to the last that holds anything: a format reaches further down than any content."""
    waiting = 0
    for row in rows:
        if not any(row):
            waiting += 1
            continue
        yield from ([] for _ in range(waiting))
        waiting = 0
        yield row


def cell_text(value: Any) -> str:
    """A cell as a person sees it in the plainest format: whole numbers without a point, dates as 2011-11-25."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value)


def _number_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # Binary fractions of sums (0.1 + 0.2) are nothing anybody wrote.
    return f"{value:.10g}" if abs(value) < 1e9 else repr(value)
