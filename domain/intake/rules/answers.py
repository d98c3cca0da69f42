"""Answers to the open questions of a draft: a number, a place in the list of candidates, words that pick some."""

import re
from collections.abc import Sequence
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.drafting import State, counted, line_of, span_of
from domain.intake.rules.naming import Naming
from domain.intake.rules.picking import Pick, Picker, is_halved, places_in
from domain.intake.rules.quantities import Amount, unit_said
from domain.intake.rules.speech import Clause
from domain.intake.rules.token import Token
from domain.intake.rules.words import stem
from domain.intake.schemas import Question

_SKIPPED = re.compile(
    r"\b(?:leave|skip|forget|drop|scrap|scratch|ignore|lose|bin|cancel) (?:it|that|those|them|about it)\b|"
    r"\bneither\b|"
    r"\bnone of\b|\bnever ?mind\b|\b(?:don'?t|do not) (?:bother|worry)\b|\bwithout (?:it|them|those)\b|"
    r"\bleave (?:it|that|those|them) out\b",
    re.I,
)
_BESIDES = ("plus", "also", "and", "+", "&")
_GIVING = ("", "name", "count", "set", "add", "want", "keep")
_OPEN = re.compile(r"\b(?:otherwise|failing that|maybe|perhaps|either|whichever|whatever)\b")


