"""Answers to the open questions of a draft: a number, a place in the list of candidates, words that pick some."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.drafting import State, counted, line_of, span_of
from domain.intake.rules.naming import Naming
from domain.intake.rules.speech import Clause
from domain.intake.rules.tokens import Token
from domain.intake.rules.words import stem
from domain.intake.schemas import Question

_PLACES = re.compile(
    r"\b(?:(first|1st|former)|(second|2nd|latter)|(third|3rd)|(fourth|4th)|(fifth|5th)|(last|bottom))\b", re.I
)


_OPTION = re.compile(
    r"^\W*(?:option|no|number|nr|#)\W*(\d)\b|^\W*(?:option )?\(?([a-e])\)\W*$|^\W*option ([a-e])\b", re.I
)


_HALVES = re.compile(
    r"\bhalf (?:and|&|n) half\b|\bhalf of each\b|\bsplit (?:it|them|evenly|the difference)\b|\bfifty[- ]fifty\b|"
    r"\b50[/ -]50\b|\bsplit between\b|\bhalf\b.*\bhalf\b",
    re.I,
)


_ALL = re.compile(r"\b(?:each|every|all|both)\b(?! (?:the same|of them the))", re.I)


_SKIPPED = re.compile(
    r"\b(?:leave|skip|forget|drop|scrap|scratch|ignore|lose|bin|cancel) (?:it|that|those|them|about it)\b|"
    r"\bneither\b|"
    r"\bnone of\b|\bnever ?mind\b|\b(?:don'?t|do not) (?:bother|worry)\b|\bwithout (?:it|them|those)\b|"
    r"\bleave (?:it|that|those|them) out\b",
    re.I,
)


_GIVING = ("", "name", "count", "set", "add", "want", "keep")


_OPEN = re.compile(r"\b(?:otherwise|failing that|maybe|perhaps|either|whichever|whatever)\b")


_RANGE = re.compile(r"\b(?:first|last|top|bottom) (?:\d|two|three|four|#)")


_FOREIGN = 1.0


@dataclass(frozen=True)
class Pick:
    """A candidate that an answer chose, and the number said with it."""

    sku: str
    number: Token | None


class Answers:
    """Reads clauses as answers to the open questions of a draft."""

    def __init__(self, state: State, naming: Naming, accountant: Accountant) -> None:
        self.state, self.naming, self.accountant = state, naming, accountant

    def take(self, clauses: Sequence[Clause], text: str, *, whole: bool = False) -> int:
        """How many of the clauses, from the first on, answer a question, or `whole` all or none; it is carried out."""
        if not self.state.questions:
            return 0
        if any(one.aside or _OPEN.search(one.said) for one in clauses):
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

    def _goes_on(self, taken: Sequence[Clause], after: Sequence[Clause]) -> bool:
        """ "owl and bird": what follows picks another candidate, so that the first alone is no answer."""
        if (
            after
            and (_PLACES.search(after[0].said) or after[0].places)
            and any(_PLACES.search(one.said) or one.places for one in taken)
        ):
            return True
        if not after or not after[0].words or after[0].numbers or any(one.numbers for one in taken):
            return False
        for question in self.state.questions:
            one = self._best([word for clause in taken for word in clause.words], question.candidates)
            other = self._best(after[0].words, question.candidates)
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
                set(self._best(words, question.candidates)) == set(question.candidates)
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
            out = self._best(words, question.candidates) if question.about == "which_item" else ()
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
        if not words and not on_draft and _HALVES.search(text) and len(question.candidates) == 2 and question.quantity:
            return self._halve(place, question, list(question.candidates), clauses)
        picks = (
            self._all_of(question, words, clauses, text)
            or self._several(question, clauses, text)
            or self._one(question, clauses, text)
        )
        if picks:
            return self._settle(place, question, picks, clauses, instead=on_draft)
        return not on_draft and self._narrowed(place, question, words, numbers)

    def _all_of(self, question: Question, words: Sequence[Token], clauses: Sequence[Clause], text: str) -> list[Pick]:
        """ "3 of each": every candidate."""
        numbers = [number for clause in clauses for number in clause.numbers]
        values = {number.value for number in numbers}
        if words or len(values) != 1 or not _ALL.search(text) or len(question.candidates) > 9:
            return []
        return [Pick(sku, numbers[0]) for sku in question.candidates]

    def _halve(self, place: int, question: Question, skus: list[str], clauses: Sequence[Clause]) -> bool:
        part = (question.quantity or Decimal(0)) / len(skus)
        return self._settle(place, question, [Pick(sku, counted(part)) for sku in skus], clauses)

    def _several(self, question: Question, clauses: Sequence[Clause], text: str) -> list[Pick]:
        """ "2 blue, 3 red", "the red and the purple, 10 each", "owl and bird, 15 and 15": several candidates."""
        picked: list[tuple[str, Token | None]] = []
        loose: list[Token] = []
        for clause in clauses:
            if not clause.words:
                loose += clause.numbers
                continue
            chosen = self._best(clause.words, question.candidates)
            if len(chosen) != 1 or len(clause.numbers) > 1:
                return []
            picked.append((chosen[0], clause.numbers[0] if clause.numbers else None))
        if len({sku for sku, _ in picked}) < max(2, len(picked)):
            return []
        own = [number for _, number in picked if number]
        if not own and len(loose) == len(picked):
            return [Pick(sku, number) for (sku, _), number in zip(picked, loose, strict=True)]
        shared = next(iter({number.value: number for number in (*own, *loose)}.values()), None)
        if not own and not loose and _HALVES.search(text) and question.quantity:
            shared = counted(question.quantity / len(picked))
        if len(own) < len(picked) and (shared is None or len({n.value for n in (*own, *loose)}) > 1):
            return []
        return [Pick(sku, number or shared) for sku, number in picked]

    def _one(self, question: Question, clauses: Sequence[Clause], text: str) -> list[Pick]:
        """The one candidate that a place in the list, a code or words pick."""
        words = [word for clause in clauses for word in clause.words]
        numbers = [number for clause in clauses for number in clause.numbers]
        if len({number.value for number in numbers}) > 1:
            return []
        chosen = self._best(words, question.candidates) if words else self._placed(clauses, text, question)
        if not chosen and words:
            chosen = self._outside(words, question)
        if len(chosen) != 1:
            return []
        return [Pick(chosen[0], numbers[-1] if numbers else None)]

    def _outside(self, words: Sequence[Token], question: Question) -> tuple[str, ...]:
        """An article like the candidates that was not among them."""
        if self.naming.lines(words, self.state.skus).sure:
            return ()
        alike = [self.naming.kin(sku, words) for sku in question.candidates[:10]]
        found = {one[0] for one in alike if one is not None and one[1] >= 0.6}
        return tuple(found) if len(found) == 1 else ()

    def _placed(self, clauses: Sequence[Clause], text: str, question: Question) -> tuple[str, ...]:
        candidates = question.candidates
        if _RANGE.search(text) or len(_PLACES.findall(text)) > 1:
            return ()
        places = [place for clause in clauses for place in clause.places]
        found = _PLACES.search(text)
        option = _OPTION.search(text)
        if not places and found:
            places = [-1 if found.group(6) else next(i for i in range(5) if found.group(i + 1))]
        if not places and option:
            letter = (option.group(2) or option.group(3) or "a").lower()
            places = [int(option.group(1)) - 1 if option.group(1) else ord(letter) - 97]
        index = places[0] if places else len(candidates)
        return (candidates[index],) if -1 <= index < len(candidates) else ()

    def _best(self, words: Sequence[Token], candidates: Sequence[str]) -> tuple[str, ...]:
        """Candidates that the words name best, where they name nothing besides."""
        codes = [token.norm for token in words if token.kind == "code"]
        if codes:
            return tuple(sku for sku in candidates if sku in codes)
        found = self.naming.lines(words, candidates)
        if any(self.naming.gain(token, sku) for token in found.missed for sku in candidates):
            return ()
        foreign = sum(self.naming.catalogue.word(token.norm).cost for token in found.missed)
        if not found.places or foreign > found.score or self._sizes_missing(found.missed):
            return ()
        return tuple(candidates[index] for index in found.places)

    @staticmethod
    def _sizes_missing(missed: Sequence[Token]) -> bool:
        return any(token.kind == "size" for token in missed)

    def _narrowed(self, place: int, question: Question, words: Sequence[Token], numbers: Sequence[Token]) -> bool:
        """Fewer candidates than before: the question stays with those."""
        chosen = self._best(words, question.candidates) if words else ()
        if not 1 < len(chosen) < len(question.candidates) or self.naming.lines(words, self.state.skus).sure:
            return False
        quantity = numbers[-1].value if numbers else question.quantity
        self.state.questions[place] = question.model_copy(update={"candidates": chosen, "quantity": quantity})
        self.state.changed = True
        return True

    def _settle(
        self, place: int, question: Question, picks: Sequence[Pick], clauses: Sequence[Clause], *, instead: bool = False
    ) -> bool:
        """The question goes, the lines come; an article without a number is asked about again."""
        span = span_of(clauses, self.accountant)
        lines = []
        for pick in picks:
            said = pick.number or (counted(question.quantity) if question.quantity else None)
            if said is None:
                asked = Question(about="quantity", text=question.text, span=question.span, candidates=(pick.sku,))
                self.state.questions[place] = asked
                self.state.changed = True
                self.state.speak_of([pick.sku])
                return True
            line = line_of(pick.sku, said, self.accountant, span)
            if line is None:
                return False
            lines.append(line.model_copy(update={"inferred": ("answer", *line.inferred[1:])}))
        del self.state.questions[place]
        for line in lines:
            if instead:
                self.state.put(self.state.skus.index(line.sku), line.base_quantity)
            else:
                self.state.add(line)
        self.state.last = picks[-1].number or self.state.last
        self.state.speak_of([line.sku for line in lines])
        return True


def _text_of(clauses: Sequence[Clause]) -> str:
    return " , ".join(" ".join(token.norm for token in clause.tokens) for clause in clauses)
