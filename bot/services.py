"""Owns what every handler is given: how to open a transaction, to read, to know who acts, and where things go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from domain.conversations import service as conversations
from domain.conversations.errors import AlreadyWorked
from domain.conversations.schemas import ClaimedMessage, Places, ThreadView
from domain.intake.schemas import DraftState, Message, Reading
from domain.shared.actors import Actor
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from gateways.attachments import FileContents
from gateways.slack import SlackGateway


class Reader(Protocol):
    """Understands words with today's catalogue and directory."""

    def read(self, session: Session, message: Message, draft: DraftState | None) -> Reading:
        """What a message means, given what the draft of its thread holds."""

    def look_again(self, reading: Reading, draft: DraftState | None) -> Reading:
        """The reading with what a second reader suggests; it may wait for a network, outside of any transaction."""


@dataclass(frozen=True, slots=True)
class MailTrust:
    """Whom we believe about senders, and which addresses are our own."""

    authserv_id: str | None = None
    own_addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may reach."""

    transactions: Transactions
    desk: Callable[[Actor, str | None], Desk]
    reader: Reader
    slack: SlackGateway | None
    bot_user_id: Callable[[], str]
    places: Places
    mail: MailTrust


@dataclass(frozen=True, slots=True)
class Turn:
    """One stored message being worked: who says it, where, with which files, and what the conversation is about.

    `read_at` is the revision of the draft that `reading` was made from; what changes the draft is bound to it.
    """

    row: ClaimedMessage
    desk: Desk
    thread: ThreadView
    text: str = ""
    files: tuple[FileContents, ...] = ()
    message: Message | None = None
    reading: Reading | None = None
    read_at: int | None = None
    to_user: str | None = None

    @property
    def actor(self) -> Actor:
        """Who says it."""
        return self.desk.actor

    @property
    def number(self) -> str | None:
        """The draft or order that the conversation is about."""
        subject = self.thread.subject or ""
        return subject.removeprefix("order:") if subject.startswith("order:") else None

    def finish(self, session: Session, outcome: str) -> None:
        """Mark the message as worked, in the transaction of its work, and remember the conversation.

        Raises AlreadyWorked where another worker was faster, so that this transaction leaves nothing behind.
        """
        conversations.open_thread(session, self.thread)
        if not conversations.finish(session, self.row.id, outcome):
            raise AlreadyWorked(self.row.id)
