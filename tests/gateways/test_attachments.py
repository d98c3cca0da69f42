"""Files become tables of text, or a reason; nothing hostile raises, takes long, or takes the process along."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from gateways.attachments import FileContents, FileLimits, FileReader, Remark, Unread, read_file
from tests.support.files import (
    COLUMNS_RULED,
    GRID,
    HEAD_RULED,
    SHADED,
    form,
    picture_of_a_page,
    placed,
    saved,
    workbook,
)

ROWS = [["SKU", "Description", "Qty"], ["22469", "Heart of wicker, small", "24"], ["85123A", "Hänger „weiß“", "12"]]
ORDER = [
    ["Line", "Code", "Description", "Qty", "Price", "Amount"],
    ["1", "22469", "HEART OF WICKER SMALL", "24", "1.65", "39.60"],
    ["2", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", "12", "2.95", "35.40"],
    ["3", "22423", "REGENCY CAKESTAND 3 TIER", "6", "12.75", "76.50"],
    ["", "", "", "", "Total", "151.50"],
]
QUICK = FileLimits(seconds=5)


def rows_of(file: FileContents) -> list[list[str]]:
    """The rows of a file with one table."""
    assert file.unread is None
    (table,) = file.tables
    return [list(row) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_any_encoding_with_any_delimiter(encoding: str, delimiter: str) -> None:
    """Quoted cells keep their delimiters."""
    lines = [delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in ROWS]
    assert rows_of(read_file("order.csv", "text/csv", "\r\n".join(lines).encode(encoding))) == ROWS


def test_csv_rows_keep_their_numbers() -> None:
    """Empty lines, Excel's line that names the delimiter, and a cell over two lines count."""
    text = 'sep=;\r\nSKU;Qty\r\n\r\n"22469\r\nsmall";24\r\n85123A;12\r\n'
    rows = rows_of(read_file("order.csv", "application/octet-stream", text.encode()))
    assert rows == [[], ["SKU", "Qty"], [], ["22469 small", "24"], [], ["85123A", "12"]]


def test_decimal_commas_are_no_delimiters() -> None:
    """In a file divided by semicolons."""
    text = "Artikel;Menge;Preis\n22469;24;1,65\n85123A;12;2,95\n"
    assert rows_of(read_file("b.csv", "text/csv", text.encode()))[1] == ["22469", "24", "1,65"]


def test_a_workbook_is_read_as_it_is_seen() -> None:
    """Whole numbers, decimals, dates; empty rows keep the numbers of the others."""
    book = workbook(
        [["SKU", "Qty", "Price", "By"], [], ["0123", 24.0, 1.65, date(2011, 11, 25)], [22469, 12, 0.1 + 0.2]]
    )
    rows = rows_of(read_file("order.xlsx", "", book))
    assert rows == [["SKU", "Qty", "Price", "By"], [], ["0123", "24", "1.65", "2011-11-25"], ["22469", "12", "0.3"]]


def test_every_visible_sheet_is_read_and_hidden_ones_are_named() -> None:
    """Empty sheets are nothing."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Order"
    first.append(["22469", 24])
    book.create_sheet("More").append(["85123A", 12])
    book.create_sheet("Empty")
    hidden = book.create_sheet("Prices")
    hidden.append(["22469", 1.65])
    hidden.sheet_state = "hidden"
    read = read_file("order.xlsx", "", saved(book))
    assert [(table.part, table.rows) for table in read.tables] == [
        ("Order", (("22469", "24"),)),
        ("More", (("85123A", "12"),)),
    ]
    assert read.remarks == ((Remark.HIDDEN_SHEET, "Prices"),)


def test_a_formula_that_was_never_worked_out_is_remarked_on() -> None:
    """The cell is empty, which could pass for not ordered."""
    read = read_file("order.xlsx", "", workbook([["22469", "=2*12"]]))
    assert read.remarks == ((Remark.FORMULA_WITHOUT_RESULT, ""),)


def test_an_opendocument_sheet_is_read() -> None:
    """ODS as LibreOffice writes it."""
    assert rows_of(read_file("order.ods", "", opendocument([["SKU", "Qty"], ["22469", "24"]]))) == [
        ["SKU", "Qty"],
        ["22469", "24"],
    ]


def opendocument(rows: Sequence[Sequence[str]]) -> bytes:
    """A small ODS."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return out.getvalue()


