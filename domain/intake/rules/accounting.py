"""The accountant: every item becomes a line or a question, every other word is explained or not; it owns `ready`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.acts import is_request, orders
from domain.intake.rules.catalogue import Article, Catalogue, key_of
from domain.intake.rules.cleaning import CleanText
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.matching import Matcher
from domain.intake.rules.operations import Editor
from domain.intake.rules.quantities import base_quantity, read_as_each
from domain.intake.rules.segments import Item
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import STOP, TALK
from domain.intake.schemas import Question, ReadLine, Span

_UNNAMED = re.compile(
    r"(?:^|\bplus|\balso|\band|\+|\bwith)\s+(?P<thing>(?:an?|some)\s+[^.,;\n]{2,60}?\s+if\s+(?:you|we|"
    r"u)\s+(?:do|sell|stock|have|can|keep|carry)\b[^.,;\n]{0,20})",
    re.I,
)
MOST = Decimal(1_000_000)
FREE = 2


@dataclass(frozen=True)
class Account:
    """Lines, questions and what stays unexplained."""

    lines: tuple[ReadLine, ...]
    questions: tuple[Question, ...]
    unexplained: tuple[Span, ...]
    doubts: tuple[str, ...] = ()


class Accountant:
    """Turns the items of a message into lines and questions, and says what nobody accounted for."""

    def __init__(self, catalogue: Catalogue, matcher: Matcher, clean: CleanText, original: str) -> None:
        self.catalogue, self.matcher = catalogue, matcher
        self.clean, self.original = clean, original
        self.rows: set[int] = set()

    def account(self, gathered: Sequence[Gathered], *, ordering: bool) -> Account:
        """Lines and questions from the sentences that order."""
        lines: list[ReadLine] = []
        questions: list[Question] = []
        unexplained: list[Span] = []
        listed = (
            sum(1 for one in gathered for item in one.items if item.kind in ("article", "code") and item.quantity) >= 1
        )
        rows = self.rows = {
            one.sentence.row for one in gathered for item in one.items if item.kind in ("article", "code")
        }
        editor = Editor(self.matcher, sequel=False)
        doubts: list[str] = []
        for one in gathered:
            if one.sentence.corrects and self._corrected(one, editor, lines, doubts):
                continue
            listed_here = len(rows) >= 3 and one.act == "other" and {one.sentence.row - 1, one.sentence.row} & rows
            if one.act in ("heading", "refused", "past", "other") and not listed_here:
                unexplained += [
                    self.span(i.start, i.end)
                    for i in one.items
                    if i.kind in ("article", "code") and i.quantity is not None
                ]
                continue
            before = len(lines) + len(questions)
            for item in one.items:
                self._settle(item, one, lines, questions, unexplained=unexplained, listed=listed)
            unnamed = self._wanted_unnamed(one)
            if unnamed is not None and listed:
                questions.append(unnamed)
            if ordering and listed and len(lines) + len(questions) == before:
                forgotten = self._forgotten(one, rows)
                questions += [forgotten] if forgotten else []
            if ordering and len(lines) + len(questions) > before:
                unexplained += self._left_over(one)
        return Account(tuple(lines), tuple(questions), tuple(unexplained), tuple(doubts))

    def _forgotten(self, one: Gathered, rows: set[int]) -> Question | None:
        """A row of a list, or a request, that has a number and nothing that could be read: asked about whole."""
        tokens = one.sentence.tokens
        numbers = [i for i, token in enumerate(tokens) if token.kind == "num" and not token.aside]
        content = [t for t in tokens if t.kind == "word" and t.norm not in STOP and not t.kind.startswith("=")]
        if not numbers or not content or len(content) > 12 or one.act in ("past", "refused", "other", "heading"):
            return None
        near = len(rows) >= 2 and bool({one.sentence.row - 1, one.sentence.row - 2, one.sentence.row + 1} & rows)
        counted = any(
            i + 1 < len(tokens) and tokens[i + 1].kind == "word" and tokens[i + 1].norm not in STOP | TALK
            for i in numbers
        )
        talk = any(token.norm in TALK for token in tokens[: numbers[0] + 3]) and tokens[0].norm not in (
            "+",
            "and",
            "plus",
            "also",
        )
        if not ((near and not talk) or (counted and is_request(one.sentence.text))):
            return None
        span = self.span(tokens[numbers[0]].start if counted else tokens[0].start, tokens[-1].end)
        return Question(about="unknown_item", text=span.text, span=span, quantity=tokens[numbers[0]].value)

    def _corrected(self, one: Gathered, editor: Editor, lines: list[ReadLine], doubts: list[str]) -> bool:
        """Carry out a correction of what was said; a doubt where it cannot be."""
        numbers = any(token.kind == "num" for token in one.sentence.tokens)
        if not lines:
            return False
        edit = editor.apply(one.sentence.tokens, lines)
        if edit.understood:
            if edit.changed:
                lines[:] = edit.lines
            elif numbers:
                doubts.append("correction")
            return True
        doubts.append("correction")
        return False

    def _settle(
        self,
        item: Item,
        one: Gathered,
        lines: list[ReadLine],
        questions: list[Question],
        *,
        unexplained: list[Span],
        listed: bool,
    ) -> None:
        strong = item.kind in ("article", "code")
        list_of_many = strong and item.quantity and one.sentence.text.count(",") > 3
        open_question = strong or item.quantity is None or not listed or item.kind == "several"
        if one.act == "question" and not list_of_many and open_question:
            return
        if strong and item.quantity is not None:
            line = None if self._pack_number(item) else self.line_of(item)
            if line is None:
                about = "unknown_item" if self.gone(item) else "quantity"
                questions.append(self.question(about, item, self.named(item)))
            else:
                lines.append(line)
            return
        if strong:
            single = self._single(item, one)
            if single is not None:
                lines.append(single)
            elif self._worth_asking(item, one):
                questions.append(self.question("quantity", item, self.named(item)))
            return
        if item.quantity is not None and self._orderly(item, one, listed=listed):
            questions.append(self.open_question(item))
        elif (
            item.kind in ("several", "partly")
            and item.quantity is not None
            and (orders(one.sentence.text) or len(one.items) > 2)
        ):
            unexplained.append(self.span(item.start, item.end))

    def _pack_number(self, item: Item) -> bool:
        """Whether the only number said is the article's own ("the box of nine candles"): no quantity then."""
        if item.quantity is None or item.said is None or item.unit == "dozen" or item.inferred or item.code:
            return False
        own = f"#{item.quantity.normalize():f}"
        said = {key_of(token) for token in item.phrase if token.kind in ("num", "many")}
        return own in self.article_of(item).weights and not said and not item.marked

    def _single(self, item: Item, one: Gathered) -> ReadLine | None:
        """ "a", "an", "the" before a whole article in a sentence of ordering means one of it."""
        tokens = one.sentence.tokens
        lead = tokens[item.first].norm if tokens[item.first].norm in ("a", "an", "another", "single") else ""
        before = tokens[item.first - 1].norm if item.first else ""
        if (
            item.vague
            or not (lead or before in ("a", "an", "another", "single"))
            or not item.match.candidates
            or item.match.best.said < 0.5
        ):
            return None
        return self.line_of(_with_one(item))

    def _worth_asking(self, item: Item, one: Gathered) -> bool:
        best = item.match.best if item.match.candidates else None
        return bool(
            item.code or item.vague or (best and best.said >= 0.6 and best.explained >= 3.0 and len(item.phrase) >= 2)
        ) and one.act in ("order", "other")

    def _orderly(self, item: Item, one: Gathered, *, listed: bool) -> bool:
        """Whether something that matched no article is likely a thing wanted, not talk."""
        plain = len(one.free) <= 3 or orders(one.sentence.text)
        if item.kind == "several":
            return item.match.best.explained >= (1.5 if plain else 3.0)
        content = [token for token in item.phrase if token.kind == "word"]
        near = any(abs(one.sentence.row - row) <= 2 for row in self.rows)
        return listed and plain and near and 0 < len(content) <= 9 and one.act in ("order", "question")

    def open_question(self, item: Item) -> Question:
        """What has to be asked about an item with a quantity that matched no single article."""
        match = item.match
        if match.kind == "several":
            return self.question("which_item", item, tuple(c.article.sku for c in match.candidates))
        if match.kind == "partly" and match.best.unexplained < 2.0 and len(match.candidates) > 1:
            return self.question("which_item", item, tuple(c.article.sku for c in match.candidates))
        return self.question("unknown_item", item, ())

    def line_of(self, item: Item) -> ReadLine | None:
        """The line of an accepted item; `None` where its number makes no sense, or the article is no longer sold."""
        if self.gone(item):
            return None
        article = self.article_of(item)
        base, unit = base_quantity(item, article)
        if base is None or base <= 0 or base > MOST or base != base.to_integral_value():
            return None
        said = item.said if unit and item.said is not None else base
        confidence = 0.99 if item.code else min(0.99, 0.6 + 0.4 * item.match.best.said)
        return ReadLine(
            sku=article.sku, quantity=said, unit=unit, base_quantity=base, stated_price=item.price,
            source=self.span(item.start, item.end), confidence=round(confidence, 3),
            inferred=(*item.inferred, *read_as_each(item.unit if unit is None else None, article)),
        )  # fmt: skip

    def asked_line(self, item: Item) -> ReadLine | None:
        """An article that was asked about; quantity 0 where none was said."""
        if item.quantity is not None:
            return self.line_of(item)
        line = self.line_of(_with_one(item))
        return line and line.model_copy(
            update={"quantity": Decimal(0), "base_quantity": Decimal(0), "inferred": item.inferred}
        )

    def spoken_of(self, sku: str, number: Decimal, text: str) -> ReadLine | None:
        """An article that the thread spoke of before, with the number of this message."""
        if self.catalogue.article(sku) is None or number != number.to_integral_value():
            return None
        span = Span(start=0, end=min(len(text), 200), text=text[:200])
        return ReadLine(
            sku=sku, quantity=number, base_quantity=number, source=span, confidence=0.8, inferred=("context",)
        )

    def gone(self, item: Item) -> bool:
        """Whether an article is named by a number that is no longer sold."""
        return item.code is not None and self.catalogue.article(item.code) is None

    def named(self, item: Item) -> tuple[str, ...]:
        """The SKU of an accepted item, or what replaces it where it is no longer sold."""
        if not self.gone(item):
            return (self.article_of(item).sku,)
        instead = self.catalogue.obsolete.get(item.code or "")
        return (instead,) if instead else ()

    def article_of(self, item: Item) -> Article:
        """The article an accepted item names."""
        return (self.catalogue.article(item.code) if item.code else None) or item.match.best.article

    def question(self, about: str, item: Item, candidates: tuple[str, ...]) -> Question:
        """What has to be asked about an item."""
        span = self.span(item.start, item.end)
        return Question.model_validate(
            {"about": about, "text": span.text, "span": span, "candidates": candidates[:10],
             "quantity": item.quantity, "unit": item.unit if item.unit == "dozen" else None}
        )  # fmt: skip

    def span(self, start: int, end: int) -> Span:
        """A stretch of the readable text as a span of the message as received."""
        first, last = self.clean.origin(start, end)
        return Span(start=first, end=last, text=self.original[first:last])

    def _left_over(self, one: Gathered) -> list[Span]:
        free = one.free
        numbers = [token for token in free if token.kind in ("num", "code", "many", "size")]
        words = [token for token in free if token.kind == "word"]
        known = sum(1.0 if self.catalogue.lexicon.knows(token.norm) else 0.4 for token in words)
        return [self._token(token) for token in (*numbers, *(words if known > FREE else ()))]

    def _wanted_unnamed(self, one: Gathered) -> Question | None:
        """ "plus a steam iron if you do one": a thing wanted that no article explains and no number stands before."""
        text = one.sentence.text
        found = _UNNAMED.search(text)
        if found is None or one.act not in ("order", "question"):
            return None
        start = one.sentence.tokens[0].start + found.start("thing")
        end = one.sentence.tokens[0].start + found.end("thing")
        free = [token for token in one.free if start <= token.start < end and token.kind == "word"]
        if not free or len(free) > 6 or any(item.start < end and start < item.end for item in one.items):
            return None
        return Question(about="unknown_item", text=self.span(start, end).text, span=self.span(start, end))

    def _token(self, token: Token) -> Span:
        return self.span(token.start, token.end)


def _with_one(item: Item) -> Item:
    return Item(**{**item.__dict__, "quantity": Decimal(1), "said": Decimal(1), "inferred": (*item.inferred, "one")})
