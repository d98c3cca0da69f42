"""The tokens of a pasted table: the number of the quantity's column counts, those of other columns do not."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.intake.rules.cells import Numbers, is_nothing, is_unit, numbers_of, unit_of
from domain.intake.rules.cleaning import Row
from domain.intake.rules.columns import Columns, Shelf, columns_of
from domain.intake.rules.headings import Role, meanings
from domain.intake.rules.pasted import Cell, PastedTable
from domain.intake.rules.quantities import MOST, unit_said
from domain.intake.rules.sheet_facts import is_total
from domain.intake.rules.token import COLUMN, Token

#: A quantity that is still to be told.
OPEN = re.compile(
    r"\(?\s*(?:\?+|t\.?b\.?[acd]\.?|to (?:be )?(?:confirm\w*|advise\w*|follow)|see (?:notes?|below|above|remarks?)|"
    r"let you know|will (?:confirm|advise|let you know)|not sure|unsure|confirm|pending|n/?k)\s*[?!.]*\s*\)?",
    re.I,
)
#: What a remark beside an article must not say unheard.
_TELLING = re.compile(
    r"\b(?:instead|cancel|hold|unless|if|or|make|sorry|swap|subs?|rather|check|confirm|double|half|extra|more|plus|add|"
    r"not wanted|leave|skip|only|actually)\b|\?",
    re.I,
)
_HEDGED = re.compile(
    r"\b(?:or|about|approx\w*|circa|ca|max|min|maximum|minimum|up to|at least|if|maybe|say|around|less|more|extra|"
    r"plus|as)\b|[?~+*]",
    re.I,
)
DOUBT = "quantity column"
REMARK = "remark in a row"
_KEPT = (Role.DESCRIPTION, Role.DETAIL, Role.CODE, Role.OWN_CODE)
_MOST_DIGITS = 5
#: From how many rows without a number on most of a table is what a shop has, of which it orders some.
_MANY = 3


@dataclass(frozen=True)
class PastedTokens:
    """The tokens of a message with its tables read; `rows` are the tables' rows, `doubts` what is unsure of them."""

    tokens: tuple[Token, ...]
    rows: frozenset[int] = frozenset()
    doubts: tuple[str, ...] = ()


def with_columns(
    tokens: Sequence[Token], tables: Sequence[PastedTable], rows: Sequence[Row], shelf: Shelf
) -> PastedTokens:
    """Leave of each table what names articles, their prices and the one number that counts."""
    readers = [reader for table in tables if (reader := _reader(table, shelf)) is not None]
    kept: dict[int, list[Token]] = {}
    doubts: set[str] = set()
    starts = [token.start for token in tokens] if readers else []
    for reader in readers:
        doubts |= reader.doubts
        for index in reader.table.beside if not reader.columns.rivals else ():
            kept[index] = []
        for index, cells in reader.table.body if not reader.columns.rivals else ():
            row = rows[index]
            inside = tokens[bisect_left(starts, row.start) : bisect_left(starts, row.end)]
            read = reader.read(cells, inside)
            if read is not None:
                kept[index] = read
                doubts |= {REMARK} if reader.tells(cells) else set()
    return PastedTokens(tuple(_joined(tokens, rows, kept)), frozenset(kept), tuple(sorted(doubts)))


def _joined(tokens: Sequence[Token], rows: Sequence[Row], kept: Mapping[int, list[Token]]) -> Iterator[Token]:
    spans = [(rows[index].start, rows[index].end, kept[index]) for index in sorted(kept)]
    place = 0
    for start, end, inside in spans:
        while place < len(tokens) and tokens[place].start < start:
            yield tokens[place]
            place += 1
        yield from inside
        while place < len(tokens) and tokens[place].start < end:
            place += 1
    yield from tokens[place:]


