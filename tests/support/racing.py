"""Owns what many people do at the same moment: each gets an answer or a refusal, and nothing else is ever raised."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from domain.shared.errors import Refusal

T = TypeVar("T")
SIXTEEN = 16


def at_once(work: Callable[[int], T], count: int = SIXTEEN) -> list[T | Refusal]:
    """What each of so many people got who did this at once, by their number. Anything but a refusal is raised."""
    start = threading.Barrier(count)

    def one(number: int) -> T | Refusal:
        start.wait()
        try:
            return work(number)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def answers(outcomes: Sequence[T | Refusal]) -> list[T]:
    """What those got who were not refused."""
    return [each for each in outcomes if not isinstance(each, Refusal)]


def codes(outcomes: Sequence[object]) -> set[str]:
    """Why the others were refused."""
    return {each.code for each in outcomes if isinstance(each, Refusal)}
