"""Ports for what tests start: two workers run at once, so no test names a port of its own."""

import socket


def free_port() -> int:
    """A port of this machine that nobody listens on right now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
