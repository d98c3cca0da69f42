"""Sums that a message works out: "half a dozen less one", "3 plus 8, so 11", "two per table, eight tables, so sixteen".

The stated result counts where the arithmetic agrees; a result that only says once more what was said is no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from domain.intake.rules.catalogue import Catalogue
from domain.intake.rules.cues import SORRY
from domain.intake.rules.results import closes, is_fill, is_told, names_pieces
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, words
from domain.intake.rules.words import stem

#: The kind of a number that a sum accounts for.
SUM = "=sum"
#: The doubt that a sum leaves which does not agree.
DOUBT = "sum"
_LESS = words("less minus")
_MINUS = _LESS | words("already got aside left take taking off short")
_PLUS = words("plus + another more extra further")
_FAR = 4
#: So many tokens before a result may hold what it is worked out from, and so many behind it what it is multiplied by.
_LONGEST, _BEHIND = 80, 20
_BOUNDS = frozenset(("\n", ".", "!", "?"))
_PARTING = words("and plus & + , ; ( ) - / then")
_PACKED = words("of set sets pack packs packet packets box boxes")


@dataclass(frozen=True)
class Worked:
    """What a result comes to: the number that takes its value, if one does, and those that then count nothing."""

    changed: int | None = None
    spent: tuple[int, ...] = ()


def with_sums(tokens: Sequence[Token], text: str, catalogue: Catalogue) -> tuple[list[Token], tuple[str, ...]]:
    """The tokens with sums worked out, and a doubt where one does not agree."""
    out, doubts = _taken_off(tokens)
    index = 0
    while index < len(out):
        if _is_plain(out[index]) and is_told(out, index):
            worked, amiss = _Sum(out, index, text, catalogue).worked()
            doubts |= amiss
            out, index = _carried_out(out, index, worked)
        index += 1
    return out, (DOUBT,) if doubts else ()


def _is_plain(token: Token) -> bool:
    return token.kind == "num" and token.times != COLUMN and not token.value % 1


def _taken_off(tokens: Sequence[Token]) -> tuple[list[Token], bool]:
    """ "half a dozen less one" is one number; the same said behind it ("- FIVE") counts no more."""
    out: list[Token] = []
    amiss = False
    waiting: Token | None = None
    index = 0
    while index < len(tokens):
        token = tokens[index]
        waiting = None if token.norm == "\n" else waiting
        if _is_less(tokens, index):
            value = token.value - tokens[index + 2].value
            end = tokens[index + 2].end
            token = replace(token, end=end, norm=str(value), value=value, said=value, unit=None, corrected=True)
            waiting, index = token, index + 2
        elif waiting is not None and _is_plain(token):
            if _stands_alone(tokens, index):
                amiss |= token.value != waiting.value
                token = replace(token, kind=SUM)
            waiting = None
        out.append(token)
        index += 1
    return out, amiss


def _is_less(tokens: Sequence[Token], index: int) -> bool:
    near = tokens[index : index + 4]
    if len(near) < 3 or not (_is_plain(near[0]) and near[1].norm in _LESS and _is_plain(near[2])):
        return False
    behind = near[3].norm if len(near) > 3 else ""
    return near[2].unit is None and near[0].value > near[2].value and behind not in ("%", "percent", "per")


def _stands_alone(tokens: Sequence[Token], index: int) -> bool:
    """Whether marks stand around a number."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    return tokens[index - 1].kind == "mark" and (after is None or after.kind == "mark")


def _carried_out(tokens: list[Token], result: int, worked: Worked) -> tuple[list[Token], int]:
    """The tokens with the result in its place, and where to read on."""
    changed, out = worked.changed, list(tokens)
    if changed is not None:
        new = replace(
            out[changed], norm=str(out[result].value), value=out[result].value, said=out[result].said,
            unit=out[result].unit, corrected=True,
        )  # fmt: skip
        if changed < result and all(is_fill(token) or i in worked.spent for i, token in _inside(out, changed, result)):
            return [*out[:changed], replace(new, end=out[result].end), *out[result + 1 :]], changed
        out[changed] = new
    for index in worked.spent:
        out[index] = _spent(out[index])
    return out, result


def _spent(token: Token) -> Token:
    """A number that counts nothing; in a remark it does not part the words around it."""
    return replace(token, kind="mark", norm=SUM) if token.aside else replace(token, kind=SUM)


def is_summed(token: Token) -> bool:
    """Whether a sum accounts for a token."""
    return SUM in (token.kind, token.norm)


def _inside(tokens: Sequence[Token], first: int, last: int) -> list[tuple[int, Token]]:
    return [(index, tokens[index]) for index in range(first + 1, last)]


