"""Remembers what was sent and answered between the workspace, the bot and the mail servers."""

import threading
import time
from collections import deque
from typing import Any

from simulator.state.feed import Feed
from simulator.state.records import Exchange

KEPT = 500


class Traffic:
    """The last exchanges, newest last."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._lock = threading.Lock()
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT)
        self._count = 0

    def record(self, direction: str, name: str, *, request: Any, answer: Any, outcome: str, started: float) -> None:
        """Write one exchange down; `started` is the monotonic moment at which it began."""
        took = (time.monotonic() - started) * 1000
        with self._lock:
            self._count += 1
            self._exchanges.append(
                Exchange(self._count, time.time(), direction, name, request, answer, outcome, round(took, 1))
            )
        self._feed.publish()

    def note(self, direction: str, name: str, *, request: Any = None, outcome: str) -> None:
        """Write something down that took no time worth measuring."""
        self.record(direction, name, request=request, answer=None, outcome=outcome, started=time.monotonic())

    def latest(self, limit: int = KEPT) -> list[Exchange]:
        """The newest exchanges, oldest of them first."""
        with self._lock:
            return list(self._exchanges)[-limit:]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._exchanges.clear()
