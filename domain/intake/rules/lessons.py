"""What a correction teaches: which words were asked about or misread, and whether they are worth remembering."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from domain.catalog.schemas import ProductView
from domain.intake.rules.aliases import BARE
from domain.intake.rules.cells import CELLS, is_unit
from domain.intake.rules.names import key_of, name_words
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import BULK, LOOSE, STOP, TALK, words
from domain.intake.rules.words import stem
from domain.intake.schemas import Correction
from domain.orders.schemas import OpenQuestion, OrderRequest, RequestedLine

_LONG_WORD = re.compile(r"\b[^\W\d_]{3,}\b")
MOST_WORDS = 8
MOST_CHARACTERS = 200
_ABOUT_ITEMS = ("which_item", "unknown_item")
#: Words that stand for what was said before, or for a place in a list.
_POINTING = words("""
    first second third fourth fifth last next left right top middle bottom other others both either neither latter
    former same none
    """)


class Taught(NamedTuple):
    """A piece of a message and the article that somebody says it means."""

    text: str
    quantity: Decimal | None
    sku: str
    instead_of: str | None = None


class Phrase(NamedTuple):
    """Words without their quantity: as they are compared, and as they were written."""

    words: tuple[str, ...]
    said: str


def taught(before: OrderRequest, after: OrderRequest) -> list[Taught]:
    """What the change from one request to the next says about the words of the message."""
    return [*_answers(before, after), *_changes(before, after)]


def _answers(before: OrderRequest, after: OrderRequest) -> Iterator[Taught]:
    """Questions about an article that are gone, each with the one article that answers it."""
    closed = _closed(before, after)
    grown = _grown(before, after)
    named = [
        question for question in after.questions if question.about == "quantity" and question not in before.questions
    ]
    fitting = [_fitting(question, grown, named) for question in closed]
    for place, (question, skus) in enumerate(zip(closed, fitting, strict=True)):
        others = {sku for other, found in enumerate(fitting) if other != place for sku in found}
        if len(skus) == 1 and (not skus & others or _says(question, grown, named)):
            yield Taught(question.text, _quantity(question, grown), next(iter(skus)))


def _closed(before: OrderRequest, after: OrderRequest) -> list[OpenQuestion]:
    left = list(after.questions)
    closed = []
    for question in before.questions:
        if question in left:
            left.remove(question)
        elif question.about in _ABOUT_ITEMS:
            closed.append(question)
    # A piece that nobody understood is as good as a question what it is: a suggestion may have answered it.
    gone = [piece for piece in before.unexplained if piece not in after.unexplained]
    return closed + [OpenQuestion(about="unknown_item", text=piece) for piece in gone]


def _quantity(question: OpenQuestion, grown: list[RequestedLine]) -> Decimal | None:
    """The number that stands among the words of a question; where it had none, that of the line they became."""
    same = (line.quantity for line in grown if line.text == question.text)
    return question.quantity if question.quantity is not None else next(same, None)


def _grown(before: OrderRequest, after: OrderRequest) -> list[RequestedLine]:
    """The lines that are new or hold another number than before."""
    known = {(line.sku, line.quantity, line.unit) for line in before.lines}
    return [line for line in after.lines if (line.sku, line.quantity, line.unit) not in known]


def _fitting(question: OpenQuestion, grown: list[RequestedLine], named: list[OpenQuestion]) -> set[str]:
    direct = _says(question, grown, named)
    if direct or not question.candidates:
        return direct or {
            line.sku for line in grown if "answer" in line.inferred and line.quantity == question.quantity
        }
    return {line.sku for line in grown} & set(question.candidates)


def _says(question: OpenQuestion, grown: list[RequestedLine], named: list[OpenQuestion]) -> set[str]:
    """The article of a line, or of the question how many, that carries the words of the question itself."""
    lines = {line.sku for line in grown if line.text == question.text}
    return lines | {each.candidates[0] for each in named if each.text == question.text and each.candidates}


def _changes(before: OrderRequest, after: OrderRequest) -> Iterator[Taught]:
    """Lines that kept their words and have another article."""
    was = {line.text: line for line in before.lines if line.text}
    kept = {(line.text, line.sku) for line in after.lines}
    for line in after.lines:
        old = was.get(line.text)
        if old is not None and old.sku != line.sku and (old.text, old.sku) not in kept:
            yield Taught(line.text, old.quantity, line.sku, old.sku)


def phrase_of(text: str, quantity: Decimal | None) -> Phrase:
    """The words of a piece of a message, without the quantity and without words that need no explaining."""
    text = _described(text)
    tokens = [token for token in tokenize(text) if token.kind not in ("mark", "price")]
    naming = _trimmed(tokens, quantity)
    kept = [token for token in naming if token.kind == "num" or token.norm not in STOP]
    return Phrase(tuple(key_of(token) for token in kept), text[naming[0].start : naming[-1].end] if kept else "")


def _described(text: str) -> str:
    """Of a row of a table the cells that hold words; any other text as it is."""
    cells = text.split(CELLS)
    if len(cells) == 1:
        return text
    return " ".join(cell for cell in cells if not is_unit(cell) and _LONG_WORD.search(cell))


def _trimmed(tokens: list[Token], quantity: Decimal | None) -> list[Token]:
    """Without the quantity at either end, and without what stands between it and the article."""
    start, end = 0, len(tokens)
    while start < end and _is_idle(tokens[start]):
        start += 1
    if start < end and _counts(tokens[start], quantity):
        start += 1
        while start < end and (tokens[start].norm in LOOSE | BULK or _is_idle(tokens[start])):
            start += 1
    while end > start and _is_idle(tokens[end - 1]):
        end -= 1
    if end > start and _counts(tokens[end - 1], quantity):
        end -= 1
        while end > start and _is_idle(tokens[end - 1]):
            end -= 1
    return tokens[start:end]


def _is_idle(token: Token) -> bool:
    return token.kind == "word" and token.norm in STOP


def _counts(token: Token, quantity: Decimal | None) -> bool:
    return token.kind == "num" and quantity is not None and quantity in (token.value, token.said)


def worth_learning(phrase: Phrase, correction: Correction, products: Mapping[str, ProductView]) -> bool:
    """Whether words say enough to stand for an article: no bare colour or place, and no change of mind.

    Words that name the article the reader had taken, and not the one chosen instead, were read rightly.
    """
    product = products.get(correction.sku)
    if product is None or product.status != "active" or not _says_enough(phrase, name_words(product.name)):
        return False
    old = products.get(correction.instead_of or "")
    if old is None:
        return True
    spoken_for = set(name_words(old.name)) - set(name_words(product.name))
    return not spoken_for & set(phrase.words)


def _says_enough(phrase: Phrase, name: Iterable[str]) -> bool:
    if not 0 < len(phrase.words) <= MOST_WORDS or len(" ".join(phrase.words)) > MOST_CHARACTERS:
        return False
    if len(phrase.said) > MOST_CHARACTERS or any(word in _TALK for word in phrase.words):
        return False
    telling = [word for word in phrase.words if word.isalpha() and len(word) >= 3 and word not in _BARE_STEMS]
    spoken = [word for word in phrase.words if word.isalpha() and len(word) >= 3]
    return bool(telling) and (len(spoken) >= 2 or telling[0] in set(name))


_BARE_STEMS = frozenset(stem(word) for word in BARE | _POINTING)
_TALK = frozenset(stem(word) for word in TALK)
