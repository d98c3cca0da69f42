"""One message worked into a draft, clause by clause: names wait for their number, verbs and lists carry on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.intake.rules.accounting import Accountant
from domain.intake.rules.answers import Answers, span_of
from domain.intake.rules.drafting import State, counted, line_of
from domain.intake.rules.gathering import gather
from domain.intake.rules.lattice import Sentence
from domain.intake.rules.naming import Found, Naming
from domain.intake.rules.phrases import unit_in
from domain.intake.rules.pieces import Item
from domain.intake.rules.quantities import read_as_each
from domain.intake.rules.speech import Clause
from domain.intake.rules.tokens import Token
from domain.intake.schemas import Question

_SHORT = 2
_CLOSE = 0.55


def _offered(items: Sequence[Item]) -> tuple[str, ...]:
    """The articles that one unsure item may be."""
    return tuple(one.article.sku for one in items[0].match.candidates) if len(items) == 1 else ()


@dataclass(frozen=True)
class Held:
    """A name that waits for its number."""

    words: tuple[Token, ...]
    clause: Clause


class Turn:
    """A message at work on a draft."""

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
        """The lines meant where several have the words: all of a plural or of "all", the one spoken of; none if open."""
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
                     quantity=number.value if number else None)
        )  # fmt: skip

    # numbers

    def number(self, clause: Clause, mode: str) -> None:
        """A number for what the clause names, for names that waited, or for what was spoken of last."""
        number = clause.numbers[-1]
        if clause.aside and not self.named(clause.words)[1].sure:
            return
        self.state.last = number
        groups = self._groups(clause) if clause.words or not clause.places else []
        if not groups and clause.strange and not clause.chatty and not clause.roles and not (clause.points or clause.places or clause.whole):
            if mode in ("add", "want", "count") and len(clause.strange) <= 4:
                self._unknown(clause, number)
            elif mode != "count":
                self.ask(clause, number)
            return
        if groups:
            for words in groups:
                self.assign(words, number, clause, mode)
            self.mode = mode
            return
        if clause.roles and not clause.points:
            return
        if self.referring and not clause.words:
            self.state.unexplained.append(span_of([clause], self.accountant))
            return
        places = self.spoken(clause)
        is_told = clause.points or clause.each or clause.whole or bool(clause.places) or clause.refused is not None
        if not (is_told or clause.bare) or (clause.chatty and not clause.points):
            return
        if places and (is_told or mode != "count" or self.state.fresh or len(self.state.lines) == 1):
            self._change_all(places, number, clause, mode)
        elif mode != "count" or clause.points:
            self.later.append(clause)
        else:
            self.ask(clause, number)

    def _groups(self, clause: Clause) -> list[tuple[Token, ...]]:
        words = clause.words
        waiting = [held.words for held in self.pending]
        if not words:
            if len(waiting) > 1 and not clause.each and not clause.whole:
                both = (*waiting[-2], *waiting[-1])
                if self.named(both)[1].sure or self.article_for(both)[0]:
                    self.pending = self.pending[:-2]
                    return [both]
            if waiting and (clause.each or clause.whole or len(waiting) == 1 or self.mode in ("set", "same")):
                self.pending = []
                return waiting
            if waiting:
                self.pending.pop()
                return [waiting[-1]]
            return [()] if self.head else []
        if waiting and clause.each:
            self.pending = []
            return [*waiting, words]
        if waiting and not self.named(words)[1].sure:
            both = (*waiting[-1], *words)
            if self.named(both)[1].sure or (self.article_for(both)[0] and not self.article_for(words)[0]):
                self.pending.pop()
                return [both]
        return [words]

    def assign(self, words: Sequence[Token], number: Token, clause: Clause, mode: str) -> None:
        """A quantity for the lines that words name, or a new line of the article that they name."""
        phrase, found = self.named(words)
        if clause.each and not found.sure and not self.article_for(words)[0]:
            found = self.naming.one_by_one(words, self.state.skus)
        if clause.chatty and not found.sure and mode in ("count", "set"):
            if found.places and found.score >= 1.0 and not clause.aside:
                self.ask(clause, number, found.places)
            return
        is_other = "other" in clause.said.split() and mode != "set"
        if found.sure and not is_other and not (mode in ("add", "want") and self._exact(phrase, found)):
            places = self.fit(found, phrase, clause)
            if places:
                self._change_all(places, number, clause, mode)
            else:
                self.ask(clause, number, found.places)
            return
        self.new(words, number, clause, mode)

    def _exact(self, phrase: Sequence[Token], found: Found) -> bool:
        """Whether words are the whole name of an article that is no line."""
        sku, said, _ = self.naming.article(phrase)
        return sku is not None and said >= 0.95 and sku not in self.state.skus

    def _change_all(self, places: Sequence[int], number: Token, clause: Clause, mode: str) -> None:
        tokens = list(clause.tokens)
        unit = unit_in(tokens, tokens.index(number)) if number in tokens else None
        skus = [self.state.skus[index] for index in places]
        for index in places:
            old = self.state.lines[index].base_quantity
            value = {"add": old + number.value, "more": old + number.value, "less": old - number.value}.get(mode, number.value)
            article = self.naming.catalogue.article(self.state.skus[index])
            marks = read_as_each(unit, article) if article else ()
            if not self.state.put(index, value, number, marks):
                self.ask(clause, number, [index])
        self.state.speak_of(skus)

    # what is new

    def article_for(self, words: Sequence[Token]) -> tuple[str | None, tuple[str, ...]]:
        """The article that words name beside the lines: a sibling of what was spoken of, or one of its own."""
        sku, said, several = self.naming.article(words)
        if any(token.kind == "code" for token in words):
            return sku, several
        short = sum(1 for token in words if self.naming.telling(token)) <= _SHORT
        near = self.kin_of(self.state.focus, words)
        if short and near is not None and near[1] >= _CLOSE and not (sku and said >= 0.95):
            return near[0], ()
        far = self.kin_of([*self.state.skus, *self._past_skus()], words)
        if short and far is not None and far[1] >= 0.6 and near is None and not (sku and said >= 0.95):
            return far[0], ()
        if sku and (said >= 0.6 or not short):
            return sku, ()
        left = [one for one in several if one not in self.state.skus]
        if len(left) == 1 and self.naming.likest(left[0], self.state.skus) >= 0.6:
            return left[0], ()
        if several:
            close = [one for one in (near, far) if one is not None and one[1] >= 0.6 and short]
            return (close[0][0], ()) if close else (None, several)
        if far is not None and (near is None or far[0] == near[0]) and far[1] >= 0.5:
            return far[0], ()
        if near is not None and near[1] >= 0.5:
            return near[0], ()
        return sku, several

    def _past_skus(self) -> list[str]:
        past = self.state.past
        return [line.sku for line in past.lines if line.sku not in self.state.skus] if past else []

    def kin_of(self, skus: Sequence[str], words: Sequence[Token]) -> tuple[str, float] | None:
        """The one article that is a sibling of some of the lines; the most alike where lines differ."""
        told = [token for token in words if self.naming.telling(token)]
        others = [sku for sku in skus if not all(self.naming.gain(token, sku) for token in told)]
        found = [one for sku in others if (one := self.naming.kin(sku, words, self.state.skus)) is not None]
        if not found:
            return None
        best = max(found, key=lambda one: (one[1], one[0]))
        rivals = [one for one in found if one[0] != best[0] and one[1] > best[1] - 0.04]
        return None if rivals else best

    def new(self, words: Sequence[Token], number: Token, clause: Clause, mode: str) -> None:
        """A new line; several articles, or none, are asked about."""
        sku, several = self.article_for((*self.head, *words)) if self.head else (None, ())
        if sku is None:
            sku, alone = self.article_for(words)
            several = alone or several
        if sku in self.state.skus and sku is not None:
            self._change_all([self.state.skus.index(sku)], number, clause, mode)
            return
        items = self._gathered(clause) if sku is None else []
        if sku is not None:
            tokens = list(clause.tokens)
            unit = unit_in(tokens, tokens.index(number)) if number in tokens else None
            line = line_of(sku, number, self.accountant, span_of([clause], self.accountant), unit)
            if line is not None and mode != "less":
                self.state.add(line)
            else:
                self.ask(clause, number)
        elif self._matching(clause, number, several or _offered(items)):
            return
        elif items and mode != "less":
            self._take_in([replace(items[0], quantity=number.value, said=number.said, unit=number.unit)] if len(items) == 1 else items)
        elif several:
            self._which(clause, number, several)
        elif not clause.chatty and any(self.naming.telling(token) for token in words):
            self.ask(clause, number)
        elif not clause.chatty and mode in ("add", "want", "count") and clause.words and not clause.roles:
            self._unknown(clause, number)

    def _matching(self, clause: Clause, number: Token, several: Sequence[str]) -> bool:
        """ "tags to match the covers": of several articles, the one most like the lines."""
        if "match" not in clause.said and "go with" not in clause.said:
            return False
        ranked = sorted(((self.naming.likest(sku, self.state.skus), sku) for sku in several), reverse=True)
        if len(ranked) < 2 or ranked[0][0] - ranked[1][0] < 0.03:
            return False
        line = line_of(ranked[0][1], number, self.accountant, span_of([clause], self.accountant))
        if line is not None:
            self.state.add(line)
        return line is not None

    def _gathered(self, clause: Clause) -> list[Item]:
        if not clause.tokens:
            return []
        sentence = Sentence(clause.tokens, 0, clause.said, whole=clause.tokens)
        return [item for one in gather([sentence], self.naming.matcher) for item in one.items if item.quantity is not None]

    def _take_in(self, items: Sequence[Item]) -> None:
        for item in items:
            line = self.accountant.line_of(item) if item.kind in ("article", "code") else None
            if line is not None:
                self.state.add(line)
            else:
                self.state.questions.append(self.accountant.open_question(item))
                self.state.changed = True

    def _which(self, clause: Clause, number: Token | None, several: Sequence[str]) -> None:
        span = span_of([clause], self.accountant)
        candidates = tuple(sku for sku in several if sku not in self.state.skus) or tuple(several)
        question = Question(about="which_item", text=span.text, span=span, candidates=candidates[:10],
                            quantity=number.value if number else None)  # fmt: skip
        self.state.questions.append(question)
        self.state.changed = True

    def _unknown(self, clause: Clause, number: Token) -> None:
        span = span_of([clause], self.accountant)
        self.state.questions.append(Question(about="unknown_item", text=span.text, span=span, quantity=number.value))
        self.state.changed = True

    # the end of a sentence

    def close(self, carry_out: Callable[[Clause], None] | None = None) -> None:
        """What still waits: "it" that became plain, an article with no number, words that name nothing."""
        for clause in self.later:
            left = [i for i, sku in enumerate(self.state.skus) if sku not in self.state.touched]
            if len(self.state.lines) == 1 or (len(left) == 1 and self.state.changed):
                mode = clause.act if clause.act in ("more", "less") else "set"
                self._change_all(left or [0], clause.numbers[-1], clause, mode)
            else:
                self.ask(clause, clause.numbers[-1])
        self.later = []
        for held in self.pending:
            self._leftover(held)
        self.pending, self.head = [], ()

    def _leftover(self, held: Held) -> None:
        touched = sorted(self.state.touched)
        if held.clause.roles or (touched and self.naming.lines(held.words, touched).sure):
            return
        phrase, found = self.named(held.words)
        adds = held.clause.act in ("add", "want")
        if held.clause.article_a and (adds or held.clause.starts_with_one):
            self.assign(held.words, counted(Decimal(1)), held.clause, "add")
        elif found.sure and not (adds and self._exact(phrase, found)):
            self.state.speak_of([self.state.skus[index] for index in found.places])
            if not held.clause.states:
                self.hanging.append(held)
        else:
            self._without_number(held, adds)

    def _without_number(self, held: Held, adds: bool) -> None:
        """An article that is named and not counted is asked about where it is wanted."""
        sku, several = self.article_for(held.words)
        span = span_of([held.clause], self.accountant)
        if sku is not None and (adds or (self.naming.article(held.words)[1] >= 0.75 and not held.clause.states)):
            self.state.questions.append(Question(about="quantity", text=span.text, span=span, candidates=(sku,)))
            self.state.changed = True
        elif adds and several:
            self._which(held.clause, None, several)
        elif adds and not held.clause.chatty and any(self.naming.telling(token) for token in held.words):
            self.ask(held.clause)
