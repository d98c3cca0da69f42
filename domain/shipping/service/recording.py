"""Owns what every verb of shipping leaves behind: an entry in the audit trail, and events."""

from collections.abc import Mapping
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


def audited_all(session: Session, desk: Desk, action: str, after: Mapping[str, dict[str, Any]]) -> None:
    """Write down the same action on many pick lists, packages or shipments: what each is by then, by its subject."""
    changes = [
        audit.Change(subject=subject, action=action, after=facts, source=desk.source)
        for subject, facts in after.items()
    ]
    audit.record_all(session, desk.actor, changes, now=desk.now)


def announce(session: Session, desk: Desk, subject: str, *events: Event) -> None:
    """Record what happened to goods on their way."""
    outbox.record_all(session, [(event, subject) for event in events], now=desk.now)
