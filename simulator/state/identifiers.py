"""Makes ids as Slack does: unique, increasing ts strings, random ids, and trigger ids that expire."""

import secrets
import string
import threading
import time
from dataclasses import dataclass

ALPHABET = string.ascii_uppercase + string.digits


class Timestamps:
    """Message ts strings, each later than the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        """A ts that nobody has, such as `1764000000.000200`."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1000)
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def new_id(prefix: str, length: int = 10) -> str:
    """A random id such as `V0A1B2C3D4E`."""
    return f"{prefix}0" + "".join(secrets.choice(ALPHABET) for _ in range(length - 1))


@dataclass(slots=True)
class Trigger:
    """Who may open a modal, until when (monotonic seconds)."""

    user: str
    expires: float
    is_used: bool = False
    view_id: str | None = None


class Triggers:
    """Trigger ids: used once, within a few seconds of real time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        """A new trigger id for what `user` just did, in a view where `view_id` says so."""
        key = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        with self._lock:
            self._triggers[key] = Trigger(user, time.monotonic() + self._seconds, view_id=view_id)
        return key

    def redeem(self, key: str) -> Trigger | str:
        """The trigger, or Slack's error code when it is unknown, too old or was used before."""
        with self._lock:
            trigger = self._triggers.get(key)
            if trigger is None:
                return "invalid_trigger_id"
            if trigger.is_used:
                return "exchanged_trigger_id"
            if time.monotonic() > trigger.expires:
                return "expired_trigger_id"
            trigger.is_used = True
            return trigger
