"""Owns work done by several processes at once: all warm up, start together, and are timed from first to last."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

Piece = Callable[[], object]
#: Gives the pieces of work of the process with this number, for as long as it needs its connection.
Prepare = Callable[[int], AbstractContextManager[Sequence[Piece]]]


@dataclass(frozen=True, slots=True)
class Run:
    """How many pieces were done in how many seconds, and how long each took."""

    pieces: int
    seconds: float
    each: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Pieces per second of all processes together."""
        return self.pieces / self.seconds


def side_by_side(prepare: Prepare, *, processes: int, warm_up: int) -> Run:
    """Run the pieces of each process in a process of its own; the first `warm_up` of each are not counted.

    Raises RuntimeError when a process fails. Open no connections before: processes are forked.
    """
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(processes)
    pipes = []
    for index in range(processes):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(prepare, index, warm_up, barrier, sender))
        process.start()
        sender.close()
        pipes.append((process, receiver))
    spans: list[tuple[float, float, list[float]]] = []
    for process, receiver in pipes:
        try:
            spans.append(receiver.recv())
        except EOFError as error:
            raise RuntimeError("a process at work failed; its reason stands above") from error
        process.join()
    each = tuple(taken for span in spans for taken in span[2])
    return Run(len(each), max(span[1] for span in spans) - min(span[0] for span in spans), each)


def _work(prepare: Prepare, index: int, warm_up: int, barrier: Any, sender: Any) -> None:
    try:
        with prepare(index) as pieces:
            for piece in pieces[:warm_up]:
                piece()
            barrier.wait()
            each = []
            started = last = time.monotonic()
            for piece in pieces[warm_up:]:
                piece()
                now = time.monotonic()
                each.append(now - last)
                last = now
            sender.send((started, last, each))
    except BaseException:
        barrier.abort()
        raise
    finally:
        sender.close()
