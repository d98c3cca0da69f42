"""A sheet that came with a message: where its table is, which rows order something, and what stands around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from domain.intake.rules.cells import CELLS, Numbers, numbers_of
from domain.intake.rules.columns import Columns, Shelf, blocks_of, columns_of
from domain.intake.rules.headings import Role, is_heading, meanings, plain
from domain.intake.rules.sheet_facts import Facts, is_sentence, is_total, labelled, read_facts
from domain.intake.rules.sheet_rows import RowRead, RowReader, SheetRow
from domain.intake.schemas import Question, ReadLine, Sheet, Span

MOST_ORDERED = 2_000
MOST_LOOKED_AT = 500
LONGEST_QUOTE = 300
TOTAL_TOLERANCE = Decimal("0.05")
Row = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class SheetReading:
    """What a sheet orders, what it says of the order, and what nobody accounts for."""

    lines: tuple[ReadLine, ...] = ()
    questions: tuple[Question, ...] = ()
    unexplained: tuple[Span, ...] = ()
    facts: Facts = field(default_factory=Facts)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Table:
    """Rows under one heading; without one the heading is empty."""

    headings: Sequence[str]
    body: Sequence[Row]


@dataclass
class _Account:
    """What is gathered while the rows of a sheet are read."""

    sheet: Sheet
    results: list[tuple[SheetRow, RowRead]] = field(default_factory=list)
    totals: list[SheetRow] = field(default_factory=list)
    beside: list[Row] = field(default_factory=list)
    unexplained: list[Span] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    last_ordered: int = 0

    def span(self, number: int, cells: Sequence[str]) -> Span:
        """A row as it is quoted."""
        return quote(self.sheet, number, cells)


def quote(sheet: Sheet, number: int, cells: Sequence[str]) -> Span:
    """A row of a sheet as the source of what was read from it."""
    text = CELLS.join(cell for cell in cells if cell)
    shown = text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
    return Span(start=0, end=0, text=shown, file=sheet.file, row=number)


def read_sheet(sheet: Sheet, shelf: Shelf) -> SheetReading:
    """Read one sheet; bounded work, never raises on any content."""
    rows: list[Row] = list(enumerate(sheet.rows, start=1))
    numbers = numbers_of(cell for _, cells in rows for cell in cells)
    around, tables = _parted(rows, shelf, numbers)
    account = _Account(sheet, beside=list(around))
    for table in tables:
        for block in blocks_of(table.headings) if table.headings else [range(0)]:
            _read_block(table, block, shelf, numbers, account)
    facts = read_facts(sorted(account.beside))
    _explain(account, facts)
    lines = tuple(read.line for _, read in account.results if read.line)
    questions = tuple(read.question for _, read in account.results if read.question)
    return SheetReading(lines, questions, tuple(account.unexplained), facts, tuple(sorted(account.doubts)))


def _parted(rows: Sequence[Row], shelf: Shelf, numbers: Numbers) -> tuple[Sequence[Row], list[_Table]]:
    """The rows before any table, and the tables; one whose headings come again is one."""
    heads = [place for place, (_, cells) in enumerate(rows) if is_heading(cells)]
    if not heads:
        return _without_headings(rows, shelf, numbers)
    tables: list[_Table] = []
    for place, group in groupby(enumerate(heads), key=lambda one: one[1] - one[0]):
        del place
        run = [index for _, index in group]
        after = next((index for index in heads if index > run[-1]), len(rows))
        headings, begin = _headings([rows[index][1] for index in run], rows, run[-1] + 1)
        body = list(rows[begin:after])
        if tables and [*map(plain, tables[-1].headings)] == [*map(plain, headings)]:
            tables[-1] = _Table(headings, [*tables[-1].body, *body])
        else:
            tables.append(_Table(headings, body))
    return rows[: heads[0]], tables


def _headings(run: Sequence[Sequence[str]], rows: Sequence[Row], begin: int) -> tuple[list[str], int]:
    """One heading for each column: what stands over several rows is put together where that means something."""
    lines = list(run)
    if begin < len(rows) and _goes_on(rows[begin][1]):
        lines.append(rows[begin][1])
        begin += 1
    width = max(map(len, lines))
    columns = [[line[place] for line in lines if place < len(line) and line[place]] for place in range(width)]
    return [_heading(words) for words in columns], begin


def _goes_on(cells: Sequence[str]) -> bool:
    """Whether a row under headings is more of them: units and currencies in brackets, and nothing else."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(
        (cell.startswith("(") and cell.endswith(")")) or plain(cell) in ("£", "€", "gbp", "eur", "usd", "no", "price")
        for cell in filled
    )