class _Sum:
    """One result and the numbers of its row that were said before it."""

    def __init__(self, tokens: Sequence[Token], result: int, text: str, catalogue: Catalogue) -> None:
        self.tokens, self.result, self.text, self.catalogue = tokens, result, text, catalogue
        self.value = tokens[result].value
        first = max(0, result - _LONGEST)
        self.begin = next((i + 1 for i in range(result - 1, first - 1, -1) if tokens[i].norm in _BOUNDS), first)
        numbers = [i for i in range(self.begin, result) if _is_plain(tokens[i])]
        self.numbers = numbers[-_FAR:]
        self.counts = [i for i in self.numbers if not self._is_pack(i)]

    def worked(self) -> tuple[Worked, bool]:
        """What the result comes to, and whether it does not agree with what it is worked out from."""
        found = self._per() or self._added()
        if found is not None:
            return found, False
        if not closes(self.tokens, self.result) or self._is_of_another():
            return Worked(), False
        if self._is_said() or self._is_total():
            return Worked(None, (self.result,)), False
        pieces = self._pieces()
        is_amiss = pieces is None and bool(self.counts) and not (self._is_each() or self._is_corrected())
        return pieces or Worked(), is_amiss

    def _is_pack(self, index: int) -> bool:
        """ "a set of 2", "6 in a box", "60 pieces inside", "two of them": a number that is no quantity."""
        before = [token.norm for token in self.tokens[max(0, index - 2) : index]]
        behind = [token.norm for token in self.tokens[index + 1 : index + 4]]
        if len(before) == 2 and before[1] == "of" and before[0] in _PACKED:
            return True
        at = 1 if behind[:1] and behind[0] in CONTAINERS else 0
        is_in = behind[at : at + 1] in (["in"], ["to"]) and behind[at + 1 : at + 2] in (
            ["a"],
            ["the"],
            ["each"],
            ["one"],
        )
        is_part = behind[:1] == ["of"] and behind[1:2] in (["them"], ["those"], ["these"], ["which"])
        return is_in or is_part or "inside" in behind

    def _per(self) -> Worked | None:
        """ "two packs per table, eight tables, so sixteen packs"."""
        per = next((i for i in range(self.result - 1, self.begin, -1) if self.tokens[i].norm == "per"), None)
        each = [i for i in self.numbers if per is not None and i < per]
        if per is None or not each or per + 1 >= self.result:
            return None
        counted = stem(self.tokens[per + 1].norm)
        for index in range(max(0, self.result - _LONGEST), min(self.result + _BEHIND, len(self.tokens))):
            token = self.tokens[index]
            near = [stem(one.norm) for one in self.tokens[index + 1 : index + 3]]
            is_factor = (_is_plain(token) or is_summed(token)) and index not in (each[-1], self.result)
            if is_factor and counted in near and token.value * self.tokens[each[-1]].value == self.value:
                return Worked(each[-1], (index, self.result))
        return None

    def _added(self) -> Worked | None:
        """ "24 (3 already set aside, so 21 more)", "half a dozen and then another half dozen, so a dozen"."""
        if len(self.counts) < 2:
            return None
        first, second = self.counts[-2:]
        one, other = self.tokens[first].value, self.tokens[second].value
        if one - other == self.value and self._marked(first, _MINUS):
            return self._result_of(first, second)
        if one + other == self.value and self._marked(first, _PLUS) and not self._names_article(first):
            return self._result_of(first, second)
        return None

    def _result_of(self, first: int, second: int) -> Worked:
        """The first number takes the result, unless the article follows the result itself."""
        is_last = closes(self.tokens, self.result)
        return Worked(first, (second, self.result)) if is_last else Worked(None, (first, second))

    def _marked(self, first: int, marks: frozenset[str]) -> bool:
        """Whether words between the numbers or behind the second say what is done with them."""
        inside = _inside(self.tokens, first, self.result)
        another = any(self.text[t.start : t.end].lower().startswith("another") for _, t in inside if t.kind == "num")
        return any(token.norm in marks for _, token in inside) or (another and "another" in marks)

    def _names_article(self, first: int) -> bool:
        """Whether articles stand between the numbers, so that the result is only what they come to together."""
        return any(self._is_content(token) for _, token in _inside(self.tokens, first, self.result))

    def _is_content(self, token: Token) -> bool:
        if token.kind != "word":
            return token.kind in ("code", "size", "many")
        return token.norm not in STOP | CONTAINERS | BULK and self.catalogue.lexicon.knows(stem(token.norm))

    def _is_of_another(self) -> bool:
        """ "trees = 2 sets, hearts = 2 sets": an article of its own stands before the result."""
        for index in range(self.result - 1, self.begin - 1, -1):
            token = self.tokens[index]
            if token.norm in _PARTING or token.kind == "num":
                return False
            if self._is_content(token):
                return True
        return False

    def _is_said(self) -> bool:
        """Whether the result only says the quantity before it once more."""
        for index in self.counts[-2:]:
            token = self.tokens[index]
            if self.value in (token.value, *((token.value * 2,) if token.unit == "pair" else ())):
                return True
        return False

    def _is_total(self) -> bool:
        """Whether the result is what the last quantities come to together."""
        *others, last = [self.tokens[index].value for index in self.counts] or [Decimal(0)]
        several = (sum(some, last) for size in range(1, len(others) + 1) for some in combinations(others, size))
        return self.value in several

    def _is_each(self) -> bool:
        """ "12 of each, so 48 in all": how many designs there are is not known here."""
        is_each = any(self.tokens[index].norm in ("each", "apiece") for index in range(self.begin, self.result))
        return is_each and any(self.value % self.tokens[index].value == 0 for index in self.counts)

    def _is_corrected(self) -> bool:
        """Whether the number takes another one back, so that no sum has to agree."""
        said = self.tokens[self.counts[-1] : self.result]
        behind = [token.norm for token in self.tokens[self.result + 1 : self.result + 3]]
        return any(token.norm in SORRY for token in said) or "not" in behind

    def _pieces(self) -> Worked | None:
        """ "24 packs (60 pieces inside, so together 1440 pieces)": packs count, pieces are only a check."""
        if not names_pieces(self.tokens, self.result):
            return None
        for place, pack in reversed(list(enumerate(self.numbers))):
            for count in self.numbers[:place]:
                if self.tokens[pack].value * self.tokens[count].value == self.value:
                    return Worked(None, (pack, self.result) if self.tokens[pack].aside else (self.result,))
        return None