class Answers:
    """Reads clauses as answers to the open questions of a draft."""

    def __init__(self, state: State, naming: Naming, accountant: Accountant) -> None:
        self.state, self.naming, self.accountant = state, naming, accountant
        self.first = tuple(state.questions)
        self.picker = Picker(naming, lambda: state.skus)

    def take(self, clauses: Sequence[Clause], text: str, *, whole: bool = False) -> int:
        """How many of the clauses, from the first on, answer a question, or `whole` all or none; it is carried out."""
        if not self.state.questions:
            return 0
        if any(one.aside or _OPEN.search(one.said) for one in clauses):
            return 0
        if self._adds(clauses):
            return 0
        end = next((i for i, one in enumerate(clauses) if one.act not in _GIVING or one.refused), len(clauses))
        if whole and end < len(clauses):
            return 0
        for length in range(end, end - 1 if whole else 0, -1):
            if self._goes_on(clauses[:length], clauses[length : length + 1]):
                continue
            if self._answered(clauses[:length], text if length == len(clauses) else _text_of(clauses[:length])):
                return length
        return 0

    def can_follow(self, clause: Clause) -> bool:
        """Whether a clause in the middle of a sentence may answer a question."""
        return bool(self.state.questions) and clause.act in _GIVING and bool(clause.words or clause.numbers)

    def _adds(self, clauses: Sequence[Clause]) -> bool:
        """Whether something besides is wanted: "plus mediums, 8" and "we also need 4" never settle what is open."""
        wanted = {question.quantity for question in self.first if question.quantity is not None}
        if not (clauses and wanted):
            return False
        is_other = any(number.value not in wanted for one in clauses for number in one.numbers)
        first = next((one for one in clauses if one.words or one.numbers), clauses[0])
        if first.joined in _BESIDES and (first.joined != "and" or is_other):
            return True
        return is_other and len(clauses) == 1 and first.act in ("add", "more")

    def _goes_on(self, taken: Sequence[Clause], after: Sequence[Clause]) -> bool:
        """ "owl and bird": what follows picks another candidate, so that the first alone is no answer."""
        if after and places_in(after[0]) and any(places_in(one) for one in taken):
            return True
        if not after or not after[0].words or after[0].numbers or any(one.numbers for one in taken):
            return False
        for question in self.state.questions:
            one = self.picker.best([word for clause in taken for word in clause.words], question.candidates)
            other = self.picker.best(after[0].words, question.candidates)
            if len(one) == len(other) == 1 and one != other:
                return True
        return False

    def named_by(self, words: Sequence[Token]) -> Question | None:
        """The open question whose words are said."""
        said = {stem(token.norm) for token in words if token.kind == "word"}
        asked = [
            one
            for one in self.state.questions
            if said & {stem(word) for word in re.findall(r"[a-z]+", one.text.lower())}
        ]
        return asked[0] if len(asked) == 1 and asked[0].about != "customer" else None

    def let_go(self, clause: Clause, words: Sequence[Token]) -> bool:
        """Whether the words give up what a question is about: "forget the raclette", "neither"."""
        said = {stem(token.norm) for token in words if token.kind == "word"}
        open_ones = [question for question in self.state.questions if question.about != "customer"]
        for question in open_ones:
            asked = {stem(word) for word in re.findall(r"[a-z]+", question.text.lower())}
            every = (
                set(self.picker.best(words, question.candidates)) == set(question.candidates)
                if question.candidates
                else False
            )
            named = bool(said & asked) or (bool(said) and every)
            if named or (not said and len(open_ones) == 1 and _SKIPPED.search(clause.said)):
                self.state.questions.remove(question)
                self.state.changed = self.state.dropped = True
                return True
        return False

    def narrow_out(self, words: Sequence[Token]) -> bool:
        """ "not the pink": a candidate that is none; the question stays with the others."""
        for place, question in enumerate(self.state.questions):
            out = self.picker.best(words, question.candidates) if question.about == "which_item" else ()
            left = tuple(sku for sku in question.candidates if sku not in out)
            if out and left:
                self.state.questions[place] = question.model_copy(update={"candidates": left})
                self.state.changed = True
                if len(left) == 1:
                    self._settle(place, question, [Pick(left[0], None)], ())
                return True
        return False

    def _answered(self, clauses: Sequence[Clause], text: str) -> bool:
        for place, question in enumerate(self.state.questions):
            if question.about == "which_item" and question.candidates:
                if self._which(place, question, clauses, text):
                    return True
            elif question.about == "quantity" and question.candidates and self._how_many(place, question, clauses):
                return True
        return False

    def _how_many(self, place: int, question: Question, clauses: Sequence[Clause]) -> bool:
        numbers = [number for clause in clauses for number in clause.numbers]
        words = [word for clause in clauses for word in clause.words]
        if len({number.value for number in numbers}) != 1:
            return False
        if (words and not self._about(words, question)) or (
            not words and not all(one.bare or one.chatty for one in clauses)
        ):
            return False
        if not words and self._others(question):
            return False
        return self._settle(place, question, [Pick(question.candidates[0], numbers[-1])], clauses)

    def _others(self, question: Question) -> bool:
        return any(one is not question and one.about == "quantity" for one in self.state.questions)

    def _about(self, words: Sequence[Token], question: Question) -> bool:
        found = self.naming.lines(words, question.candidates[:1])
        elsewhere = self.naming.lines(words, self.state.skus)
        return found.sure and not (elsewhere.sure and elsewhere.score > found.score)

    def _which(self, place: int, question: Question, clauses: Sequence[Clause], text: str) -> bool:
        on_draft = set(question.candidates) <= set(self.state.skus)
        words = [word for clause in clauses for word in clause.words]
        numbers = [number for clause in clauses for number in clause.numbers]
        if on_draft and any(number.value != question.quantity for number in numbers):
            return False
        if not words and not on_draft and is_halved(text) and len(question.candidates) == 2 and question.quantity:
            return self._halve(place, question, list(question.candidates), clauses)
        picks = (
            self.picker.all_of(question, words, clauses, text)
            or self.picker.several(question, clauses, text)
            or self.picker.one(question, clauses, text, beyond=question in self.first)
        )
        if picks:
            return self._settle(place, question, picks, clauses, instead=on_draft)
        return not on_draft and self._narrowed(place, question, words, numbers)

    def _halve(self, place: int, question: Question, skus: list[str], clauses: Sequence[Clause]) -> bool:
        part = (question.quantity or Decimal(0)) / len(skus)
        return self._settle(place, question, [Pick(sku, counted(part, question.unit)) for sku in skus], clauses)

    def _narrowed(self, place: int, question: Question, words: Sequence[Token], numbers: Sequence[Token]) -> bool:
        """Fewer candidates than before: the question stays with those."""
        chosen = self.picker.best(words, question.candidates) if words else ()
        if not 1 < len(chosen) < len(question.candidates) or self.naming.lines(words, self.state.skus).sure:
            return False
        said = {"quantity": numbers[-1].value, "unit": unit_said(numbers[-1].unit)} if numbers else {}
        self.state.questions[place] = question.model_copy(update={"candidates": chosen, **said})
        self.state.changed = True
        return True

    def _settle(
        self, place: int, question: Question, picks: Sequence[Pick], clauses: Sequence[Clause], *, instead: bool = False
    ) -> bool:
        """The question goes, the lines come; an article without a number is asked about again."""
        span = span_of(clauses, self.accountant)
        lines = []
        for pick in picks:
            said = pick.number or (counted(question.quantity, question.unit) if question.quantity else None)
            if said is None:
                asked = Question(about="quantity", text=question.text, span=question.span, candidates=(pick.sku,))
                self.state.questions[place] = asked
                self.state.changed = True
                self.state.speak_of([pick.sku])
                return True
            unit = next((unit for clause in clauses if (unit := clause.unit(said))), None)
            line = line_of(pick.sku, said, self.accountant, span, unit=unit)
            if line is None:
                return False
            lines.append(line.model_copy(update={"inferred": ("answer", *line.inferred[1:])}))
        del self.state.questions[place]
        for line in lines:
            if instead:
                self.state.put(self.state.skus.index(line.sku), Amount(line.quantity, line.unit, line.base_quantity))
            else:
                self.state.add(line)
        self.state.last = picks[-1].number or self.state.last
        self.state.speak_of([line.sku for line in lines])
        return True


def _text_of(clauses: Sequence[Clause]) -> str:
    return " , ".join(" ".join(token.norm for token in clause.tokens) for clause in clauses)
