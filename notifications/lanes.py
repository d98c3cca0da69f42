"""Owns the lanes on which a running relay sends: Slack and mail apart, so that one slow side never holds up both."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from domain.shared.outbox import ClaimedDelivery, lease_of

Group = Sequence[ClaimedDelivery]
EMAIL, SLACK = "email", "slack"
MAIL_SENDERS = 2
#: What waited for more than this part of its lease is given back: the rest must be enough to send it.
PATIENCE = 1 / 3
MOST_WAITING = 60


def grouped(deliveries: Group) -> list[Group]:
    """The deliveries by what must leave in order, in the order they were owed."""
    groups: dict[str, list[ClaimedDelivery]] = {}
    for delivery in deliveries:
        groups.setdefault(delivery.order_key, []).append(delivery)
    return list(groups.values())


class Lanes:
    """Starts groups of deliveries on threads; `done` is called after each, as more may be due then.

    What cannot be begun in time, or at all because the lanes close, is handed to `leave`.
    """

    def __init__(
        self,
        send: Callable[[ClaimedDelivery], None],
        leave: Callable[[ClaimedDelivery], None],
        done: Callable[[], None],
        *,
        senders: int,
    ) -> None:
        self._send = send
        self._leave = leave
        self._done = done
        self._slack = ThreadPoolExecutor(senders, thread_name_prefix="slack-sender")
        self._mail = ThreadPoolExecutor(MAIL_SENDERS, thread_name_prefix="mail-sender")
        self._waiting = {EMAIL: 0, SLACK: 0}
        self._lock = threading.Lock()

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be claimed yet."""
        return self._waiting[SLACK] >= MOST_WAITING

    @property
    def full_channels(self) -> frozenset[str]:
        """The channels that should wait while others go on: Slack never waits for mail."""
        return frozenset({EMAIL}) if self._waiting[EMAIL] >= MOST_WAITING else frozenset()

    def start(self, deliveries: Group) -> None:
        """Send these; what shares an order stays in it."""
        claimed_at = time.monotonic()
        for group in grouped(deliveries):
            lane = EMAIL if group[0].channel == EMAIL else SLACK
            pool = self._mail if lane == EMAIL else self._slack
            with self._lock:
                self._waiting[lane] += 1
            pool.submit(self._send_group, group, claimed_at).add_done_callback(partial(self._finished, lane, group))

    def close(self) -> None:
        """Wait for what is being sent; what was not begun is left."""
        for pool in (self._slack, self._mail):
            pool.shutdown(wait=True, cancel_futures=True)

    def _send_group(self, group: Group, claimed_at: float) -> None:
        for delivery in group:
            is_late = time.monotonic() - claimed_at > lease_of(delivery.channel).total_seconds() * PATIENCE
            (self._leave if is_late else self._send)(delivery)

    def _finished(self, lane: str, group: Group, future: "Future[None]") -> None:
        if future.cancelled():
            for delivery in group:
                self._leave(delivery)
        with self._lock:
            self._waiting[lane] -= 1
        self._done()
