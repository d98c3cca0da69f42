"""Every SELECT of approvals."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.approvals.models import IS_OPEN, ApprovalRequest, ApprovalVote
from domain.approvals.rules import Question, deciders
from domain.approvals.schemas import ApprovalState, ApprovalView, StepAsked, Vote
from domain.employees import queries as employees
from domain.employees.schemas import EmployeeView
from domain.shared.actors import Role
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.money import Money


def question_of(row: ApprovalRequest, votes: Iterable[Vote] = ()) -> Question:
    """What a decider is held against; requests of before had one step."""
    steps = tuple(StepAsked.model_validate(step) for step in row.steps or ({"roles": row.roles, "people": 1},))
    also = frozenset(Role(role) for role in row.escalate_to or ()) if row.escalated_at else frozenset[Role]()
    amount = row.amount if row.authority is None else row.authority
    return Question(steps, row.parallel or False, tuple(votes), frozenset(row.excluded), amount, also)


def view_of(row: ApprovalRequest, votes: Iterable[Vote] = ()) -> ApprovalView:
    """A request as it is shown."""
    question, is_open = question_of(row, votes), row.state == ApprovalState.REQUESTED
    return ApprovalView(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        revision=row.revision,
        snapshot_hash=row.snapshot_hash,
        reasons=tuple(row.reasons),
        amount=Money(row.amount, row.currency),
        roles=question.roles if is_open else frozenset(Role(role) for role in row.roles),
        state=ApprovalState(row.state),
        snapshot=row.snapshot,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        escalated_at=row.escalated_at,
        needs_reason=row.needs_reason or False,
        votes=question.votes,
        missing=question.missing if is_open else 0,
        decided_by=row.decided_by if row.decided_for is None else f"{row.decided_by} for {row.decided_for}",
        decided_at=row.decided_at,
        comment=row.comment,
        cap=None if row.cap is None else Money(row.cap, row.currency),
        valid_until=row.valid_until,
    )


def votes_of(session: Session, approval_ids: Collection[int]) -> dict[int, list[Vote]]:
    """What was said to requests, in order: their votes by request; nothing for one that nobody has answered."""
    found: dict[int, list[Vote]] = {}
    if not approval_ids:
        return found
    rows = session.scalars(
        select(ApprovalVote).where(ApprovalVote.approval_id.in_(sorted(approval_ids))).order_by(ApprovalVote.id)
    )
    for row in rows:
        found.setdefault(row.approval_id, []).append(
            Vote(**{name: getattr(row, name) for name in Vote.model_fields})
        )  # fmt: skip
    return found


def _views(session: Session, rows: Sequence[ApprovalRequest]) -> tuple[ApprovalView, ...]:
    said = votes_of(session, [row.id for row in rows if _takes_several(row)])
    return tuple(view_of(row, said.get(row.id, ())) for row in rows)


def _takes_several(row: ApprovalRequest) -> bool:
    return sum(int(step["people"]) for step in row.steps or ()) > 1


def request_row_for_update(session: Session, approval_id: int) -> ApprovalRequest:
    """The row as it is now, locked until the transaction ends; raises NotFound."""
    row = session.get(ApprovalRequest, approval_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise NotFound(approval_id=approval_id)
    return row


def request_row(session: Session, approval_id: int) -> ApprovalRequest:
    """The row as it is in the database now; raises NotFound."""
    row = session.get(ApprovalRequest, approval_id, populate_existing=True)
    if row is None:
        raise NotFound(approval_id=approval_id)
    return row


def approval(session: Session, approval_id: int) -> ApprovalView:
    """One request; raises NotFound."""
    return _views(session, [request_row(session, approval_id)])[0]


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
    return _views(session, rows.all())


def open_for(session: Session, roles: Collection[Role]) -> tuple[ApprovalView, ...]:
    """What waits for people who have one of these roles, oldest first."""
    rows = session.scalars(select(ApprovalRequest).where(IS_OPEN).order_by(ApprovalRequest.id)).all()
    return tuple(view for view in _views(session, rows) if set(roles) & view.roles)


def requests_of(session: Session, subject: str) -> tuple[ApprovalView, ...]:
    """Everything that was ever asked about a subject, oldest first."""
    rows = session.scalars(
        select(ApprovalRequest).where(ApprovalRequest.subject == subject).order_by(ApprovalRequest.id)
    )
    return _views(session, rows.all())


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


def lying_rows(session: Session, now: datetime) -> list[ApprovalRequest]:
    """Open requests that are to be escalated and were not, locked, oldest first."""
    return list(
        session.scalars(
            select(ApprovalRequest)
            .where(IS_OPEN, ApprovalRequest.escalate_at <= now, ApprovalRequest.escalated_at.is_(None))
            .order_by(ApprovalRequest.id)
            .with_for_update(skip_locked=True)
        )
    )


def deciders_of(session: Session, desk: Desk, approval_id: int) -> list[EmployeeView]:
    """Who can decide an open request and is here today; delegates stand for who is away."""
    row = request_row(session, approval_id)
    return present_deciders(session, desk, question_of(row, votes_of(session, [row.id]).get(row.id, ())))


def present_deciders(session: Session, desk: Desk, question: Question) -> list[EmployeeView]:
    """Who can decide and is here today."""
    away = employees.away_on(session, desk.today)
    return deciders(question, employees.all_employees(session), away, desk.policy.approvals.delegation_chain)
