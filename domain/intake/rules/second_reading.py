"""What a second reader is asked about the pieces that stayed open, and what of its answer may be suggested.

It chooses among articles that we found, and numbers that stand in the piece; whatever else it says is dropped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.intake.rules.articles import Article as IndexedArticle
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.quantities import unit_said
from domain.intake.rules.token import Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import STOP
from domain.intake.rules.words import stem
from domain.intake.schemas import Article, DraftState, Piece, PieceAnswer, Reading, SecondAnswer, SecondAsk
from domain.orders.schemas import SuggestedAnswer

MOST_PIECES = 8
MOST_CANDIDATES = 10
LONGEST_PIECE = 200
LONGEST_NAME = 120
MOST_WORDS = 8
#: Articles that share a word commoner than this are not all looked at.
COMMON = 5_000
MOST_WANTED = 1_000_000
_CONVERTED = ("case",)


@dataclass(frozen=True)
class Stated:
    """A number as it stands in a piece; `quantity` None: it stands there, but how many pieces it counts is unsure."""

    quantity: Decimal | None
    unit: str | None = None


def asking(reading: Reading, draft: DraftState | None, catalogue: Catalogue) -> SecondAsk:
    """What to ask about: each open piece that this message brought, with what it may mean. Bounded."""
    known = {question.text for question in draft.questions} | {*draft.unexplained} if draft else set()
    pieces: dict[str, Piece] = {}
    for text, named in _open(reading):
        if text.strip() and text not in known and text not in pieces and len(pieces) < MOST_PIECES:
            found = _candidates(text, named, catalogue)
            pieces[text] = Piece(piece=len(pieces) + 1, text=text[:LONGEST_PIECE], candidates=found)
    return SecondAsk(pieces=tuple(pieces.values()))


def still_suggested(reading: Reading, draft: DraftState | None) -> tuple[SuggestedAnswer, ...]:
    """What was suggested in the thread before, for pieces that are still open."""
    texts = {text for text, _ in _open(reading)}
    return tuple(each for each in draft.suggestions if each.text in texts) if draft else ()


def suggestions(
    reading: Reading, asked: SecondAsk, answer: SecondAnswer, catalogue: Catalogue, *, model: str
) -> tuple[SuggestedAnswer, ...]:
    """What of an answer may be suggested. An answer to a piece that fails any check, or says two things, is dropped."""
    whole = {text[:LONGEST_PIECE]: text for text, _ in reversed([*_open(reading)])}
    found = []
    for piece in asked.pieces:
        said = {each for each in answer.answers if each.piece == piece.piece}
        suggestion = _suggestion(piece, said.pop(), catalogue, model) if len(said) == 1 else None
        if suggestion is not None:
            found.append(suggestion.model_copy(update={"text": whole[piece.text]}))
    return tuple(found)


def _suggestion(piece: Piece, said: PieceAnswer, catalogue: Catalogue, model: str) -> SuggestedAnswer | None:
    if said.verdict == "not_an_item" and said.sku is None and said.quantity is None:
        return SuggestedAnswer(text=piece.text, model=model)
    article = catalogue.article(said.sku) if said.sku is not None else None
    is_offered = any(each.sku == said.sku for each in piece.candidates)
    if said.verdict != "article" or article is None or not is_offered:
        return None
    stated = Stated(None) if said.quantity is None else _stated(piece.text, said.quantity, article)
    if stated is None:
        return None
    return SuggestedAnswer(
        text=piece.text, sku=article.sku, name=article.name, quantity=stated.quantity, unit=stated.unit, model=model
    )


def _stated(text: str, wanted: int, article: IndexedArticle) -> Stated | None:
    """A number that stands in the piece in digits or in words, with its unit; None for one that does not."""
    if not 0 < wanted <= MOST_WANTED:
        return None
    tokens = tokenize(text)
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.kind == "num" and wanted in (token.said, token.value):
            return _counted(token, after, article)
    return None


def _counted(number: Token, after: Token | None, article: IndexedArticle) -> Stated:
    if number.unit == "dozen":
        return Stated(number.said, "dozen")
    if number.unit is not None:
        return Stated(None)
    word = stem(after.norm) if after is not None and after.kind == "word" else ""
    if word in article.units and word not in article.weights:
        return Stated(number.value, word) if word in _CONVERTED else Stated(None)
    return Stated(number.value, unit_said(after.norm if after is not None else None))


def _open(reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    for question in reading.questions:
        if question.about in ("which_item", "unknown_item"):
            yield question.text, question.candidates
    for span in reading.unexplained:
        yield span.text, ()


def _candidates(text: str, named: Sequence[str], catalogue: Catalogue) -> tuple[Article, ...]:
    """The question's own candidates, then the articles that share the rarest words of the piece."""
    skus = dict.fromkeys((*named, *_similar(text, catalogue)))
    active = [article for sku in skus if (article := catalogue.article(sku))]
    return tuple(Article(sku=each.sku, name=each.name[:LONGEST_NAME]) for each in active[:MOST_CANDIDATES])


def _similar(text: str, catalogue: Catalogue) -> list[str]:
    words = {token.norm for token in tokenize(text[:LONGEST_PIECE]) if token.kind == "word" and token.norm not in STOP}
    written = sorted((catalogue.word(word) for word in sorted(words)), key=lambda word: len(word.hits))
    scores: dict[int, float] = {}
    for word in [each for each in written if each.hits][:MOST_WORDS]:
        for place in word.hits if len(word.hits) <= COMMON else [known for known in scores if known in word.hits]:
            meant = word.gains[place]
            weight = meant.likeness * sum(catalogue.weights.get(part, 0.0) for part in meant.words)
            scores[place] = scores.get(place, 0.0) + weight
    ranked = sorted(scores, key=lambda place: (-scores[place], catalogue.articles[place].sku))
    return [catalogue.articles[place].sku for place in ranked[:MOST_CANDIDATES]]
