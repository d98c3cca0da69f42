"""Owns events that happened: written down with their cause, worked once by each of two consumers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Index, String, Text, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.clock import real_now
from domain.shared.database import Base, Document, MomentColumn, Serial, written
from domain.shared.events import Event
from domain.shared.outbox.pace import backoff, wake


class Consumer(StrEnum):
    """Who works events off."""

    REACTIONS = "reactions"
    ROUTING = "routing"


class OutboxEvent(Base):
    """One event with its data, and when each consumer was through with it."""

    __tablename__ = "outbox_events"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    subject: Mapped[str] = mapped_column(String(120), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(Document)
    occurred_at: Mapped[datetime] = mapped_column(MomentColumn)
    reactions_done_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    reactions_attempts: Mapped[int] = mapped_column(default=0)
    reactions_next_at: Mapped[datetime] = mapped_column(MomentColumn)
    routing_done_at: Mapped[datetime | None] = mapped_column(MomentColumn)
    routing_attempts: Mapped[int] = mapped_column(default=0)
    routing_next_at: Mapped[datetime] = mapped_column(MomentColumn)
    error: Mapped[str | None] = mapped_column(Text)


Index(
    "ix_outbox_events_unreacted", OutboxEvent.id, sqlite_where=OutboxEvent.reactions_done_at.is_(None),
    postgresql_where=OutboxEvent.reactions_done_at.is_(None),
)  # fmt: skip
Index(
    "ix_outbox_events_unrouted", OutboxEvent.id, sqlite_where=OutboxEvent.routing_done_at.is_(None),
    postgresql_where=OutboxEvent.routing_done_at.is_(None),
)  # fmt: skip


#: Built once and run beside the session's own machinery: both cost more than the statement.
_RECORD = insert(OutboxEvent)


class RecordedEvent(BaseModel):
    """A stored event as its consumers get it."""

    model_config = ConfigDict(frozen=True)

    id: int
    kind: str
    version: int
    subject: str
    data: dict[str, Any]
    occurred_at: datetime


def record(session: Session, event: Event, *, subject: str, now: datetime) -> None:
    """Write down that something happened; consumers get it after the commit."""
    record_all(session, [(event, subject)], now=now)


def record_all(session: Session, events: Iterable[tuple[Event, str]], *, now: datetime) -> None:
    """Write down many events, each with its subject, in one go."""
    real = real_now()
    rows = [
        {
            "kind": event.kind, "version": event.version, "subject": subject, "data": event.model_dump(mode="json"),
            "occurred_at": now, "reactions_attempts": 0, "routing_attempts": 0, "reactions_next_at": real,
            "routing_next_at": real,
        }
        for event, subject in events
    ]  # fmt: skip
    if rows:
        session.connection().execute(_RECORD, rows)
        wake(session)


@contextmanager
def claimed_event(session: Session, consumer: Consumer) -> Iterator[RecordedEvent | None]:
    """The oldest event that this consumer has not worked, locked until the transaction ends; None if there is none.

    Leaving the block marks it as worked in the same transaction as whatever the consumer did.
    """
    done, next_at = (getattr(OutboxEvent, f"{consumer}_{name}") for name in ("done_at", "next_at"))
    row = session.scalars(
        select(OutboxEvent).where(done.is_(None), next_at <= real_now()).order_by(OutboxEvent.id).limit(written(1))
        .with_for_update(skip_locked=True)
    ).first()  # fmt: skip
    if row is None:
        yield None
        return
    yield RecordedEvent.model_validate(row, from_attributes=True)
    setattr(row, f"{consumer}_done_at", real_now())


def event_failed(session: Session, event_id: int, consumer: Consumer, error: str) -> None:
    """Put an event back after a failure: tried again later, with the error kept."""
    row = session.get_one(OutboxEvent, event_id)
    attempts = getattr(row, f"{consumer}_attempts") + 1
    setattr(row, f"{consumer}_attempts", attempts)
    setattr(row, f"{consumer}_next_at", real_now() + backoff(attempts))
    row.error = error[:2000]
