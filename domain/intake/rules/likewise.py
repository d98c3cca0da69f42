"""As many of another article as were said of the one before, or of each of its group: "and the same of the forks"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from domain.intake.rules.gathering import Gathered
from domain.intake.rules.judging import Match
from domain.intake.rules.matching import Matcher
from domain.intake.rules.naming import Naming, alike
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.stretches import Item, sku_of
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import STOP, TALK, words

_SAME = words("same ditto likewise")
_OF = words("of for with")
_WITHIN = words("in at to on by from of with")
_TIMES = words("twice thrice times half double")
_NAMES = frozenset(("word", "size", "many"))
_JOINS = words("and plus & + but")
#: From this likeness on articles said one after another are one group.
_GROUP = 0.45
_MOST, _LEAST_LETTERS = 6, 3


def same_apart(one: Sentence, naming: Naming) -> tuple[tuple[Sentence, ...], int, tuple[Token, ...]]:
    """A sentence cut at the first clause that wants as many of another article: pieces, its place, what it names.

    The place is -1 where there is no such clause.
    """
    tokens = one.tokens
    if not (one.corrects or one.pairs):
        for index in range(len(tokens)):
            found = _named_at(one, index)
            if found is None:
                continue
            start, end, named = found
            is_plain = any(token.norm == "of" for token in tokens[start : end - len(named)])
            if is_plain or any(naming.matters(token) for token in named):
                places = [(first, last) for first, last in pairwise((0, start, end, len(tokens))) if first < last]
                return tuple(_piece(one, *place) for place in places), int(start > 0), tuple(named)
    return (one,), -1, ()


def _piece(one: Sentence, first: int, last: int) -> Sentence:
    tokens, whole = one.tokens[first:last], one.whole or one.tokens
    start, end = tokens[0].start, tokens[-1].end
    said = tuple(token for token in whole if start <= token.start < end)
    barred = {place - first: words for place, words in one.barred.items() if first <= place < last}
    return replace(one, tokens=tokens, whole=said, text=one.shown(start, end), barred=barred)


def _named_at(one: Sentence, index: int) -> tuple[int, int, list[Token]] | None:
    """Where a clause begins and ends whose word of sameness stands at a token, and what it names."""
    tokens = one.tokens
    again = _is_number_again(one, tokens[index])
    if not (again or (tokens[index].norm in _SAME and tokens[index].kind == "word")):
        return None
    first = index - 1 if index and tokens[index - 1].norm == "the" else index
    before = tokens[first - 1] if first else None
    if before is not None and (before.kind == "num" or before.norm in _WITHIN | _TIMES):
        return None
    at = index + 1
    if at < len(tokens) and tokens[at].norm == "as":
        return None
    at += at < len(tokens) and tokens[at].norm == "again"
    is_of = at < len(tokens) and tokens[at].norm in _OF
    if is_of or again or tokens[index].norm in ("ditto", "likewise"):
        named, end = _forwards(tokens, at + is_of, _NAMES | {"num"} if is_of else _NAMES)
        if named:
            return first, end, named
    is_last = at == len(tokens) or tokens[at].kind == "mark" or tokens[at].norm in _JOINS
    is_thing = before is not None and before.norm not in STOP | TALK
    named, start = _backwards(tokens, first) if is_last and is_thing else ([], 0)
    return (start, at, named) if named else None


def _is_number_again(one: Sentence, token: Token) -> bool:
    """ "the same again" has become the number that was said last."""
    said = one.shown(token.start, token.end).lower()
    return token.kind == "num" and ("same" in said or "likewise" in said or "as many" in said)


def _forwards(tokens: Sequence[Token], first: int, kinds: frozenset[str]) -> tuple[list[Token], int]:
    """What is named from a token on; a number within it is one of the name, or nothing that can be read."""
    end = first
    while end < len(tokens) and end - first < _MOST and tokens[end].kind in kinds and tokens[end].norm not in _JOINS:
        end += 1
    behind = tokens[end] if end < len(tokens) else None
    is_counted = behind is not None and behind.kind in ("num", "code")
    return ([] if is_counted else [token for token in tokens[first:end] if token.kind == "num" or _tells(token)]), end


def _backwards(tokens: Sequence[Token], last: int) -> tuple[list[Token], int]:
    start = last
    while start and last - start < _MOST and tokens[start - 1].kind in _NAMES and tokens[start - 1].norm not in _JOINS:
        start -= 1
    is_counted = bool(start) and tokens[start - 1].kind in ("num", "code")
    return ([] if is_counted else [token for token in tokens[start:last] if _tells(token)]), start


def _tells(token: Token) -> bool:
    return token.norm not in STOP and len(token.norm) >= _LEAST_LETTERS


def as_before(before: Sequence[Gathered], clause: Gathered, named: Sequence[Token], matcher: Matcher) -> Gathered:
    """The clause with as many of what it names as were said before; asked about where that is not plain."""
    said = [item for one in before[-_MOST:] for item in one.items if item.quantity is not None]
    is_of_another = bool(before) and before[-1].sentence.row == clause.sentence.row and not before[-1].items
    if not said or said[-1].kind == "unknown" or is_of_another:
        return clause
    naming = Naming(matcher)
    group = _group(said, naming)
    told = next((token for token in clause.sentence.tokens if _is_number_again(clause.sentence, token)), None)
    if told is not None and len(group) == 1:
        group = [replace(group[0], quantity=told.value, said=told.said)]
    skus = [_meant(item, named, group, naming) for item in group]
    first, last = clause.sentence.tokens[0], clause.sentence.tokens[-1]
    template = replace(
        group[-1], first=0, last=len(clause.sentence.tokens), start=first.start, end=last.end, phrase=tuple(named),
        code=None, price=None, inferred=("left",),
    )  # fmt: skip
    if all(skus) and len(set(skus)) == len(group):
        items = tuple(
            replace(
                template, kind="article", match=matcher.against(sku or "", named),
                quantity=item.quantity, said=item.said, unit=item.unit,
            )
            for sku, item in zip(skus, group, strict=True)
        )  # fmt: skip
        return replace(clause, items=items, missed=())
    found = matcher.match(named)
    kind = "several" if found.candidates else "unknown"
    match = Match(kind, found.candidates, found.weight)
    quantity = group[0].quantity if len(group) == 1 else None
    return replace(clause, items=(replace(template, kind=kind, match=match, quantity=quantity),), missed=())


def _group(said: Sequence[Item], naming: Naming) -> list[Item]:
    """The item said last with those before it that are as good as the same but for the design.

    Where those said last were as many as others themselves, they are the whole group.
    """
    alike_said = [item for item in said if item.start == said[-1].start]
    if len(alike_said) > 1:
        return alike_said
    group = [said[-1]]
    for item in reversed(said[:-1]):
        if not (item.names_one and group[0].names_one):
            break
        one, other = naming.catalogue.article(sku_of(item)), naming.catalogue.article(sku_of(group[0]))
        if one is None or other is None or alike(one, other) < _GROUP:
            break
        group.insert(0, item)
    return group


def _meant(item: Item, named: Sequence[Token], group: Sequence[Item], naming: Naming) -> str | None:
    """The article that words name for one of a group: that with its design, or the one they name by themselves."""
    if len(group) == 1:
        found = naming.matcher.match(named)
        if found.kind == "article":
            return found.best.article.sku
    kin = naming.kin(sku_of(item), named, [sku_of(one) for one in group]) if item.names_one else None
    return kin[0] if kin is not None else None
