"""Tables of conversations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from domain.conversations.schemas import InboxState
from domain.shared.database import Base, Document, MomentColumn, Serial

UNFINISHED = (InboxState.WAITING, InboxState.WORKING)


class InboxMessage(Base):
    """A raw message, kept unchanged, and how far it was worked."""

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    external_id: Mapped[str] = mapped_column(String(250), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    thread_key: Mapped[str] = mapped_column(String(250))
    sender: Mapped[str] = mapped_column(String(250), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(MomentColumn)
    state: Mapped[str] = mapped_column(String(20), default=InboxState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(MomentColumn)
    lease_until: Mapped[datetime | None] = mapped_column(MomentColumn)
    finished_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    outcome: Mapped[str | None] = mapped_column(Text)


Index(
    "ix_inbox_open", InboxMessage.thread_key, InboxMessage.id,
    sqlite_where=InboxMessage.state.in_(UNFINISHED), postgresql_where=InboxMessage.state.in_(UNFINISHED),
)  # fmt: skip
Index(
    "ix_inbox_queue", InboxMessage.id,
    sqlite_where=InboxMessage.state.in_(UNFINISHED), postgresql_where=InboxMessage.state.in_(UNFINISHED),
)  # fmt: skip


class Thread(Base):
    """One conversation in one place."""

    __tablename__ = "threads"

    thread_key: Mapped[str] = mapped_column(String(250), primary_key=True)
    channel_kind: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(250))
    anchor: Mapped[str] = mapped_column(String(250))
    context: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    updated_at: Mapped[datetime] = mapped_column(MomentColumn)


class ThreadSubject(Base):
    """What a conversation was about, the latest counting."""

    __tablename__ = "thread_subjects"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    thread_key: Mapped[str] = mapped_column(ForeignKey("threads.thread_key"), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)


class ThreadMail(Base):
    """A mail that belongs to a conversation, by its Message-ID."""

    __tablename__ = "thread_mails"

    message_id: Mapped[str] = mapped_column(String(250), primary_key=True)
    thread_key: Mapped[str] = mapped_column(ForeignKey("threads.thread_key"), index=True)


class PostedCard(Base):
    """A card that Slack has."""

    __tablename__ = "posted_cards"

    card_key: Mapped[str] = mapped_column(String(250), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    channel: Mapped[str] = mapped_column(String(80))
    ts: Mapped[str] = mapped_column(String(40))
    thread_ts: Mapped[str | None] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(String(80))


class MailboxPosition(Base):
    """How far a mailbox was read."""

    __tablename__ = "mailbox_positions"

    mailbox: Mapped[str] = mapped_column(String(250), primary_key=True)
    uid_validity: Mapped[int]
    last_uid: Mapped[int]
