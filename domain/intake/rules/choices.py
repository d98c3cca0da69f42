"""Articles of which only one is wanted: "owls or jacks, whichever is in", "if none, then the green". Always asked.

An article whose number goes to another one by a bare "no" ("12 owls no 12 jacks") is one of them too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.intake.rules.cues import SORRY
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.judging import Candidate, Match
from domain.intake.rules.matching import Matcher
from domain.intake.rules.naming import Naming
from domain.intake.rules.stretches import Item, sku_of
from domain.intake.rules.token import Token
from domain.intake.rules.vocabulary import STOP, words

#: The doubt that something else is wanted instead of an article, or may be.
DOUBT = "choice"
_OTHERWISE = words("otherwise else failing alternatively")
#: "if you have none", "if they're out", "if not": what is said beside it is wanted instead.
_LACKING = re.compile(
    r"\b(?:if|unless|should|in case|when)\b[^.;!?\n]{0,40}?(?:\b(?:none|out|gone|unavailable|sold|finished|short|low|"
    r"no (?:stock|more))\b|(?:\bnot|n'?t)\b[^.;!?\n]{0,20}\b(?:in|available|any|have|got|left|stock|enough)\b|"
    r"\bnot\b[,;]? (?:then )?)",
    re.I,
)
_PARTS = words(", . ; : ( ) ! ? \n")
_JOINED = words("and plus & +")
_ENDS = _PARTS | _JOINED | words("if whichever unless")
_LONGEST = 9
#: How like the article before it one must be that is named by a word of its design alone.
_KIN, _APART, _MOST = 0.3, 0.04, 4


def chosen(gathered: Sequence[Gathered], matcher: Matcher) -> tuple[tuple[Gathered, ...], tuple[str, ...]]:
    """The items, of which those that stand against another are asked about; a doubt where there are such."""
    naming = Naming(matcher)
    out: list[Gathered] = []
    is_open = False
    for one in gathered:
        before = next((item for prior in reversed(out[-2:]) for item in reversed(prior.items) if item.quantity), None)
        posed = _Choices(one, before, naming)
        out.append(posed.asked())
        is_open |= posed.is_open
    return tuple(out), (DOUBT,) if is_open else ()


class _Choices:
    """What one sentence leaves to choose; `before` is the article that was said last before it."""

    def __init__(self, one: Gathered, before: Item | None, naming: Naming) -> None:
        self.one, self.before, self.naming = one, before, naming
        self.tokens = [token for token in one.sentence.whole or one.sentence.tokens if token.norm != "\n"]
        self.is_open = False

    def asked(self) -> Gathered:
        """The sentence with its choices as questions."""
        items = list(self.one.items)
        for first, last, start in self._told():
            item = next((one for one in reversed(items) if one.start < start and one.quantity), None)
            item = self.before if item is None and self._goes_on(start) else item
            others = self._others(first, last, item, items) if item is not None else ()
            if item is None or not others:
                continue
            self.is_open = True
            if item in items:
                end = max(item.end, *(token.end for token in self.tokens[first:last]))
                items = [one for one in items if one is item or not item.end <= one.start < end]
                items[items.index(item)] = _between(item, others, end)
        return replace(self.one, items=tuple(items)) if self.is_open else self.one

    def _told(self) -> Iterator[tuple[int, int, int]]:
        """Where another article may be named that is wanted instead, and where that begins to be said."""
        for index, token in enumerate(self.tokens):
            if self._stands_against(index):
                yield index + 1, self._end(index + 1), token.start
        text, base = self.one.sentence.text, self.one.sentence.tokens[0].start
        for match in _LACKING.finditer(text[:600]):
            first, last = base + match.start(), base + match.end()
            at = next((i for i, token in enumerate(self.tokens) if token.start >= first), len(self.tokens))
            behind = next((i for i, token in enumerate(self.tokens) if token.start >= last), len(self.tokens))
            yield behind, self._end(behind + (self._norm(behind) == ",")), first
            begin = self._begin(at)
            if at > begin and not any(self.tokens[begin].start <= item.start < first for item in self.one.items):
                yield begin, at, self.tokens[begin].start

    def _norm(self, index: int) -> str:
        return self.tokens[index].norm if 0 <= index < len(self.tokens) else ""

    def _goes_on(self, start: int) -> bool:
        """Whether a sentence begins with its choice, or with its condition: it goes on from the one before."""
        return start in [token.start for token in self.tokens[:2]]

    def _is_barred(self, token: Token) -> bool:
        """ "no stars or bells", "not the jug, plate or bowl": none of them is wanted."""
        said = [one for one in self.one.sentence.tokens if one.start <= token.start]
        for one in reversed(said):
            if one.kind == "=barred":
                return True
            if one.kind not in ("word", "size", "many") and one.norm != ",":
                return False
        return False

    def _stands_against(self, index: int) -> bool:
        """Whether a word says that what follows is wanted instead; "or rather" is read as a correction."""
        token = self.tokens[index]
        if token.norm == "or":
            return self._norm(index + 1) not in SORRY and not self._is_barred(token)
        return token.norm in _OTHERWISE or (token.norm == "no" and self._takes_over(index))

    def _takes_over(self, index: int) -> bool:
        """ "12 owls no 12 union jacks": two articles with the same number and nothing but a "no" between them."""
        number = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if number is None or number.kind != "num":
            return False
        before = next((item for item in reversed(self.one.items) if item.end <= number.start), None)
        return before is not None and before.quantity == number.value

    def _end(self, first: int) -> int:
        last = first
        while last < min(len(self.tokens), first + _LONGEST):
            token = self.tokens[last]
            is_next = token.kind == "num" and any(one.norm not in STOP for one in self.tokens[first:last])
            if token.norm in _ENDS or token.kind.startswith("=") or is_next:
                break
            last += 1
        return last

    def _begin(self, last: int) -> int:
        first = last
        while first and last - first < _LONGEST and self.tokens[first - 1].norm not in _PARTS | _JOINED:
            first -= 1
        return first

    def _others(self, first: int, last: int, item: Item, items: Sequence[Item]) -> tuple[Candidate, ...]:
        """The articles named between two tokens that are not the one said before."""
        part = self.tokens[first:last]
        if not part or (part[0].kind == "num" and self.tokens[first - 2 : first - 1] and self._is_range(first)):
            return ()
        start, end = part[0].start, part[-1].end
        inside = [one for one in items if one.names_one and item.start < one.start < end and start < one.end]
        named = [one for one in inside if sku_of(one) != sku_of(item)]
        if named:
            return tuple(one.match.best for one in named if one.match.candidates) or item.match.candidates[:1]
        phrase = [token for token in part if token.kind in ("word", "size", "many") and token.start >= item.end]
        return self._meant(phrase, item)

    def _is_range(self, first: int) -> bool:
        """ "3 or 4"."""
        return self.tokens[first - 1].norm == "or" and self.tokens[first - 2].kind == "num"

    def _meant(self, phrase: Sequence[Token], item: Item) -> tuple[Candidate, ...]:
        """The article that words name by themselves, or by what makes it differ from the one before."""
        telling = [token for token in phrase if self.naming.matters(token)]
        if not telling:
            return ()
        match = self.naming.matcher.match(telling)
        if match.kind == "article":
            return (match.best,) if match.best.article.sku != sku_of(item) else ()
        kindred = self.naming.kindred(sku_of(item), telling)
        return tuple(
            self.naming.matcher.against(sku, telling).best
            for alike, sku in kindred[:_MOST]
            if alike >= max(_KIN, kindred[0][0] - _APART)
        )


def _between(item: Item, others: Sequence[Candidate], end: int) -> Item:
    """An article that another one stands against."""
    own = item.match.candidates if item.kind == "several" else item.match.candidates[:1]
    best = own[0] if own else others[0]
    alike_said = tuple(one._replace(explained=best.explained, unexplained=best.unexplained) for one in others)
    match = Match("several", (*own, *alike_said), item.match.weight)
    return replace(item, kind="several", match=match, code=None, end=end)