def _heading(words: Sequence[str]) -> str:
    whole = " ".join(words)
    if meanings(whole) or not words:
        return whole
    return next((word for word in reversed(words) if meanings(word)), whole)


def _without_headings(rows: Sequence[Row], shelf: Shelf, numbers: Numbers) -> tuple[Sequence[Row], list[_Table]]:
    """A table that nobody headed: from the first to the last row that names an article and a number beside it."""
    reader = RowReader(shelf)
    whole = Columns(roles={}, numbers=numbers)
    named = [place for place, (_, cells) in enumerate(rows[:MOST_LOOKED_AT]) if _is_listed(cells, shelf, reader, whole)]
    if named and len(rows) > MOST_LOOKED_AT:
        # A list that long goes on to the end; each of its rows still has to name its article.
        named.append(len(rows) - 1)
    if not named:
        return rows, []
    begin, end = named[0], named[-1] + 1
    return [*rows[:begin], *rows[end:]], [_Table((), list(rows[begin:end]))]


def _is_listed(cells: Sequence[str], shelf: Shelf, reader: RowReader, whole: Columns) -> bool:
    filled = [cell for cell in cells if cell]
    figures = [cell for cell in filled if whole.numbers.quantity(cell) is not None]
    if len(filled) < 2 or not figures or labelled(filled[0]) is not None or is_total(filled):
        return False
    if any(shelf.knows(cell) for cell in filled):
        return True
    words = [cell for cell in filled if cell not in figures and len(cell) > 4]
    row = Columns(roles={0: Role.DESCRIPTION}, numbers=whole.numbers)
    span = Span(start=0, end=0, text="")
    return any(reader.named(SheetRow([cell], row, span)).about != "unknown_item"
               or reader.named(SheetRow([cell], row, span)).article for cell in words[:3])  # fmt: skip


def _read_block(table: _Table, block: range, shelf: Shelf, numbers: Numbers, account: _Account) -> None:
    """Read the rows of a table, or of one of several blocks that stand beside each other."""
    cut = slice(block.start, block.stop) if len(block) else slice(None)
    body = [(number, cells[cut]) for number, cells in table.body]
    columns = columns_of(table.headings[cut], [cells for _, cells in body], shelf, numbers)
    if columns.unheaded:
        account.doubts.add("quantity column")
    reader = RowReader(shelf, _ours_in(columns, body, shelf))
    is_first = block.start == 0
    for number, cells in body:
        row = SheetRow(cells, columns, account.span(number, cells))
        _read_row(row, reader, account, is_first=is_first)


def _ours_in(columns: Columns, body: Sequence[Row], shelf: Shelf) -> frozenset[int]:
    def is_ours(place: int) -> bool:
        cells = [cells[place] for _, cells in body if place < len(cells) and cells[place]]
        return bool(cells) and 2 * sum(shelf.ours(cell) is not None for cell in cells) >= len(cells)

    return frozenset(place for place in columns.of(Role.CODE, Role.OWN_CODE) if is_ours(place))


def _read_row(row: SheetRow, reader: RowReader, account: _Account, *, is_first: bool) -> None:
    filled = [cell for cell in row.cells if cell]
    counted = row.counts
    if not filled:
        return
    if reader.names_code(row):
        if counted:
            _ordered(row, reader, account)
    elif is_total(filled):
        account.totals.append(row)
    elif labelled(filled[0]) is not None:
        if is_first:
            account.beside.append((row.span.row, row.cells))
    elif counted and _says_how_many(row, reader):
        if row.name or row.of(Role.CODE, Role.OWN_CODE):
            _ordered(row, reader, account)
        else:
            account.totals.append(row)
    elif not _goes_on_with(row, reader, account) and not counted and is_first and not row.is_item:
        account.beside.append((row.span.row, row.cells))
    elif counted:
        account.unexplained.append(row.span)


