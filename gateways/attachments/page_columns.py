"""Which lines of pages are of a table, and which columns it has; pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gateways.attachments.page_lines import Line, Piece, Word

#: How far apart, in heights of the type, the lines of one table may stand.
PITCH = 3.2
#: How far above its first row a heading may stand.
HEADING_PITCH = 2.2
#: No cell of an order takes more lines.
MOST_LINES_OF_A_ROW = 6
#: So many pieces of a line make it one of a table; two do where no line has more.
FULL = 3
#: Left edges this near stand under each other.
NEAR = 6.0


Placed = tuple[float, list[str]]


@dataclass
class Column:
    """A stretch of the page's width and the lines that have something in it."""

    x0: float
    x1: float
    lines: int = 0


@dataclass
class Block:
    """Lines of one page that are of one table: from `first` up to, not with, `last`."""

    page: int
    first: int
    last: int
    columns: list[Column]


def in_columns(pages: Sequence[Sequence[Line]]) -> list[list[Placed]]:
    """The lines of each page as rows of cells with their heights.

    Lines of a table share the columns that its fullest lines show, also from page to page; around tables, what
    begins under each other stands in one column.
    """
    enough = FULL
    blocks = _tables(pages, enough)
    if not blocks:
        enough = 2
        blocks = _tables(pages, enough)
    out: list[list[Placed]] = []
    for number, page in enumerate(pages):
        own = [block for block in blocks if block.page == number]
        tabled = {index: block for block in own for index in range(block.first, block.last)}
        lefts = _left_edges([line for index, line in enumerate(page) if index not in tabled])
        rows: list[Placed] = []
        for index, line in enumerate(page):
            block = tabled.get(index)
            cells = _cells_in(line, block.columns) if block else _cells_under(line, lefts)
            if block and tabled.get(index - 1) is block and _is_one_row(page, index, enough):
                cells = [f"{above} {cell}".strip() for above, cell in zip(rows.pop()[1], cells, strict=True)]
            rows.append((line.top, cells))
        out.append(rows)
    return out


def _tables(pages: Sequence[Sequence[Line]], enough: int) -> list[Block]:
    """The blocks of all pages that are tables; a block whose lines agree on no columns is none."""
    blocks = [block for number, page in enumerate(pages) for block in _blocks(page, number, enough)]
    if not blocks:
        return []
    main = max(blocks, key=lambda block: sum(len(line.pieces) >= enough for line in _lines_of(pages, block)))
    alike = [block for block in blocks if block is main or _fits(block.columns, main.columns)]
    together = columns_of([line for block in alike for line in _lines_of(pages, block)])
    for block in alike:
        block.columns = together
    return [block for block in blocks if block in alike or _agrees(_lines_of(pages, block), block.columns, enough)]


def _lines_of(pages: Sequence[Sequence[Line]], block: Block) -> Sequence[Line]:
    return pages[block.page][block.first : block.last]


def _fits(columns: Sequence[Column], others: Sequence[Column]) -> bool:
    """Whether these are columns of the other table: each stands in one of its own."""
    places = [[n for n, other in enumerate(others) if one.x0 < other.x1 and other.x0 < one.x1] for one in columns]
    return (
        len(columns) > 1
        and all(len(place) == 1 for place in places)
        and len({place[0] for place in places}) == len(places)
    )


def _agrees(lines: Sequence[Line], columns: Sequence[Column], enough: int) -> bool:
    full = [line for line in lines if len(line.pieces) >= enough]
    whole = [line for line in full if not any(_spans(piece, columns) for piece in line.pieces)]
    return len(full) >= 2 and 2 * len(whole) > len(full)


def _spans(piece: Piece, columns: Sequence[Column]) -> bool:
    return sum(_touches(piece, column) for column in columns) > 1


def _is_one_row(lines: Sequence[Line], index: int, enough: int) -> bool:
    """Whether a line and the one above it are lines of one row: a cell that takes several lines.

    Lines of one row stand closer to each other than to the rows around; where all stand equally close nobody knows.
    """
    first, last = index - 1, index
    while first > 0 and _touch(lines, first):
        first -= 1
    while last + 1 < len(lines) and _touch(lines, last + 1):
        last += 1
    full = sum(len(line.pieces) >= enough for line in lines[first : last + 1])
    return _touch(lines, index) and full == 1 and last - first < MOST_LINES_OF_A_ROW


def _touch(lines: Sequence[Line], index: int) -> bool:
    """Whether a line stands at the one above as lines of one cell do, and clearly closer than rows do."""
    gap = lines[index].top - lines[index - 1].top
    around = [
        lines[place].top - lines[place - 1].top
        for place in range(max(1, index - MOST_LINES_OF_A_ROW), min(len(lines), index + MOST_LINES_OF_A_ROW + 1))
    ]
    return gap <= 1.45 * lines[index].height and any(gap <= 0.8 * other <= 2.5 * gap for other in around)


