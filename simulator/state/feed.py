"""Tells listeners that something changed: threads that wait, and browsers that hold a stream open."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Feed:
    """A counter of changes that can be waited for from threads and from event loops."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._streams: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self.revision = 0
        self.is_closed = False

    def publish(self) -> None:
        """Count one change and wake everybody who waits."""
        with self._condition:
            self.revision += 1
            self._wake()

    def close(self) -> None:
        """Let every stream end."""
        with self._condition:
            self.is_closed = True
            self._wake()

    def _wake(self) -> None:
        self._condition.notify_all()
        for loop, event in list(self._streams):
            if loop.is_closed():
                self._streams.remove((loop, event))
            else:
                loop.call_soon_threadsafe(event.set)

    def join(self) -> asyncio.Event:
        """An event of the running loop that is set at each change; give it back with `leave`."""
        event = asyncio.Event()
        with self._condition:
            self._streams.append((asyncio.get_running_loop(), event))
        return event

    def leave(self, event: asyncio.Event) -> None:
        """Stop telling this event."""
        with self._condition:
            self._streams = [pair for pair in self._streams if pair[1] is not event]

    def wait_until(self, look: Callable[[], Found | None], timeout: float) -> Found | None:
        """What `look` finds, tried again after each change, or None after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            with self._condition:
                seen = self.revision
            found = look()
            remaining = deadline - time.monotonic()
            if found or remaining <= 0:
                return found
            with self._condition:
                if self.revision == seen:
                    self._condition.wait(min(remaining, 0.5))
