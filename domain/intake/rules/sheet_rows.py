"""What one row of a table orders: a line, a question, or nothing; what is not understood in it is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.catalog.schemas import LearnedWords
from domain.intake.rules.aliases import ALIAS, meaning
from domain.intake.rules.articles import Article
from domain.intake.rules.cells import EACH, Counted, is_nothing, is_unit, unit_of
from domain.intake.rules.columns import Columns, Shelf, figures_at, is_product
from domain.intake.rules.headings import Role
from domain.intake.rules.judging import NOTHING, Match
from domain.intake.rules.matching import Matcher
from domain.intake.rules.quantities import MOST, amount_of, is_countable
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import STOP
from domain.intake.rules.words import stem
from domain.intake.schemas import About, Question, ReadLine, Span

LONGEST_NAME = 200
MATCHED_AT_ONCE = 400
_SURE, _HARDLY = 0.99, 0.8


@dataclass(frozen=True)
class SheetRow:
    """A row of a table with what its cells are for; `span` quotes it."""

    cells: Sequence[str]
    columns: Columns
    span: Span

    def of(self, *roles: Role) -> list[str]:
        """What stands in the columns of these roles, from left to right, empty cells left out."""
        places = self.columns.of(*roles)
        return [self.cells[place] for place in places if place < len(self.cells) and self.cells[place]]

    @property
    def counts(self) -> list[str]:
        """The cells that may be the quantity and do not say that nothing is wanted."""
        return [cell for cell in self.of(Role.QUANTITY) if not is_nothing(cell)]

    @property
    def name(self) -> str:
        """Description and details."""
        return " ".join(self.of(Role.DESCRIPTION, Role.DETAIL))[:LONGEST_NAME]

    @property
    def is_item(self) -> bool:
        """Whether a row without a known code still looks like an article that is offered, with a code of any kind."""
        coded = [cell for cell in self.of(Role.CODE, Role.OWN_CODE) if any(map(str.isdigit, cell)) and len(cell) < 25]
        return bool(coded) and sum(map(bool, self.cells)) > 1

    @property
    def unassigned(self) -> list[str]:
        """What stands in columns that nobody knows, and in those for remarks."""
        known = {place for place, role in self.columns.roles.items() if role is not Role.NOTE}
        return [cell for place, cell in enumerate(self.cells) if cell and place not in known]


@dataclass(frozen=True)
class Named:
    """The article a row names; else the candidates, and what has to be asked. `learned` is whose word it is."""

    article: Article | None = None
    about: About = "unknown_item"
    candidates: tuple[str, ...] = ()
    confidence: float = _SURE
    learned: LearnedWords | None = None


@dataclass(frozen=True)
class RowRead:
    """What a row came to; at most one of line and question."""

    line: ReadLine | None = None
    question: Question | None = None
    unexplained: tuple[str, ...] = ()


class RowReader:
    """Reads the ordered rows of one table; `ours_in` are the columns in which mostly our own numbers stand."""

    def __init__(self, shelf: Shelf, ours_in: frozenset[int] = frozenset()) -> None:
        self._shelf = shelf
        self._ours_in = ours_in
        self._matcher = Matcher(shelf.catalogue)
        self._asked = 0

    def names_code(self, row: SheetRow) -> bool:
        """Whether a row holds a code that is known."""
        return bool(self._coded(row)[0])

    def read(self, row: SheetRow) -> RowRead:
        """A row in which a quantity stands."""
        named = self.named(row)
        said = self._counted(row)
        left = tuple(row.unassigned)
        if named.article is None:
            return RowRead(question=_question(named.about, row, named.candidates, said), unexplained=left)
        line = _line(named, said, row) if said else None
        if line is None:
            return RowRead(question=_question("quantity", row, (named.article.sku,), said), unexplained=left)
        return RowRead(line=line, unexplained=left)

    def _counted(self, row: SheetRow) -> Counted | None:
        """The quantity of a row; None where it cannot be read, several may be it, or the row contradicts itself."""
        if row.columns.rivals or len(row.counts) != 1 or _contradicts_itself(row):
            return None
        said = row.columns.numbers.quantity(row.counts[0])
        if said is None:
            return None
        written = next(iter(row.of(Role.UNIT)), None)
        if said.unit and written and (unit_of(said.unit) or EACH) != (unit_of(written) or EACH):
            return None
        unit = said.unit or written or row.columns.counts_in
        return replace(said, unit=unit) if unit is None or is_unit(unit) else None

    def named(self, row: SheetRow) -> Named:
        """The article of a row by its codes and its description, which must not contradict each other."""
        skus, rest = self._coded(row)
        name = f"{rest} {row.name}".strip() if rest not in row.name else row.name
        if len(skus) > 1:
            return Named(None, "which_item", tuple(skus))
        if not skus:
            return self._described(row, name)
        article = self._shelf.catalogue.article(skus[0])
        if article is None:
            instead = self._shelf.catalogue.obsolete.get(skus[0])
            return Named(None, "unknown_item", (instead,) if instead else ())
        match = self._match(name)
        if _agrees(article, match, name):
            return Named(article, confidence=_SURE if match.candidates or not name else _HARDLY)
        rivals = match.candidates[:1] if match.kind == "article" else match.candidates[:3]
        return Named(None, "which_item", (article.sku, *(one.article.sku for one in rivals)))

    def _described(self, row: SheetRow, name: str) -> Named:
        learned, between = meaning(name, self._shelf.catalogue, self._shelf.aliases)
        if between:
            return Named(None, "which_item", between)
        if learned and not self._has_strange_code(row):
            return Named(self._shelf.catalogue.article(learned.sku), learned=learned)
        match = self._match(name)
        candidates = tuple(one.article.sku for one in match.candidates[:10])
        if match.kind == "article":
            if self._has_strange_code(row):
                return Named(None, "which_item", candidates[:3])
            return Named(match.best.article, confidence=round(min(_SURE, 0.6 + 0.4 * match.best.said), 3))
        if match.kind == "several" or (match.kind == "partly" and len(match.candidates) > 1):
            return Named(None, "which_item", candidates)
        return Named(None, "unknown_item", ())

    def _has_strange_code(self, row: SheetRow) -> bool:
        """Whether a code stands in a column of our own numbers that we do not have: a slip nobody should pass over."""
        place = row.columns.first(Role.CODE)
        if place is None:
            return False
        return place in self._ours_in and place < len(row.cells) and bool(row.cells[place])

    def _match(self, name: str) -> Match:
        self._asked += 1
        if self._asked % MATCHED_AT_ONCE == 0:
            # A matcher answers for one message and no more than bounded work; a long table is many.
            self._matcher = Matcher(self._shelf.catalogue)
        return self._matcher.match(tokenize(name)) if name else NOTHING

    def _coded(self, row: SheetRow) -> tuple[list[str], str]:
        """The SKUs that the codes of a row stand for, and the words that stand behind a code in its cell."""
        found: list[str] = []
        rest = ""
        for role in (Role.CODE, Role.OWN_CODE):
            for cell in row.of(role):
                skus, behind = self._skus(cell, role)
                found += skus
                rest = rest or behind
        if not found:
            for cell in row.of(Role.DESCRIPTION):
                skus, behind = self._leading(cell)
                found, rest = found or skus, rest or behind
        return list(dict.fromkeys(found)), rest

    def _skus(self, cell: str, role: Role) -> tuple[list[str], str]:
        ours, theirs = self._shelf.ours(cell), self._shelf.theirs(cell)
        known = [sku for sku in ((theirs, ours) if role is Role.OWN_CODE else (ours, theirs)) if sku]
        return (list(dict.fromkeys(known)), "") if known else self._leading(cell)

    def _leading(self, cell: str) -> tuple[list[str], str]:
        """A code that a cell begins with: "22469 - Heart of wicker", "[22469] Heart"."""
        first, _, rest = cell.replace("[", "").replace("]", " ").strip().partition(" ")
        code = first.strip("-–:;,()#")
        if not any(map(str.isdigit, code)) or (len(code) < 4 and rest):
            return [], ""
        sku = self._shelf.ours(code) or self._shelf.theirs(code)
        return ([sku], rest.strip(" -–:;,")) if sku else ([], "")


def _agrees(article: Article, match: Match, name: str) -> bool:
    """Whether a description may be of the article that the code names; one that says nothing we know may be."""
    if not match.candidates:
        return True
    near = [one.article.sku for one in match.candidates]
    if match.kind == "article":
        return match.best.article.sku == article.sku
    said = {stem(token.norm) for token in tokenize(name) if token.kind == "word" and token.norm not in STOP}
    return article.sku in near or bool(said & set(article.weights))


def _contradicts_itself(row: SheetRow) -> bool:
    """Whether quantity times price is not the amount, in a table in which it is elsewhere."""
    columns = row.columns
    quantity, price, amount = (columns.first(role) for role in (Role.QUANTITY, Role.PRICE, Role.AMOUNT))
    if not columns.multiplies or quantity is None or price is None or amount is None:
        return False
    figures = figures_at(row.cells, (quantity, price, amount), columns.numbers)
    return figures is not None and not is_product(*figures)


def _line(named: Named, said: Counted, row: SheetRow) -> ReadLine | None:
    """The line of a row; None where its number or unit makes no sense for the article."""
    article = named.article
    if article is None:
        return None
    word = unit_of(said.unit)
    number = said.number * 144 if word == "gross" else said.number
    word = None if word == "gross" else word
    amount = amount_of(number * 12 if word == "dozen" else number, number, word, article)
    if amount is None or not is_countable(amount.base):
        return None
    prices = [row.columns.numbers.number(cell) for cell in row.of(Role.PRICE)]
    return ReadLine(
        sku=article.sku, quantity=amount.quantity, unit=amount.unit, base_quantity=amount.base,
        stated_price=next((price for price in prices if price and price > 0), None), source=row.span,
        confidence=named.confidence, learned=named.learned,
        inferred=(*amount.marks, *((ALIAS,) if named.learned else ())),
    )  # fmt: skip


def _question(about: About, row: SheetRow, candidates: tuple[str, ...], said: Counted | None) -> Question:
    number = said.number if said and 0 < said.number <= MOST else None
    unit = unit_of(said.unit) if said else None
    whole = number is not None and number == number.to_integral_value()
    # Only what the conversion is sure of may be answered without saying it again.
    is_plain = whole and unit in (None, EACH, "dozen")
    # A question counts pieces even of dozens.
    pieces = number * 12 if number is not None and unit == "dozen" else number
    return Question(
        about=about, text=row.span.text, span=row.span, candidates=candidates[:10],
        quantity=pieces if is_plain and about != "quantity" else None,
        unit=unit if is_plain and about != "quantity" else None,
    )  # fmt: skip
