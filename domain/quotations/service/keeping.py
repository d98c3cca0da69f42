"""Owns what every verb of quotations shares: the lock, the revision, the last day, and what is written down."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.quotations import queries
from domain.quotations.errors import QuotationOver
from domain.quotations.models import Quotation
from domain.quotations.schemas import QuotationView
from domain.shared import audit, outbox
from domain.shared.desk import Desk
from domain.shared.errors import StaleRevision
from domain.shared.events import Event


def opened(session: Session, number: str, revision: int) -> Quotation:
    """A quotation, locked; raises NotFound, StaleRevision."""
    row = queries.quotation_for_update(session, number)
    same_revision(row, revision)
    return row


def same_revision(row: Quotation, revision: int) -> None:
    """Raise StaleRevision unless the revision shown is the current one."""
    if revision != row.revision:
        raise StaleRevision(number=row.number, shown=revision, current=row.revision)


def refuse_over(desk: Desk, row: Quotation) -> None:
    """Raise QuotationOver once its last day has passed."""
    if row.valid_until < desk.today:
        raise QuotationOver(number=row.number, valid_until=row.valid_until.isoformat())


def recorded(
    session: Session,
    desk: Desk,
    number: str,
    *,
    action: str,
    before: QuotationView | None = None,
    event: Event | None = None,
) -> QuotationView:
    """Write down what was done, announce it, and return the quotation as it is now."""
    session.flush()
    view = queries.quotation(session, number)
    if event is not None:
        outbox.record(session, event, subject=view.subject, now=desk.now)
    shown: Sequence[dict[str, object] | None] = [
        each.model_dump(mode="json", include={"state", "revision", "valid_until", "lines", "total", "orders", "reason"})
        if each
        else None
        for each in (before, view)
    ]
    change = audit.Change(
        subject=view.subject, action=f"quotation.{action}", before=shown[0], after=shown[1], reason=view.reason,
        source=desk.source,
    )  # fmt: skip
    audit.record(session, desk.actor, change, now=desk.now)
    return view
