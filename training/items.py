"""Weights for cutting sentences into items: an averaged structured perceptron with a margin (Collins 2002)."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from domain.intake.rules import gathering, learned, preparing
from domain.intake.rules.cutting import Arc, Cutter, Lattice, talk_of
from domain.intake.rules.judging import offered
from domain.intake.rules.matching import Matcher
from domain.intake.rules.skipping import SKIPS
from domain.intake.rules.weighing import LABELS, NAMES
from training.messages import Labelled
from training.wholesaler import CATALOGUE, DIRECTORY

ABOUT = {"ask": "quantity", "which": "which_item", "unknown": "unknown_item"}
LINE_MARGIN, OTHER_MARGIN = 2.0, 1.0
#: How often a sentence with something to ask counts more than one without: it is rare, and missing it is silent.
EXTRA = 2


@dataclass
class Cut:
    """A sentence as numbers: what was weighed for each arc, and which arcs are right (1) or wrong (-1)."""

    left: list[int]
    right: list[int]
    weighed: np.ndarray
    label: np.ndarray
    right_or_wrong: np.ndarray
    outcomes: list[str]
    skipped: np.ndarray
    talk: int
    by_right: list[list[int]] = field(default_factory=list)


class Learner:
    """Learns the weights of the items and of what is left out; first without, then with the help of neighbours."""

    def __init__(self, messages: Sequence[Labelled], rounds: tuple[int, int] = (4, 10)) -> None:
        weights = np.zeros((len(LABELS), len(NAMES)))
        skips = np.tile(np.array([0.0, -1, 0, -2, -0.4, -0.3, 0, 0, 0]), (2, 1))
        use(as_json(weights, skips))
        alone = [cut for one in messages for cut in _cuts(one, neighbours=False)]
        self.start = _perceptron(alone, weights, skips, rounds[0])
        self.epochs = rounds[1]
        use(as_json(*self.start))
        self.cuts = [(one.writer, cut) for one in messages for cut in _cuts(one, neighbours=True)]

    def learned(self, *, without: str | None = None) -> dict[str, Any]:
        """The weights as they are kept, from all writers but one."""
        cuts = [cut for writer, cut in self.cuts if writer != without]
        return as_json(*_perceptron(cuts, *self.start, self.epochs))


def as_json(weights: np.ndarray, skips: np.ndarray) -> dict[str, Any]:
    """The weights as they are kept."""
    rounded = {label: [round(float(x), 3) for x in row] for label, row in zip(LABELS, weights, strict=True)}
    return {"items": rounded, "skips": [[round(float(x), 3) for x in row] for row in skips]}


def use(found: dict[str, Any]) -> None:
    """Read with these weights from now on."""
    known = learned.weights()
    assert isinstance(known, dict)
    known.update(found)
    learned.table.cache_clear()
    learned.choices.cache_clear()


def _cuts(one: Labelled, neighbours: bool) -> list[Cut]:
    if one.expect["intent"] != "order" or "correct" in (one.row.get("style") or ""):
        return []
    parted = preparing.sentences_in(one.message, CATALOGUE, DIRECTORY, None)
    matcher = Matcher(CATALOGUE)
    cutter = Cutter(matcher, keep=True)
    posed = [each for each in gathering.pose(parted.sentences, matcher) if each.act != "heading"]
    lattices = [cutter.lattice(each.rest, each.around) for each in posed]
    around = [each.around for each in posed]
    if neighbours:
        near = gathering.with_neighbours(posed, [cutter.cut(lattice).items for lattice in lattices])
        lattices = [
            cutter.widen(lattice, more) if more is not None else lattice
            for lattice, more in zip(lattices, near, strict=True)
        ]
    meant = _meant(one.expect, parted.clean.text)
    return [
        cut
        for lattice, known in zip(lattices, around, strict=True)
        if (cut := _as_numbers(lattice, meant, talk_of(known))) is not None
    ]


@dataclass
class Meant:
    """What a message asks for: how much of each SKU, and which pieces of the text must be asked about."""

    lines: Counter[str]
    asked: list[tuple[str, int, int, list[str]]]


def _meant(expect: dict[str, Any], text: str) -> Meant:
    lines: Counter[str] = Counter()
    for line in expect["lines"]:
        lines[line["sku"]] += line["quantity"]
    asked = []
    for need in expect["must_ask"]:
        words = re.findall(r"\w+", need.get("text") or "")
        found = re.search(r"\W+".join(map(re.escape, words)), text, re.I) if words else None
        if found is not None:
            asked.append((need["about"], found.start(), found.end(), need.get("candidates") or []))
    return Meant(lines, asked)


def _as_numbers(lattice: Lattice, meant: Meant, talk: int) -> Cut | None:
    arcs = [arc for column in lattice.arcs for arc in column]
    if not arcs:
        return None
    skipped = np.zeros((len(lattice.skipped), len(SKIPS)))
    for place, classes in enumerate(lattice.skipped):
        for one in classes:
            skipped[place, one] += 1
    by_right: list[list[int]] = [[] for _ in lattice.borders]
    for index, arc in enumerate(arcs):
        by_right[arc.right].append(index)
    return Cut(
        [arc.left for arc in arcs], [arc.right for arc in arcs], np.array([arc.weighed for arc in arcs]),
        np.array([LABELS.index(arc.way.label) for arc in arcs]),
        np.array([1 if _is_right(arc, meant) else -1 for arc in arcs]),
        [str(arc.outcome) for arc in arcs], skipped, talk, by_right,
    )  # fmt: skip


def _is_right(arc: Arc, meant: Meant) -> bool:
    part, choice = arc.stretch.part, arc.way.choice
    label, sku, number, _ = arc.outcome
    if label == "line":
        quantity = float(number) if number is not None else 1.0
        pair = choice is not None and part[choice].unit == "pair"
        return meant.lines.get(sku) in (quantity, quantity * 2 if pair else quantity)
    start, end = part[0].start, part[-1].end
    for about, first, last, candidates in meant.asked:
        shared = max(0, min(end, last) - max(start, first))
        if about != ABOUT[label] or shared < 0.5 * (end - start) or shared < 0.4 * (last - first):
            continue
        shown = {sku} if label == "ask" else set(offered(arc.way.match)) if label == "which" else set()
        if label == "unknown" or not candidates or shown & set(candidates):
            return True
    return False


def _best(cut: Cut, scores: list[float], skips: list[float]) -> tuple[list[int], list[int]]:
    best, back = [0.0], [(0, -1)]
    for right in range(1, len(cut.by_right)):
        top, how = best[right - 1] + skips[right - 1], (right - 1, -1)
        for index in cut.by_right[right]:
            total = best[cut.left[index]] + scores[index]
            if total > top:
                top, how = total, (cut.left[index], index)
        best.append(top)
        back.append(how)
    arcs, left_out, place = [], [], len(best) - 1
    while place:
        previous, index = back[place]
        (arcs if index >= 0 else left_out).append(index if index >= 0 else place - 1)
        place = previous
    return arcs, left_out


def _perceptron(cuts: list[Cut], weights: np.ndarray, skips: np.ndarray, epochs: int) -> tuple[np.ndarray, np.ndarray]:
    chance = random.Random(1)
    often = cuts + EXTRA * [cut for cut in cuts if ((cut.right_or_wrong > 0) & (cut.label > 0)).any()]
    weights, skips = weights.copy(), skips.copy()
    total, left_out, steps = np.zeros_like(weights), np.zeros_like(skips), 0
    for _ in range(epochs):
        chance.shuffle(often)
        for cut in often:
            _step(cut, weights, skips)
            total += weights
            left_out += skips
            steps += 1
    return total / steps, left_out / steps


def _step(cut: Cut, weights: np.ndarray, skips: np.ndarray, rate: float = 0.1) -> None:
    scores = np.einsum("ij,ij->i", cut.weighed, weights[cut.label])
    costs = list(cut.skipped @ skips[cut.talk])
    wrong = cut.right_or_wrong < 0
    feared = scores + np.where(wrong, np.where(cut.label == 0, LINE_MARGIN, OTHER_MARGIN), 0.0)
    said, said_out = _best(cut, feared.tolist(), costs)
    hoped, hoped_out = _best(cut, np.where(wrong, -1e9, scores + 1000).tolist(), costs)
    if sorted(cut.outcomes[index] for index in said) == sorted(cut.outcomes[index] for index in hoped):
        return
    for chosen, omitted, sign in ((hoped, hoped_out, rate), (said, said_out, -rate)):
        for index in chosen:
            weights[cut.label[index]] += sign * cut.weighed[index]
        for place in omitted:
            skips[cut.talk] += sign * cut.skipped[place]
