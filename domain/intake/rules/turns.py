"""One message worked into a draft, clause by clause: names wait for their number, verbs and lists carry on."""

from collections.abc import Sequence
from decimal import Decimal

from domain.intake.rules.arrivals import Arrivals
from domain.intake.rules.drafting import counted, span_of
from domain.intake.rules.naming import Found
from domain.intake.rules.speech import Clause
from domain.intake.rules.standing import Held
from domain.intake.rules.token import Token
from domain.intake.schemas import Question


class Turn(Arrivals):
    """Numbers for what is named, for names that waited, for what was spoken of last."""

    def number(self, clause: Clause, mode: str) -> None:
        """A number for what the clause names, for names that waited, or for what was spoken of last."""
        number = clause.numbers[-1]
        if clause.aside and not self.named(clause.words)[1].sure:
            return
        self.state.last = number
        groups = self._groups(clause) if clause.words or not clause.places else []
        if (
            not groups
            and clause.strange
            and not clause.chatty
            and not clause.roles
            and not (clause.points or clause.places or clause.whole)
        ):
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
            self.change_all(places, number, clause, mode)
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
                self.change_all(places, number, clause, mode)
            else:
                self.ask(clause, number, found.places)
            return
        self.new(words, number, clause, mode)

    def _exact(self, phrase: Sequence[Token], found: Found) -> bool:
        """Whether words are the whole name of an article that is no line."""
        sku, said, _ = self.naming.article(phrase)
        return sku is not None and said >= 0.95 and sku not in self.state.skus

    def close(self) -> None:
        """What still waits: "it" that became plain, an article with no number, words that name nothing."""
        for clause in self.later:
            left = [i for i, sku in enumerate(self.state.skus) if sku not in self.state.touched]
            if len(self.state.lines) == 1 or (len(left) == 1 and self.state.changed):
                mode = clause.act if clause.act in ("more", "less") else "set"
                self.change_all(left or [0], clause.numbers[-1], clause, mode)
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
