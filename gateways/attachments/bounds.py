"""Cells cut to what they say, tables held to their limits, and what tells a broken archive."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence

from gateways.attachments.schemas import FileLimits, NotRead, Rows, Unread

#: What `zipfile` and its decompressors raise at an archive that is damaged, locked or packed in a way they do not know.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
)
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff\ud800-\udfff]")


def fitting(rows: Iterable[Sequence[str]], limits: FileLimits) -> Rows:
    """The rows as clean cells without empty ones at the end; raises NotRead where there are too many or none."""
    out: list[tuple[str, ...]] = []
    cells = characters = 0
    for row in rows:
        kept = _without_tail([clean_cell(cell) for cell in row])
        cells += len(kept)
        characters += sum(len(cell) for cell in kept)
        if len(kept) > limits.columns or any(len(cell) > limits.cell_characters for cell in kept):
            raise NotRead(Unread.TOO_MANY_CELLS)
        out.append(tuple(kept))
        if len(out) > limits.rows or cells > limits.cells or characters > limits.characters:
            raise NotRead(Unread.TOO_MANY_CELLS)
    while out and not out[-1]:
        out.pop()
    if not out:
        raise NotRead(Unread.EMPTY)
    return tuple(out)


def clean_cell(text: str) -> str:
    """One line of text without marks that show nothing."""
    return _CONTROL.sub("", _SPACE.sub(" ", text)).strip()


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
