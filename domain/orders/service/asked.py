"""Owns the one door for decisions about orders: whatever kind a request is, it is decided here."""

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals
from domain.orders.schemas import ApprovalKind, OrderView
from domain.orders.service import reallocating
from domain.orders.service.deciding import decide_hold
from domain.shared.desk import Desk


def decide(
    session: Session,
    desk: Desk,
    approval_id: int,
    *,
    revision: int,
    snapshot_hash: str | None,
    approve: bool,
    comment: str | None,
) -> OrderView:
    """Decide a request about an order, as `decide_hold` or `decide_reallocation` does."""
    is_reallocation = approvals.approval(session, approval_id).kind == ApprovalKind.REALLOCATION
    verb = reallocating.decide_reallocation if is_reallocation else decide_hold
    return verb(
        session, desk, approval_id, revision=revision, snapshot_hash=snapshot_hash, approve=approve, comment=comment
    )
