"""Owns the two ends of a confirmation: the order is accepted, or it is held and a decision is asked for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals_queries
from domain.approvals import service as approvals
from domain.approvals.schemas import ApprovalAsk, ApprovalView
from domain.billing.schemas import CreditDecision
from domain.orders.events import ApprovalAskedAgain, OrderConfirmed, OrderHeld
from domain.orders.lifecycle import OrderState, moved
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries.views import view_of
from domain.orders.schemas import OrderView
from domain.orders.service.keeping import keep_lines
from domain.orders.service.promising import CONFIRMED, date_order, promise
from domain.orders.service.recording import announce, commit_credit, line_in_short, subject
from domain.shared.desk import Desk

CREDIT = "credit"
CREDIT_REASONS = frozenset({"OVER_LIMIT", "OVERDUE"})


def accept(
    session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine], *, holds: Sequence[Hold]
) -> OrderView:
    """Make an allocated order confirmed: promised for the first time, committed in credit, announced."""
    order.state = moved(order.number, OrderState(order.state), OrderState.CONFIRMED)
    order.confirmed_at, order.stock_kept_until = desk.now, None
    promise(session, desk, lines, cause=CONFIRMED)
    date_order(order, lines)
    keep_lines(session, lines)
    session.flush()
    view = view_of(order, lines, holds)
    commit_credit(session, desk, order, view.lines, pending=False)
    announce(session, desk, order.number, OrderConfirmed(number=order.number, revision=order.revision))
    return view


def hold(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    decision: CreditDecision,
) -> OrderView:
    """Make an allocated order wait for a decision on its credit; its stock is kept for the policy's working hours."""
    if order.state != OrderState.PENDING_CONFIRMATION:
        order.state = moved(order.number, OrderState(order.state), OrderState.PENDING_CONFIRMATION)
    hours = desk.policy.stock.held_order_keeps_stock_hours
    order.stock_kept_until = desk.calendar.add_working_hours(desk.now, hours)
    promise(session, desk, lines, cause="held")
    date_order(order, lines)
    view = view_of(order, lines, ())
    before = approvals_queries.open_of(session, subject(order.number)) if holds else ()
    request = ask(session, desk, view, decision, excluded={order.author_id, order.confirmer_id or ""})
    active = [*holds, *reopened(session, desk, order, holds, decision=decision, approval_id=request.id)]
    commit_credit(session, desk, order, view.lines, pending=True)
    superseded = next((asked.id for asked in before if asked.kind == CREDIT), None)
    announce(session, desk, order.number, _held_event(order, decision, request, superseded))
    return view_of(order, lines, active)


def _held_event(
    order: SalesOrder, decision: CreditDecision, request: ApprovalView, superseded: int | None
) -> OrderHeld | ApprovalAskedAgain:
    if superseded is not None:
        return ApprovalAskedAgain(number=order.number, superseded_id=superseded, approval_id=request.id)
    return OrderHeld(
        number=order.number, revision=order.revision, reasons=tuple(decision.reasons), approval_id=request.id
    )


def reopened(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    holds: Sequence[Hold],
    *,
    decision: CreditDecision,
    approval_id: int,
) -> list[Hold]:
    """Have exactly the credit holds that the decision names, all waiting for this request; returns the new ones."""
    active = {row.reason: row for row in holds if row.reason in CREDIT_REASONS and row.released_at is None}
    for reason, row in active.items():
        row.approval_id = approval_id
        if reason not in decision.reasons:
            row.released_at, row.released_by = desk.now, desk.actor.name
    new = [
        Hold(order_id=order.id, reason=reason, opened_at=desk.now, approval_id=approval_id)
        for reason in decision.reasons
        if reason not in active
    ]
    session.add_all(new)
    session.flush()
    return new


def ask(session: Session, desk: Desk, view: OrderView, decision: CreditDecision, *, excluded: set[str]) -> ApprovalView:
    """Ask for the release of an order's credit holds; one request for all of them, showing what is decided on."""
    request = ApprovalAsk(
        kind=CREDIT,
        subject=subject(view.number),
        revision=view.revision,
        reasons=tuple(decision.reasons),
        amount=decision.excess,
        roles=desk.policy.approvals.credit_roles,
        excluded=frozenset(excluded - {""}),
        snapshot=_snapshot(view, decision),
    )
    return approvals.ask(session, desk, request)


def _snapshot(view: OrderView, decision: CreditDecision) -> dict[str, Any]:
    return {
        "customer": view.customer_name,
        "total": str(view.total),
        "credit": decision.model_dump(mode="json"),
        "lines": [line_in_short(line) for line in view.lines],
    }
