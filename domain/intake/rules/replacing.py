"""A correction that names another article: "recipe box pantry 6 - no, recipe box retrospot 6", "I meant the frog"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from domain.intake.rules.cues import SORRY, is_leading_up
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.naming import Naming, alike
from domain.intake.rules.quantities import amount_of, counting
from domain.intake.rules.stretches import Item, sku_of
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import words
from domain.intake.schemas import ReadLine

#: What the tokens are that a correction accounts for.
_TOLD = "=corrected"
#: Words that deny what was said before them; "sorry" and "wait" may lead up to one more thing.
_DENIES = words("no nope mean means meant rather oops")
_LEADS = SORRY | words("i we he she they it that the to say said write wrote put meant means of a an")
_MORE = words("and also plus too another more extra forgot forgotten well add added adding")
#: How like the line an article must be that takes its place.
_LIKE = 0.15


@dataclass(frozen=True)
class Renamed:
    """The article that is wanted instead, where one is named; `end` is where that ends to be said."""

    sku: str | None
    item: Item | None
    end: int

    def is_like(self, line: ReadLine, naming: Naming) -> bool:
        """Whether it may well have been said for the article of a line."""
        one, other = naming.catalogue.article(line.sku), naming.catalogue.article(self.sku or "")
        return one is not None and other is not None and alike(one, other) >= _LIKE

    def in_place_of(self, line: ReadLine, naming: Naming) -> ReadLine:
        """The line with the other article, and its number where one is said."""
        new = line.model_copy(update={"sku": self.sku, "inferred": ("swap",)})
        if self.item is None or self.item.quantity is None:
            return new
        article = naming.catalogue.article(self.sku or "")
        amount = amount_of(self.item.quantity, self.item.said, self.item.unit, article)
        return counting(new, amount) if amount is not None else new

    def rest_of(self, one: Gathered) -> Gathered:
        """The sentence without what the correction accounts for."""
        return left_uncorrected(one, lambda start, _end: start >= self.end)


def left_uncorrected(one: Gathered, stays: Callable[[int, int], bool]) -> Gathered:
    """A sentence with what stays of it; a correction accounts for the rest, which no item takes any more."""
    tokens = tuple(t if stays(t.start, t.end) else replace(t, kind=_TOLD) for t in one.sentence.tokens)
    items = tuple(item for item in one.items if stays(item.start, item.end))
    return replace(one, sentence=replace(one.sentence, tokens=tokens, barred={}, corrects=False), items=items)


def renamed_in(one: Gathered, lines: Sequence[ReadLine], naming: Naming) -> Renamed | None:
    """What a sentence names instead of what was said last; `None` where it begins with no such correction.

    An article that has a line already is no other one: its number is corrected.
    """
    tokens = one.sentence.whole
    first = next((i for i, token in enumerate(tokens) if not _leads(token)), len(tokens))
    lead = tokens[:first]
    if not any(token.norm in _DENIES for token in lead) or first == len(tokens):
        return None
    if any(token.norm in _MORE for token in tokens):
        return None
    start = tokens[first].start
    item = next((item for item in one.items if item.start <= start < item.end), None)
    if item is not None:
        return _by_item(item, lines)
    phrase = _phrase(tokens[first:])
    sku = _by_words(phrase, lines, naming)
    if sku is None:
        return None
    is_counted = any(token.kind == "num" for token in tokens[first + len(phrase) :])
    return Renamed(None if is_counted else sku, None, phrase[-1].end)


def _by_words(phrase: Sequence[Token], lines: Sequence[ReadLine], naming: Naming) -> str | None:
    """The article that words name by themselves, or the sibling of what was said last; it is on no line."""
    telling = [token for token in phrase if naming.matters(token)]
    skus = [line.sku for line in lines]
    if not telling or naming.lines(telling, skus).sure:
        return None
    match = naming.matcher.match(phrase)
    if match.kind == "article":
        return match.best.article.sku if match.best.article.sku not in skus else None
    kin = naming.kin(skus[-1], telling, skus)
    return kin[0] if kin is not None else None


def _by_item(item: Item, lines: Sequence[ReadLine]) -> Renamed | None:
    if item.kind == "unknown" or (item.names_one and sku_of(item) in {line.sku for line in lines}):
        return None
    return Renamed(sku_of(item) if item.names_one else None, item, item.end)


def _leads(token: Token) -> bool:
    return token.norm in _LEADS or token.kind == "mark" or is_leading_up((token,))


def _phrase(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The words that stand together from the first on."""
    end = next((i for i, token in enumerate(tokens) if token.kind not in ("word", "size", "many")), len(tokens))
    return tuple(tokens[:end])
