"""Owns the audit trail: one append-only row per change, saying who, for whom, from where, before and after."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import String, Text, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.shared.actors import Actor
from domain.shared.database import Base, Document, MomentColumn, Serial


class AuditEntry(Base):
    """One change of one subject. Rows are never changed."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    at: Mapped[datetime] = mapped_column(MomentColumn)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    action: Mapped[str] = mapped_column(String(80))
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(250))
    actor_name: Mapped[str] = mapped_column(String(250))
    source: Mapped[str | None] = mapped_column(String(250))
    reason: Mapped[str | None] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(Document)
    after: Mapped[dict[str, Any] | None] = mapped_column(Document)


#: Built once and run beside the session's own machinery: both cost more than the statement.
_RECORD = insert(AuditEntry)


class AuditView(BaseModel):
    """One entry of the trail as it is shown."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    at: datetime
    subject: str
    action: str
    actor_name: str
    source: str | None
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Change(BaseModel):
    """What changed: subject like 'order:SO-1042', action like 'order.confirmed', values as plain data."""

    model_config = ConfigDict(frozen=True)

    subject: str
    action: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str | None = None
    source: str | None = None


def record(session: Session, actor: Actor, change: Change, *, now: datetime) -> None:
    """Write one entry; `source` is the message, click or file that the change came from."""
    record_all(session, actor, [change], now=now)


def record_all(session: Session, actor: Actor, changes: Iterable[Change], *, now: datetime) -> None:
    """Write one entry for each of many changes, in one go."""
    who = {"at": now, "actor_kind": actor.kind, "actor_id": actor.id, "actor_name": actor.name}
    rows = [who | change.model_dump(mode="json") for change in changes]
    if rows:
        session.connection().execute(_RECORD, rows)


def trail(session: Session, subject: str) -> Sequence[AuditView]:
    """Every change of a subject, oldest first."""
    rows = session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id))
    return [AuditView.model_validate(row) for row in rows]
