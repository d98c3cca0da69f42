"""How approvals decides: what a snapshot's hash is, who may decide, and what a click is worth."""

import hashlib
import json

from domain.approvals.errors import AlreadyDecided, ApprovalClosed, NotAuthorised, ReasonMissing, StaleApproval
from domain.approvals.schemas import ApprovalAsk, ApprovalState, ApprovalView
from domain.employees.schemas import EmployeeView, may_approve

_DECIDED = frozenset({ApprovalState.APPROVED, ApprovalState.REJECTED})


def snapshot_hash(ask: ApprovalAsk) -> str:
    """The same for the same question with the same facts: kind, subject, revision, reasons, amount, snapshot."""
    shown = ask.model_dump(mode="json", include={"kind", "subject", "revision", "amount", "snapshot"})
    shown["reasons"] = sorted(ask.reasons)
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()


def check_authority(request: ApprovalView, excluded: frozenset[str], employee: EmployeeView) -> None:
    """Raise NotAuthorised unless the employee has a role that may decide, is not concerned, and the amount is
    within their limit.
    """
    if not employee.roles & request.roles:
        raise NotAuthorised(why="role", needs=sorted(request.roles), by=employee.name)
    if employee.email.lower() in excluded:
        raise NotAuthorised(why="self", needs=sorted(request.roles), by=employee.name)
    if not may_approve(employee, request.amount.amount):
        limit = None if employee.approval_limit is None else str(employee.approval_limit)
        raise NotAuthorised(why="limit", amount=str(request.amount), limit=limit, by=employee.name)


def check_open(request: ApprovalView, superseded_by: int | None) -> None:
    """Raise AlreadyDecided, StaleApproval or ApprovalClosed unless the request still waits."""
    if request.state in _DECIDED:
        at = request.decided_at.isoformat() if request.decided_at else None
        raise AlreadyDecided(state=request.state, by=request.decided_by, at=at, comment=request.comment)
    if request.state is ApprovalState.SUPERSEDED:
        raise StaleApproval(approval_id=superseded_by)
    if request.state is not ApprovalState.REQUESTED:
        raise ApprovalClosed(state=request.state)


def check_shown(request: ApprovalView, *, revision: int, shown_hash: str | None) -> None:
    """Raise StaleApproval unless the card showed this very question."""
    if revision != request.revision or shown_hash not in (None, request.snapshot_hash):
        raise StaleApproval(approval_id=request.id)


def check_reason(*, approve: bool, comment: str | None) -> None:
    """Raise ReasonMissing for a rejection without words."""
    if not approve and not (comment or "").strip():
        raise ReasonMissing()
