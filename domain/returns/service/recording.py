"""Owns how a change of a return is recorded: in the audit, and as an event where somebody has to hear of it."""

from sqlalchemy.orm import Session

from domain.returns import queries
from domain.returns.schemas import ReturnView
from domain.shared import audit, outbox
from domain.shared.desk import Desk
from domain.shared.events import Event


def recorded(
    session: Session, desk: Desk, number: str, *, action: str, event: Event | None, reason: str | None = None
) -> ReturnView:
    """Record what was done to a return, and give it as it is now."""
    session.flush()
    view = queries.rma(session, number)
    if event:
        outbox.record(session, event, subject=view.subject, now=desk.now)
    change = audit.Change(
        subject=view.subject,
        action=f"return.{action}",
        after=view.model_dump(
            mode="json", include={"state", "lines", "credit_notes", "settlement", "replacement_order"}
        ),
        reason=reason,
        source=desk.source,
    )
    audit.record(session, desk.actor, change, now=desk.now)
    return view
