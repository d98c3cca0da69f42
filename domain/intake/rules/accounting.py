"""The accountant: every item becomes a line or a question, every other word is explained or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from domain.intake.rules.articles import Article
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cells import EACH, says_each
from domain.intake.rules.cleaning import CleanText
from domain.intake.rules.corrections import Corrector
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.heads import is_other_with
from domain.intake.rules.judging import offered
from domain.intake.rules.learned import chance
from domain.intake.rules.leaving_out import in_turn
from domain.intake.rules.matching import Matcher
from domain.intake.rules.needing import Posed, signs
from domain.intake.rules.phrases import JOINS
from domain.intake.rules.posing import Poser, is_all
from domain.intake.rules.quantities import amount_of, is_countable, unit_said
from domain.intake.rules.stretches import Item
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP, words
from domain.intake.schemas import Question, ReadLine, Span

_QUANTITY = words("qty quantity quantities required ordered needed amount number pieces order")
FREE = 2
#: The doubt that an article leaves which may be another one under the head of its row.
HEADLESS = "head"
#: The doubt that an "A" is a letter that tells articles apart ("letters A, D and K"), and was read as the small word.
LETTER = "letter"
#: How likely to be needed a question must be, by where it comes from; one from elsewhere is always asked.
LEAST_NEEDED: Mapping[str, float] = {"thing": 0.15, "elsewhere": 0.3, "missed": 0.3, "wish": 0.3}


@dataclass(frozen=True)
class Account:
    """Lines, questions and what stays unexplained; how likely the likeliest question that was let go is needed.

    `is_bare`: nothing but goods with a number, of which each may be several of our articles.
    """

    lines: tuple[ReadLine, ...]
    questions: tuple[Question, ...]
    unexplained: tuple[Span, ...]
    doubts: tuple[str, ...] = ()
    let_go: float = 0.0
    mended: tuple[tuple[int, int], ...] = ()
    is_bare: bool = False


class Accountant:
    """Turns the items of a message into lines and questions, and says what nobody accounted for."""

    def __init__(self, catalogue: Catalogue, matcher: Matcher, clean: CleanText, original: str) -> None:
        self.catalogue, self.matcher = catalogue, matcher
        self.clean, self.original = clean, original
        self.poser = Poser(matcher, self.span)

    def account(self, gathered: Sequence[Gathered], *, ordering: bool) -> Account:
        """Lines and questions from the sentences that order; questions that are hardly needed are let go."""
        lines, posed, unexplained, corrector = self._read(gathered, ordering=ordering)
        kept, let_go = [], 0.0
        for one in posed:
            least = LEAST_NEEDED.get(one.source)
            needed = chance("question", signs(one, gathered, self.catalogue)) if least is not None else 1.0
            if least is None or needed >= least:
                kept.append(one.question)
            else:
                let_go = max(let_go, needed)
        doubts, mended = tuple(corrector.doubts), tuple(corrector.mended)
        is_bare = (
            bool(kept)
            and not lines
            and all(is_all(one, [each for each in posed if each.one.sentence is one.sentence]) for one in gathered)
        )
        return Account(tuple(lines), tuple(kept), tuple(unexplained), doubts, let_go, mended, is_bare)

    def posed(self, gathered: Sequence[Gathered]) -> tuple[list[Posed], list[ReadLine]]:
        """Every question that an order poses, needed or not, and its lines."""
        lines, posed, _, _ = self._read(gathered, ordering=True)
        return posed, lines

    def _read(
        self, gathered: Sequence[Gathered], *, ordering: bool
    ) -> tuple[list[ReadLine], list[Posed], list[Span], Corrector]:
        lines: list[ReadLine] = []
        questions: list[Posed] = []
        unexplained: list[Span] = []
        rows = {one.sentence.row for one in gathered for item in one.items if item.names_one}
        listed = any(item.quantity for one in gathered for item in one.items)
        corrector = Corrector(self.matcher)
        for said in in_turn(gathered):
            one = corrector.left_of(said, lines, is_asked=_is_asked(lines, questions))
            if one is None or one.act == "heading":
                continue
            if not one.items and self._counted_below(one, questions, lines):
                continue
            before = len(lines) + len(questions)
            for item in one.items:
                self._settle(one, item, lines, questions)
            if any(self._ignores_head(one, item) for item in one.items):
                corrector.doubts.append(HEADLESS)
            if one.items and _has_letter(one):
                corrector.doubts.append(LETTER)
            if ordering:
                is_new = len(lines) + len(questions) > before
                questions += self.poser.beside(one, rows if not is_new else set(), listed=listed)
            if ordering and len(lines) + len(questions) > before:
                free = self._left_over(one)
                asked = [each.question.span for each in questions if each.one is one and each.question.span is not None]
                unexplained += [span for span in free if not any(a.start <= span.start < a.end for a in asked)]
        if not lines and not questions:
            questions = [q for one in gathered for q in self.poser.wanted(one)]
        corrector.close()
        return lines, questions, unexplained, corrector

    def _counted_below(self, one: Gathered, questions: list[Posed], lines: list[ReadLine]) -> bool:
        """ "Item: ..." and in the row below "Quantity: 4": the number of the article above."""
        words = [token for token in one.sentence.tokens if token.kind not in ("mark",)]
        numbers = [token for token in words if token.kind == "num"]
        last = questions[-1].question if questions else None
        if last is None or last.about != "quantity" or len(last.candidates) != 1 or not numbers:
            return False
        if not any(t.norm in _QUANTITY for t in words) or not all(
            t.kind == "num" or t.norm in _QUANTITY or t.norm in STOP or t.norm in CONTAINERS for t in words
        ):
            return False
        number, asked = numbers[0], last
        if not is_countable(number.value) or any(n.value != number.value for n in numbers):
            return False
        questions.pop()
        source = asked.span or self.span(number.start, number.end)
        lines.append(
            ReadLine(
                sku=asked.candidates[0],
                quantity=number.value,
                unit=EACH if any(says_each(token.norm) for token in words) else None,
                base_quantity=number.value,
                source=source,
                confidence=0.9,
            )
        )
        return True

    def _settle(self, one: Gathered, item: Item, lines: list[ReadLine], questions: list[Posed]) -> None:
        """An article with its number is a line; everything else about it is asked."""
        line = None
        if not item.names_one:
            question = self.open_question(item)
        elif item.quantity is None:
            question = self.question("quantity", item, self.named(item))
        else:
            line = None if self._says_the_pack(item) else self.line_of(item)
            question = self.question("unknown_item" if self.gone(item) else "quantity", item, self.named(item))
        if line is not None:
            lines.append(line)
        else:
            questions.append(Posed(question, one, item.start, item.end, "item", item))

    def _ignores_head(self, one: Gathered, item: Item) -> bool:
        """Whether an article was read without the head of its row, with which it is another one."""
        if item.kind != "article" or "head" in item.inferred or item.start < one.head_end:
            return False
        head = [token for token in one.sentence.tokens if token.start < one.head_end]
        return is_other_with(head, item.phrase, self.article_of(item).sku, self.matcher)

    def _says_the_pack(self, item: Item) -> bool:
        """Whether the only number said is the article's own ("the box of nine candles"): no quantity then."""
        if item.code is not None or item.quantity is None or not item.of_pack:
            return False
        return f"#{item.quantity.normalize():f}" in self.article_of(item).weights

    def open_question(self, item: Item) -> Question:
        """What has to be asked about an item with a quantity that matched no single article."""
        if item.kind == "several":
            return self.question("which_item", item, offered(item.match))
        return self.question("unknown_item", item, ())

    def line_of(self, item: Item) -> ReadLine | None:
        """The line of an accepted item; `None` where its number makes no sense, or the article is no longer sold."""
        if self.gone(item) or item.quantity is None:
            return None
        article = self.article_of(item)
        amount = amount_of(item.quantity, item.said, item.unit, article)
        if amount is None or not is_countable(amount.base):
            return None
        confidence = 0.99 if item.code else min(0.99, 0.6 + 0.4 * item.match.best.said)
        return ReadLine(
            sku=article.sku, quantity=amount.quantity, unit=amount.unit, base_quantity=amount.base,
            stated_price=item.price,
            source=self.span(item.start, item.end), confidence=round(confidence, 3),
            inferred=(*item.inferred, *amount.marks),
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
             "quantity": item.quantity, "unit": unit_said(item.unit)}
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

    def _token(self, token: Token) -> Span:
        return self.span(token.start, token.end)


def _has_letter(one: Gathered) -> bool:
    """Whether an "a" stands before a mark, a joining word or the end, where no name follows."""
    tokens = [*(token for token in one.sentence.tokens if not token.aside), None]
    return any(
        token is not None and token.norm == "a" and (after is None or after.kind == "mark" or after.norm in JOINS)
        for token, after in pairwise(tokens)
    )


def _is_asked(lines: Sequence[ReadLine], questions: Sequence[Posed]) -> bool:
    """Whether what was said last has become a question."""
    spans = [posed.question.span for posed in questions]
    asked = max((span.start for span in spans if span is not None), default=-1)
    return bool(lines) and asked > max(line.source.start for line in lines)


def _with_one(item: Item) -> Item:
    return Item(**{**item.__dict__, "quantity": Decimal(1), "said": Decimal(1), "inferred": (*item.inferred, "one")})
