"""Tables pasted as text: rows cut into cells at tabs, pipes, semicolons, slashes, commas or aligned blanks."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.intake.rules.cleaning import Row
from domain.intake.rules.headings import Role, is_heading, meanings, plain
from domain.intake.rules.sheet_facts import is_total

#: What may divide cells, surest first; the second value is how many rows without headings make a table.
_DIVIDERS = (
    (re.compile(r"\t"), 2),
    (re.compile(r"\t+"), 2),
    (re.compile(r"\|"), 2),
    (re.compile(r";"), 2),
    (re.compile(r"[ \t]{2,}"), 2),
    (re.compile(r"\s/\s"), 3),
    (re.compile(r","), 0),
)
_BLANKS, _COMMA = _DIVIDERS[4][0], _DIVIDERS[6][0]
_FRAME = re.compile(r"[\s|+\-=_*:]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_ROWS = 200
_ALIKE = 0.8
#: A row of words only, or nothing, may stand between the rows of a table.
_GAP = 2


@dataclass(frozen=True)
class Cell:
    """What stands in one column of a row, with its place in the readable text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class PastedTable:
    """Rows under one heading, empty where there is none; `beside` are its frames and headings, which order nothing."""

    headings: tuple[str, ...]
    body: tuple[tuple[int, tuple[Cell, ...]], ...]
    beside: tuple[int, ...] = ()


def tables_in(rows: Sequence[Row], year: int) -> list[PastedTable]:
    """The blocks of rows that are laid out as tables; a column headed by this year is this year's order."""
    found: list[PastedTable] = []
    taken: set[int] = set()
    live = [index for index, row in enumerate(rows[: 5 * _MOST_ROWS]) if row.kind in ("new", "forward")]
    for divider, least in _DIVIDERS:
        for run in _runs(rows, [index for index in live if index not in taken], divider):
            table = _headed(run, rows, year, divider) or (_plain(run, least) if least else None)
            if table is not None:
                found.append(table)
                taken |= {index for index, _ in table.body} | set(table.beside)
    return found


Run = list[tuple[int, tuple[Cell, ...]]]


def _runs(rows: Sequence[Row], live: Sequence[int], divider: re.Pattern[str]) -> Iterator[Run]:
    """Rows that follow each other and have several cells; frames between them are kept without cells."""
    cut = [(index, () if is_frame(rows[index].text) else _cells(rows[index], divider)) for index in live]
    rich = [(index, cells) for index, cells in cut if len(cells) > 1 or is_frame(rows[index].text)]
    run: Run = []
    for index, cells in rich[: 2 * _MOST_ROWS]:
        if run and index - run[-1][0] > _GAP:
            yield run
            run = []
        run.append((index, cells))
    if run:
        yield run


def is_frame(text: str) -> bool:
    """Whether a row only draws a line: "+----+----+", "----  ---"."""
    return len(text.strip()) > 1 and _FRAME.fullmatch(text[:400]) is not None


def _cells(row: Row, divider: re.Pattern[str]) -> tuple[Cell, ...]:
    text = row.text.rstrip()
    begin = len(text) - len(text.lstrip(" "))
    if divider.pattern == r"\|":
        end = len(text.rstrip(" |")) if text.endswith("|") and text.count("|") > 1 else len(text)
        begin += text[begin : begin + 1] == "|"
        text = text if end == len(text) else text[: text.rindex("|")]
    cells: list[Cell] = []
    for found in [*divider.finditer(text, begin), None]:
        stop = found.start() if found else len(text)
        shown = text[begin:stop].strip()
        first = begin + text[begin:stop].find(shown) if shown else begin
        cells.append(Cell(row.start + first, row.start + first + len(shown), shown))
        begin = found.end() if found else stop
    return tuple(cells)


def _headed(run: Run, rows: Sequence[Row], year: int, divider: re.Pattern[str]) -> PastedTable | None:
    """The rows below headings, each cell in the column of its heading."""
    at = next((place for place, (_, cells) in enumerate(run) if is_heading(_told(cells, year))), None)
    if at is None:
        return None
    index, head = run[at]
    headings = tuple(_told(head, year))
    beside = [row for row, cells in run[at:] if not cells or row == index or _heads_again(cells, headings)]
    below = [(row, cells) for row, cells in run[at + 1 :] if row not in beside]
    if divider is _BLANKS:
        below = [(row, _placed(cells, head, (rows[index].start, rows[row].start))) for row, cells in below]
    elif divider is _COMMA:
        below = [(row, _gathered(cells, headings)) for row, cells in below if len(cells) >= len(head)]
    if not below or any(len(cells) > len(head) + 1 for _, cells in below):
        return None
    return PastedTable(headings, tuple(below), tuple(beside))


def _gathered(cells: tuple[Cell, ...], headings: Sequence[str]) -> tuple[Cell, ...]:
    """A description that has commas of its own ("wrap, red apples") as one cell."""
    more = len(cells) - len(headings)
    place = next((at for at, heading in enumerate(headings) if Role.DESCRIPTION in meanings(heading)), 0)
    parts = cells[place : place + more + 1]
    whole = Cell(parts[0].start, parts[-1].end, ", ".join(cell.text for cell in parts))
    return (*cells[:place], whole, *cells[place + more + 1 :])


def _heads_again(cells: Sequence[Cell], headings: Sequence[str]) -> bool:
    return [plain(cell.text) for cell in cells] == [plain(heading) for heading in headings]


def _told(cells: Sequence[Cell], year: int) -> list[str]:
    """Headings as they are; of two years the later is what is ordered, where it is this year or the next."""
    years = sorted({cell.text for cell in cells if _YEAR.fullmatch(cell.text)})
    if len(years) != 2 or int(years[1]) not in (year, year + 1):
        return [cell.text for cell in cells]
    return [{years[0]: "last year", years[1]: "qty"}.get(cell.text, cell.text) for cell in cells]


def _placed(cells: tuple[Cell, ...], head: Sequence[Cell], starts: tuple[int, int]) -> tuple[Cell, ...]:
    """The cells of a row in the columns of the headings they stand under; as they are where each has its own."""
    if len(cells) == len(head):
        return cells
    top, own = starts
    out = [Cell(own, own, "")] * len(head)
    for cell in cells:
        place = min(range(len(head)), key=lambda at: _distance(cell, head[at], own - top))
        known = out[place]
        out[place] = cell if not known.text else Cell(known.start, cell.end, f"{known.text} {cell.text}")
    return tuple(out)


def _distance(cell: Cell, head: Cell, shift: int) -> tuple[int, int]:
    """How far a cell stands from a heading, negative where they overlap; then how far their beginnings are apart."""
    start, end = cell.start - shift, cell.end - shift
    return max(start, head.start) - min(end, head.end), abs(start - head.start)


def _plain(run: Run, least: int) -> PastedTable | None:
    """Rows without headings that nearly all have as many cells."""
    full = [(index, cells) for index, cells in run if cells and not is_total([cell.text for cell in cells])]
    widths = Counter(len(cells) for _, cells in full)
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    if count < max(least, 2) or count < _ALIKE * len(full):
        return None
    kept = [(index, cells) for index, cells in run if len(cells) == width]
    frames = [index for index, cells in run if not cells]
    return PastedTable((), tuple(kept), tuple(frames))


def across_cells(span: tuple[int, int, str], tables: Sequence[PastedTable]) -> bool:
    """Whether a stretch begins in one cell of a table and ends in another, as no date or name does."""
    start, end, _ = span
    cells = [cell for table in tables for _, row in table.body for cell in row]
    return any(cell.start <= start < cell.end < end or start < cell.start < end <= cell.end for cell in cells)
