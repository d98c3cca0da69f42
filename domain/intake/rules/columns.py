"""Which column of a table is what: by its heading, by what stands in it, and by quantity times price being amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from domain.intake.rules.aliases import Aliases
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cells import Numbers, is_nothing, is_unit
from domain.intake.rules.headings import Role, counts_in, meanings

SAMPLE = 300
_STARTS = (Role.CODE, Role.OWN_CODE, Role.DESCRIPTION)
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Shelf:
    """What codes are known: the catalogue's, and the customer's own part numbers; and the customer's own words."""

    catalogue: Catalogue
    own: Mapping[str, str] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=Aliases)

    def ours(self, text: str) -> str | None:
        """The SKU that one of our numbers or a barcode stands for."""
        code = key(text)
        found = self.catalogue.codes.get(code)
        if found is None and code.isdigit() and len(code) in (11, 12):
            # Spreadsheets drop the zeros that a barcode begins with.
            found = self.catalogue.codes.get(code.zfill(13)) or self.catalogue.codes.get(code.zfill(12))
        return found

    def theirs(self, text: str) -> str | None:
        """The SKU that a part number of the customer stands for."""
        return self.own.get(key(text))

    def knows(self, text: str) -> bool:
        """Whether a cell is a code of either kind."""
        return bool(text) and (self.ours(text) is not None or self.theirs(text) is not None)


def key(text: str) -> str:
    """A code as the indexes keep it."""
    return " ".join(text.split()).upper()


@dataclass(frozen=True)
class Columns:
    """The places of a table's columns by role; `rivals` are columns any of which may be the quantity.

    `counts_in` is the unit that the heading of the quantity names. `multiplies` holds where quantity times price was
    seen to be the amount; a row in which it is not contradicts itself. `unheaded` holds where a column is taken for
    the quantity though its heading says something else.
    """

    roles: Mapping[int, Role]
    headings: Sequence[str] = ()
    numbers: Numbers = field(default_factory=Numbers)
    rivals: tuple[int, ...] = ()
    counts_in: str | None = None
    multiplies: bool = False
    unheaded: bool = False

    def of(self, *roles: Role) -> tuple[int, ...]:
        """The columns of these roles, from left to right."""
        return tuple(place for place, role in sorted(self.roles.items()) if role in roles)

    def first(self, role: Role) -> int | None:
        """The leftmost column of a role."""
        return next(iter(self.of(role)), None)


@dataclass(frozen=True)
class _Column:
    """What was found of one column."""

    place: int
    cells: tuple[str, ...]
    told: tuple[Role, ...]
    codes: float
    figures: float
    whole: float
    words: float
    units: float
    counts_up: bool

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.cells)


def columns_of(headings: Sequence[str], body: Rows, shelf: Shelf, numbers: Numbers) -> Columns:
    """The columns of a table; without headings their content alone decides."""
    width = max([len(headings), *(len(row) for row in body)], default=0)
    found = [_column(place, headings, body, shelf, numbers) for place in range(width)]
    roles: dict[int, Role] = {}
    for column in found:
        role = _by_heading(column) or _by_content(column, has_headings=bool(headings))
        if role is not None:
            roles[column.place] = role
    _name_the_articles(roles, found)
    open_columns = [column for column in found if column.place not in roles and _is_counting(column)]
    return _with_quantity(roles, found, open_columns, _Table(headings, body, numbers))


@dataclass(frozen=True)
class _Table:
    headings: Sequence[str]
    body: Rows
    numbers: Numbers


