"""A total with its breakdown: "30 ninja rabbits (15 pink 15 black)". The parts are wanted, the total sums them up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from domain.intake.rules.gathering import Gathered
from domain.intake.rules.matching import Matcher
from domain.intake.rules.naming import Naming
from domain.intake.rules.phrases import unit_in
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.stretches import sku_of
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.vocabulary import BULK, STOP, words

#: The doubt that a breakdown leaves which does not come to its total, or whose parts are no articles of one family.
DOUBT = "breakdown"
_OPENS = words("( : , - – —")
_LEADING = frozenset(("word", "size", "many"))
_SPLITS = words("split shared divided spread")
_EVENLY = words("evenly equally even equal fifty")
_AMONG = words("between among amongst over of into")
_JOINS = words(", and & +")
_ALL = words("all total altogether")
_LEAST = 2


@dataclass(frozen=True)
class Share:
    """A sentence cut apart at its breakdown; `group` is the place of the piece that has the parts.

    `is_told` is whether the text says that the parts belong to the total, however they turn out.
    """

    pieces: tuple[Sentence, ...]
    group: int
    total: Decimal
    lead: tuple[Token, ...]
    is_told: bool


@dataclass(frozen=True)
class _Found:
    """Where a total, what it counts, and its parts stand among tokens."""

    start: int
    opener: int
    end: int
    total: Decimal
    agrees: bool


def share_in(one: Sentence, matcher: Matcher) -> tuple[Share | None, bool]:
    """How a sentence falls apart at its first breakdown, and whether it has one that cannot be read."""
    if one.barred or one.corrects or one.pairs or any(token.times == COLUMN for token in one.tokens):
        return None, False
    tokens, is_split = _evenly(one.tokens)
    if tokens is None:
        return None, is_split
    for index, token in enumerate(tokens):
        found = _found(tokens, index) if _is_plain(token) and not token.aside else None
        if found is None:
            continue
        is_told = is_split or tokens[found.opener].norm != ","
        if found.agrees and _counts_pieces(tokens, index) and _name_articles(tokens, found, matcher):
            return _apart(one, tokens, found, is_told=is_told), False
        part = tokens[found.opener + 1 : found.end]
        if tokens[found.opener].norm == "(":
            return None, found.agrees or _tells(part, matcher)
        is_of_one = not any(token.kind == "word" and Naming(matcher).matters(token) for token in part)
        if found.agrees and (is_told or is_of_one):
            return None, True
        if not found.agrees and _is_kind(tokens, found, matcher):
            return None, True
    return None, is_split


def _counts_pieces(tokens: Sequence[Token], index: int) -> bool:
    """Whether a total says no unit that its parts would have to have as well ("2 cases of pans, 1 pink 1 blue")."""
    return unit_in(tokens, index) not in BULK


def _is_kind(tokens: Sequence[Token], found: _Found, matcher: Matcher) -> bool:
    """Whether what the total counts may be several articles."""
    lead = [token for token in tokens[found.start + 1 : found.opener] if token.norm not in STOP]
    return matcher.match(lead).kind in ("several", "partly")


def _name_articles(tokens: Sequence[Token], found: _Found, matcher: Matcher) -> bool:
    """Whether what the total counts is no one article, and is a different one with the words of each part."""
    lead = [token for token in tokens[found.start + 1 : found.opener] if token.norm not in STOP]
    if not _is_kind(tokens, found, matcher):
        return False
    parts: list[list[Token]] = [[]]
    is_behind = tokens[found.opener + 1].kind != "num"
    for token in tokens[found.opener + 1 : found.end]:
        if token.kind == "num":
            parts.append([])
        elif token.kind in _LEADING and token.norm not in STOP:
            parts[-1].append(token)
    named = [matcher.match([*lead, *part]) for part in (parts[:-1] if is_behind else parts[1:])]
    return len({one.best.article.sku for one in named if one.kind == "article"}) == len(named)


def _is_plain(token: Token) -> bool:
    return token.kind == "num" and token.value >= _LEAST and not token.value % 1


def _found(tokens: Sequence[Token], index: int) -> _Found | None:
    opener = next((i for i in range(index + 1, len(tokens)) if tokens[i].kind not in _LEADING), len(tokens))
    if opener == len(tokens) or opener == index + 1 or tokens[opener].norm not in _OPENS:
        return None
    total = tokens[index].value
    if tokens[opener].norm == "(":
        end = next((i for i in range(opener, len(tokens)) if tokens[i].norm == ")"), len(tokens))
        parts = [i for i in range(opener, end) if tokens[i].kind == "num"]
        agrees = sum(tokens[i].value for i in parts) == total
        is_one = len(parts) >= _LEAST and all(tokens[i].value < total for i in parts)
        return _Found(index, opener, end, total, agrees) if is_one else None
    parts = [i for i in range(opener, len(tokens)) if tokens[i].kind == "num" and not tokens[i].aside]
    sums = list(accumulate(tokens[i].value for i in parts))
    count = sums.index(total) + 1 if total in sums else 0
    if count < _LEAST:
        is_list = tokens[opener].norm == ":" and len(parts) >= _LEAST and parts[0] == opener + 1
        return _Found(index, opener, len(tokens), total, agrees=False) if is_list else None
    return _Found(index, opener, _end(tokens, opener, parts, count), total, agrees=True)


def _end(tokens: Sequence[Token], opener: int, parts: Sequence[int], count: int) -> int:
    """Where the last part ends: at its number, or before what parts it from the next one."""
    if parts[0] != opener + 1:
        return parts[count - 1] + 1
    after = parts[count] if count < len(parts) else len(tokens)
    return next(
        (i for i in range(parts[count - 1], after) if tokens[i].kind == "mark" or tokens[i].norm == "and"), after
    )


def _tells(part: Sequence[Token], matcher: Matcher) -> bool:
    """Whether numbers stand with words that tell articles apart."""
    naming = Naming(matcher)
    return sum(token.kind == "word" and naming.matters(token) for token in part) >= _LEAST


def _apart(one: Sentence, tokens: Sequence[Token], found: _Found, *, is_told: bool) -> Share:
    lead = tuple(tokens[found.start + 1 : found.opener])
    mark = replace(tokens[found.opener], norm=":", kind="mark", aside=False)
    parts = (replace(token, aside=False) for token in tokens[found.opener + 1 : found.end])
    behind = found.end + (found.end < len(tokens) and tokens[found.end].kind == "mark")
    before, after = tokens[: found.start], tokens[behind:]
    pieces = [part for part in (before, (*lead, mark, *parts), after) if part]
    cut = tuple(_piece(one, part) for part in pieces)
    return Share(cut, int(bool(before)), found.total, lead, is_told)


def _piece(one: Sentence, tokens: Sequence[Token]) -> Sentence:
    return replace(one, tokens=tuple(tokens), whole=tuple(tokens), text=one.shown(tokens[0].start, tokens[-1].end))


def is_borne_out(share: Share, group: Gathered, matcher: Matcher) -> bool:
    """Whether the parts were read as different articles of what the total counts, and come to it."""
    naming = Naming(matcher)
    items = [item for item in group.items if item.names_one and item.quantity is not None]
    skus = {sku_of(item) for item in items}
    telling = [token for token in share.lead if token.kind == "word" and naming.matters(token)]
    is_one_family = all(naming.gain(token, sku) for token in telling for sku in skus)
    comes_to = sum((item.quantity for item in items if item.quantity is not None), Decimal(0))
    is_all = len(skus) == len(items) == len(group.items) >= _LEAST and comes_to == share.total
    return bool(telling) and is_one_family and is_all


def _evenly(tokens: Sequence[Token]) -> tuple[list[Token] | None, bool]:
    """The tokens with "half cream half red" and "split between red and blue" counted, and whether that was said.

    `None` where it was said and cannot be counted.
    """
    names = [token.norm for token in tokens]
    at, behind = _split_at(names)
    halves = [index for index, name in enumerate(names) if name == "half"]
    if at < 0 and len(halves) != _LEAST:
        return list(tokens), False
    if at < 0:
        at, behind = halves[0], halves[0] + 1
    whole = next((i for i in range(at - 1, -1, -1) if _is_plain(tokens[i])), None)
    last = next((i for i in range(behind, len(tokens)) if tokens[i].kind == "num"), None)
    if whole is None and last is not None and _ALL & set(names[last + 1 : last + 3]):
        whole = last
    if whole is None:
        return None, True
    return _counted(tokens, at, behind, whole), True


def _split_at(names: Sequence[str]) -> tuple[int, int]:
    """Where words say that a number is split, and where the parts begin."""
    for index, name in enumerate(names):
        near = [index + 1, index + 2, index + 3]
        if name in _SPLITS | _EVENLY and (_EVENLY | _SPLITS) & set(names[index : index + 2]):
            among = next((i for i in near if names[i : i + 1] and names[i] in _AMONG), None)
            if among is not None:
                return index, among + 1
        if names[index : index + 3] == ["half", "and", "half"]:
            return index, index + 3
    return -1, -1


def _counted(tokens: Sequence[Token], at: int, behind: int, whole: int) -> list[Token] | None:
    """The tokens with an equal share before each part, and the total before what it counts."""
    stop = next(
        (i for i in range(behind, len(tokens)) if tokens[i].kind not in _LEADING and tokens[i].norm != ","), None
    )
    stop = len(tokens) if stop is None else stop
    parts: list[list[Token]] = [[]]
    for token in tokens[behind:stop]:
        if token.norm in _JOINS | {"half"}:
            parts.append([])
        elif token.norm not in STOP:
            parts[-1].append(token)
    named = [part for part in parts if part]
    share = tokens[whole].value / max(len(named), 1)
    if len(named) < _LEAST or share % 1:
        return None
    out = [token for token in tokens[:at] if token.norm not in STOP | {","} or token.kind != "mark"]
    while out and (out[-1].kind == "mark" or out[-1].norm in STOP):
        out.pop()
    if whole >= stop:
        first = next((i for i, token in enumerate(out) if token.kind == "word"), 0)
        out.insert(
            first, replace(tokens[whole], start=out[first].start if out else 0, end=out[first].start if out else 0)
        )
    out.append(replace(tokens[at], norm=":", kind="mark", end=tokens[at].start))
    for part in named:
        number = replace(tokens[whole], value=share, said=share, norm=str(share), unit=None, times="word")
        out += [replace(number, start=part[0].start, end=part[0].start), *part]
    return [*out, *tokens[(whole + 3 if whole >= stop else stop) :]]
