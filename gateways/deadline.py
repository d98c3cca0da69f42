"""One time limit for a whole HTTP exchange: connecting, TLS, sending, and an answer however slowly it drips."""

import ssl
import time
from collections.abc import Callable
from typing import Any

import httpcore

#: One address of several that do not answer must not use up the whole limit.
LONGEST_CONNECT = 3.0


class Deadline:
    """A moment after which nothing more is waited for."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends_at = clock() + seconds

    def left(self) -> float:
        """The seconds that are left; raises httpcore's ReadTimeout when there are none."""
        seconds = self._ends_at - self._clock()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the whole time limit is over")
        return seconds


class DeadlineBackend(httpcore.NetworkBackend):
    """Connections of which every step ends by the deadline. httpcore's own limits are for each step anew."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *more: Any, **named: Any
    ) -> httpcore.NetworkStream:
        """Connect."""
        seconds = min(self._deadline.left(), LONGEST_CONNECT)
        return _DeadlineStream(self._backend.connect_tcp(host, port, seconds, *more, **named), self._deadline)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        encrypted = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _DeadlineStream(encrypted, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
