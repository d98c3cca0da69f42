"""The verbs of approvals: ask, decide, withdraw, remind, expire. The first valid decision is the only one."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from domain.approvals.errors import AlreadyDecided, ApprovalClosed
from domain.approvals.events import ApprovalExpired, ApprovalReminderDue
from domain.approvals.models import IS_OPEN, ApprovalRequest
from domain.approvals.queries import approval, expired_rows, open_row, open_rows, request_row, unreminded_rows, view_of
from domain.approvals.rules import check_authority, check_open, check_reason, check_shown, snapshot_hash
from domain.approvals.schemas import ApprovalAsk, ApprovalState, ApprovalView
from domain.employees.schemas import EmployeeView
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.outbox import record as record_event


def ask(session: Session, desk: Desk, request: ApprovalAsk) -> ApprovalView:
    """Ask for a decision about a subject and kind.

    An open request that shows the same stands (whoever asks again is concerned as well); one that shows something
    else is superseded by the new one. Who asks may not decide. The owner of the subject holds its lock.
    """
    shown = snapshot_hash(request)
    before = open_row(session, request.subject, request.kind)
    if before is not None and before.snapshot_hash == shown:
        before.excluded = sorted({*before.excluded, *_concerned(desk, request)})
        return view_of(before)
    if before is not None:
        _close(session, desk, before, ApprovalState.SUPERSEDED)
    row = _new_row(desk, request, shown)
    session.add(row)
    session.flush()
    if before is not None:
        before.superseded_by = row.id
    view = view_of(row)
    _audited(session, desk, view, action="approval.requested")
    return view


def _concerned(desk: Desk, request: ApprovalAsk) -> set[str]:
    asker = set() if request.asker_may_decide else {desk.actor.id.lower()}
    return {mail.lower() for mail in request.excluded} | asker


def _new_row(desk: Desk, request: ApprovalAsk, shown: str) -> ApprovalRequest:
    policy = desk.policy.approvals
    return ApprovalRequest(
        kind=request.kind,
        subject=request.subject,
        revision=request.revision,
        snapshot_hash=shown,
        snapshot=request.snapshot,
        reasons=list(request.reasons),
        amount=request.amount.amount,
        currency=request.amount.currency,
        roles=sorted(request.roles),
        excluded=sorted(_concerned(desk, request)),
        state=ApprovalState.REQUESTED,
        requested_by=desk.actor.name,
        requested_at=desk.now,
        remind_at=desk.calendar.add_working_hours(desk.now, policy.remind_hours),
        expires_at=desk.calendar.add_working_hours(desk.now, policy.expires_hours),
    )


def decide(
    session: Session,
    desk: Desk,
    approval_id: int,
    *,
    approve: bool,
    comment: str | None,
    employee: EmployeeView,
    revision: int,
    snapshot_hash: str | None = None,
) -> ApprovalView:
    """Decide a request, once: of several at the same moment one wins and the others hear AlreadyDecided.

    `revision` and `snapshot_hash` say what the decider was shown. Raises NotFound, AlreadyDecided, ApprovalClosed,
    StaleApproval (something else is asked now), NotAuthorised (role, limit, self), ReasonMissing (on a rejection).
    """
    row = request_row(session, approval_id)
    view = view_of(row)
    check_open(view, row.superseded_by)
    check_authority(view, frozenset(row.excluded), employee)
    check_shown(view, revision=revision, shown_hash=snapshot_hash)
    check_reason(approve=approve, comment=comment)
    if desk.now >= row.expires_at:
        raise ApprovalClosed(state=ApprovalState.EXPIRED)
    state = ApprovalState.APPROVED if approve else ApprovalState.REJECTED
    if not _won(session, desk, row, state=state, employee=employee, comment=comment):
        _raise_lost(session, approval_id)
    decided = approval(session, approval_id)
    _audited(session, desk, decided, action=f"approval.{state}", reason=decided.comment, decided_by=employee.email)
    return decided


def _won(
    session: Session,
    desk: Desk,
    row: ApprovalRequest,
    *,
    state: ApprovalState,
    employee: EmployeeView,
    comment: str | None,
) -> bool:
    statement = (
        update(ApprovalRequest)
        .where(ApprovalRequest.id == row.id, IS_OPEN)
        .values(
            state=state,
            decided_by=employee.name,
            decided_by_id=employee.email,
            decided_at=desk.now,
            comment=(comment or "").strip() or None,
        )
        .returning(ApprovalRequest.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).first() is not None


def _raise_lost(session: Session, approval_id: int) -> None:
    row = request_row(session, approval_id)
    check_open(view_of(row), row.superseded_by)
    raise AlreadyDecided(state=row.state, by=row.decided_by, at=None, comment=None)


def withdraw(session: Session, desk: Desk, subject: str, kind: str) -> ApprovalView | None:
    """Take back what is asked about a subject and kind; None if nothing is."""
    row = open_row(session, subject, kind)
    return None if row is None else _close(session, desk, row, ApprovalState.WITHDRAWN)


def withdraw_all(session: Session, desk: Desk, subject: str) -> tuple[ApprovalView, ...]:
    """Take back everything that is asked about a subject."""
    return tuple(_close(session, desk, row, ApprovalState.WITHDRAWN) for row in open_rows(session, subject))


def expire_due(session: Session, desk: Desk) -> tuple[ApprovalView, ...]:
    """End the requests whose working hours are over; each is told to its owner by an event."""
    expired = tuple(_close(session, desk, row, ApprovalState.EXPIRED) for row in expired_rows(session, desk.now))
    for view in expired:
        record_event(session, ApprovalExpired(approval=view), subject=view.subject, now=desk.now)
    return expired


def due_reminders(session: Session, desk: Desk) -> tuple[ApprovalView, ...]:
    """The open requests whose approvers are to be reminded now; each only once, told by an event."""
    reminded = []
    for row in unreminded_rows(session, desk.now):
        row.reminded_at = desk.now
        reminded.append(view_of(row))
    session.flush()
    for view in reminded:
        record_event(session, ApprovalReminderDue(approval=view), subject=view.subject, now=desk.now)
    return tuple(reminded)


def _close(session: Session, desk: Desk, row: ApprovalRequest, state: ApprovalState) -> ApprovalView:
    row.state = state
    session.flush()
    view = view_of(row)
    _audited(session, desk, view, action=f"approval.{state}")
    return view


def _audited(
    session: Session, desk: Desk, view: ApprovalView, *, action: str, reason: str | None = None, decided_by: str = ""
) -> None:
    after = view.model_dump(mode="json", exclude={"snapshot"})
    change = Change(
        subject=view.subject,
        action=action,
        after=after | ({"decided_by_id": decided_by} if decided_by else {}),
        reason=reason,
        source=desk.source,
    )
    record(session, desk.actor, change, now=desk.now)
