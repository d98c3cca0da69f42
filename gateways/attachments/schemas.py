"""What a file becomes, and how much of one is read."""

from dataclasses import dataclass
from enum import StrEnum

Rows = tuple[tuple[str, ...], ...]


class Unread(StrEnum):
    """Why a file was not read."""

    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_MANY_FILES = "too_many_files"
    TOO_HARD = "too_hard"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    NO_TEXT = "no_text"
    EMPTY = "empty"
    UNKNOWN_KIND = "unknown_kind"
    NOT_FETCHED = "not_fetched"


class Remark(StrEnum):
    """What of a file that was read could not be."""

    HIDDEN_SHEET = "hidden_sheet"
    PAGE_WITHOUT_TEXT = "page_without_text"
    FORMULA_WITHOUT_RESULT = "formula_without_result"


@dataclass(frozen=True, slots=True)
class FileTable:
    """Rows of cells as text, the first row of the file first; `part` names the worksheet where there are several."""

    part: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class FileContents:
    """A file as it was read; without tables exactly when `unread` says why. `remarks` have what each is about."""

    name: str
    tables: tuple[FileTable, ...] = ()
    unread: Unread | None = None
    remarks: tuple[tuple[Remark, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How much of a file is read: bytes, pages, cells, seconds; and how many files of one message."""

    files: int = 10
    size: int = 10_000_000
    unpacked: int = 100_000_000
    pages: int = 40
    parts: int = 20
    rows: int = 20_000
    columns: int = 200
    cells: int = 400_000
    cell_characters: int = 2_000
    characters: int = 4_000_000
    seconds: int = 20
    seconds_together: int = 50
    memory: int = 1_500_000_000


class NotRead(Exception):
    """The file cannot be read, for this reason; stays within the room."""

    def __init__(self, reason: Unread) -> None:
        super().__init__(reason.value)
        self.reason = reason