def _column(place: int, headings: Sequence[str], body: Rows, shelf: Shelf, numbers: Numbers) -> _Column:
    cells = tuple(row[place] for row in body if place < len(row) and row[place])[:SAMPLE]
    heading = headings[place] if place < len(headings) else ""
    figures = [number for cell in cells if (number := numbers.number(cell)) is not None]
    count = max(len(cells), 1)
    return _Column(
        place=place, cells=cells, told=meanings(heading),
        codes=sum(shelf.knows(cell) for cell in cells) / count,
        figures=len(figures) / count,
        whole=sum(figure == figure.to_integral_value() for figure in figures) / max(len(figures), 1),
        words=sum(numbers.number(cell) is None and any(map(str.isalpha, cell)) for cell in cells) / count,
        units=sum(is_unit(cell) for cell in cells) / count,
        counts_up=_counts_up(figures) and len(figures) == len(cells),
    )  # fmt: skip


def _counts_up(figures: Sequence[Decimal]) -> bool:
    """1, 2, 3 or 10, 20, 30: numbers of lines and no quantities."""
    steps = {after - before for before, after in pairwise(figures)}
    return len(figures) >= 3 and len(steps) == 1 and figures[0] in (steps | {Decimal(0), Decimal(1)}) and min(steps) > 0


def _by_heading(column: _Column) -> Role | None:
    """The meaning of the heading that the content bears out; what says one thing only is believed but for codes."""
    for role in column.told:
        if _bears_out(role, column):
            return role
    return None


def _bears_out(role: Role, column: _Column) -> bool:
    match role:
        case Role.LINE:
            return (column.counts_up or column.figures > 0.6 or len(column.told) == 1) and column.codes < 0.5
        case Role.CODE | Role.OWN_CODE:
            return len(column.told) == 1 or column.codes >= 0.3 or (_looks_coded(column) and not column.counts_up)
        case Role.DESCRIPTION:
            return column.words >= 0.5 and (len(column.told) == 1 or column.codes < 0.3)
        case Role.QUANTITY:
            return column.codes < 0.5 and (len(column.told) == 1 or (column.figures > 0.5 and column.whole > 0.9))
        case Role.UNIT:
            return column.words > 0.3 or not column.is_filled
        case Role.PRICE | Role.AMOUNT:
            return column.figures > 0.3 and (len(column.told) == 1 or column.whole < 0.9)
    return True


def _looks_coded(column: _Column) -> bool:
    coded = [cell for cell in column.cells if " " not in cell and any(map(str.isdigit, cell))]
    return bool(column.cells) and len(coded) >= 0.7 * len(column.cells)


def _by_content(column: _Column, *, has_headings: bool) -> Role | None:
    """What a column is whose heading says nothing that fits."""
    if not column.is_filled:
        return None
    if column.codes >= 0.5:
        return Role.CODE
    if has_headings and column.told and not {Role.QUANTITY, Role.LINE} & set(column.told):
        return None
    if column.counts_up and column.place == 0:
        return Role.LINE
    if column.units >= 0.7:
        return Role.UNIT
    return None


def _name_the_articles(roles: dict[int, Role], found: Sequence[_Column]) -> None:
    """Without a column of descriptions, the wordiest that is nothing else is one."""
    if Role.DESCRIPTION in roles.values():
        return
    texts = [column for column in found if column.place not in roles and column.words >= 0.5 and not column.told]
    if texts:
        best = max(texts, key=lambda column: (sum(map(len, column.cells)) / len(column.cells), -column.place))
        roles[best.place] = Role.DESCRIPTION


def _is_counting(column: _Column) -> bool:
    """Whether a column whose heading says nothing may hold quantities or money."""
    return column.is_filled and not column.told and column.figures >= 0.5


