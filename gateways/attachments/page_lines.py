"""Words on a page as lines of pieces: what stands together and what stands apart; pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

#: A gap wider than this many heights of the type parts two pieces of a line; a space is a third of one.
GAP = 0.55
Edge = tuple[float, float, float]


class Word(NamedTuple):
    """A word and its box; `top` grows downwards."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str


@dataclass
class Piece:
    """Words of one line that stand together."""

    x0: float
    x1: float
    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says."""
        return " ".join(word.text for word in self.words)


@dataclass
class Line:
    """The pieces of one line, from left to right."""

    top: float
    height: float
    pieces: list[Piece]


def in_lines(words: Sequence[Word], edges: Sequence[Edge] = ()) -> list[Line]:
    """Words as lines from top to bottom; upright rulings (x, top, bottom) part what they stand between."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda one: ((one.top + one.bottom) / 2, one.x0)):
        if lines and _same_line(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_line(sorted(line, key=lambda one: one.x0), edges) for line in lines]


def _same_line(line: list[Word], word: Word) -> bool:
    middle = sum((one.top + one.bottom) / 2 for one in line) / len(line)
    return abs((word.top + word.bottom) / 2 - middle) <= 0.45 * min(
        word.bottom - word.top, line[0].bottom - line[0].top
    )


def _line(words: list[Word], edges: Sequence[Edge]) -> Line:
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    height = max(bottom - top, 1.0)
    upright = [x for x, first, last in edges if first <= (top + bottom) / 2 <= last]
    pieces: list[Piece] = []
    for word in words:
        before = pieces[-1] if pieces else None
        if before is None or word.x0 - before.x1 > GAP * height or _parted(upright, before.x1, word.x0):
            pieces.append(Piece(word.x0, word.x1, [word]))
        else:
            before.x1 = max(before.x1, word.x1)
            before.words.append(word)
    return Line(top, height, pieces)


def _parted(upright: Sequence[float], left: float, right: float) -> bool:
    return any(left - 1 <= x <= right + 1 for x in upright)
