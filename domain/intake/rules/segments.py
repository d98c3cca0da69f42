"""A sentence cut into items: every phrase between borders is weighed, with every number tried as its quantity."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.intake.rules.lattice import Sentence
from domain.intake.rules.matching import NOTHING, Match, Matcher, Term
from domain.intake.rules.tokens import Token
from domain.intake.rules.vocabulary import BULK, CONTAINERS, STOP, TALK, VAGUE, words

LONGEST = 18
MOST_TOKENS = 160
_BORDER = words(', ; : . ! ? + / | - • * ( ) = > & " [ ]') | {"\t"}
_CUT_BEFORE = words("""
    and plus then also for to by on at from because so but with which who that as if when while
    where since in into via or please pls of they she he we i you need needs want wants send like
    take have make not both each a an another some
    """)
_CUT_AFTER = words("""
    and plus then also want wants need needs needed send take like please pls order for with of have
    get us them her him me add the some over more both have had to put through need supply is are
    was enter book do us please
    """)


_AFTER_LAST = words(
    "and plus then also for to by on at from please pls each ea thanks ta cheers only no not in her his "
    "they she he we i if"
)


@dataclass(frozen=True)
class Item:
    """A piece of a sentence that names an article, or may; `kind` is article, several, partly, nothing or code."""

    first: int
    last: int
    start: int
    end: int
    match: Match
    quantity: Decimal | None = None
    said: Decimal | None = None
    unit: str | None = None
    price: Decimal | None = None
    phrase: tuple[Token, ...] = ()
    vague: bool = False
    code: str | None = None
    inferred: tuple[str, ...] = ()
    bulk: bool = False
    marked: bool = False

    @property
    def kind(self) -> str:
        """What the match says; a code is a kind of its own."""
        return "code" if self.code else self.match.kind


class Segmenter:
    """Cuts the sentences of one message; `head` is what a list is about ("hotties: love 6, scottie 24")."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher

    def items(self, sentence: Sentence, head: Sequence[Token] = ()) -> list[Item]:
        """The best way to cut the sentence, in order of the text."""
        tokens = sentence.tokens[:MOST_TOKENS]
        borders = _borders(tokens)
        count = len(borders)
        best: list[tuple[float, int, Item | None]] = [(0.0, 0, None)]
        for right in range(1, count):
            options: list[tuple[float, int, Item | None]] = [
                (best[right - 1][0] - _skip(tokens[borders[right - 1] : borders[right]], self.matcher), right - 1, None)
            ]
            for left in range(right - 1, -1, -1):
                if borders[right] - borders[left] > LONGEST or _hard(tokens, borders[left], borders[right]):
                    break
                item, value = self._weigh(sentence, tokens, borders[left], borders[right], head)
                if item is not None:
                    options.append((best[left][0] + value, left, item))
            best.append(max(options, key=lambda option: (option[0], option[1])))
        return _walk(best)

    def _weigh(
        self, sentence: Sentence, tokens: Sequence[Token], first: int, last: int, head: Sequence[Token]
    ) -> tuple[Item | None, float]:
        part = tokens[first:last]
        if part[0].kind == "mark" or part[0].kind.startswith("="):
            return None, 0.0
        numbers = [index for index, token in enumerate(part) if token.kind == "num" and not token.aside]
        codes = [token.norm for token in part if token.kind == "code"]
        if len(numbers) > 4 or len(codes) > 1 or (not codes and not any(_telling(token) for token in part)):
            return None, 0.0
        if not codes and not self._possible(part):
            return None, 0.0
        barred = _barred(sentence, first, last)
        options = [self._option(part, first, choice, barred, head) for choice in (*numbers, None)]
        if codes:
            options = [
                _by_code(item, codes[0], numbers, choice)
                for item, choice in zip(options, (*numbers, None), strict=True)
            ]
        after = tokens[last] if last < len(tokens) else None
        codes = [token.norm for token in part if token.kind == "code"]
        weighed = [(_value(item, part, choice, len(numbers)) - _stolen(part, choice, after), -place, item)
                   for place, (item, choice) in enumerate(zip(options, (*numbers, None), strict=True))]  # fmt: skip
        value, _, item = max(weighed, key=lambda one: one[:2])
        return (item, value) if value > -5 else (None, 0.0)

    def _of_head(self, match: Match, head: Sequence[Token]) -> bool:
        """Whether an article has every word of the list's head that the catalogue knows."""
        index = self.matcher.catalogue.place[match.best.article.sku]
        written = [
            self.matcher.catalogue.word(t.norm)
            for t in head
            if t.kind == "word" and t.norm not in STOP and t.norm not in CONTAINERS
        ]
        return all(index in word.gains for word in written if word.hits)

    def _possible(self, part: Sequence[Token]) -> bool:
        """Whether enough of a stretch is known to the catalogue, or it is short enough to be an unknown thing."""
        known = strange = 0
        for token in part:
            if token.kind == "word" and token.norm not in STOP and token.norm not in CONTAINERS and not token.aside:
                if self.matcher.catalogue.word(token.norm).hits:
                    known += 1
                else:
                    strange += 1
        return strange <= 2 or (strange <= 5 and known <= 2 and strange + known <= 7)

    def _option(
        self, part: Sequence[Token], first: int, choice: int | None, barred: Sequence[Token], head: Sequence[Token]
    ) -> Item:
        phrase = phrase_of(part, choice)
        own = {token.norm for token in phrase}
        match = self.matcher.match(
            phrase, [token for token in barred if token.norm not in own and token.norm not in STOP]
        )
        inferred: tuple[str, ...] = ()
        if head and (match.kind != "article" or len([t for t in phrase if t.norm not in STOP]) <= 2):
            headed = self.matcher.match_in(phrase, head)
            if headed.kind == "article" and self._of_head(headed, head):
                match, inferred = headed, ("head",)
        number = part[choice] if choice is not None else None
        unit = _unit(part, choice)
        return Item(
            first, first + len(part), part[0].start, _end(part), match,
            quantity=number.value if number else None, said=number.said if number else None,
            unit=(number.unit if number else None) or unit, price=_price(part), phrase=tuple(phrase),
            vague=any(token.norm in VAGUE for token in part[:3]), inferred=inferred,
            marked=number is not None and (number.times in ("before", "after") or _set_apart(part, choice)),
            bulk=any(token.norm in BULK for token in part),
        )  # fmt: skip