@dataclass(frozen=True)
class _Reader:
    """Reads the rows of one table; `blank` says whether an empty place for the quantity is to be asked about."""

    table: PastedTable
    columns: Columns
    kept: frozenset[int]
    doubts: frozenset[str]
    blank: bool

    def read(self, cells: Sequence[Cell], tokens: Sequence[Token]) -> list[Token] | None:
        """What counts of a row; None where it is no row of this table after all."""
        texts = [cell.text for cell in cells]
        filled = [text for text in texts if text]
        place = self.columns.first(Role.QUANTITY) or 0
        number = cells[place] if place < len(cells) else Cell(cells[-1].end, cells[-1].end, "")
        if is_total(filled) or self._orders_nothing(number.text):
            return []
        if len(filled) < 2 and not number.text:
            return None
        counted = self._counted(number, texts, tokens)
        if counted is None:
            return None
        out: list[Token] = []
        for at, cell in enumerate(cells):
            inside = [t for t in tokens if cell.start <= t.start < cell.end]
            between = [t for t in tokens if cells[at - 1].end <= t.start < cell.start][:1] if at else []
            new = counted if at == place else self._cell(at, cell, inside)
            out += [*(between if out and new and out[-1].kind != "mark" else ()), *new]
        return sorted(out if place < len(cells) else [*out, *counted], key=lambda token: token.start)

    def _orders_nothing(self, text: str) -> bool:
        """Nought, or under a heading a dash, or nothing at all where most rows have nothing."""
        if not text:
            return bool(self.table.headings) and not self.blank
        return is_nothing(text) and (bool(self.table.headings) or any(map(str.isdigit, text)))

    def _cell(self, at: int, cell: Cell, tokens: list[Token]) -> list[Token]:
        role = self.columns.roles.get(at)
        if role is Role.PRICE:
            return [replace(t, kind="price") if t.kind == "num" else t for t in tokens]
        if at not in self.kept:
            return []
        if role in (Role.CODE, Role.OWN_CODE):
            known = [t for t in tokens if t.kind == "code"]
            return known or ([] if len(cell.text) < 3 or OPEN.fullmatch(cell.text) else tokens)
        return tokens

    def _counted(self, cell: Cell, texts: Sequence[str], tokens: Sequence[Token]) -> list[Token] | None:
        """The tokens that say how many: a number and its unit, or a mark that says it is still open."""
        if OPEN.fullmatch(cell.text) or (not cell.text and self.blank):
            return [Token(cell.start, cell.end, "?", "mark", times=COLUMN)]
        if is_nothing(cell.text):
            return []
        said = self.columns.numbers.quantity(cell.text)
        if said is None:
            return _unclear(cell, tokens)
        if not 0 < said.number <= MOST:
            return None
        units = [texts[at] for at in self.columns.of(Role.UNIT) if at < len(texts) and is_unit(texts[at])]
        word = unit_of(said.unit or next(iter(units), None) or self.columns.counts_in)
        factor = {"dozen": 12, "gross": 144}.get(word or "", 1)
        unit = unit_said(word)
        number = Token(
            cell.start, cell.end, f"{said.number * factor:f}", "num", said.number * factor, said.number,
            unit, COLUMN,
        )  # fmt: skip
        return [number] if word is None or unit or factor > 1 else [number, Token(cell.start, cell.end, word, "word")]

    def tells(self, cells: Sequence[Cell]) -> bool:
        """Whether a column that is left out says something that may change the order."""
        out = [
            cell.text for at, cell in enumerate(cells) if at not in self.kept and self.columns.roles.get(at) in _LOOSE
        ]
        return any(_TELLING.search(text) for text in out)


def _unclear(cell: Cell, tokens: Sequence[Token]) -> list[Token] | None:
    """A cell that says more than a number: the one number it has, or that it has to be asked ("2 or 3", "2-3")."""
    inside = [token for token in tokens if cell.start <= token.start < cell.end]
    numbers = [token for token in inside if token.kind == "num"]
    if not numbers:
        return None
    if len({token.value for token in numbers}) > 1 or _HEDGED.search(cell.text):
        return [Token(cell.start, cell.end, "?", "mark", times=COLUMN)]
    return [replace(numbers[0], end=cell.end, times=COLUMN)]


_LOOSE = (None, Role.NOTE, Role.BESIDE)


def _reader(table: PastedTable, shelf: Shelf) -> _Reader | None:
    """How to read a table; None where its content does not say that it is one."""
    texts = [[cell.text for cell in cells] for _, cells in table.body]
    numbers = numbers_of(text for row in texts for text in row)
    lines = [row for row in texts if not is_total([text for text in row if text])]
    columns = columns_of(table.headings, [[_bare(text, numbers) for text in row] for row in lines], shelf, numbers)
    quantity = columns.first(Role.QUANTITY)
    if quantity is None or not columns.of(*_KEPT):
        return None
    if columns.rivals:
        return _Reader(table, columns, frozenset(), frozenset((DOUBT,)), False)
    cells = [row[quantity] if quantity < len(row) else "" for row in lines]
    read = [numbers.quantity(cell) is not None or bool(OPEN.fullmatch(cell)) or is_nothing(cell) for cell in cells]
    plain = all(len(cell) <= _MOST_DIGITS for cell in cells if cell.isdigit())
    told = any(read) or (bool(table.headings) and any(char.isdigit() for cell in cells for char in cell))
    if not told or (not table.headings and not (all(read) and plain)):
        return None
    kept = {place for place in columns.roles if columns.roles[place] in _KEPT}
    kept |= _details(columns, lines, quantity)
    empty = sum(not cell for cell in cells)
    doubts = frozenset((DOUBT,)) if columns.unheaded else frozenset()
    return _Reader(table, columns, frozenset(kept), doubts, 2 * empty <= len(cells) or empty < _MANY)


def _bare(text: str, numbers: Numbers) -> str:
    """A number with its unit as the number alone: what stands in a column of quantities."""
    said = numbers.quantity(text)
    return f"{said.number:f}" if said is not None and said.unit else text


def _details(columns: Columns, lines: Sequence[Sequence[str]], quantity: int) -> set[int]:
    """Columns of words between the description and the quantity whose headings mean nothing: colours and sorts."""
    named = columns.of(Role.DESCRIPTION)
    if not named:
        return set()
    open_ = range(named[0] + 1, quantity)
    return {
        place
        for place in open_
        if place not in columns.roles
        and not (place < len(columns.headings) and meanings(columns.headings[place]))
        and any(any(map(str.isalpha, row[place])) for row in lines if place < len(row))
    }
