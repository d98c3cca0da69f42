"""A sentence cut into items: the ways to read its stretches weighed by learned weights, the best cut found exactly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from operator import mul

from domain.intake.rules.laying import Laid
from domain.intake.rules.learned import weights
from domain.intake.rules.matching import Matcher
from domain.intake.rules.phrases import borders_of
from domain.intake.rules.pieces import Pieces
from domain.intake.rules.sentences import Sentence
from domain.intake.rules.skipping import skip_class
from domain.intake.rules.stretches import Around, Item, Stretch, Way, item_of
from domain.intake.rules.weighing import features, frame, style

_NEVER = float("-inf")
#: Beyond this a piece that was left out asks for nothing.
_FAR, _MOST_MISSED = 8.0, 2
#: The label, the SKU of one article, the quantity, and where it stands if it names no article.
Outcome = tuple[str, str, Decimal | None, int | str]


@dataclass(slots=True)
class Arc:
    """A stretch between two borders, read in one way, with its score; `weighed` only where it is kept for learning."""

    left: int
    right: int
    stretch: Stretch
    way: Way
    score: float
    weighed: list[float]
    outcome: Outcome


def outcome_of(stretch: Stretch, way: Way) -> Outcome:
    """What a reading comes to; two arcs with the same outcome say the same."""
    counted = stretch.part[way.choice] if way.choice is not None else way.shared
    sku = (stretch.code if way.label in ("line", "ask") else None) or (
        way.match.best.article.sku if way.label in ("line", "ask") else ""
    )
    return way.label, sku, counted.value if counted else None, "" if sku else stretch.first


@dataclass(frozen=True)
class Lattice:
    """All arcs of a sentence by their right border, and what leaving out costs between neighbouring borders."""

    borders: tuple[int, ...]
    stretches: tuple[tuple[int, int, Stretch], ...]
    arcs: tuple[list[Arc], ...]
    skips: tuple[float, ...]
    skipped: tuple[tuple[int, ...], ...] = ()


class Cutter:
    """Cuts the sentences of one message; `keep` keeps what was weighed, for learning."""

    def __init__(self, matcher: Matcher, *, keep: bool = False) -> None:
        self.matcher = matcher
        self.pieces = Pieces(matcher)
        self.keep = keep
        known = weights()
        self.weights = known["items"]
        self.skip_weights = known["skips"]

    def lattice(self, sentence: Sentence, around: Around) -> Lattice:
        """Every way to read every stretch by its own words, weighed."""
        tokens = sentence.tokens
        borders = borders_of(tokens)
        arcs: list[list[Arc]] = [[] for _ in borders]
        stretches = tuple(self.pieces.stretches(sentence, Laid(tokens, self.matcher), borders))
        for left, right, stretch in stretches:
            ways = list(self.pieces.ways(stretch, around))
            shared = frame(stretch, around) if ways else []
            arcs[right] += [self._arc(left, right, stretch, way, shared) for way in ways]
        classes = tuple(
            tuple(skip_class(tokens, index, self.matcher.catalogue) for index in range(first, last))
            for first, last in pairwise(borders)
        )
        costs = self.skip_weights[talk_of(around)]
        skips = tuple(sum(costs[one] for one in each) for each in classes)
        return Lattice(tuple(borders), stretches, tuple(arcs), skips, classes)

    def widen(self, lattice: Lattice, around: Around) -> Lattice:
        """The same with what the neighbours help to read, and the style of the message counted."""
        arcs = [[self._styled(arc, around.leading) for arc in column] for column in lattice.arcs]
        for left, right, stretch in lattice.stretches:
            ways = list(self.pieces.ways_beside(stretch, around))
            shared = frame(stretch, around) if ways else []
            arcs[right] += [self._styled(self._arc(left, right, stretch, way, shared), around.leading) for way in ways]
        return Lattice(lattice.borders, lattice.stretches, tuple(arcs), lattice.skips, lattice.skipped)

    def _arc(self, left: int, right: int, stretch: Stretch, way: Way, shared: list[float]) -> Arc:
        weighed = shared + features(stretch, way, self.matcher.catalogue)
        score = sum(map(mul, self.weights[way.label], weighed))
        return Arc(
            left, right, stretch, way, score, [*weighed, 0.0, 0.0] if self.keep else [], outcome_of(stretch, way)
        )

    def _styled(self, arc: Arc, leading: float) -> Arc:
        fits, differs = style(arc.way, leading)
        if not fits and not differs:
            return arc
        own = self.weights[arc.way.label]
        score = arc.score + fits * own[-2] + differs * own[-1]
        weighed = [*arc.weighed[:-2], fits, differs] if self.keep else []
        return Arc(arc.left, arc.right, arc.stretch, arc.way, score, weighed, arc.outcome)

    def cut(self, lattice: Lattice) -> "Cut":
        """The best way to cut a sentence."""
        total, chosen = best_cut(lattice)
        items = []
        for arc in chosen:
            without, _ = best_cut(lattice, barring=arc.outcome)
            items.append(item_of(arc.stretch, arc.way, round(total - without, 3)))
        gaps = _gaps(lattice, total, {arc.outcome for arc in chosen})
        near = round(min(9.0, min((gap for gap, _ in gaps), default=9.0)), 3)
        return Cut(tuple(items), near, tuple(_missed(gaps, chosen)))


@dataclass(frozen=True, slots=True)
class Cut:
    """The items of a sentence in order of the text; `near` is how little another item more would have cost.

    `missed` are pieces that ask for something and were left out, those that cost least first; their margin is below 0.
    """

    items: tuple[Item, ...] = ()
    near: float = 9.0
    missed: tuple[Item, ...] = ()


def _gaps(lattice: Lattice, total: float, outcomes: set[Outcome]) -> list[tuple[float, Arc]]:
    """How far the best cut with each outcome that was not chosen stays behind."""
    ahead, behind = _forward(lattice), _backward(lattice)
    return [
        (total - ahead[arc.left] - arc.score - behind[arc.right], arc)
        for arcs in lattice.arcs
        for arc in arcs
        if arc.outcome not in outcomes
    ]


def _missed(gaps: Sequence[tuple[float, Arc]], chosen: Sequence[Arc]) -> Iterator[Item]:
    """Pieces beside the chosen ones that would be asked about, at most two, each the best of its place."""
    taken = [(arc.left, arc.right) for arc in chosen]
    for gap, arc in sorted(gaps, key=lambda one: one[0]):
        if gap > _FAR or len(taken) >= len(chosen) + _MOST_MISSED:
            return
        if arc.way.label != "line" and all(arc.right <= left or right <= arc.left for left, right in taken):
            taken.append((arc.left, arc.right))
            yield item_of(arc.stretch, arc.way, -round(gap, 3))


def _forward(lattice: Lattice) -> list[float]:
    best = [0.0]
    for right in range(1, len(lattice.borders)):
        plain = best[-1] + lattice.skips[right - 1]
        best.append(
            max(plain, *(best[arc.left] + arc.score for arc in lattice.arcs[right])) if lattice.arcs[right] else plain
        )
    return best


def _backward(lattice: Lattice) -> list[float]:
    best = [_NEVER] * len(lattice.borders)
    best[-1] = 0.0
    for right in range(len(best) - 1, 0, -1):
        best[right - 1] = max(best[right - 1], best[right] + lattice.skips[right - 1])
        for arc in lattice.arcs[right]:
            best[arc.left] = max(best[arc.left], best[right] + arc.score)
    return best


def talk_of(around: Around) -> int:
    """Which weights for leaving out: 0 in a sentence that orders or lists, 1 in one that does neither."""
    return 0 if not around.acts or around.acts[3] or around.listed >= 0.5 else 1


def best_cut(lattice: Lattice, barring: Outcome | None = None) -> tuple[float, list[Arc]]:
    """The best total and its arcs from left to right; `barring` forbids one outcome."""
    best: list[tuple[float, int, Arc | None]] = [(0.0, 0, None)]
    for right in range(1, len(lattice.borders)):
        top: tuple[float, int, Arc | None] = (best[right - 1][0] + lattice.skips[right - 1], right - 1, None)
        for arc in lattice.arcs[right]:
            total = best[arc.left][0] + arc.score
            if total > top[0] and (barring is None or arc.outcome != barring):
                top = (total, arc.left, arc)
        best.append(top)
    out: list[Arc] = []
    place = len(best) - 1
    while place > 0:
        _, previous, taken = best[place]
        if taken is not None:
            out.append(taken)
        place = previous
    return best[-1][0], out[::-1]