def phrase_of(part: Sequence[Token], choice: int | None) -> list[Token]:
    """The tokens of a part that must be explained by the article: without its quantity, prices and marks."""
    doubled = part[choice].value if choice is not None else None
    out: list[Token] = []
    for index, token in enumerate(part):
        if index == choice or token.kind in ("mark", "price", "code") or token.kind.startswith("="):
            continue
        if token.kind == "num" and choice is not None and token.value == doubled and _restates(part, index, choice):
            continue
        if token.kind == "num" and index and part[index - 1].norm == "@":
            continue
        out.append(token)
    return out


def _restates(part: Sequence[Token], index: int, choice: int) -> bool:
    """3 (three), two (2): the same number again in brackets."""
    low, high = sorted((index, choice))
    between = part[low + 1 : high]
    return len(between) <= 1 and all(token.norm == "(" for token in between)


def _end(part: Sequence[Token]) -> int:
    kept = [token for token in part if token.kind != "mark" or token.norm == ")"]
    return kept[-1].end if kept else part[-1].end


def _price(part: Sequence[Token]) -> Decimal | None:
    for token in part:
        if token.kind == "price":
            digits = "".join(char for char in token.norm.replace(",", ".") if char.isdigit() or char == ".")
            value = Decimal(digits if digits.strip(".") else "0")
            return value / 100 if token.norm.endswith("p") and "." not in digits and "£" not in token.norm else value
    return None


def _unit(part: Sequence[Token], choice: int | None) -> str | None:
    if choice is None:
        return None
    for token in part[choice + 1 : choice + 3]:
        if token.kind == "word" and (token.norm in CONTAINERS or token.norm in BULK):
            return token.norm
        if token.norm not in ("x", "of", "(", "the"):
            break
    return None


def _by_code(item: Item, sku: str, numbers: Sequence[int], choice: int | None) -> Item:
    del numbers, choice
    return replace(item, code=sku)


def _telling(token: Token) -> bool:
    return token.kind in ("word", "many", "size") and (token.norm not in STOP or len(token.norm) > 3)


def _hard(tokens: Sequence[Token], left: int, right: int) -> bool:
    """Whether a stretch holds something no item may contain."""
    return any(
        (token.kind.startswith("=") and token.kind != "=barred") or token.norm in (";", "|||")
        for token in tokens[left:right]
    )


def _borders(tokens: Sequence[Token]) -> list[int]:
    found = {0, len(tokens)}
    for index, token in enumerate(tokens):
        if (
            token.kind in ("num", "code", "price")
            or token.kind.startswith("=")
            or (token.kind == "mark" and token.norm in _BORDER and not _inner(tokens, index))
        ):
            found |= {index, index + 1}
        elif token.kind == "word":
            if token.norm in _CUT_BEFORE:
                found.add(index)
            if token.norm in _CUT_AFTER or (token.norm in CONTAINERS and index and tokens[index - 1].kind == "num"):
                found.add(index + 1)
    return sorted(found)


