"""How well articles explain a phrase, and the verdict: one article, several, a part, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.intake.rules.articles import Article
from domain.intake.rules.written import Explained, WrittenWord

UNEXPLAINED = 1.2
UNSAID = 0.3
WINDOW = 1.2
#: No question offers more.
MOST_OFFERED = 10
ENOUGH = 0.75
ALONE = 0.6
STRONG = 5.5
Check = tuple[Explained, float]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a phrase: optional ones may help an article but need no explaining.

    `parts` are of one message alone where the word is common; `is_known` where some article has it.
    """

    word: WrittenWord
    optional: bool
    cost: float
    parts: Explained
    is_known: bool


class Candidate(NamedTuple):
    """How well one article explains a phrase, and the phrase the article.

    `value` ranks: what is explained, less what is not, less what of the article was not said.
    """

    article: Article
    explained: float
    unexplained: float
    said: float
    value: float


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict on a phrase; `kind` is article, several, partly or nothing."""

    kind: str
    candidates: tuple[Candidate, ...] = ()
    weight: float = 0.0

    @property
    def best(self) -> Candidate:
        """The best candidate; only where there is one."""
        return self.candidates[0]


NOTHING = Match("nothing")


def rank(candidate: Candidate) -> tuple[float, str]:
    """The order of candidates, best first; the SKU breaks ties."""
    return -candidate.value, candidate.article.sku


def term_of(word: WrittenWord, optional: bool, cost: float) -> Term:
    """A word of a message as a word of its phrases."""
    return Term(word, optional, cost, word.parts.for_a_message(), word.hits.count > 0)


def checks_of(terms: Sequence[Term]) -> list[Check]:
    """For each word of a phrase what it explains, and what leaving it unexplained costs."""
    return [(term.parts, 0.0 if term.optional else term.cost) for term in terms if term.is_known or not term.optional]


def measure(place: int, article: Article, checks: Sequence[Check]) -> Candidate:
    """Two-sided coverage of one article by a phrase."""
    taken: dict[str, tuple[float, float]] = {}
    unexplained = 0.0
    for parts_of, cost in checks:
        parts = parts_of.get(place)
        if parts is None:
            unexplained += cost
            continue
        for name, gain, said in parts:
            known = taken.get(name)
            if known is None or gain > known[0]:
                taken[name] = (gain, said)
    explained = told = 0.0
    for gain, said in taken.values():
        explained += gain
        told += said
    share = min(1.0, told / article.total)
    value = explained - UNEXPLAINED * unexplained - UNSAID * (1 - share) * article.total
    return Candidate(article, explained, unexplained, share, value)


def fitting(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Those that fit the words nearly as well as the best does."""
    best = ranked[0]
    return [c for c in ranked if c.explained >= best.explained - WINDOW and c.unexplained < best.unexplained + WINDOW]


def offered(match: Match) -> tuple[str, ...]:
    """The SKUs a question about the words offers: those that fit nearly as well as the best, ten at most."""
    return tuple(one.article.sku for one in fitting(match.candidates)[:MOST_OFFERED]) if match.candidates else ()


def judge(ranked: Sequence[Candidate], weight: float) -> Match:
    """Accept the best only if nothing said is left over, no rival comes near, and enough of it was said."""
    if not ranked:
        return Match("nothing", (), weight)
    best = ranked[0]
    whole = best.explained + best.unexplained
    if whole <= 0 or best.explained / whole < 0.5:
        return Match("nothing", tuple(ranked[:10]), weight)
    rivals = fitting(ranked)
    exact = best.said >= 0.97 and best.unexplained == 0
    near = [
        one
        for one in rivals[1:]
        if not (exact and (one.unexplained > 0 or one.said < 0.9))
        and not (best.said >= one.said + 0.15 and best.said >= 0.8)
    ]
    full = best.unexplained < 1.0 and best.explained / whole >= 0.85
    alone = len(rivals) == 1 and best.explained >= 3.0 and best.said >= ALONE
    if full and not near and (best.said >= ENOUGH or best.value >= STRONG or alone):
        return Match("article", tuple(ranked[:10]), weight)
    if full:
        return Match("several", tuple(rivals[:10]), weight)
    return Match("partly", tuple(rivals[:10]), weight)
