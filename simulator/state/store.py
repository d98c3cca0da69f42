"""The whole memory of a workspace behind one lock, and the faults that a test asked for."""

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from secrets import token_hex

from simulator.settings import SimulatorSettings
from simulator.state.conversations import Conversations
from simulator.state.feed import Feed
from simulator.state.files import Files
from simulator.state.mailboxes import Mailboxes
from simulator.state.records import Json
from simulator.state.traffic import Traffic
from simulator.state.views import Views

RESPONSE_USES = 5
RESPONSE_SECONDS = 1800


@dataclass(slots=True)
class ResponseAddress:
    """Where an answer to an interaction goes; usable a few times within half an hour."""

    channel: str
    user: str
    message_ts: str | None
    thread_ts: str | None
    expires: float
    uses: int = RESPONSE_USES


@dataclass(slots=True)
class Fault:
    """How the next call of a method fails: an error of Slack's, or a status with Retry-After."""

    error: str = ""
    status: int = 200
    retry_after: int = 0


@dataclass(slots=True)
class Suggested:
    """What the app offered last for an external select."""

    options: list[Json] = field(default_factory=list)


class Store:
    """Everything that a simulated workspace remembers."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self.settings = settings
        self.lock = threading.RLock()
        self.feed = Feed()
        self.public_url = settings.public_url.rstrip("/")
        self.conversations = Conversations(settings, self.lock, self.feed)
        self.views = Views(self.lock, self.feed, settings.trigger_seconds)
        self.files = Files(self.lock, self.feed)
        self.mailboxes = Mailboxes(self.lock, self.feed)
        self.traffic = Traffic(self.feed)
        self._responses: dict[str, ResponseAddress] = {}
        self._faults: dict[str, deque[Fault]] = {}
        self._suggested: dict[tuple[str, str, str], Suggested] = {}

    def reset(self) -> None:
        """Forget everything that was said, sent and opened."""
        with self.lock:
            self.conversations.reset()
            self.views.reset()
            self.files.reset()
            self.mailboxes.reset()
            self.traffic.clear()
            self._responses.clear()
            self._faults.clear()

    def response_url(
        self, channel: str, user: str, *, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """A new address for answers to what `user` did."""
        key = token_hex(12)
        expires = time.monotonic() + RESPONSE_SECONDS
        with self.lock:
            self._responses[key] = ResponseAddress(channel, user, message_ts, thread_ts, expires)
        return f"{self.public_url}/respond/{self.settings.team_id}/{key}"

    def use_response(self, key: str) -> ResponseAddress | str:
        """The address behind a response_url, or why it cannot be used (any more)."""
        with self.lock:
            address = self._responses.get(key)
            if address is None:
                return "invalid_url"
            if address.uses == 0 or time.monotonic() > address.expires:
                return "used_url" if address.uses == 0 else "expired_url"
            address.uses -= 1
            return address

    def plan_fault(self, method: str, fault: Fault, times: int) -> None:
        """Let the next `times` calls of a Web API method fail."""
        with self.lock:
            self._faults.setdefault(method, deque()).extend([fault] * times)

    def next_fault(self, method: str) -> Fault | None:
        """The fault planned for this call, if any."""
        with self.lock:
            planned = self._faults.get(method)
            return planned.popleft() if planned else None

    def remember_options(self, container: str, block_id: str, action_id: str, options: list[Json]) -> None:
        """Keep what the app offered, so that a choice is an index into it."""
        with self.lock:
            self._suggested[(container, block_id, action_id)] = Suggested(options)

    def offered_options(self, container: str, block_id: str, action_id: str) -> list[Json]:
        """What the app offered last for this select."""
        with self.lock:
            found = self._suggested.get((container, block_id, action_id))
            return found.options if found else []
