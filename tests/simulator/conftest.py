"""A running simulator with the small bot behind it, over signed HTTP or in Socket Mode."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient

from presentation.blockcheck import check_surface
from simulator.client import Workspace
from simulator.service import Simulator, create_simulator
from tests.simulator.small_desk import connected, listening, settings, small_bot


@dataclass
class Desk:
    """The simulator, its address, what the bot heard, and a client with the bot's token."""

    simulator: Simulator
    url: str
    heard: list[dict[str, Any]] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        """The workspace in process."""
        return self.simulator.workspace

    @property
    def slack(self) -> WebClient:
        """The Web API as the bot uses it."""
        return WebClient(token=self.simulator.settings.bot_token, base_url=f"{self.url}/api/")

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        """One call of the Web API with the bot's token, as JSON; the answer as it is."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.simulator.settings.bot_token}"}
        request = urllib.request.Request(f"{self.url}/api/{method}", json.dumps(given).encode(), headers)
        with urllib.request.urlopen(request) as response:
            answer: dict[str, Any] = json.load(response)
        return answer

    def error_of(self, method: str, **given: Any) -> str:
        """Slack's error code for a call, or `ok`."""
        return str(self.call(method, **given).get("error", "ok"))

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of one type that the bot heard."""
        bodies = [row["body"] for row in self.heard]
        return [b["event"] for b in bodies if b.get("type") == "event_callback" and b["event"]["type"] == kind]


@contextlib.contextmanager
def open_desk(transport: str, **changes: Any) -> Iterator[Desk]:
    """A desk whose bot is reached by `http`, `socket` or not at all (`silent`)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{server.server_port}/slack/events" if transport == "http" else ""
    simulator = create_simulator(settings(**({"bot_url": address} | changes)), check_surface)
    with simulator.served() as url, contextlib.ExitStack() as stack:
        desk = Desk(simulator, url)
        bot = small_bot(url, simulator.settings, desk.heard)
        if transport == "http":
            stack.enter_context(listening(bot, server))
        else:
            server.server_close()
        if transport == "socket":
            stack.enter_context(connected(bot, simulator.settings))
        yield desk


@pytest.fixture(params=["http", "socket"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk over each of the two ways to a bot."""
    with open_desk(request.param) as opened:
        yield opened


@pytest.fixture
def silent() -> Iterator[Desk]:
    """A desk without a bot."""
    with open_desk("silent") as opened:
        yield opened
