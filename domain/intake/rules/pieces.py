"""Pieces of a sentence: every stretch that may name an article, read in every way it can be read."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from domain.intake.rules.judging import Match
from domain.intake.rules.laying import Laid
from domain.intake.rules.matching import Matcher
from domain.intake.rules.phrases import is_alone, phrase_of
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.stretches import ONES, Around, Item, Stretch, Way, is_vague, says_again, sku_of
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.tokens import tokenize
from domain.intake.rules.vocabulary import STOP
from domain.intake.rules.words import stem

LONGEST = 18
#: How much of a name must be said for a row without a number to ask for its article.
_MOSTLY = 0.6


class Pieces:
    """Finds the stretches of a sentence and the ways to read each."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self._phrases: dict[tuple[int, int | None], tuple[Stretch, tuple[Token, ...]]] = {}

    def stretches(self, sentence: Sentence, laid: Laid, borders: Sequence[int]) -> Iterator[tuple[int, int, Stretch]]:
        """Every stretch that may be an item, with its places among the borders."""
        tokens = sentence.tokens
        told = any(token.times == COLUMN for token in tokens)
        for right in range(1, len(borders)):
            for left in range(right - 1, -1, -1):
                first, last = borders[left], borders[right]
                if last - first > LONGEST or laid.is_hard(first, last):
                    break
                if tokens[first].kind == "mark" or tokens[first].kind.startswith("="):
                    continue
                if not laid.is_open(first, last) or self.matcher.exhausted:
                    continue
                part = tuple(tokens[first:last])
                numbers = tuple(index - first for index in laid.numbers if first <= index < last)
                code = next((t.norm for t in part if t.kind == "code"), None) if laid.codes(first, last) else None
                barred = _barred(sentence, first, last)
                choices = tuple(index for index in numbers if not told or part[index].times == COLUMN)
                yield left, right, Stretch(sentence, first, last, part, numbers, code, barred, choices)

    def ways(self, stretch: Stretch, around: Around) -> Iterator[Way]:
        """The ways to read a stretch by its own words and under a list's head."""
        for choice in (*stretch.choices, None):
            phrase = self._phrase(stretch, choice)
            match = (
                self.matcher.against_any(stretch.code, phrase)
                if stretch.code
                else self.matcher.match(phrase, self._barring(stretch, phrase))
            )
            yield from self._labelled(stretch, choice, phrase, match, "", around)
            if around.head and not stretch.code and _is_open(match) and _is_short(stretch):
                yield from self._inside(stretch, choice, phrase, ("head", around.head, ""), around)

    def ways_beside(self, stretch: Stretch, around: Around) -> Iterator[Way]:
        """More ways to read a short stretch: with the words of the articles named before and after it."""
        contexts = list(self._contexts(stretch, around)) if _is_short(stretch) and not stretch.code else []
        if not contexts:
            return
        for choice in (*stretch.choices, None):
            phrase = self._phrase(stretch, choice)
            if _is_open(self.matcher.match(phrase, self._barring(stretch, phrase))):
                if says_again(stretch.part):
                    phrase = tuple(token for token in phrase if token.norm not in STOP)
                for context in contexts:
                    yield from self._inside(stretch, choice, phrase, context, around)

    def _phrase(self, stretch: Stretch, choice: int | None) -> tuple[Token, ...]:
        """What the article must explain; the same tokens for the same stretch, so that its match is found again."""
        key = (id(stretch), choice)
        if key not in self._phrases:
            self._phrases[key] = (stretch, tuple(phrase_of(stretch.part, choice)))
        return self._phrases[key][1]

    def _inside(
        self,
        stretch: Stretch,
        choice: int | None,
        phrase: tuple[Token, ...],
        context: tuple[str, Sequence[Token], str],
        around: Around,
    ) -> Iterator[Way]:
        name, words, named = context
        inside = self.matcher.match_in(phrase, words)
        if inside.kind in ("article", "several") and inside.best.article.sku != named:
            yield from self._labelled(stretch, choice, phrase, inside, name, around)

    def _barring(self, stretch: Stretch, phrase: Sequence[Token]) -> Sequence[Token]:
        if not stretch.barred:
            return ()
        own = {stem(token.norm) for token in phrase}
        meant = {word for token in phrase if token.kind == "word" for word in self._means(token)}
        return [
            token
            for token in stretch.barred
            if stem(token.norm) not in own and token.norm not in STOP and not meant & set(self._means(token))
        ]

    def _means(self, token: Token) -> tuple[str, ...]:
        meanings = self.matcher.catalogue.word(token.norm).meanings
        return meanings[0].words if meanings else ()

    def _contexts(self, stretch: Stretch, around: Around) -> Iterator[tuple[str, Sequence[Token], str]]:
        """Words from elsewhere that may help, with where they are from and which article they named there."""
        left = next((item for at, item in reversed(around.lefts) if at <= stretch.first), around.left)
        if left is not None and left.phrase:
            yield "left", self._named_by(left), sku_of(left)
        right = next((item for at, item in around.rights if at >= stretch.last), None)
        if right is not None and right.phrase:
            yield "right", self._named_by(right), sku_of(right)

    def _named_by(self, item: Item) -> tuple[Token, ...]:
        """The words of an item and of the name of its article."""
        article = self.matcher.catalogue.article(sku_of(item))
        said = {token.norm for token in item.phrase}
        return (*item.phrase, *(t for t in _name_tokens(article.name if article else "") if t.norm not in said))

    def _labelled(
        self,
        stretch: Stretch,
        choice: int | None,
        phrase: tuple[Token, ...],
        match: Match,
        context: str,
        around: Around,
    ) -> Iterator[Way]:
        part = stretch.part
        if stretch.code and stretch.code[0] == "?":
            if choice is not None:
                yield Way("which" if match.candidates else "unknown", choice, phrase, match, "", None)
            return
        if stretch.code:
            if not context:
                yield Way("line" if choice is not None else "ask", choice, phrase, match, "", None)
                if choice is None and around.each is not None:
                    yield Way("line", None, phrase, match, "", around.each)
            return
        if choice is None:
            yield from self._uncounted(stretch, phrase, match, context, around)
            return
        if match.candidates and match.best.explained > 0 and match.kind != "nothing":
            if not _is_named(part, choice, match.best.article.name):
                yield Way("line", choice, phrase, match, context, None)
            if len(match.candidates) > 1 and (context == "" or match.kind == "several"):
                yield Way("which", choice, phrase, match, context, None)
        if not context and match.weight >= 0.8 and is_alone(part, choice):
            yield Way("unknown", choice, phrase, match, "", None)

    def _uncounted(
        self, stretch: Stretch, phrase: tuple[Token, ...], match: Match, context: str, around: Around
    ) -> Iterator[Way]:
        if match.kind in ("nothing", "partly") or not match.candidates:
            if match.kind == "partly" and is_vague(stretch.part):
                yield Way("unknown", None, phrase, match, context, None)
            elif match.kind == "partly" and around.bare and not context and match.best.said >= _MOSTLY:
                yield Way("ask", None, phrase, match, context, None)
            return
        lead = stretch.part[0].norm in ONES or (stretch.before is not None and stretch.before.norm in ONES)
        told = any(token.times == COLUMN for token in stretch.sentence.tokens)
        if not told and (lead or around.each is not None):
            yield Way("line", None, phrase, match, context, around.each)
        if not context:
            yield Way("ask" if match.kind == "article" else "which", None, phrase, match, context, around.each)


