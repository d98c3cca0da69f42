"""A stretch of a sentence, the ways to read it, and the item that it is when read in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from domain.intake.rules.judging import Match
from domain.intake.rules.phrases import end_of, inner, is_set_apart, price_in, start_of, telling, unit_in
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.token import COLUMN, Token
from domain.intake.rules.vocabulary import BULK, CONTAINERS, VAGUE

ONES = frozenset(("a", "an", "another", "single"))
_AGAIN = frozenset(("ditto", "same"))


@dataclass(frozen=True)
class Item:
    """A piece of a sentence that names an article, or may; `kind` is article, code, several or unknown.

    `margin` is how much better the message reads with it than without, in the units of the learned weights.
    """

    first: int
    last: int
    start: int
    end: int
    kind: str
    match: Match
    quantity: Decimal | None = None
    said: Decimal | None = None
    unit: str | None = None
    price: Decimal | None = None
    phrase: tuple[Token, ...] = ()
    code: str | None = None
    inferred: tuple[str, ...] = ()
    marked: bool = False
    leads: bool | None = None
    of_pack: bool = False
    margin: float = 0.0

    @property
    def names_one(self) -> bool:
        """Whether it names one article, by words or by number."""
        return self.kind in ("article", "code")


class Way(NamedTuple):
    """One way to read a stretch: which number is the quantity, what the words are matched with, what that gives.

    `label` is line (an article and how many), ask (an article, how many is open), which (several fit) or unknown;
    `context` names where words came from that are not in the stretch: head, left, right.
    """

    label: str
    choice: int | None
    phrase: tuple[Token, ...]
    match: Match
    context: str
    shared: Token | None


@dataclass(frozen=True)
class Around:
    """What helps a sentence beside its words: a list's head, articles named before and after, a shared number."""

    head: tuple[Token, ...] = ()
    left: Item | None = None
    rights: tuple[tuple[int, Item], ...] = ()
    lefts: tuple[tuple[int, Item], ...] = ()
    each: Token | None = None
    acts: tuple[float, ...] = ()
    leading: float = 0.5
    listed: float = 0.0
    bare: float = 0.0


@dataclass(frozen=True)
class Stretch:
    """Tokens `[first, last)` of a sentence between two borders; `choices` are those of `numbers` that may count."""

    sentence: Sentence
    first: int
    last: int
    part: tuple[Token, ...]
    numbers: tuple[int, ...]
    code: str | None
    barred: tuple[Token, ...] = field(default=())
    choices: tuple[int, ...] = ()

    @cached_property
    def telling(self) -> tuple[int, int, int]:
        """Where the words that tell an article begin and end, and where the last word of any kind stands."""
        return telling(self.part)

    @cached_property
    def inner(self) -> tuple[int, ...]:
        """What stands inside, by kinds."""
        return inner(self.part)

    @property
    def before(self) -> Token | None:
        """The token before the stretch."""
        return self.sentence.tokens[self.first - 1] if self.first else None

    @property
    def after(self) -> Token | None:
        """The token behind the stretch."""
        return self.sentence.tokens[self.last] if self.last < len(self.sentence.tokens) else None


def sku_of(item: Item) -> str:
    """The SKU of an item that names one article."""
    return item.code or (item.match.best.article.sku if item.match.candidates else "")


def is_vague(part: Sequence[Token]) -> bool:
    """Whether an amount is said that is none."""
    return any(token.norm in VAGUE for token in part[:3])


def says_again(part: Sequence[Token]) -> bool:
    """Whether a row begins with a word for the one above it: "ditto, number 4"."""
    return any(token.norm in _AGAIN for token in part[:3])


def item_of(stretch: Stretch, way: Way, margin: float) -> Item:
    """The item that a stretch read in one way is."""
    part, choice = stretch.part, way.choice
    number = part[choice] if choice is not None else way.shared
    one = number is None and way.label == "line"
    kind = {"line": "article", "ask": "article", "which": "several", "unknown": "unknown"}[way.label]
    inferred = (
        ((way.context,) if way.context else ())
        + (("each",) if choice is None and way.shared is not None and way.label == "line" else ())
        + (("one",) if one else ())
    )
    code = stretch.code if stretch.code and stretch.code[0] != "?" else None
    return Item(
        stretch.first, stretch.last, start_of(part), end_of(part), "code" if code else kind, way.match,
        quantity=number.value if number else Decimal(1) if one else None,
        said=number.said if number else Decimal(1) if one else None,
        unit=(number.unit if number else None) or unit_in(part, choice) or _unit_behind(stretch, choice),
        price=price_in(part),
        phrase=way.phrase, code=code, inferred=inferred,
        marked=choice is not None and (part[choice].times in ("before", "after", COLUMN) or is_set_apart(part, choice)),
        leads=None if choice is None else choice <= 1, of_pack=_is_of_pack(stretch, choice), margin=margin,
    )  # fmt: skip


def _unit_behind(stretch: Stretch, choice: int | None) -> str | None:
    """ "84946 x2 cases": the unit of a number with which the stretch ends stands behind it."""
    behind = stretch.after
    is_last = choice is not None and choice == len(stretch.part) - 1
    return behind.norm if is_last and behind is not None and behind.norm in BULK else None


def _is_of_pack(stretch: Stretch, choice: int | None) -> bool:
    """ "the box of nine", "set of 6": a number that tells a pack."""
    tokens = stretch.sentence.tokens
    at = stretch.first + (choice or 0)
    if choice is None or at < 2 or tokens[at].times in ("before", "after", COLUMN):
        return False
    return tokens[at - 1].norm == "of" and tokens[at - 2].norm in CONTAINERS
