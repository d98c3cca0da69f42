"""Ports for what tests start: two workers run at once, so no test names a port of its own."""

import os
import socket
from itertools import count

#: Below the ports that the system gives to outgoing connections: one of those may be taken again before we listen.
_LOWEST, _OF_A_WORKER, _WORKERS = 20_000, 4_000, 3
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
_TURNS = count(os.getpid())


def free_port() -> int:
    """A port of this machine that nobody listens on right now, and that no test of this process was given lately."""
    for turn in _TURNS:
        port = _LOWEST + _WORKER * _OF_A_WORKER + turn % _OF_A_WORKER
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("turns never end")
