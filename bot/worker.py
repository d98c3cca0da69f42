"""Owns the work loop: stored messages are claimed, handed to their handler, and never lost.

A refusal is an answer: it is told to the sender and the message is done. Anything else that goes wrong puts the
message back, and after the last try tells the sender with a reference.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from bot import replies
from bot.services import Services
from domain.conversations import service as conversations
from domain.conversations.errors import AlreadyWorked
from domain.conversations.schemas import ClaimedMessage, InboxKind
from domain.shared.errors import Refusal

Handler = Callable[[ClaimedMessage, Services], None]
log = structlog.get_logger()


class NeverEnded(Exception):
    """A message that was begun again and again, and each time its process ended before it did."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Works the inbox with `handlers`, one per kind of message."""

    services: Services
    handlers: Mapping[InboxKind, Handler]
    wake: threading.Condition
    poll_seconds: float = 1.0

    def run_once(self) -> bool:
        """Work one message; False if none was waiting."""
        with self.services.transactions.begin() as session:
            claimed = conversations.claim(session, limit=1)
        for row in claimed:
            self.work(row)
        return bool(claimed)

    def run_forever(self, stop: threading.Event) -> None:
        """Work messages until told to stop, sleeping while there are none."""
        while not stop.is_set():
            try:
                busy = self.run_once()
            except Exception:  # the outermost edge: the database may be away for a while
                log.exception("inbox cannot be read")
                busy = False
            if not busy:
                with self.wake:
                    self.wake.wait(self.poll_seconds)

    def notify(self) -> None:
        """There is something to work."""
        with self.wake:
            self.wake.notify_all()

    def work(self, row: ClaimedMessage) -> None:
        """Work one claimed message to an end: done, refused, put back, or given up."""
        logger = log.bind(inbox=row.id, kind=row.kind)
        try:
            if row.attempts > conversations.ATTEMPTS:
                raise NeverEnded(row.attempts)
            self._handle(row)
        except AlreadyWorked:
            logger.info("worked by another")
        except Exception as error:  # the outermost edge: kept, told and tried again
            logger.exception("message failed")
            self._failed(row, error)

    def _failed(self, row: ClaimedMessage, error: Exception) -> None:
        with self.services.transactions.begin() as session:
            gave_up = conversations.fail(session, row.id, repr(error))
        if gave_up:
            # In a transaction of its own: a sender who cannot be told must not bring the message back.
            with self.services.transactions.begin() as session:
                replies.give_up(session, self.services, row)

    def _handle(self, row: ClaimedMessage) -> None:
        try:
            self.handlers[row.kind](row, self.services)
        except Refusal as refusal:
            log.info("refused", inbox=row.id, kind=row.kind, code=refusal.code)
            with self.services.transactions.begin() as session:
                if conversations.finish(session, row.id, f"refused: {refusal.code}"):
                    replies.refuse(session, self.services, row, refusal)
