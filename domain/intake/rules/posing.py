"""What a sentence names beside its items and might have to be asked about; `needing` weighs whether it has."""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from domain.intake.rules.acts import orders
from domain.intake.rules.gathering import Gathered
from domain.intake.rules.judging import offered
from domain.intake.rules.matching import Matcher
from domain.intake.rules.needing import Posed
from domain.intake.rules.phrases import VERBS, unit_in
from domain.intake.rules.quantities import MOST, unit_said
from domain.intake.rules.skipping import is_measured
from domain.intake.rules.stretches import Item, sku_of
from domain.intake.rules.token import Token
from domain.intake.rules.unread import Unread, smudged, unread
from domain.intake.rules.vocabulary import CONTAINERS, STOP, TALK
from domain.intake.schemas import Question, Span

ABOUT = {"article": "quantity", "code": "quantity", "several": "which_item", "unknown": "unknown_item"}
#: What a sentence says that wants something which may not exist.
_WISHED = re.compile(
    r"\b(?:if|should (?:you|we)|whether|in case|unless|any chance|anywhere|such|exists?|ever|to be had|the range|"
    r"catalogue|find|no code|(?:have|do|can|could|would) (?:you|we)|(?:you|we|u) (?:can|could|do|have|stock|sell)|"
    r"ask(?:s|ed|ing)? (?:about|for|after|if|whether)|mentioned|after|also|plus|as well|too)\b|\+",
    re.I,
)
_IF_YOU = re.compile(r"\W*if (?:you|we|u) (?:ever )?(?:do|sell|stock|have|can|keep|carry|got)\b", re.I)
_ANY = frozenset(("a", "an", "some", "any"))
#: Where a question comes from that the layout of a row leaves no doubt about.
TOLD = "told"
_LONGEST = 6
_GREETING = 2


class Poser:
    """Poses the questions of one message that no item poses; `span` gives a piece of the readable text as received."""

    def __init__(self, matcher: Matcher, span: Callable[[int, int], Span]) -> None:
        self.matcher, self.span = matcher, span

    def beside(self, one: Gathered, rows: AbstractSet[int], *, listed: bool) -> list[Posed]:
        """Every question beside the items; `rows` are those with items, `listed` is whether anything was ordered."""
        out: list[Posed] = []
        told = unread(one, self.matcher, rows) if not one.items else None
        if told is not None:
            return [self._told(one, told)]
        out += self.row(one, rows)
        if listed and not out:
            is_wanted = bool(one.items) or (one.act == "order" and orders(one.sentence.text))
            out += self.things(one, "thing" if is_wanted else "elsewhere")
            out += self.wished(one)
        out += [self.missed(one, item) for item in one.missed] if listed else []
        out = [self._told(one, found) for found in smudged(one)] + out
        return list(_apart(out))

    def things(self, one: Gathered, source: str = "thing") -> list[Posed]:
        """A number and words behind it that no article explains."""
        tokens = one.sentence.tokens
        out = []
        for index, token in enumerate(tokens):
            plain = token.kind == "num" and not (token.aside or one.is_taken(token) or is_measured(tokens, index))
            thing = one.counted_thing(index) if plain and 0 < token.value <= MOST else None
            if thing is not None and token.start >= one.head_end:
                words = [t for t in tokens if thing[0] <= t.start < thing[1] and t is not token]
                out.append(self._posed(one, words, token, *thing, source))
        return out

    def wanted(self, one: Gathered) -> list[Posed]:
        """Things with a number where nothing else was found: in words of ordering, or goods of ours and little beside
        ("4 cake tins please").
        """
        told = self.things(one, TOLD)
        return told if orders(one.sentence.text) or is_all(one, told) else []

    def row(self, one: Gathered, rows: AbstractSet[int]) -> list[Posed]:
        """A row of a list that has a number and nothing that could be read: asked about whole."""
        tokens, row = [token for token in one.sentence.tokens if not token.aside], one.sentence.row
        content = [t for t in tokens if t.kind == "word" and t.norm not in STOP]
        counted = [i for i, t in enumerate(tokens) if t.kind == "num"]
        near = rows & {row - 2, row - 1, row + 1, row + 2}
        if not (one.is_listed and near and counted and content) or len(content) > 9 or row in rows:
            return []
        if any(token.norm in TALK or token.kind.startswith("=") for token in tokens) or orders(one.sentence.text):
            return []
        if all(is_measured(tokens, index) for index in counted):
            return []
        return [self._posed(one, tokens, tokens[counted[0]], tokens[0].start, tokens[-1].end, "row")]

    def wished(self, one: Gathered) -> Iterator[Posed]:
        """ "plus a steam iron if you do one": things wanted that no article explains and no number stands before."""
        if one.act in ("order", "question", "other") and _WISHED.search(one.sentence.text):
            for words in _runs(one):
                source = TOLD if _is_plain_wish(one, words) else "wish"
                yield self._posed(one, words, None, words[0].start, words[-1].end, source)

    def missed(self, one: Gathered, item: Item) -> Posed:
        """A piece that was left out, though it names an article without a number or something with one."""
        about = ABOUT[item.kind]
        several = offered(item.match) if item.kind == "several" else ()
        question = self._question(about, item.start, item.end, (sku_of(item),) if about == "quantity" else several)
        return Posed(question, one, item.start, item.end, "missed", item)

    def _told(self, one: Gathered, told: Unread) -> Posed:
        """A row with a place for the quantity, or with the number of an article, that gave nothing."""
        start, end = told.first.start, told.last.end
        question = self._question(told.about, start, end, told.candidates)
        return Posed(question.model_copy(update={"quantity": told.quantity}), one, start, end, TOLD)

    def _posed(
        self, one: Gathered, words: Sequence[Token], number: Token | None, start: int, end: int, source: str
    ) -> Posed:
        """What to ask about words: which of the articles that fit, or what is meant at all."""
        match = self.matcher.match([t for t in words if t.kind in ("word", "many", "size")])
        fits = offered(match) if match.kind == "several" else ()
        question = self._question("which_item" if fits else "unknown_item", start, end, fits)
        if number is not None:
            question = question.model_copy(update={"quantity": number.value, "unit": unit_said(_unit(one, number))})
        return Posed(question, one, start, end, source)

    def _question(self, about: str, start: int, end: int, fits: tuple[str, ...]) -> Question:
        span = self.span(start, end)
        return Question.model_validate({"about": about, "text": span.text, "span": span, "candidates": fits})


