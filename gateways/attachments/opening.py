"""Which kind of file it is, by its first bytes, and who reads it."""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gateways.attachments.bounds import BROKEN_ARCHIVE, fitting
from gateways.attachments.delimited import rows_of_text
from gateways.attachments.schemas import FileContents, FileLimits, FileTable, NotRead, Remark, Unread

LIMITS = FileLimits()

_TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".xls")
_TEXT_TYPES = ("text/csv", "text/tab-separated-values", "text/comma-separated-values", "application/csv")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLE_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
#: How OpenDocument lets its members be packed; nothing else is unpacked in this process.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What Python itself may need to start; tokens and passwords of ours are nothing for that process.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH")
#: Where the packages of this program are, so that the process of its own finds them.
_HOME = Path(__file__).parents[2]


class FileReader:
    """Reads the files of one message, which keep to the limits together as well; what is beyond them is not read."""

    def __init__(self, limits: FileLimits = LIMITS) -> None:
        self._limits = limits
        self._files = 0
        self._cells = 0
        self._until = time.monotonic() + limits.seconds_together

    def read(self, name: str, content_type: str, payload: bytes) -> FileContents:
        """The next file."""
        self._files += 1
        if self._files > self._limits.files:
            return FileContents(name, unread=Unread.TOO_MANY_FILES)
        if time.monotonic() > self._until:
            return FileContents(name, unread=Unread.TOO_HARD)
        read = read_file(name, content_type, payload, limits=self._limits)
        self._cells += sum(len(row) for table in read.tables for row in table.rows)
        return FileContents(name, unread=Unread.TOO_MANY_CELLS) if self._cells > self._limits.cells else read


def read_file(name: str, content_type: str, payload: bytes, *, limits: FileLimits = LIMITS) -> FileContents:
    """What a file holds; never raises and never takes much longer than the limit says."""
    try:
        if not payload:
            raise NotRead(Unread.EMPTY)
        if len(payload) > limits.size:
            raise NotRead(Unread.TOO_LARGE)
        kind = _kind_of(name, content_type, payload)
        if kind == "text":
            rows = fitting(rows_of_text(payload, name, limits), limits)
            return FileContents(name, (FileTable("", rows),))
        return _read_apart(name, kind, payload, limits)
    except NotRead as refused:
        return FileContents(name, unread=refused.reason)


def _kind_of(name: str, content_type: str, payload: bytes) -> str:
    """pdf, workbook or text; raises NotRead for what is none of them."""
    if b"%PDF-" in payload[:1024]:
        return "pdf"
    if payload.startswith(b"PK\x03\x04"):
        return _kind_of_archive(payload)
    if payload.startswith(_OLE):
        if _OLE_ENCRYPTED in payload:
            raise NotRead(Unread.ENCRYPTED)
        if not any(mark in payload for mark in _OLE_WORKBOOK):
            raise NotRead(Unread.UNKNOWN_KIND)
        return "workbook"
    lower = name.lower()
    if lower.endswith((".xlsx", ".xlsm", ".xlsb", ".ods", ".pdf")):
        raise NotRead(Unread.BROKEN)
    if lower.endswith(_TEXT_ENDINGS) or content_type.lower() in _TEXT_TYPES:
        return "text"
    raise NotRead(Unread.UNKNOWN_KIND)


def _kind_of_archive(payload: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            names = set(archive.namelist())
            if {"xl/workbook.xml", "xl/workbook.bin"} & names:
                return "workbook"
            is_sheet = "mimetype" in names and b"opendocument.spreadsheet" in _mimetype(archive)
    except BROKEN_ARCHIVE as error:
        raise NotRead(Unread.BROKEN) from error
    if is_sheet:
        return "workbook"
    raise NotRead(Unread.UNKNOWN_KIND)


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    if archive.getinfo("mimetype").compress_type not in _PACKED:
        raise NotRead(Unread.BROKEN)
    return archive.open("mimetype").read(200)


def _read_apart(name: str, kind: str, payload: bytes, limits: FileLimits) -> FileContents:
    """Read the file in a process of its own: what hangs is ended, what swells or crashes takes nothing along."""
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    call = [sys.executable, "-m", "gateways.attachments.apart", kind, json.dumps(asdict(limits))]
    try:
        done = subprocess.run(
            call, input=payload, capture_output=True, timeout=limits.seconds + 5, cwd=_HOME, env=known, check=False
        )
    except subprocess.TimeoutExpired:
        return FileContents(name, unread=Unread.TOO_HARD)
    if done.returncode != 0:
        # Ended by a signal it broke a limit; a failure of its own is a file that no parser was ready for.
        return FileContents(name, unread=Unread.TOO_HARD if done.returncode < 0 else Unread.BROKEN)
    return _understood(name, json.loads(done.stdout))


def _understood(name: str, answer: dict[str, Any]) -> FileContents:
    if answer.get("unread"):
        return FileContents(name, unread=Unread(answer["unread"]))
    tables = (
        FileTable(str(part), tuple(tuple(str(cell) for cell in row) for row in rows)) for part, rows in answer["tables"]
    )
    remarks = tuple((Remark(code), str(about)) for code, about in answer["remarks"])
    return FileContents(name, tuple(tables), remarks=remarks)
