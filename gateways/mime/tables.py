"""Tables of HTML mails as lines: one row a line, its cells parted by tabs, whatever paragraphs stand in them."""

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Stands between cells until the page is laid out, which would make spaces of tabs.
BETWEEN_CELLS = "\u241f"
LONGEST_CELL = 300
MOST_ROWS = 2_000
_SPACE = re.compile(r"[\s\xa0]+")


def rows_as_lines(tree: LexborHTMLParser) -> None:
    """Put lines in the place of tables of data; tables that only lay a page out stay."""
    for table in tree.css("table"):
        if len(table.css("table")) > 1:
            continue
        rows = [row for row in _rows(table) if any(row)]
        if not _is_data(rows):
            continue
        lines = "".join(f"<div>{html.escape(BETWEEN_CELLS.join(row), quote=False)}</div>" for row in rows)
        block = LexborHTMLParser(f"<div>{lines}</div>").css_first("body > div")
        if block is not None:
            table.replace_with(block)


def _rows(table: LexborNode) -> Iterator[list[str]]:
    for row in table.css("tr"):
        cells = [cell for cell in row.iter(include_text=False) if cell.tag in ("td", "th")]
        yield [text for cell in cells for text in (_text(cell), *[""] * (_spanned(cell) - 1))]


def _text(cell: LexborNode) -> str:
    return _SPACE.sub(" ", cell.text(separator=" ")).strip()


def _spanned(cell: LexborNode) -> int:
    """How many columns a cell stands in."""
    said = cell.attributes.get("colspan") or "1"
    return min(int(said), 20) if said.isdecimal() and said != "0" else 1


def _is_data(rows: list[list[str]]) -> bool:
    """Whether rows are of data: several with several short cells. What lays a page out has long ones, or one a row."""
    several = [row for row in rows if sum(map(bool, row)) >= 2]
    longest = max((len(cell) for row in rows for cell in row), default=0)
    return len(several) >= 2 and 2 * len(several) >= len(rows) and len(rows) <= MOST_ROWS and longest <= LONGEST_CELL
