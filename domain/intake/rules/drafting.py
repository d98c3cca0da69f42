"""The draft while a message works on it, and the few operations that change it: set, add, remove, replace, restore."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.quantities import READ_AS_EACH, is_countable, read_as_each
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

    def put(self, index: int, value: Decimal, number: Token | None = None, marks: Sequence[str] = ()) -> bool:
        """A line's quantity, in dozens where dozens were said; False where it can be no quantity."""
        if not is_countable(value):
            return False
        old = self.lines[index]
        dozen = number is not None and number.unit == "dozen" and value == number.value
        kept = tuple(mark for mark in old.inferred if not mark.endswith(READ_AS_EACH))
        said = number.said if dozen and number is not None else value
        update = {
            "base_quantity": value,
            "quantity": said,
            "unit": "dozen" if dozen else None,
            "inferred": (*kept, *marks),
        }
        self.lines[index] = old.model_copy(update=update)
        self.done([old.sku])
        return True

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
                self.put(index, old.base_quantity + line.base_quantity)
                return
        self.lines.append(line)
        self.done([line.sku])

    def replace(self, index: int, sku: str) -> None:
        """Another article in the place of a line's; two lines of one article become one."""
        old = self.lines[index]
        same = next((i for i, line in enumerate(self.lines) if line.sku == sku and i != index), None)
        if same is not None:
            self.put(same, self.lines[same].base_quantity + old.base_quantity)
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


def line_of(sku: str, number: Token, accountant: Accountant, span: Span, *, unit: str | None = None) -> ReadLine | None:
    """A line of an article that the message named, in dozens where dozens were said."""
    value = number.value
    article = accountant.catalogue.article(sku)
    if article is None or not is_countable(value):
        return None
    dozen = number.unit == "dozen"
    return ReadLine(
        sku=sku, quantity=number.said if dozen else value, unit="dozen" if dozen else None, base_quantity=value,
        source=span, confidence=0.9, inferred=("thread", *read_as_each(unit, article)),
    )  # fmt: skip


def counted(value: Decimal) -> Token:
    """A number that was not said in digits: the quantity of another line, a half."""
    return Token(0, 0, f"{value.normalize():f}", "num", value, value)


def span_of(clauses: Sequence[Clause], accountant: Accountant) -> Span:
    """The stretch of the message that clauses cover."""
    tokens = [token for clause in clauses for token in clause.tokens]
    return accountant.span(tokens[0].start, tokens[-1].end) if tokens else accountant.span(0, 0)
