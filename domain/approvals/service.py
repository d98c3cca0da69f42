"""The verbs of approvals: ask, decide, withdraw, remind, escalate, expire. The first valid decision is the only one."""

from dataclasses import replace

from sqlalchemy.orm import Session

from domain.approvals.errors import ApprovalClosed
from domain.approvals.events import ApprovalEscalated, ApprovalExpired, ApprovalReminderDue
from domain.approvals.models import ApprovalRequest, ApprovalVote
from domain.approvals.queries import (
    approval,
    deciders_of,
    expired_rows,
    lying_rows,
    open_row,
    open_rows,
    present_deciders,
    question_of,
    request_row_for_update,
    unreminded_rows,
    view_of,
    votes_of,
)
from domain.approvals.rules import Seat, check_open, check_reason, check_shown, seat_of, snapshot_hash
from domain.approvals.schemas import ApprovalAsk, ApprovalState, ApprovalView, Terms, Vote
from domain.employees import queries as employees
from domain.employees.schemas import EmployeeView
from domain.shared.actors import Role
from domain.shared.audit import Change, record
from domain.shared.desk import Desk
from domain.shared.outbox import record as record_event


def ask(session: Session, desk: Desk, request: ApprovalAsk) -> ApprovalView:
    """Ask for a decision about a subject and kind.

    An open request that shows the same stands (whoever asks again is concerned as well); one that shows something
    else is superseded by the new one, and whoever was concerned in it stays so. Who asks may not decide. The owner of
    the subject holds its lock.
    """
    shown = snapshot_hash(request)
    before = open_row(session, request.subject, request.kind)
    if before is not None and before.snapshot_hash == shown:
        before.excluded = sorted({*before.excluded, *_concerned(desk, request)})
        return approval(session, before.id)
    row = _new_row(desk, request, shown)
    if before is not None:
        _close(session, desk, before, ApprovalState.SUPERSEDED)
        row.excluded = sorted({*before.excluded, *row.excluded})
    session.add(row)
    session.flush()
    if before is not None:
        before.superseded_by = row.id
    view = view_of(row)
    _audited(session, desk, view, action="approval.requested")
    return view if _is_answerable(session, desk, row) else _escalate(session, desk, row)


def _is_answerable(session: Session, desk: Desk, row: ApprovalRequest) -> bool:
    """Whether somebody who may decide is here, or the next level would not help either."""
    question = question_of(row)
    if not row.escalate_to or present_deciders(session, desk, question):
        return True
    also = frozenset(Role(role) for role in row.escalate_to)
    return not present_deciders(session, desk, replace(question, also=also))


def _concerned(desk: Desk, request: ApprovalAsk) -> set[str]:
    asker = set() if request.asker_may_decide else {desk.actor.id.lower()}
    return {mail.lower() for mail in request.excluded} | asker


def _new_row(desk: Desk, request: ApprovalAsk, shown: str) -> ApprovalRequest:
    policy, calendar = desk.policy.approvals, desk.calendar
    authority = request.amount.amount * request.rate
    return ApprovalRequest(
        kind=request.kind,
        subject=request.subject,
        revision=request.revision,
        snapshot_hash=shown,
        snapshot=request.snapshot,
        reasons=list(request.reasons),
        amount=request.amount.amount,
        currency=request.amount.currency,
        authority=authority,
        roles=sorted(request.roles),
        steps=[step.model_dump(mode="json") | {"roles": sorted(step.roles)} for step in request.every_step],
        parallel=request.parallel,
        escalate_to=sorted(request.escalate_to),
        excluded=sorted(_concerned(desk, request)),
        needs_reason=bool(policy.reason_over) and authority > policy.reason_over,
        state=ApprovalState.REQUESTED,
        requested_by=desk.actor.name,
        requested_at=desk.now,
        remind_at=calendar.add_working_hours(desk.now, policy.remind_hours),
        escalate_at=calendar.add_working_hours(desk.now, policy.escalate_hours) if request.escalate_to else None,
        expires_at=calendar.add_working_hours(desk.now, policy.expires_hours),
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
    terms: Terms | None = None,
) -> ApprovalView:
    """Decide a request: of several clicks at one moment one wins; where more people are needed it stays open.

    Raises NotFound, AlreadyDecided, ApprovalClosed, StaleApproval (`revision` and `snapshot_hash` say what was shown),
    NotAuthorised (role, limit, self, twice), ReasonMissing.
    """
    row = request_row_for_update(session, approval_id)
    votes = votes_of(session, [row.id]).get(row.id, [])
    view = view_of(row, votes)
    seat = _checked(session, desk, row, view, employee=employee)
    check_shown(view, revision=revision, shown_hash=snapshot_hash)
    check_reason(approve=approve, comment=comment, needs_reason=view.needs_reason)
    if desk.now >= row.expires_at:
        raise ApprovalClosed(state=ApprovalState.EXPIRED)
    vote = _vote(session, desk, row, seat, employee=employee, approve=approve, comment=comment)
    _narrow(row, terms or Terms())
    if approve and view.missing > 1:
        session.flush()
        decided = view_of(row, [*votes, vote])
        _audited(session, desk, decided, action="approval.voted", reason=vote.comment, decided_by=employee.email)
        return decided
    row.state = ApprovalState.APPROVED if approve else ApprovalState.REJECTED
    row.decided_by, row.decided_by_id, row.decided_at = employee.name, employee.email, desk.now
    row.decided_for, row.comment = None if vote.by == vote.name else vote.principal_name, vote.comment
    session.flush()
    decided, chain = view_of(row, [*votes, vote] if votes else ()), seat.authority.chain
    action = f"approval.{row.state}"
    _audited(session, desk, decided, action=action, reason=vote.comment, decided_by=employee.email, chain=chain)
    return decided


