"""What a question is about: articles, order numbers, whether a date or a reason is wanted."""

from collections.abc import Iterator, Sequence
from itertools import chain

from domain.intake.rules.cutting import Arc, Cutter
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.matching import Matcher
from domain.intake.rules.stretches import Around, Item, item_of

_SAID = 0.45
_LEFT = 0.6


def articles_asked(gathered: Sequence[Gathered], matcher: Matcher) -> list[Item]:
    """The articles a message speaks of; a question names one without ordering it, so the clearest name will do."""
    found = [item for one in gathered for item in one.items if item.names_one]
    found += [item for one in gathered for item in _coded(one, matcher)]
    return found or [item for one in gathered if (item := _named(one, matcher)) is not None]


def _coded(one: Gathered, matcher: Matcher) -> Iterator[Item]:
    """The articles that a sentence names by nothing but their numbers, and orders none of."""
    if not any(token.kind == "code" and not one.is_taken(token) for token in one.sentence.tokens):
        return
    for arc in chain.from_iterable(Cutter(matcher).lattice(one.sentence, Around()).arcs):
        stretch = arc.stretch
        is_alone = stretch.code is not None and len(stretch.part) == 1 and arc.way.label == "ask"
        if is_alone and not one.is_taken(stretch.part[0]) and matcher.catalogue.article(stretch.code or ""):
            yield item_of(stretch, arc.way, 0.0)


def _named(one: Gathered, matcher: Matcher) -> Item | None:
    """The stretch of a sentence that names one article best, in whatever way it is read."""
    lattice = Cutter(matcher).lattice(one.sentence, Around())
    clear = [arc for arc in chain.from_iterable(lattice.arcs) if _is_clear(arc)]
    best = max(clear, key=lambda arc: (arc.way.match.best.value, arc.score), default=None)
    return item_of(best.stretch, best.way, 0.0) if best is not None else None


def _is_clear(arc: Arc) -> bool:
    match = arc.way.match
    if arc.way.label not in ("line", "ask") or match.kind != "article" or not match.candidates:
        return False
    return match.best.said >= _SAID and match.best.unexplained < _LEFT
