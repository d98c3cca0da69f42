"""The draft while a message works on it, and the few operations that change it: set, add, remove, replace, restore."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.cells import EACH
from domain.intake.rules.quantities import Amount, amount_of, counting, is_countable, worked_out
from domain.intake.rules.speech import Clause
from domain.intake.rules.token import Token
from domain.intake.schemas import DraftState, Question, ReadLine, Span


@dataclass
class State:
    """Lines and questions of a draft; `focus` are the SKUs spoken of last, `fresh` says that this message did.

    `past` is the draft one change ago, `header` the one whose date, place and reference were taken back to.
    """

    lines: list[ReadLine]
    questions: list[Question]
    past: DraftState | None = None
    focus: tuple[str, ...] = ()
    fresh: bool = False
    changed: bool = False
    dropped: bool = False
    last: Token | None = None
    header: DraftState | None = None
    touched: set[str] = field(default_factory=set)
    unexplained: list[Span] = field(default_factory=list)

    @property
    def skus(self) -> list[str]:
        """The SKUs of the lines in their order."""
        return [line.sku for line in self.lines]

    def speak_of(self, skus: Sequence[str]) -> None:
        """What "it" and "those" mean from here on."""
        if skus:
            self.focus, self.fresh = tuple(dict.fromkeys(skus)), True

    def in_focus(self) -> tuple[int, ...]:
        """Places of the lines spoken of last."""
        return tuple(index for index, line in enumerate(self.lines) if line.sku in self.focus)

    def done(self, skus: Sequence[str]) -> None:
        """Note that lines were changed."""
        self.changed = True
        self.touched |= set(skus)
        self.speak_of(skus)

    def put(self, index: int, amount: Amount | None) -> bool:
        """A line's quantity as it was said; False where it can be no quantity."""
        if amount is None or not is_countable(amount.base):
            return False
        self.lines[index] = counting(self.lines[index], amount)
        self.done([self.lines[index].sku])
        return True

    def work_out(self, index: int, base: Decimal, unit: str | None = None) -> bool:
        """A line's quantity from others, which are pieces where a unit was said of any; False as above."""
        return self.put(index, worked_out(self.lines[index], base, unit))

    def remove(self, places: Sequence[int]) -> None:
        """Lines go; they are what was spoken of last all the same."""
        gone = [self.lines[index].sku for index in places]
        self.lines = [line for index, line in enumerate(self.lines) if index not in places]
        self.done(gone)
        self.dropped = True

    def add(self, line: ReadLine) -> None:
        """A line more, or more of one that is there."""
        for index, old in enumerate(self.lines):
            if old.sku == line.sku:
                self.work_out(index, old.base_quantity + line.base_quantity, line.unit)
                return
        self.lines.append(line)
        self.done([line.sku])

    def replace(self, index: int, sku: str) -> None:
        """Another article in the place of a line's; two lines of one article become one."""
        old = self.lines[index]
        same = next((i for i, line in enumerate(self.lines) if line.sku == sku and i != index), None)
        if same is not None:
            self.work_out(same, self.lines[same].base_quantity + old.base_quantity, old.unit)
            del self.lines[index]
        else:
            self.lines[index] = old.model_copy(update={"sku": sku, "inferred": ("swap",), "stated_price": None})
        self.done([sku])
        self.touched.add(old.sku)

    def restore(self, past: DraftState) -> None:
        """The draft as it was, header and all."""
        now = {line.sku: line.base_quantity for line in self.lines}
        then = {line.sku: line.base_quantity for line in past.lines}
        self.lines, self.questions, self.header = list(past.lines), list(past.questions), past
        self.done([sku for sku in (*now, *then) if now.get(sku) != then.get(sku)])
        self.speak_of([sku for sku in then if now.get(sku) != then[sku]])


def changed_between(past: DraftState, lines: Sequence[ReadLine]) -> tuple[str, ...]:
    """The SKUs whose line came or got another quantity since."""
    then = {line.sku: line.base_quantity for line in past.lines}
    return tuple(line.sku for line in lines if then.get(line.sku) != line.base_quantity)


def line_of(sku: str, number: Token, accountant: Accountant, span: Span, *, unit: str | None) -> ReadLine | None:
    """A line of an article that the message named, in the unit that was said with its number."""
    article = accountant.catalogue.article(sku)
    amount = amount_of(number.value, number.said, unit, article)
    if article is None or amount is None or not is_countable(amount.base):
        return None
    return ReadLine(
        sku=sku, quantity=amount.quantity, unit=amount.unit, base_quantity=amount.base, source=span, confidence=0.9,
        inferred=("thread", *amount.marks),
    )  # fmt: skip


def counted(value: Decimal, unit: str | None = None) -> Token:
    """A number that was not said in digits: the quantity of another line, a half; pieces where that had a unit."""
    return Token(0, 0, f"{value.normalize():f}", "num", value, value, EACH if unit else None)


def span_of(clauses: Sequence[Clause], accountant: Accountant) -> Span:
    """The stretch of the message that clauses cover."""
    tokens = [token for clause in clauses for token in clause.tokens]
    return accountant.span(tokens[0].start, tokens[-1].end) if tokens else accountant.span(0, 0)
