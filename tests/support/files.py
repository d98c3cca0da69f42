"""Owns the files that come with messages: workbooks and PDFs, written in the test that sends them."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from PIL import Image
from reportlab.lib import colors, pagesizes, pdfencrypt
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

Cells = Sequence[Sequence[object]]
GRID = (("GRID", (0, 0), (-1, -1), 0.5, colors.black),)
HEAD_RULED = (("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),)
COLUMNS_RULED = (
    ("BOX", (0, 0), (-1, -1), 1, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBEFORE", (0, 0), (-1, -1), 1, colors.black),
)
SHADED = (("BACKGROUND", (0, 1), (-1, 1), colors.lightgrey), ("BACKGROUND", (0, 3), (-1, 3), colors.lightgrey))


def workbook(rows: Cells, **more: Cells) -> bytes:
    """An XLSX with these rows, and further sheets by name."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for name, others in more.items():
        further = book.create_sheet(name)
        for row in others:
            further.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form(
    rows: Cells, *, above: Sequence[str] = (), below: Sequence[str] = (), style: Sequence[object] = GRID,
    widths: Sequence[float] | None = None, password: str | None = None,
) -> bytes:  # fmt: skip
    """A PDF with paragraphs around a table; long cells take several lines, long tables several pages."""
    out, styles = io.BytesIO(), getSampleStyleSheet()["Normal"]
    encryption = pdfencrypt.StandardEncryption(password, strength=128) if password else None
    document = SimpleDocTemplate(out, pagesize=pagesizes.A4, encrypt=encryption)
    cells = [[Paragraph(cell, styles) if len(str(cell)) > 14 else str(cell) for cell in row] for row in rows]
    table = Table(cells, colWidths=widths, style=TableStyle(list(style)), repeatRows=1)
    document.build([*(Paragraph(text, styles) for text in above), table, *(Paragraph(text, styles) for text in below)])
    return out.getvalue()


def placed(pages: Sequence[Sequence[tuple[float, float, str]]], *, right: Sequence[float] = ()) -> bytes:
    """A PDF of words that stand where they are put (from the left, from the top); at `right` they end there."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pagesizes.A4)
    for words in pages:
        canvas.setFont("Helvetica", 10)
        for x, y, text in words:
            draw = canvas.drawRightString if x in right else canvas.drawString
            draw(x, pagesizes.A4[1] - y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture_of_a_page() -> bytes:
    """A PDF that holds a picture and no text, as a scanner makes it."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=pagesizes.A4)
    canvas.drawInlineImage(Image.new("L", (40, 30), 128), 50, 400, 300, 200)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
