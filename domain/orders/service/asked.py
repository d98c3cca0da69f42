"""Owns the one door for decisions about orders: whatever kind a request is, it is decided here."""

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals
from domain.approvals.schemas import Terms
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
    terms: Terms | None = None,
) -> OrderView:
    """Decide a request about an order, as `decide_hold` or `decide_reallocation` does; the latter has no terms."""
    if approvals.approval(session, approval_id).kind == ApprovalKind.REALLOCATION:
        return reallocating.decide_reallocation(
            session, desk, approval_id, revision=revision, snapshot_hash=snapshot_hash, approve=approve, comment=comment
        )
    return decide_hold(
        session, desk, approval_id, revision=revision, snapshot_hash=snapshot_hash, approve=approve, comment=comment,
        terms=terms,
    )  # fmt: skip
