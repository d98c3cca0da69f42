"""Articles that are to match the one before: "red spotty cups, 10 plates to match". Its design is a demand, no hint."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.intake.rules.gathering import Gathered
from domain.intake.rules.judging import Candidate, Match, judge, rank
from domain.intake.rules.matching import Matcher
from domain.intake.rules.naming import Naming
from domain.intake.rules.phrases import JOINS
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.stretches import Item, sku_of
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import CONTAINERS, STOP, words

_SAME = (("in", "the", "same"), ("of", "the", "same"), ("in", "same"))
_DESIGN = words("design designs pattern patterns print prints range colourway")
#: What may follow "to match" where nothing is named that the article is to match.
_BEHIND = JOINS | words("please pls for by too but both")
#: How much of its own words an article may leave unexplained, and how much of a name that is said needs no partner.
_EXPLAINED, _NAMED = 0.1, 0.85


def set_apart(sentence: Sentence) -> Sentence:
    """A sentence without the words that an article is to match another; `pairs` is where they stood."""
    tokens = sentence.tokens
    pairs = () if sentence.barred or sentence.corrects else tuple(pairs_in(tokens))
    if not pairs:
        return sentence
    kept = tuple(token for token in tokens if not any(start <= token.start < end for start, end in pairs))
    return replace(sentence, tokens=kept, pairs=pairs) if kept else sentence


def pairs_in(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where words say that an article is to match another which they do not name."""
    names = [token.norm for token in tokens]
    for index, token in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if names[index : index + 2] == ["to", "match"] and index:
            behind = tokens[index + 2] if index + 2 < len(tokens) else None
            if behind is None or behind.kind in ("mark", "num") or behind.norm in _BEHIND:
                yield token.start, tokens[index + 1].end
        elif token.norm == "matching" and after is not None and after.kind == "word" and after.norm not in STOP:
            yield token.start, token.end
        for lead in _SAME:
            end = index + len(lead)
            if tuple(names[index:end]) == lead and end < len(tokens) and names[end] in _DESIGN:
                yield token.start, tokens[end].end


def paired(gathered: Sequence[Gathered], matcher: Matcher) -> tuple[Gathered, ...]:
    """The items, of which those that are to match another have its design, or are asked about."""
    if not any(one.sentence.pairs for one in gathered):
        return tuple(gathered)
    naming = Naming(matcher)
    before: Item | None = None
    out: list[Gathered] = []
    for one in gathered:
        items: list[Item] = []
        for item in one.items:
            is_meant = any(_belongs(one.sentence, item, *pair) for pair in one.sentence.pairs)
            items.append(_matching(naming, item, before) if is_meant and before is not None else item)
            if item.names_one and item.phrase and not is_meant:
                before = item
        out.append(replace(one, items=tuple(items)))
    return tuple(out)


def _belongs(sentence: Sentence, item: Item, start: int, end: int) -> bool:
    """Whether words stand in an item, or with nothing but a comma beside it."""
    if item.start <= start < item.end:
        return True
    first, last = (item.end, start) if item.end <= start else (end, item.start)
    between = (token for token in sentence.tokens if first <= token.start < last)
    return first <= last and all(token.norm == "," for token in between)


def _matching(naming: Naming, item: Item, other: Item) -> Item:
    """An item with the design of another; its own words may name it without."""
    if item.code is not None or not other.phrase:
        return item
    found = matching(naming, item.phrase, other.phrase, sku_of(other))
    if found is None or not (found.candidates or item.names_one):
        return item
    return replace(item, kind=found.kind, match=found, inferred=("left",) if found.kind == "article" else item.inferred)


def matching(naming: Naming, phrase: Sequence[Token], other: Sequence[Token], sku: str) -> Match | None:
    """What a phrase means that is to match another article, named by `other`: an article, or several to ask about.

    `None` where the phrase names its article by itself, or the other has no design to match.
    """
    design = [t for t in other if t.kind == "word" and t.norm not in STOP and t.norm not in CONTAINERS]
    alone = naming.matcher.match(phrase)
    if not design or (alone.kind == "article" and _names_itself(naming, alone.best, design)):
        return None
    within = naming.matcher.match_in(phrase, other)
    fits = [one for one in within.candidates if one.unexplained <= _EXPLAINED and one.article.sku != sku]
    whole = [one for one in fits if len(_lacking(naming, one, design)) <= 1 < len(design)]
    found = judge(sorted(whole, key=rank), within.weight)
    return found if found.kind == "article" else Match("several", found.candidates or tuple(fits), within.weight)


def _names_itself(naming: Naming, best: Candidate, design: Sequence[Token]) -> bool:
    return best.said >= _NAMED or len(_lacking(naming, best, design)) < len(design)


def _lacking(naming: Naming, one: Candidate, design: Sequence[Token]) -> list[Token]:
    """The words of a design that an article does not have; that of the other's kind may be one of them."""
    return [token for token in design if not naming.gain(token, one.article.sku)]