def _with_quantity(
    roles: dict[int, Role], found: Sequence[_Column], unknown: Sequence[_Column], table: _Table
) -> Columns:
    """Find the quantity, and with it price and amount where headings do not tell them."""
    named = _named(roles, found)
    filled = [column for column in named if any(not is_nothing(cell) for cell in column.cells)]
    candidates, unheaded = (filled or named), False
    if not named:
        candidates = [column for column in unknown if column.whole > 0.9 and not column.counts_up]
        unheaded = bool(table.headings) and bool(candidates)
    prices = _money(roles, unknown, Role.PRICE)
    amounts = _money(roles, unknown, Role.AMOUNT)
    shown = _multiplying(candidates, prices, amounts, table)
    if shown is not None:
        quantity, price, amount = shown
        roles |= {quantity: Role.QUANTITY, price: Role.PRICE, amount: Role.AMOUNT}
        candidates = [column for column in candidates if column.place == quantity]
    for column in named:
        if column not in candidates:
            roles[column.place] = Role.BESIDE
    rivals = tuple(column.place for column in candidates) if len(candidates) > 1 else ()
    for column in candidates:
        roles[column.place] = Role.QUANTITY
    place = candidates[0].place if candidates else None
    heading = table.headings[place] if place is not None and place < len(table.headings) else ""
    has_discount = Role.DISCOUNT in roles.values()
    return Columns(
        roles=roles, headings=table.headings, numbers=table.numbers, rivals=rivals, counts_in=counts_in(heading),
        multiplies=shown is not None and not has_discount, unheaded=unheaded and shown is None,
    )  # fmt: skip


def _named(roles: dict[int, Role], found: Sequence[_Column]) -> list[_Column]:
    """The columns whose headings say quantity; one that may be something else gives way to one that may not."""
    named = [column for column in found if roles.get(column.place) is Role.QUANTITY]
    plain = [column for column in named if column.told == (Role.QUANTITY,)]
    for column in named if plain else []:
        if column not in plain:
            roles[column.place] = next(role for role in column.told if role is not Role.QUANTITY)
    return plain or named


def _money(roles: Mapping[int, Role], unknown: Sequence[_Column], role: Role) -> list[int]:
    told = [place for place, one in roles.items() if one is role]
    return told or [column.place for column in unknown]


def _multiplying(
    candidates: Sequence[_Column], prices: Sequence[int], amounts: Sequence[int], table: _Table
) -> tuple[int, int, int] | None:
    """The one quantity, with price and amount, that multiply in most rows; None where none or several do."""
    found = {
        (column.place, price, amount)
        for column in candidates
        for price in prices
        for amount in amounts
        if len({column.place, price, amount}) == 3 and _multiplies((column.place, price, amount), table)
    }
    quantities = {places[0] for places in found}
    return min(found) if len(quantities) == 1 else None


def _multiplies(places: tuple[int, int, int], table: _Table) -> bool:
    checked = [
        is_product(*figures) for row in table.body[:SAMPLE] if (figures := figures_at(row, places, table.numbers))
    ]
    return bool(checked) and sum(checked) >= 0.6 * len(checked)


def figures_at(
    row: Sequence[str], places: tuple[int, int, int], numbers: Numbers
) -> tuple[Decimal, Decimal, Decimal] | None:
    """Quantity, price and amount of a row; None where one of them is no number or nothing."""
    figures = [numbers.number(row[place]) if place < len(row) else None for place in places]
    if any(figure is None or figure == 0 for figure in figures):
        return None
    one, two, three = (figure for figure in figures if figure is not None)
    return one, two, three


def is_product(quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Whether quantity times price is the amount, up to rounding of both."""
    return abs(quantity * price - amount) <= Decimal("0.011") + abs(quantity) * Decimal("0.0055")


def blocks_of(headings: Sequence[str]) -> list[range]:
    """The stretches of a table whose headings come again beside each other: articles in two or more blocks."""
    firsts = [roles[0] if roles else None for roles in map(meanings, headings)]
    quantities = [place for place, role in enumerate(firsts) if role is Role.QUANTITY]
    start = next((role for role in firsts if role in _STARTS), None)
    begins = [0]
    for before, after in pairwise(quantities):
        begins += [place for place in range(before + 1, after) if firsts[place] is start][:1]
    if len(begins) != len(quantities):
        begins = [0]
    return [range(begin, end) for begin, end in pairwise([*begins, len(headings)])]