@pytest.mark.parametrize(
    "style", [GRID, HEAD_RULED, COLUMNS_RULED, SHADED, ()], ids=["grid", "head", "columns", "shaded", "none"]
)
@pytest.mark.parametrize("widths", [(30, 50, 230, 40, 45, 55), (30, 50, 95, 40, 45, 55)], ids=["wide", "wrapped"])
def test_a_pdf_table_is_read_ruled_or_not(style: Sequence[object], widths: Sequence[float]) -> None:
    """Cells that take several lines are one cell."""
    rows = rows_of(read_file("po.pdf", "", form(ORDER, above=["PO number: GF-1001"], style=style, widths=widths)))
    assert [cell for cell in rows[0] if cell] == ["PO number: GF-1001"]
    assert rows[1:] == [[*row] for row in ORDER]


def test_a_pdf_of_words_where_they_stand() -> None:
    """Numbers end under each other, addresses stand beside each other, the table goes on on the second page."""
    lefts = (40, 75, 130, 440, 500, 560)
    top = [(40, 40, "PURCHASE ORDER"), (400, 40, "PO No:"), (450, 40, "GF-1002"),
           (40, 70, "Deliver to:"), (300, 70, "Invoice to:"), (40, 84, "Norwich warehouse"), (300, 84, "Head office"),
           (40, 98, "Norwich NR1 2AB"), (300, 98, "Leeds LS1 1AA")]  # fmt: skip
    first = [(x, 150 + 16 * n, cell) for n, row in enumerate(ORDER[:3]) for x, cell in zip(lefts, row, strict=True)]
    second = [(x, 60 + 16 * n, cell) for n, row in enumerate(ORDER[3:]) for x, cell in zip(lefts, row, strict=True)]
    rows = rows_of(read_file("po.pdf", "", placed([[*top, *first], second], right=lefts[3:])))
    assert [[cell for cell in row if cell] for row in rows[:4]] == [
        ["PURCHASE ORDER", "PO No:", "GF-1002"],
        ["Deliver to:", "Invoice to:"],
        ["Norwich warehouse", "Head office"],
        ["Norwich NR1 2AB", "Leeds LS1 1AA"],
    ]
    assert rows[1].index("Invoice to:") == rows[2].index("Head office")
    assert rows[4:] == [[*row] for row in ORDER]


def test_a_pdf_of_two_columns() -> None:
    """A code and a number are a table, too."""
    words = [(x, 100 + 16 * n, cell) for n, row in enumerate(ROWS) for x, cell in zip((60, 160), row[::2], strict=True)]
    assert rows_of(read_file("po.pdf", "", placed([words]))) == [row[::2] for row in ROWS]


def test_a_long_pdf_repeats_its_heading() -> None:
    """Three pages of ruled rows are one table with all of them."""
    rows = [ORDER[0], *([str(n), "22469", "HEART OF WICKER SMALL", "24", "1.65", "39.60"] for n in range(1, 101))]
    read = rows_of(read_file("po.pdf", "", form(rows, widths=(30, 50, 230, 40, 45, 55))))
    assert [row[0] for row in read if row[0].isdigit()] == [str(n) for n in range(1, 101)]
    assert len([row for row in read if row == ORDER[0]]) == 3


def bomb() -> bytes:
    """An XLSX whose sheet unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return out.getvalue()


def lying_bomb() -> bytes:
    """The same, with sizes that say otherwise."""
    raw = bytearray(bomb())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := raw.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", raw, at + offset)[0] == 300_000_000:
                struct.pack_into("<I", raw, at + offset, 1000)
    return bytes(raw)


def far_cell() -> bytes:
    """A workbook with a first and a very last cell: laid out in full it has 17 thousand million."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "22469", 24
    return saved(book)


