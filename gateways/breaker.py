"""When to stop asking a far side that keeps failing, so that a dead one costs nothing."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """After `failures` in a row nobody asks for `seconds`; then one may try, and a failure closes it again."""

    failures: int = 3
    seconds: float = 60.0


class Breaker:
    """Counts failures in a row, for any number of threads of one process."""

    def __init__(self, patience: Patience, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = float("-inf")

    def allows(self) -> bool:
        """Whether the far side may be asked now; of those who come after a pause, only the first may."""
        with self._lock:
            if self._failures < self._patience.failures:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + self._patience.seconds
            return True

    def succeeded(self) -> None:
        """It answered."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """It did not answer, or not with anything that can be used."""
        with self._lock:
            self._failures += 1
            self._closed_until = self._clock() + self._patience.seconds
