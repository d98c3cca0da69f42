"""What is new in a draft: a sibling of what was spoken of, an article of its own, or a question which."""

from collections.abc import Sequence
from dataclasses import replace

from domain.intake.rules.drafting import line_of, span_of
from domain.intake.rules.gathering import gather
from domain.intake.rules.judging import Match, offered
from domain.intake.rules.pairing import matching, pairs_in
from domain.intake.rules.quantities import unit_said
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.speech import Clause
from domain.intake.rules.standing import Standing
from domain.intake.rules.stretches import Item
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.schemas import Question, ReadLine

_SHORT = 2
_CLOSE = 0.55
_ALIKE = 0.6


class Arrivals(Standing):
    """Finds the articles that a message wants beside the lines."""

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
        kin = [one[0] for one in (near, far) if one is not None]
        if len(left) == 1 and (left[0] in kin or self.naming.likest(left[0], self.state.skus) >= _ALIKE):
            return left[0], ()
        if several:
            close = [one for one in (near, far) if one is not None and one[1] >= _ALIKE and short]
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
        if any(pairs_in(clause.tokens)):
            sku, several = self._of_one_design(words, sku, several)
            if sku is None and several:
                self._which(clause, number, several)
                return
        if sku in self.state.skus and sku is not None:
            self.change_all([self.state.skus.index(sku)], number, clause, mode)
            return
        items = self._gathered(clause) if sku is None else []
        if sku is not None:
            line = line_of(sku, number, self.accountant, span_of([clause], self.accountant), unit=clause.unit(number))
            if line is not None and mode != "less":
                self.state.add(line)
            else:
                self.ask(clause, number)
        elif self._matching(clause, number, several or _offered(items)):
            return
        elif items and mode != "less":
            self._take_in(
                [replace(items[0], quantity=number.value, said=number.said, unit=clause.unit(number))]
                if len(items) == 1
                else items
            )
        elif several:
            self._which(clause, number, several)
        elif not clause.chatty and any(self.naming.telling(token) for token in words):
            self.ask(clause, number)
        elif not clause.chatty and mode in ("add", "want", "count") and clause.words and not clause.roles:
            self._unknown(clause, number)

    def _of_one_design(
        self, words: Sequence[Token], sku: str | None, several: tuple[str, ...]
    ) -> tuple[str | None, tuple[str, ...]]:
        """ "10 matching plates": the article with the design of the lines spoken of, or those to ask about."""
        near = [self.state.lines[index] for index in self.state.in_focus()] or self.state.lines
        found = [one for line in near if (one := self._like(words, line)) is not None]
        sure = {one.best.article.sku for one in found if one.kind == "article"}
        if len(sure) == 1:
            return sure.pop(), ()
        if not found:
            return sku, several
        return None, tuple(dict.fromkeys(offer for one in found for offer in offered(one))) or several

    def _like(self, words: Sequence[Token], line: ReadLine) -> Match | None:
        said = [token for token in tokenize(line.source.text) if self.naming.gain(token, line.sku)]
        return matching(self.naming, words, said, line.sku)

    def _matching(self, clause: Clause, number: Token, several: Sequence[str]) -> bool:
        """ "tags to match the covers": of several articles, the one most like the lines."""
        if "match" not in clause.said and "go with" not in clause.said:
            return False
        ranked = sorted(((self.naming.likest(sku, self.state.skus), sku) for sku in several), reverse=True)
        if len(ranked) < 2 or ranked[0][0] - ranked[1][0] < 0.03:
            return False
        line = line_of(
            ranked[0][1], number, self.accountant, span_of([clause], self.accountant), unit=clause.unit(number)
        )
        if line is not None:
            self.state.add(line)
        return line is not None

    def _gathered(self, clause: Clause) -> list[Item]:
        if not clause.tokens:
            return []
        sentence = Sentence(clause.tokens, 0, clause.said, whole=clause.tokens)
        return [
            item for one in gather([sentence], self.naming.matcher) for item in one.items if item.quantity is not None
        ]

    def _take_in(self, items: Sequence[Item]) -> None:
        for item in items:
            line = self.accountant.line_of(item) if item.names_one else None
            if line is not None:
                self.state.add(line)
            else:
                self.state.questions.append(self.accountant.open_question(item))
                self.state.changed = True

    def _which(self, clause: Clause, number: Token | None, several: Sequence[str]) -> None:
        span = span_of([clause], self.accountant)
        candidates = tuple(sku for sku in several if sku not in self.state.skus) or tuple(several)
        question = Question(about="which_item", text=span.text, span=span, candidates=candidates[:10],
                            quantity=number.value if number else None,
                            unit=unit_said(clause.unit(number)) if number else None)  # fmt: skip
        self.state.questions.append(question)
        self.state.changed = True

    def _unknown(self, clause: Clause, number: Token) -> None:
        span = span_of([clause], self.accountant)
        unit = unit_said(clause.unit(number))
        question = Question(about="unknown_item", text=span.text, span=span, quantity=number.value, unit=unit)
        self.state.questions.append(question)
        self.state.changed = True


def _offered(items: Sequence[Item]) -> tuple[str, ...]:
    """The articles that one unsure item may be."""
    return tuple(one.article.sku for one in items[0].match.candidates) if len(items) == 1 else ()
