"""A message at work on a draft: which of its lines a clause means, and their quantities."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.answers import Answers
from domain.intake.rules.drafting import State, span_of
from domain.intake.rules.naming import Found, Naming
from domain.intake.rules.quantities import EVERY, Amount, amount_of, unit_said
from domain.intake.rules.speech import Clause
from domain.intake.rules.token import Token
from domain.intake.schemas import Question


@dataclass(frozen=True)
class Held:
    """A name that waits for its number."""

    words: tuple[Token, ...]
    clause: Clause


class Standing:
    """The lines that stand in the draft, and what a message has said of them so far."""

    def __init__(self, state: State, naming: Naming, accountant: Accountant) -> None:
        self.state, self.naming, self.accountant = state, naming, accountant
        self.answers = Answers(state, naming, accountant)
        self.pending: list[Held] = []
        self.head: tuple[Token, ...] = ()
        self.later: list[Clause] = []
        self.mode = ""
        self.referring = False
        self.open: Question | None = None
        self.unclear: list[Question] = []
        self.hanging: list[Held] = []
        self.start = tuple(state.lines)

    def is_letter(self, token: Token) -> bool:
        """Whether a single letter tells lines apart: the M key ring."""
        having = [sku for sku in self.state.skus if token.norm in self._weights(sku)]
        return token.norm not in "aixsn" and 0 < len(having) < 2

    def _weights(self, sku: str) -> Sequence[str]:
        article = self.naming.catalogue.article(sku)
        return tuple(article.weights) if article else ()

    def named(self, words: Sequence[Token]) -> tuple[tuple[Token, ...], Found]:
        """The lines that words name, together with the head of a list where that fits."""
        whole = (*self.head, *words)
        found = self.naming.lines(whole, self.state.skus) if whole else Found()
        if self.head and words and not found.sure:
            alone = self.naming.lines(words, self.state.skus)
            kind = self.naming.lines(self.head, self.state.skus)
            if alone.sure and not kind.sure:
                return tuple(words), alone
        return whole, found

    def fit(self, found: Found, words: Sequence[Token], clause: Clause) -> tuple[int, ...]:
        """The lines meant where several have the words: all of a plural, the one spoken of; none if open."""
        places = found.places
        if len(places) < 2 or clause.whole or clause.each:
            return places
        if self.state.fresh:
            near = tuple(index for index in places if self.state.skus[index] in self.state.focus)
            if len(near) == 1:
                return near
        return places if self.naming.is_plural(words, [self.state.skus[index] for index in places]) else ()

    def spoken(self, clause: Clause) -> tuple[int, ...]:
        """The lines that a clause without names is about: by place, all of them, or those spoken of last."""
        headed = self.named(())[1] if self.head else Found()
        if headed.sure:
            return self.fit(headed, self.head, clause)
        if clause.places:
            first = [line.sku for line in self.start]
            meant = [first[place] for place in clause.places if first and -1 <= place < len(first)]
            return tuple(self.state.skus.index(sku) for sku in meant if sku in self.state.skus)
        if clause.refused is not None:
            held = tuple(i for i, line in enumerate(self.state.lines) if line.base_quantity == clause.refused.value)
            near = tuple(index for index in held if index in self.state.in_focus())
            if len(near or held) == 1:
                return near or held
        near = self.state.in_focus()
        if clause.whole or (clause.each and len(near) < 2):
            wide = not clause.points or "everything" in clause.said or len(near) < 2
            return tuple(range(len(self.state.lines))) if wide else near
        if near:
            return near
        return (0,) if len(self.state.lines) == 1 else ()

    def ask(self, clause: Clause, number: Token | None = None, places: Sequence[int] = ()) -> None:
        """What could not be carried out stays a question with its words."""
        span = span_of([clause], self.accountant)
        skus = [self.state.skus[index] for index in places] or self.state.skus
        self.unclear.append(
            Question(about="which_item", text=span.text, span=span, candidates=tuple(skus[:10]),
                     quantity=number.value if number else None,
                     unit=unit_said(clause.unit(number)) if number else None)
        )  # fmt: skip

    def change_all(self, places: Sequence[int], number: Token, clause: Clause, mode: str) -> None:
        """Lines get the number, or that many more or less; what can be no quantity is asked about."""
        skus = [self.state.skus[index] for index in places]
        is_shared = len(places) > 1
        for index in places:
            amount = self.amount(index, number, clause, is_shared=is_shared)
            sign = {"add": 1, "more": 1, "less": -1}.get(mode)
            if amount is not None and sign is not None:
                base = self.state.lines[index].base_quantity + sign * amount.base
                is_put = self.state.work_out(index, base, amount.unit)
            else:
                is_put = self.state.put(index, amount)
            if not is_put:
                self.ask(clause, number, [index])
        self.state.speak_of(skus)

    def amount(self, index: int, number: Token, clause: Clause, *, is_shared: bool = False) -> Amount | None:
        """How much of a line's article a number of a clause is; "6 each" of several lines says no unit."""
        unit, article = clause.unit(number), self.naming.catalogue.article(self.state.skus[index])
        unit = None if is_shared and number.unit is None and unit in EVERY else unit
        return amount_of(number.value, number.said, unit, article)