def _inner(tokens: Sequence[Token], index: int) -> bool:
    """A hyphen or slash that joins two words."""
    if tokens[index].norm not in "-/" or not 0 < index < len(tokens) - 1:
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    return (
        before.end == tokens[index].start and after.start == tokens[index].end and before.kind == after.kind == "word"
    )


def _skip(part: Sequence[Token], matcher: Matcher) -> float:
    cost = 0.0
    for token in part:
        if token.kind == "num":
            cost += 1.5
        elif token.kind == "code":
            cost += 3.0
        elif token.kind == "word" and token.norm not in STOP and token.norm not in CONTAINERS:
            cost += 0.35 if matcher.catalogue.lexicon.knows(token.norm) else 0.15
    return cost


def _barred(sentence: Sentence, first: int, last: int) -> list[Token]:
    return [token for place, words in sentence.barred.items() if first <= place <= last + 2 for token in words]


def _value(item: Item, part: Sequence[Token], choice: int | None, numbers: int) -> float:
    """How good a cut is: accepted articles with a quantity first, then what can be asked, then nothing."""
    match = item.match
    if match.kind != "article" and not item.code and any(token.norm in TALK for token in item.phrase):
        return -9.0
    place = _place(part, choice)
    if item.vague and choice is not None and part[choice].norm not in ("1",):
        place -= 4.0
    if item.code:
        left = numbers - (choice is not None)
        named = next((c.explained for c in match.candidates if c.article.sku == item.code), 0.0)
        return (9.0 + named + 2 * place - 1.5 * left) if choice is not None else 0.5
    if match.kind == "nothing" or not match.candidates:
        return (
            0.1 + 0.1 * len(item.phrase) + place
            if choice is not None and match.weight >= 1.0 and _alone(part, choice)
            else -9.0
        )
    best = match.best
    if match.kind == "article":
        return best.value + (
            4.0 + place if choice is not None else 0.3 * best.said - 0.5 + (4.0 if item.vague else 0.0)
        )
    if match.kind == "several":
        return (1.5 + place + 0.6 * best.explained) if choice is not None else 0.2 * best.explained - 0.8
    base = 0.8 + place + 0.5 * best.explained - UNEXPLAINED_HERE * best.unexplained
    return base if choice is not None else -9.0


def _alone(part: Sequence[Token], choice: int) -> bool:
    """Whether no second number stands in the part, except the same one again."""
    others = [i for i, token in enumerate(part) if token.kind == "num" and i != choice and not token.aside]
    return all(part[i].value == part[choice].value and _restates(part, i, choice) for i in others)


def _set_apart(part: Sequence[Token], choice: int | None) -> bool:
    """Whether a mark divides the number from the words ("cake cases - 12", "tins | 3")."""
    if choice is None:
        return False
    behind = choice == len(part) - 1 and choice > 0 and part[choice - 1].kind == "mark"
    return behind or (choice == 0 and len(part) > 1 and part[1].kind == "mark")


def _stolen(part: Sequence[Token], choice: int | None, after: Token | None) -> float:
    """A last number that is followed by a word at once belongs to that word ("..., three lights")."""
    if choice is None:
        return 0.0
    behind = [token.norm for token in part[choice + 1 : choice + 3]] + ["", ""]
    if behind[0] == "of" and behind[1] in ("them", "those", "these", "em", "each") and choice == 0:
        return 6.0
    if choice != len(part) - 1 or after is None or choice == 0:
        return 0.0
    if after.norm == "of":
        return 12.0
    leads = after.kind in ("word", "many", "size") and after.norm not in _AFTER_LAST and part[choice].times != "after"
    return 2.0 if leads else 0.0


def _place(part: Sequence[Token], choice: int | None) -> float:
    """A number stands before its article or behind it; one between two words is rarely the quantity."""
    if choice is None:
        return 0.0
    token = part[choice]
    words = [index for index, one in enumerate(part) if one.kind in ("word", "code", "size", "many") and not one.aside]
    if not words:
        return 0.0
    first = next((index for index in words if part[index].norm not in STOP), words[0])
    if choice < first:
        return 0.6 if choice + 1 < len(part) and part[choice + 1].norm not in (",", ".") else 0.0
    if choice > words[-1] or all(
        part[index].norm in CONTAINERS or part[index].norm in STOP for index in words if index > choice
    ):
        return 0.6
    return 0.1 if token.times in ("before", "after") else -1.5


UNEXPLAINED_HERE = 0.6


def _walk(best: Sequence[tuple[float, int, Item | None]]) -> list[Item]:
    out: list[Item] = []
    place = len(best) - 1
    while place > 0:
        _, previous, item = best[place]
        if item is not None:
            out.append(item)
        place = previous
    return out[::-1]


__all__ = ["NOTHING", "Item", "Segmenter", "Term", "phrase_of"]