def _unit(one: Gathered, number: Token) -> str | None:
    return number.unit or unit_in(one.sentence.tokens, one.sentence.tokens.index(number))


def _runs(one: Gathered) -> Iterator[Sequence[Token]]:
    """Words that stand together, tell something, and belong to no item, number or header."""
    words: list[Token] = []
    behind_number = False
    for token in (*one.sentence.tokens, None):
        tells = token is not None and token.kind == "word" and not (token.aside or one.is_taken(token))
        if tells and token is not None and (token.norm not in STOP and token.norm not in VERBS | TALK):
            words.append(token)
            continue
        content = [each for each in words if len(each.norm) > 2 and each.norm not in CONTAINERS]
        if content and len(words) <= _LONGEST and not behind_number:
            yield tuple(words)
        behind_number = token is not None and token.kind in ("num", "code") and not one.is_taken(token)
        words = []


def _is_plain_wish(one: Gathered, words: Sequence[Token]) -> bool:
    """ "a steam iron if you do one": the words between "a" and "if you do"."""
    tokens = one.sentence.tokens
    before = next((token for token in reversed(tokens) if token.end <= words[0].start), None)
    behind = one.sentence.text[words[-1].end - tokens[0].start :]
    return before is not None and before.norm in _ANY and bool(_IF_YOU.match(behind))


def is_all(one: Gathered, posed: Sequence[Posed]) -> bool:
    """Whether a sentence is nothing but goods of ours with numbers, small words and header facts; or a greeting."""
    tokens = one.sentence.tokens
    if not one.free and sum(token.kind == "word" for token in tokens) <= _GREETING:
        return True
    if one.act != "order" or any(token.norm in TALK for token in tokens if not token.kind.startswith("=")):
        return False
    if not all(each.question.candidates and _leads(tokens, each) for each in posed):
        return False
    return all(any(each.start <= token.start < each.end for each in posed) for token in one.free)


def _leads(tokens: Sequence[Token], posed: Posed) -> bool:
    """Whether goods follow their number at once ("4 cake tins", not "at 4 in the garden")."""
    behind = [token for token in tokens if posed.start < token.start < posed.end and token.norm not in CONTAINERS]
    return bool(behind) and behind[0].norm not in STOP


def _apart(posed: Sequence[Posed]) -> Iterator[Posed]:
    """The first of those about the same piece."""
    taken: list[tuple[int, int]] = []
    for one in posed:
        if all(one.end <= start or end <= one.start for start, end in taken):
            taken.append((one.start, one.end))
            yield one
