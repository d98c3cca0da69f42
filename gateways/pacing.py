"""How fast one channel may be written to, and until when a method is closed after a 429."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """`per_second` sends on average and at most `burst` at once; a wait over `patience` seconds is not waited."""

    per_second: float = 1.0
    burst: int = 4
    patience: float = 5.0


class Pacer:
    """Shares out sending times per key, for any number of threads of one process."""

    def __init__(
        self,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._full_at: dict[str, float] = {}
        self._closed_until: dict[str, float] = {}

    def wait(self, key: str, method: str) -> float:
        """Sleeps until the next send of `key` is due; answers 0, or the seconds that are too long to wait."""
        with self._lock:
            now = self._clock()
            seconds = max(self._seconds_for(key, now), self._closed_until.get(method, now) - now, 0.0)
            if seconds > self._pace.patience:
                return seconds
            self._take(key, now)
        if seconds:
            self._sleep(seconds)
        return 0.0

    def close(self, method: str, seconds: float) -> None:
        """The other side asked for silence on this method for so long."""
        with self._lock:
            self._closed_until[method] = max(self._clock() + seconds, self._closed_until.get(method, float("-inf")))

    def _seconds_for(self, key: str, now: float) -> float:
        # The moment at which a key has its whole burst again; one send moves it on by one interval.
        if not key or self._pace.per_second <= 0:
            return 0.0
        return self._full_at.get(key, now) - now - (self._pace.burst - 1) / self._pace.per_second

    def _take(self, key: str, now: float) -> None:
        if not key or self._pace.per_second <= 0:
            return
        self._full_at = {name: at for name, at in self._full_at.items() if at > now}
        self._full_at[key] = max(self._full_at.get(key, now), now) + 1 / self._pace.per_second