def _blocks(lines: Sequence[Line], page: int, enough: int) -> list[Block]:
    """Runs of full lines, with what stands close between them and the line right below."""
    out: list[Block] = []
    for index, line in enumerate(lines):
        if len(line.pieces) < enough:
            continue
        close_below = index + 1 < len(lines) and _are_close([line, lines[index + 1]])
        if out and _are_close(lines[out[-1].last - 1 : index + 1]):
            out[-1].last = index + 1 + close_below
        else:
            out.append(Block(page, index, index + 1 + close_below, []))
    for block in out:
        block.first = _beginning(lines, block, enough)
        block.columns = columns_of(lines[block.first : block.last])
    return out


def _beginning(lines: Sequence[Line], block: Block, enough: int) -> int:
    """Where the table of a block begins: what stands above it (a title, addresses) keeps to no column of it.

    The line right above the first that does may be a heading with narrow words, and stays.
    """
    columns = columns_of(lines[block.first : block.last])
    for index in range(block.first, block.last):
        if len(lines[index].pieces) >= enough and not any(_spans(piece, columns) for piece in lines[index].pieces):
            above = index - 1
            is_heading = (
                above >= block.first
                and len(lines[above].pieces) >= 2
                and lines[index].top - lines[above].top <= HEADING_PITCH * lines[index].height
            )
            return above if is_heading else index
    return block.first


def _are_close(lines: Sequence[Line]) -> bool:
    return all(after.top - before.top <= PITCH * max(before.height, after.height) for before, after in pairwise(lines))


def columns_of(lines: Sequence[Line]) -> list[Column]:
    """The columns of a table: the fullest lines show them, the others widen them; what spans several shows none."""
    columns: list[Column] = []
    for line in sorted(lines, key=lambda one: -len(one.pieces)):
        for piece in line.pieces:
            touched = [column for column in columns if piece.x0 < column.x1 and column.x0 < piece.x1]
            if len(touched) == 1:
                _widen(columns, touched[0], piece)
            elif not touched:
                columns.append(Column(piece.x0, piece.x1, 1))
                columns.sort(key=lambda one: one.x0)
    return _joined(columns, lines)


def _widen(columns: Sequence[Column], column: Column, piece: Piece) -> None:
    place = columns.index(column)
    left = columns[place - 1].x1 if place else float("-inf")
    right = columns[place + 1].x0 if place + 1 < len(columns) else float("inf")
    column.x0, column.x1 = min(column.x0, max(piece.x0, left)), max(column.x1, min(piece.x1, right))
    column.lines += 1


def _joined(columns: list[Column], lines: Sequence[Line]) -> list[Column]:
    """A column that only its own heading stands in belongs to the neighbour that the heading's line leaves empty."""
    joined = list(columns)
    for column in columns:
        holding = [line for line in lines if any(_touches(piece, column) for piece in line.pieces)]
        if len(columns) < 3 or len(holding) != 1 or len(lines) < 3:
            continue
        place = joined.index(column)
        beside = [joined[near] for near in (place + 1, place - 1) if 0 <= near < len(joined)]
        vacant = [one for one in beside if not any(_touches(piece, one) for piece in holding[0].pieces)]
        if vacant:
            nearest = min(vacant, key=lambda one: max(one.x0 - column.x1, column.x0 - one.x1))
            nearest.x0, nearest.x1 = min(nearest.x0, column.x0), max(nearest.x1, column.x1)
            joined.remove(column)
    return joined


def _touches(piece: Piece, column: Column) -> bool:
    return piece.x0 < column.x1 and column.x0 < piece.x1


def _cells_in(line: Line, columns: Sequence[Column]) -> list[str]:
    cells = [""] * len(columns)
    for piece in line.pieces:
        # Narrow headings stand close to each other: what reaches over several columns is taken word by word.
        for part in piece.words if _spans(piece, columns) else [piece]:
            inside = [_overlap(part, column) for column in columns]
            place = inside.index(max(inside))
            cells[place] = f"{cells[place]} {part.text}".strip()
    return cells


def _overlap(piece: Piece | Word, column: Column) -> float:
    """How much of a piece is in a column; less than nothing by how far it is away."""
    return min(piece.x1, column.x1) - max(piece.x0, column.x0)


def _left_edges(lines: Sequence[Line]) -> list[float]:
    edges: list[float] = []
    for left in sorted(piece.x0 for line in lines for piece in line.pieces):
        if not edges or left - edges[-1] > NEAR:
            edges.append(left)
    return edges


def _cells_under(line: Line, lefts: Sequence[float]) -> list[str]:
    cells = [""] * len(lefts)
    for piece in line.pieces:
        place = max(index for index, left in enumerate(lefts) if left <= piece.x0 + 0.01)
        cells[place] = f"{cells[place]} {piece.text}".strip()
    return cells
