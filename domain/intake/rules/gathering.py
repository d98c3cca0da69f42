"""All items of a message: sentence by sentence, with list heads, ellipsis and numbers that several articles share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.intake.rules.acts import is_question, is_refused, is_request, orders, strongest, tells_past, wishes
from domain.intake.rules.cutting import Cut, Cutter
from domain.intake.rules.heads import each_of, has_own_number, head_of
from domain.intake.rules.matching import Matcher
from domain.intake.rules.phrases import unit_in
from domain.intake.rules.quantities import EVERY
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.stretches import Around, Item, says_again
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.vocabulary import STOP, words

_HEADINGS = words("""
    qty quantity item items description desc code sku product article art ref stock number units unit price each
    ea how many amount line pos name no total deliver to when date po date delivery required title size colour
    pack cost value goods pcs cases boxes ship
""")
_LAYOUT = _HEADINGS | words("1 per line first last then in by as follows below with columns left right after of")
_ENDING = words("which that who if when and but so for to because cos please pls he she they we i by from")
_COUNTING = words("word num code price many size")
_ROW, _FAR = 14, 3


@dataclass(frozen=True)
class Gathered:
    """A sentence with the items found in it and what it does."""

    sentence: Sentence
    items: tuple[Item, ...]
    act: str
    head_end: int = 0
    near: float = 9.0
    is_listed: bool = False
    is_bare: bool = False
    missed: tuple[Item, ...] = ()

    def is_taken(self, token: Token) -> bool:
        """Whether an item of the sentence accounts for a token."""
        return any(item.start <= token.start < item.end for item in self.items)

    @cached_property
    def names_one(self) -> bool:
        """Whether it names an article for certain."""
        return any(item.names_one for item in self.items)

    @cached_property
    def free(self) -> tuple[Token, ...]:
        """Content words and numbers that no item, header or exclusion of the sentence accounts for."""
        out: list[Token] = []
        for token in self.sentence.tokens:
            if token.aside or token.start < self.head_end or token.kind not in _COUNTING or self.is_taken(token):
                continue
            if token.kind == "word" and (token.norm in STOP or len(token.norm) < 3):
                continue
            out.append(token)
        return tuple(out)

    def counted_thing(self, index: int) -> tuple[int, int] | None:
        """Where a number and the words right behind it stand, if nothing accounts for them ("4 ride-on mowers")."""
        tokens = self.sentence.tokens
        end = index
        for place in range(index + 1, min(index + 8, len(tokens))):
            token = tokens[place]
            if token.kind in ("num", "price", "code") or token.kind.startswith("=") or self.is_taken(token):
                break
            if token.kind == "mark" and token.norm not in "-'\"":
                break
            if token.kind in ("word", "many", "size") and token.norm not in STOP and len(token.norm) > 2:
                end = place
            elif (end > index and token.kind == "word" and token.norm in _ENDING) or place - end > 3:
                break
        return (tokens[index].start, tokens[end].end) if end > index else None


@dataclass(frozen=True)
class Posed:
    """A sentence ready to be cut: without its head, with what is known before any item is."""

    sentence: Sentence
    rest: Sentence
    act: str
    around: Around
    head_end: int


def gather(sentences: Sequence[Sentence], matcher: Matcher) -> list[Gathered]:
    """Find the items of each sentence: first by itself, then with what its neighbours name, unless that is too much."""
    cutter = Cutter(matcher)
    posed = pose(sentences, matcher)
    lattices = [cutter.lattice(one.rest, one.around) if one.act != "heading" else None for one in posed]
    first = [cutter.cut(lattice) if lattice is not None else Cut() for lattice in lattices]
    around = with_neighbours(posed, [cut.items for cut in first])
    cuts = [
        cut if near is None or lattice is None or matcher.exhausted else cutter.cut(cutter.widen(lattice, near))
        for lattice, near, cut in zip(lattices, around, first, strict=True)
    ]
    return [
        Gathered(
            one.sentence,
            _shared(cut.items),
            one.act,
            one.head_end,
            cut.near,
            one.around.listed > 0,
            one.around.bare > 0,
            cut.missed,
        )
        for one, cut in zip(posed, cuts, strict=True)
    ]


def pose(sentences: Sequence[Sentence], matcher: Matcher) -> list[Posed]:
    """What can be said of each sentence before any is cut: its act, head, shared number, place in a list."""
    out: list[Posed] = []
    head: tuple[Token, ...] = ()
    head_row = -1
    each: Token | None = None
    listed, bare = _listed_rows(sentences)
    for sentence in sentences:
        act = act_of(sentence)
        own_head, rest = head_of(sentence, matcher) if act != "heading" else ((), sentence)
        if own_head and not any(token.kind in ("num", "code") for token in rest.tokens):
            head, head_row = own_head, sentence.row
        each = _each_in(sentence) or (each if not has_own_number(sentence.tokens) else None)
        around = Around(
            head=own_head or (head if sentence.row <= head_row + 12 else ()),
            each=None if any(token.times == COLUMN for token in sentence.tokens) else each,
            acts=acts_of(sentence),
            listed=float(sentence.row in listed),
            bare=float(sentence.row in bare),
        )
        head_end = rest.tokens[0].start if own_head and rest.tokens else 0
        out.append(Posed(sentence, rest, act, around, head_end))
    return out


def _each_in(sentence: Sentence) -> Token | None:
    """The number that a list's articles share, with the unit that was said: "3 pieces each:"."""
    number = each_of(sentence)
    unit = unit_in(sentence.tokens, sentence.tokens.index(number)) if number else None
    return replace(number, unit=unit) if number and unit not in EVERY and not number.unit else number