def endless_pages() -> bytes:
    """A PDF whose tree of pages turns back on itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>endobj\ntrailer<</Root 1 0 R>>\n"
    )


def swelling_pdf() -> bytes:
    """A page whose drawing unpacks to 400 MB of nothing."""
    stream = zlib.compress(b"q Q\n" * 100_000_000, 9)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n"
        + f"4 0 obj<</Filter/FlateDecode/Length {len(stream)}>>stream\n".encode()
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "reasons"),
    [
        ("empty.csv", b"", {Unread.EMPTY}),
        ("blank.csv", b" \r\n ;;\r\n", {Unread.EMPTY}),
        ("picture.png", b"\x89PNG\r\n", {Unread.UNKNOWN_KIND}),
        ("letter.docx", b"", {Unread.EMPTY}),
        ("zeros.csv", b"a\0b\0\0\0c" * 10, {Unread.BROKEN}),
        ("half.xlsx", workbook([["22469", 24]])[:2000], {Unread.BROKEN}),
        ("no.xlsx", b"this is no workbook", {Unread.BROKEN}),
        ("no.pdf", b"%PDF-1.7 and nothing behind it", {Unread.BROKEN}),
        ("half.pdf", form(ORDER)[:700], {Unread.BROKEN, Unread.EMPTY, Unread.NO_TEXT}),
        ("locked.pdf", form(ORDER, password="secret"), {Unread.ENCRYPTED}),
        (
            "locked.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            {Unread.ENCRYPTED},
        ),
        ("scan.pdf", picture_of_a_page(), {Unread.NO_TEXT}),
        ("wide.csv", (",".join("x" * 1000) + "\n").encode(), {Unread.TOO_MANY_CELLS}),
        ("long.csv", b"22469,24\n" * 30_000, {Unread.TOO_MANY_CELLS}),
        ("pages.pdf", placed([[(50, 50, "22469 24")]] * 60), {Unread.TOO_MANY_PAGES}),
        ("endless.pdf", endless_pages(), {Unread.BROKEN, Unread.EMPTY, Unread.TOO_MANY_PAGES}),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, reasons: set[Unread]) -> None:
    """Plainly, and without an exception."""
    assert read_file(name, "application/octet-stream", content).unread in reasons


@pytest.mark.parametrize(
    ("name", "content"),
    [("bomb.xlsx", bomb()), ("lying.xlsx", lying_bomb()), ("far.xlsx", far_cell()), ("swelling.pdf", swelling_pdf())],
    ids=["bomb", "lying-bomb", "far-cell", "swelling-pdf"],
)
def test_what_swells_is_ended(name: str, content: bytes) -> None:
    """Within the limits of time and memory, and this process lives on."""
    started = time.monotonic()
    read = read_file(name, "", content, limits=QUICK)
    assert read.unread in (Unread.TOO_LARGE, Unread.TOO_MANY_CELLS, Unread.TOO_HARD, Unread.BROKEN, Unread.NO_TEXT)
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(("packing", "at"), [(zipfile.ZIP_DEFLATED, 38), (zipfile.ZIP_LZMA, 47)])
def test_an_archive_whose_kind_cannot_be_unpacked_is_broken(packing: int, at: int) -> None:
    """Each way of packing fails with an error of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    content = bytearray(out.getvalue())
    content[at : at + 15] = b"\xff" * 15
    assert read_file("a.ods", "", bytes(content)).unread is Unread.BROKEN


def test_a_file_that_is_too_large_is_not_opened() -> None:
    """By the limit that is given."""
    assert read_file("a.csv", "", b"22469,24\n" * 10, limits=FileLimits(size=50)).unread is Unread.TOO_LARGE


def test_too_many_files_are_named() -> None:
    """The first are read."""
    reader = FileReader(FileLimits(files=3))
    read = [reader.read(f"{n}.csv", "text/csv", b"22469,24\n") for n in range(4)]
    assert [(file.name, file.unread) for file in read] == [
        ("0.csv", None), ("1.csv", None), ("2.csv", None), ("3.csv", Unread.TOO_MANY_FILES),
    ]  # fmt: skip


def test_the_files_of_a_message_keep_to_the_limits_together() -> None:
    """Many that are just small enough are not read all; nor are more when time is up."""
    reader = FileReader(FileLimits(cells=30))
    read = [reader.read(f"{n}.csv", "text/csv", b"22469,24\n" * 10) for n in range(2)]
    assert [file.unread for file in read] == [None, Unread.TOO_MANY_CELLS]
    assert FileReader(FileLimits(seconds_together=-1)).read("a.csv", "text/csv", b"a,1\n").unread is Unread.TOO_HARD


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_as_text_are_rows_or_a_reason(content: bytes) -> None:
    """Never an exception, never a mark that a database would refuse."""
    read = read_file("any.csv", "text/csv", content)
    assert (read.unread is None) == bool(read.tables)
    assert all("\0" not in cell for table in read.tables for row in table.rows for cell in row)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255), st.sampled_from(["xlsx", "pdf"]))
def test_a_damaged_file_is_rows_or_a_reason(at: int, byte: int, kind: str) -> None:
    """One wrong byte anywhere."""
    content = bytearray(workbook(ORDER) if kind == "xlsx" else form(ORDER))
    content[at % len(content)] = byte
    read = read_file(f"order.{kind}", "", bytes(content))
    assert (read.unread is None) == bool(read.tables)