def _says_how_many(row: SheetRow, reader: RowReader) -> bool:
    """Whether what stands in the place of the quantity is one, or stands beside an article and may mean one."""
    cell = row.counts[0]
    return (
        any(map(str.isdigit, cell)) or bool(row.columns.numbers.quantity(cell)) or reader.named(row).article is not None
    )


def _ordered(row: SheetRow, reader: RowReader, account: _Account) -> None:
    if len(account.results) >= MOST_ORDERED:
        # The first of the rest stands for it: a person has to look at such a file as a whole.
        account.unexplained += [row.span] if "too many rows" not in account.doubts else []
        account.doubts.add("too many rows")
        return
    read = reader.read(row)
    account.results.append((row, read))
    account.last_ordered = max(account.last_ordered, row.span.row)


def _goes_on_with(row: SheetRow, reader: RowReader, account: _Account) -> bool:
    """Whether a row of words only is the rest of the description above it; it is where the article stays or comes."""
    if not account.results or row.counts or len(row.of(Role.DESCRIPTION)) != sum(map(bool, row.cells)):
        return False
    above, read = account.results[-1]
    place = row.columns.first(Role.DESCRIPTION)
    if place is None or above.span.row != row.span.row - 1 or above.columns is not row.columns:
        return False
    cells = [*above.cells, *[""] * (place + 1 - len(above.cells))]
    cells[place] = f"{cells[place]} {row.cells[place]}".strip()
    both = SheetRow(cells, row.columns, above.span.model_copy(update={"text": f"{above.span.text} {row.span.text}"}))
    again = reader.read(both)
    if again.line is None or (read.line is not None and read.line.sku != again.line.sku):
        return False
    account.results[-1] = (both, again)
    return True


def _explain(account: _Account, facts: Facts) -> None:
    """What of the sheet nobody accounts for: leftovers of ordered rows, words beside them, sums that do not add up."""
    dates = {date for row, _ in account.results for date in row.of(Role.DATE)}
    if len(dates) == 1:
        facts.required.extend(dates)
    for row, read in account.results:
        left = [*read.unexplained, *(row.of(Role.DATE) if len(dates) > 1 else ())]
        if left:
            account.unexplained.append(row.span.model_copy(update={"text": f"{_short(row)}: {', '.join(left)}"}))
    by_number = dict(account.beside)
    told = {number for number, _ in facts.sentences}
    for number in sorted(by_number):
        words = [cell for cell in by_number[number] if cell and labelled(cell) is None]
        is_below = number > account.last_ordered > 0 and len(" ".join(words).split()) >= 3
        if number in told or (is_below and any(is_sentence(word) or cell_is_prose(word) for word in words)):
            account.unexplained.append(account.span(number, by_number[number]))
    account.unexplained += _sums_that_differ(account)


def cell_is_prose(cell: str) -> bool:
    """Whether a cell is a phrase in small letters, as people write remarks, and no title or address."""
    words = [word for word in cell.split() if word.isalpha()]
    return (
        len(words) >= 4
        and not cell.lower().startswith("thank")
        and sum(word.islower() for word in words) >= 0.6 * len(words)
    )


def _short(row: SheetRow) -> str:
    return next(iter([*row.of(Role.CODE, Role.OWN_CODE), row.name[:60]]), "") or row.span.text[:60]


def _sums_that_differ(account: _Account) -> Iterator[Span]:
    """Totals that are no sum of what was read: a row may be missing, or one may be misread."""
    for role in (Role.QUANTITY, Role.AMOUNT):
        stated = [(row, figure) for row in account.totals for figure in _figures(row, role)]
        read = [figure for row, _ in account.results for figure in _figures(row, role)]
        if stated and read and not any(abs(figure - sum(read)) <= TOTAL_TOLERANCE for _, figure in stated):
            yield stated[0][0].span


def _figures(row: SheetRow, role: Role) -> list[Decimal]:
    if row.columns.rivals and role is Role.QUANTITY:
        return []
    found = (row.columns.numbers.quantity(cell) for cell in row.of(role))
    return [one.number for one in found if one is not None]
