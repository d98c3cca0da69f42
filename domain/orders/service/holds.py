"""Owns what happens to held orders: decided, changed, released by payment, their stock let go in time."""

from sqlalchemy.orm import Session

from domain.orders.schemas import OrderRequest, OrderView
from domain.shared.desk import Desk


def decide_hold(
    session: Session,
    desk: Desk,
    approval_id: int,
    *,
    revision: int,
    snapshot_hash: str | None,
    approve: bool,
    comment: str | None,
) -> OrderView:
    """Decide the credit holds of an order, by the employee at the desk; approving releases and confirms.

    If exposure grew beyond what the request showed, approving asks again instead: the order is returned still held,
    its holds naming the new request. Raises the refusals of approvals (NotAuthorised, AlreadyDecided, StaleApproval,
    ReasonMissing), NotAllowed for somebody who is no employee.
    """
    raise NotImplementedError


def revise_held(session: Session, desk: Desk, number: str, request: OrderRequest, *, revision: int | None) -> OrderView:
    """Change the lines or terms of a held order: a new revision, assessed and allocated anew, asked again if over.

    Raises OrderBlocked when the new request has blocking problems, StaleRevision, IllegalTransition.
    """
    raise NotImplementedError


def release_holds_of(session: Session, desk: Desk, bill_to: str) -> tuple[str, ...]:
    """Release held orders of a bill-to that fit its credit now, most urgent first; returns their numbers."""
    raise NotImplementedError


def expire_held_stock(session: Session, desk: Desk) -> int:
    """Let go of the stock of orders held longer than the policy keeps it; returns how many orders."""
    raise NotImplementedError