def _checked(
    session: Session, desk: Desk, row: ApprovalRequest, view: ApprovalView, *, employee: EmployeeView
) -> Seat:  # fmt: skip
    """In whose name the employee decides a request that still waits."""
    check_open(view, row.superseded_by)
    most = desk.policy.approvals.delegation_chain
    names = employees.authorities(session, employee, desk.today, most=most)
    return seat_of(question_of(row, view.votes), employee, names)


def _vote(
    session: Session,
    desk: Desk,
    row: ApprovalRequest,
    seat: Seat,
    *,
    employee: EmployeeView,
    approve: bool,
    comment: str | None,
) -> Vote:
    principal = seat.authority.principal
    vote = Vote(
        step=seat.step, email=employee.email, name=employee.name, principal_email=principal.email,
        principal_name=principal.name, within_authority=seat.within, approve=approve,
        comment=(comment or "").strip() or None, voted_at=desk.now,
    )  # fmt: skip
    session.add(ApprovalVote(approval_id=row.id, **vote.model_dump()))
    return vote


def _narrow(row: ApprovalRequest, terms: Terms) -> None:
    """Of several deciders the narrowest terms count."""
    caps = [each for each in (row.cap, terms.cap.amount if terms.cap else None) if each is not None]
    ends = [each for each in (row.valid_until, terms.valid_until) if each is not None]
    row.cap, row.valid_until = min(caps, default=None), min(ends, default=None)


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
    """The open requests whose approvers are to be reminded now; each only once, told by an event.

    Who is away is not reminded, their delegate is; where nobody is here the next level is asked at once.
    """
    reminded = []
    for row in unreminded_rows(session, desk.now):
        row.reminded_at = desk.now
        session.flush()
        view = approval(session, row.id)
        people = tuple(each.email for each in deciders_of(session, desk, row.id))
        reminded.append(view)
        event = ApprovalReminderDue(approval=view, deciders=people)
        record_event(session, event, subject=view.subject, now=desk.now)
        if row.escalated_at is None and not _is_answerable(session, desk, row):
            _escalate(session, desk, row)
    return tuple(reminded)


def escalate_due(session: Session, desk: Desk) -> tuple[ApprovalView, ...]:
    """Let the next level decide the requests that nobody decided in time; each is told by an event."""
    return tuple(_escalate(session, desk, row) for row in lying_rows(session, desk.now))


def _escalate(session: Session, desk: Desk, row: ApprovalRequest) -> ApprovalView:
    """The next level may decide as well; where there is nobody either the request stays as it is."""
    row.escalated_at = desk.now
    session.flush()
    people = tuple(each.email for each in deciders_of(session, desk, row.id))
    view = approval(session, row.id)
    _audited(session, desk, view, action="approval.escalated")
    event = ApprovalEscalated(approval=view, deciders=people)
    record_event(session, event, subject=view.subject, now=desk.now)
    return view


def _close(session: Session, desk: Desk, row: ApprovalRequest, state: ApprovalState) -> ApprovalView:
    row.state = state
    session.flush()
    view = view_of(row)
    _audited(session, desk, view, action=f"approval.{state}")
    return view


def _audited(
    session: Session,
    desk: Desk,
    view: ApprovalView,
    *,
    action: str,
    reason: str | None = None,
    decided_by: str = "",
    chain: tuple[str, ...] = (),
) -> None:
    """Write down what happened to a request; of a delegated decision every name from the principal down."""
    after = view.model_dump(mode="json", exclude={"snapshot"})
    after |= {"decided_by_id": decided_by} if decided_by else {}
    after |= {"delegated": list(chain)} if len(chain) > 1 else {}
    change = Change(subject=view.subject, action=action, after=after, reason=reason, source=desk.source)
    record(session, desk.actor, change, now=desk.now)
