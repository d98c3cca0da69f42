"""Owns when a second try is made, and the hook that wakes whoever works the outbox."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from domain.shared.database import after_commit

BACKOFF_SECONDS = (5, 30, 120, 600, 3600)
WAKE = "wake_relay"


def wake(session: Session) -> None:
    """After the commit there is something to do."""
    call: Callable[[], None] | None = session.info.get(WAKE)
    if call:
        after_commit(session, call)


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many tries."""
    return timedelta(seconds=BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1])