def _is_named(part: Sequence[Token], choice: int, name: str) -> bool:
    """Whether a number inside a name is the name's own ("cakestand 3 tier", "the lights with the 10 santas")."""
    behind = part[choice + 1] if choice + 1 < len(part) else None
    number = part[choice]
    leads = not any(token.kind == "word" and token.norm not in STOP for token in part[:choice])
    if behind is None or behind.kind != "word" or number.times or number.unit or leads:
        return False
    if len(behind.norm) < 3 and behind.start > number.end:
        return False
    if sum(token.kind == "num" and token.value == number.value and not token.aside for token in part) > 1:
        return False
    own = tokenize(name)
    return any(
        one.value == number.value and one.kind == "num" and stem(other.norm) == stem(behind.norm)
        for one, other in pairwise(own)
    )


def _is_open(match: Match) -> bool:
    """Whether the words alone leave open which article is meant."""
    return match.kind != "article" or match.best.unexplained > 0.3 or match.best.said < 0.85


def _is_short(stretch: Stretch) -> bool:
    content = [t for t in stretch.part if t.kind in ("word", "many", "size") and t.norm not in STOP]
    # "ditto, number 4" in a table: a number beside the one that counts tells the article.
    named = len(stretch.numbers) > len(stretch.choices) and bool(stretch.choices) and says_again(stretch.part)
    return 1 <= len(content) + named <= 5


@lru_cache(maxsize=4096)
def _name_tokens(name: str) -> tuple[Token, ...]:
    return tuple(token for token in tokenize(name) if token.kind in ("word", "size", "many"))


def _barred(sentence: Sentence, first: int, last: int) -> tuple[Token, ...]:
    if not sentence.barred:
        return ()
    return tuple(t for place, words in sentence.barred.items() if first <= place <= last + 2 for t in words)
