"""Owns what every verb of shipping leaves behind: an entry in the audit trail, and events."""

from typing import Any

from sqlalchemy.orm import Session

from domain.shared import audit, outbox
from domain.shared.desk import Desk
from domain.shared.events import Event


def audited(
    session: Session,
    desk: Desk,
    subject: str,
    action: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write down what was done to a pick list, package or shipment, by whom, from where."""
    change = audit.Change(subject=subject, action=action, before=before, after=after, reason=reason, source=desk.source)
    audit.record(session, desk.actor, change, now=desk.now)


def announce(session: Session, desk: Desk, subject: str, event: Event) -> None:
    """Record that something happened to goods on their way."""
    outbox.record(session, event, subject=subject, now=desk.now)