def _shared(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """ "6 each of the owls and the bags": no unit is said where others share the number."""
    if not any("each" in item.inferred for item in items):
        return items
    return tuple(replace(item, unit=None) if item.unit in EVERY else item for item in items)


def with_neighbours(posed: Sequence[Posed], first: Sequence[Sequence[Item]]) -> list[Around | None]:
    """What helps each sentence now that all items are known; `None` where nothing new does."""
    style = _style(first)
    out: list[Around | None] = []
    before: Item | None = None
    before_row = -99
    for one, items in zip(posed, first, strict=True):
        strong = [item for item in items if item.names_one and item.phrase]
        near = before if one.sentence.row - before_row <= _FAR else None
        is_open = one.act != "heading" and any(t.kind in ("num", "code") for t in one.rest.tokens)
        if is_open and (strong or near is not None or style != 0.5):
            out.append(
                replace(
                    one.around,
                    left=near,
                    leading=style,
                    lefts=tuple((item.last, item) for item in strong),
                    rights=tuple((item.first, item) for item in strong),
                )
            )
        else:
            out.append(None)
        before = strong[-1] if strong else before
        if strong or (near is not None and says_again(one.rest.tokens)):
            before_row = one.sentence.row
    return out


def _style(first: Sequence[Sequence[Item]]) -> float:
    """The share of counted items with their number in front; a half where nothing tells."""
    counted = [i.leads for items in first for i in items if i.names_one and i.leads is not None]
    return (sum(counted) + 1.0) / (len(counted) + 2.0)


def _listed_rows(sentences: Sequence[Sentence]) -> tuple[set[int], set[int]]:
    """Short rows with a number or a code and such a row beside them; then the short rows among those without."""
    sizes: dict[int, int] = {}
    counted: set[int] = set()
    for sentence in sentences:
        sizes[sentence.row] = sizes.get(sentence.row, 0) + sum(not token.aside for token in sentence.tokens)
        if any(token.kind in ("num", "code") for token in sentence.tokens):
            counted.add(sentence.row)
    short = {row for row in counted if sizes[row] <= _ROW}
    listed = {row for row in short if {row - 1, row + 1, row - 2, row + 2} & short}
    bare = {row for row in set(sizes) - counted if sizes[row] <= _ROW + 4 and {row - 1, row + 1} & listed}
    return listed, bare


def acts_of(sentence: Sentence) -> tuple[float, ...]:
    """What a sentence does, as features: question, past, refused, ordering, telling."""
    text = sentence.text
    ordering = orders(text) or is_request(text)
    return (
        float(is_question(text)),
        float(tells_past(text) and not wishes(text)),
        float(is_refused(text)),
        float(ordering),
        float(strongest(text)[1] >= 2.2 and not is_request(text)),
    )


def act_of(sentence: Sentence) -> str:
    """heading, question, refused, other, past or order (which a bare list is too)."""
    text = sentence.text
    words = [token.norm for token in sentence.tokens if token.kind in ("word", "num")]
    if (
        words
        and len(words) <= 9
        and all(word in (_LAYOUT if text.endswith(":") else _HEADINGS) for word in words)
        and any(
            w in ("qty", "quantity", "item", "description", "units", "number", "desc", "product", "article", "many")
            for w in words
        )
    ):
        return "heading"
    if words[:1] in (["total"], ["totals"], ["subtotal"]):
        return "heading"
    if is_refused(text):
        return "refused"
    if orders(text) and is_request(text):
        return "order"
    if is_question(text):
        return "question"
    if strongest(text)[1] >= 2.2 and not is_request(text):
        return "other"
    if tells_past(text) and not wishes(text):
        return "past"
    return "order"
