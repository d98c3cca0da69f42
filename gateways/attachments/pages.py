"""PDFs with text as rows of cells: ruled tables by their lines, the rest by where words stand; runs apart."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException
from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2 import raw as pdfium

from gateways.attachments.bounds import fitting
from gateways.attachments.page_columns import Placed, in_columns
from gateways.attachments.page_lines import Edge, Word, in_lines
from gateways.attachments.schemas import FileLimits, FileTable, NotRead, Remark, Unread

MOST_WORDS = 100_000
#: More rulings than any form has; their crossings are not looked for.
MOST_EDGES = 4_000
Remarks = tuple[tuple[Remark, str], ...]


@dataclass(frozen=True)
class _Page:
    """The words of a page that stand in no ruled table, and the rows of those that do, with their heights."""

    words: list[Word]
    rows: list[Placed]
    edges: list[Edge]


def read_pages(payload: bytes, limits: FileLimits) -> tuple[tuple[FileTable, ...], Remarks]:
    """All pages as one table of rows; raises NotRead."""
    silent = _pages_without_text(payload, limits)
    try:
        with pdfplumber.open(io.BytesIO(payload)) as document:
            pages = list(_pages(document))
    except (PDFException, PdfminerException, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotRead(Unread.BROKEN) from error
    rows = fitting(_rows(pages), limits)
    return (FileTable("", rows),), tuple((Remark.PAGE_WITHOUT_TEXT, str(number)) for number in silent)


def _pages_without_text(payload: bytes, limits: FileLimits) -> list[int]:
    """Numbers of the pages that show pictures and no text; raises NotRead where there is no text at all."""
    try:
        document = PdfDocument(payload)
    except PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise NotRead(Unread.ENCRYPTED if locked else Unread.BROKEN) from error
    if not len(document):
        raise NotRead(Unread.EMPTY)
    if len(document) > limits.pages:
        raise NotRead(Unread.TOO_MANY_PAGES)
    counts = []
    pictures = []
    try:
        for page in document:
            counts.append(len(page.get_textpage().get_text_bounded().split()))
            pictures.append(any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)))
    except PdfiumError as error:
        raise NotRead(Unread.BROKEN) from error
    if not any(counts):
        raise NotRead(Unread.NO_TEXT)
    return [number for number, count in enumerate(counts, 1) if not count and pictures[number - 1]]


def _pages(document: Any) -> Iterator[_Page]:
    words = 0
    for page in document.pages:
        found = page.extract_words(x_tolerance_ratio=0.2, y_tolerance=2, keep_blank_chars=False)
        words += len(found)
        if words > MOST_WORDS:
            raise NotRead(Unread.TOO_MANY_CELLS)
        tables = _ruled(page) if len(page.edges) <= MOST_EDGES else []
        rows = [row for table in tables for row in _table_rows(table)]
        boxes = [table.bbox for table in tables]
        outside = [_word(word) for word in found if not any(_inside(word, box) for box in boxes)]
        upright = page.edges[:MOST_EDGES]
        edges = [(edge["x0"], edge["top"], edge["bottom"]) for edge in upright if edge["orientation"] == "v"]
        yield _Page(outside, rows, edges)
        page.close()


def _ruled(page: Any) -> list[Any]:
    """Tables whose every row is ruled off; what is framed only (a box, a head, columns) is none."""
    return [table for table in page.find_tables() if _is_ruled(table.extract())]


def _is_ruled(rows: list[list[str | None]]) -> bool:
    several = [row for row in rows if sum(bool(cell and cell.strip()) for cell in row) >= 2]
    stacked = any(sum((cell or "").count("\n") >= 2 for cell in row) >= 2 for row in rows)
    return len(several) >= 2 and not stacked


def _table_rows(table: Any) -> Iterator[Placed]:
    for place, cells in zip(table.rows, table.extract(), strict=True):
        yield place.bbox[1], [(cell or "").replace("\n", " ") for cell in cells]


def _word(found: dict[str, Any]) -> Word:
    return Word(found["x0"], found["x1"], found["top"], found["bottom"], found["text"])


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _rows(pages: list[_Page]) -> Iterator[list[str]]:
    """The rows of all pages in reading order; columns are found over all pages together."""
    lines = [in_lines(page.words, page.edges) for page in pages]
    laid = in_columns(lines)
    for page, cells in zip(pages, laid, strict=True):
        for _, row in sorted([*page.rows, *cells], key=lambda placed: placed[0]):
            yield row
