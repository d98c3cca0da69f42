"""What a phrase names in a thread: lines of the draft, candidates of a question, a sibling, an article of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import and_, or_

from domain.intake.rules.articles import Article
from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.matching import Matcher
from domain.intake.rules.names import key_of
from domain.intake.rules.places import Places
from domain.intake.rules.quantities import is_countable
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS
from domain.intake.rules.words import stem

MISSED = 0.7
LEAST = 0.5
_NEAR = 0.3
_LIKELY = 0.82
_ALIKE = 0.4
_APART = 0.04
_LEAST_ALIKE = 0.3
_FAR_APART = 0.12
_MOST = 400
_LARGE = ("big", "bigger", "biggest", "large", "larger", "largest")
_SMALL = ("small", "smaller", "smallest", "little", "littlest")


@dataclass(frozen=True)
class Found:
    """Places of the lines a phrase names best, and its words that they do not have."""

    places: tuple[int, ...] = ()
    missed: tuple[Token, ...] = ()
    score: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether nothing said is left over."""
        return bool(self.places) and not self.missed


class Naming:
    """Finds what phrases name."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.catalogue: Catalogue = matcher.catalogue

    def lines(self, phrase: Sequence[Token], skus: Sequence[str]) -> Found:
        """The lines that a phrase names; all that fit equally well."""
        codes = [token.norm for token in phrase if token.kind == "code"]
        if codes:
            places = tuple(i for i, sku in enumerate(skus) if sku in codes)
            return Found(places, () if places else tuple(t for t in phrase if t.kind == "code"), 9.0 if places else 0.0)
        scores = [sum(self.gain(token, sku) for token in phrase) for sku in skus]
        best = max(scores, default=0.0)
        if best < LEAST:
            return Found((), tuple(token for token in phrase if self.matters(token)))
        near = [i for i, score in enumerate(scores) if score >= best - _NEAR]
        lacking = {i: tuple(t for t in phrase if self.matters(t) and not self.gain(t, skus[i])) for i in near}
        whole = tuple(i for i in near if not lacking[i])
        if whole:
            return Found(whole, (), best)
        return Found(tuple(near), min(lacking.values(), key=len), best)

    def matters(self, token: Token) -> bool:
        """Whether a word of a phrase tells articles apart, so that an article without it is another one."""
        if token.kind in ("code", "size"):
            return True
        if token.kind == "many":
            return False
        word = self.catalogue.word(token.norm)
        return token.norm not in CONTAINERS and word.cost >= MISSED and self.catalogue.lexicon.knows(token.norm)

    def gain(self, token: Token, sku: str) -> float:
        """How much of an article a word names."""
        place = self.catalogue.place.get(sku)
        if place is None:
            return 0.0
        forms = [token.norm] if token.kind == "word" else [key_of(token), token.norm]
        if token.kind == "many":
            forms.append(f"{token.value:f}cm")
        best = 0.0
        for form in forms:
            word = self.catalogue.word(form)
            meaning = word.gains.get(place)
            if meaning is not None:
                best = max(best, word.cost * meaning.likeness)
        if best == 0.0 and token.kind == "word" and len(stem(token.norm)) >= 3:
            inside = stem(token.norm)
            longer = (word for word in self.catalogue.articles[place].weights if len(word) > len(inside) + 2)
            best = 0.8 if any(word.endswith(inside) for word in longer) else 0.0
        if best == 0.0 and token.norm in (*_LARGE, *_SMALL):
            best = self._sized(token.norm, place)
        return best

    def _sized(self, norm: str, place: int) -> float:
        wanted = (
            ("large", "l", "big", "jumbo", "lge", "lg") if norm in _LARGE else ("small", "s", "mini", "sml", "little")
        )
        return 1.0 if any(word in self.catalogue.articles[place].weights for word in wanted) else 0.0

    def kin(self, sku: str, phrase: Sequence[Token], besides: Sequence[str] = ()) -> tuple[str, float] | None:
        """The one article most like another that has all words of a phrase, and how alike they are.

        The fewer articles come near it, the less alike it has to be.
        """
        like = self.catalogue.article(sku)
        ranked = self.kindred(sku, phrase, besides)
        apart = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 1.0
        if like is None or not ranked or ranked[0][0] < (_LEAST_ALIKE if apart >= _FAR_APART else _ALIKE):
            return None
        if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _APART:
            return None
        return ranked[0][1], max(ranked[0][0], 0.5 if apart >= _FAR_APART else 0.0)

    def kindred(self, sku: str, phrase: Sequence[Token], besides: Sequence[str] = ()) -> list[tuple[float, str]]:
        """Articles that have all words of a phrase, most like the given one first."""
        like = self.catalogue.article(sku)
        telling = [token for token in phrase if self.telling(token)]
        if like is None or not telling:
            return []
        hits = self._having(telling)
        out = [
            (alike(like, self.catalogue.articles[place]), self.catalogue.articles[place].sku)
            for place in hits.first(_MOST)
            if self.catalogue.articles[place].sku not in (sku, *besides)
        ]
        return sorted(out, key=lambda one: (-one[0], one[1]))

    def _having(self, telling: Sequence[Token]) -> Places:
        each = [self._any_form(token) for token in telling]
        return reduce(and_, each) if each else self.catalogue.postings.none

    def _any_form(self, token: Token) -> Places:
        """The articles that a word is in, in any of the forms it may have there."""
        forms = [token.norm] if token.kind == "word" else [key_of(token), token.norm]
        if token.kind == "many":
            forms.append(f"{token.value:f}cm")
        sets = [self.catalogue.word(form).hits for form in forms]
        if token.norm in (*_LARGE, *_SMALL):
            sizes = ("small", "s", "mini") if token.norm in _SMALL else ("large", "l", "big")
            sets += [self.catalogue.postings.having(short) for short in sizes]
        return reduce(or_, sets)

    def means(self, token: Token) -> bool:
        """Whether a word has any meaning here."""
        if token.kind != "word" or token.norm in CONTAINERS or token.norm in (*_LARGE, *_SMALL):
            return True
        word = self.catalogue.word(token.norm)
        return bool(word.hits) and word.meanings[0].likeness >= _LIKELY

    def one_by_one(self, phrase: Sequence[Token], skus: Sequence[str]) -> Found:
        """ "hearts stars": the lines of each word, where no line has them all."""
        each = [{i for i, sku in enumerate(skus) if self.gain(token, sku)} for token in phrase if self.matters(token)]
        if not each or not all(each):
            return Found()
        return Found(tuple(sorted(set().union(*each))), (), 1.0)

    def telling(self, token: Token) -> bool:
        """Whether a word has to be found in a sibling: known to the catalogue, and no container."""
        if token.kind in ("size", "many"):
            return True
        if token.kind != "word" or token.norm in CONTAINERS:
            return False
        return bool(self.catalogue.word(token.norm).hits) or token.norm in (*_LARGE, *_SMALL)

    def article(
        self, phrase: Sequence[Token], barred: Sequence[Token] = ()
    ) -> tuple[str | None, float, tuple[str, ...]]:
        """The one article a phrase names by itself with how much of it was said, or the several it may name."""
        codes = [token.norm for token in phrase if token.kind == "code"]
        if codes:
            return (codes[0] if self.catalogue.article(codes[0]) else None), 1.0, ()
        match = self.matcher.match(phrase, barred)
        if match.kind == "article":
            return match.best.article.sku, match.best.said, ()
        several = tuple(one.article.sku for one in match.candidates) if match.kind == "several" else ()
        return None, 0.0, several

    def likest(self, sku: str, skus: Sequence[str]) -> float:
        """How alike an article is to the line that it is most like."""
        one = self.catalogue.article(sku)
        others = [self.catalogue.article(other) for other in skus]
        return max((alike(one, other) for other in others if one and other), default=0.0)

    def is_plural(self, phrase: Sequence[Token], skus: Sequence[str]) -> bool:
        """Whether a plural that all of the articles have is among the words: "lunch bags" means every one."""
        return any(
            token.kind == "word" and len(token.norm) > 3 and token.norm.endswith("s") and not token.norm.endswith("ss")
            and stem(token.norm) != token.norm and all(self.gain(token, sku) for sku in skus)
            for token in phrase
        )  # fmt: skip

    def amount(self, token: Token) -> Decimal | None:
        """A number that can be a quantity."""
        value = token.value
        return value if is_countable(value) else None


def alike(one: Article, other: Article) -> float:
    """The share of two names that both have."""
    shared = sum(weight for word, weight in one.weights.items() if word in other.weights)
    return 2 * shared / (one.total + other.total)
