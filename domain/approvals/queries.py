"""Every SELECT of approvals."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.approvals.models import IS_OPEN, ApprovalRequest
from domain.approvals.schemas import ApprovalState, ApprovalView
from domain.shared.actors import Role
from domain.shared.errors import NotFound
from domain.shared.money import Money


def view_of(row: ApprovalRequest) -> ApprovalView:
    """A request as it is shown."""
    return ApprovalView(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        revision=row.revision,
        snapshot_hash=row.snapshot_hash,
        reasons=tuple(row.reasons),
        amount=Money(row.amount, row.currency),
        roles=frozenset(Role(role) for role in row.roles),
        state=ApprovalState(row.state),
        snapshot=row.snapshot,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        comment=row.comment,
    )


def request_row(session: Session, approval_id: int) -> ApprovalRequest:
    """The row as it is in the database now; raises NotFound."""
    row = session.get(ApprovalRequest, approval_id, populate_existing=True)
    if row is None:
        raise NotFound(approval_id=approval_id)
    return row


def approval(session: Session, approval_id: int) -> ApprovalView:
    """One request; raises NotFound."""
    return view_of(request_row(session, approval_id))


def open_row(session: Session, subject: str, kind: str) -> ApprovalRequest | None:
    """The open request of a subject and kind, locked until the transaction ends."""
    return session.scalar(
        select(ApprovalRequest)
        .where(ApprovalRequest.subject == subject, ApprovalRequest.kind == kind, IS_OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def open_rows(session: Session, subject: str) -> list[ApprovalRequest]:
    """Every open request of a subject, locked until the transaction ends, oldest first."""
    return list(
        session.scalars(
            select(ApprovalRequest)
            .where(ApprovalRequest.subject == subject, IS_OPEN)
            .order_by(ApprovalRequest.id)
            .with_for_update()
        )
    )


def open_of(session: Session, subject: str) -> tuple[ApprovalView, ...]:
    """What is asked about a subject now, oldest first."""
    rows = session.scalars(
        select(ApprovalRequest).where(ApprovalRequest.subject == subject, IS_OPEN).order_by(ApprovalRequest.id)
    )
    return tuple(view_of(row) for row in rows)


def open_for(session: Session, roles: Collection[Role]) -> tuple[ApprovalView, ...]:
    """What waits for people who have one of these roles, oldest first."""
    rows = session.scalars(select(ApprovalRequest).where(IS_OPEN).order_by(ApprovalRequest.id))
    return tuple(view_of(row) for row in rows if set(roles) & {Role(role) for role in row.roles})


def requests_of(session: Session, subject: str) -> tuple[ApprovalView, ...]:
    """Everything that was ever asked about a subject, oldest first."""
    rows = session.scalars(
        select(ApprovalRequest).where(ApprovalRequest.subject == subject).order_by(ApprovalRequest.id)
    )
    return tuple(view_of(row) for row in rows)


def expired_rows(session: Session, now: datetime) -> list[ApprovalRequest]:
    """Open requests whose time is over, locked, oldest first; what another process holds is left to it."""
    return list(
        session.scalars(
            select(ApprovalRequest)
            .where(IS_OPEN, ApprovalRequest.expires_at <= now)
            .order_by(ApprovalRequest.id)
            .with_for_update(skip_locked=True)
        )
    )


def unreminded_rows(session: Session, now: datetime) -> list[ApprovalRequest]:
    """Open requests whose reminder is due and was not given, locked, oldest first."""
    return list(
        session.scalars(
            select(ApprovalRequest)
            .where(IS_OPEN, ApprovalRequest.remind_at <= now, ApprovalRequest.reminded_at.is_(None))
            .order_by(ApprovalRequest.id)
            .with_for_update(skip_locked=True)
        )
    )
