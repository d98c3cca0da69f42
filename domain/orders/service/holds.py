"""Owns what happens to held orders: decided, changed, released by payment, their stock let go in time."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals_queries
from domain.approvals import service as approvals
from domain.approvals.schemas import ApprovalState, ApprovalView
from domain.billing.schemas import CreditDecision
from domain.employees import queries as employees
from domain.employees.schemas import EmployeeView
from domain.orders.errors import OrderBlocked
from domain.orders.events import ApprovalAskedAgain, HeldStockReleased, HoldRejected, HoldReleased, OrderAmended
from domain.orders.lifecycle import OrderState
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import view_of
from domain.orders.schemas import OrderRequest, OrderView
from domain.orders.service.accepting import CREDIT, CREDIT_REASONS, accept, ask, hold, reopened
from domain.orders.service.access import may_confirm, may_order_for, same_revision
from domain.orders.service.checking import check
from domain.orders.service.composing import fill
from domain.orders.service.crediting import assess, lock_credit, lock_order
from domain.orders.service.promising import allocate, date_order, plan
from domain.orders.service.recording import announce, audited, in_short, keep_change, subject
from domain.shared.actors import ActorKind, system
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, NotAllowed, NotFound
from domain.stock import service as stock


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
    employee = _employee(session, desk)
    request = approvals_queries.approval(session, approval_id)
    if request.kind != CREDIT:
        raise NotFound(approval_id=approval_id)
    order, credit = lock_order(session, request.subject.removeprefix("order:"))
    decision = assess(session, desk, order, credit)
    if decision is None:
        raise NotFound(subject=request.subject)
    if approve and _outgrew(request, decision, employee):
        return _ask_again(session, desk, order, request, decision)
    decided = approvals.decide(
        session, desk, approval_id, approve=approve, comment=comment, employee=employee, revision=revision,
        snapshot_hash=snapshot_hash,
    )  # fmt: skip
    if not approve:
        return _reject(session, desk, order, decided)
    return _release(session, desk, order, decision, by=employee.name, comment=decided.comment)


def _employee(session: Session, desk: Desk) -> EmployeeView:
    found = employees.by_email(session, desk.actor.id) if desk.actor.kind is ActorKind.EMPLOYEE else None
    if found is None:
        needs = ", ".join(sorted(desk.policy.approvals.credit_roles))
        raise NotAllowed(actor=desk.actor.name, to="decide about credit", needs=needs)
    return found


def _outgrew(request: ApprovalView, decision: CreditDecision, employee: EmployeeView) -> bool:
    """Whether somebody who may decide would release more than the request showed."""
    may = request.state is ApprovalState.REQUESTED and bool(employee.roles & request.roles)
    return may and decision.excess > request.amount


def _ask_again(
    session: Session, desk: Desk, order: SalesOrder, request: ApprovalView, decision: CreditDecision
) -> OrderView:
    lines, holds = rows.contents(session, order.id)
    order.credit = decision.model_dump(mode="json")
    view = view_of(order, lines, holds)
    asking = desk.acting_as(system("credit check"))
    again = ask(session, asking, view, decision, excluded={order.author_id, order.confirmer_id or ""})
    new = reopened(session, desk, order, holds, decision=decision, approval_id=again.id)
    event = ApprovalAskedAgain(number=order.number, superseded_id=request.id, approval_id=again.id)
    announce(session, desk, order.number, event)
    audited(session, desk, order.number, "approval_asked_again", after={"excess": str(decision.excess)})
    return view_of(order, lines, [*holds, *new])


def _reject(session: Session, desk: Desk, order: SalesOrder, decided: ApprovalView) -> OrderView:
    comment = decided.comment or ""
    event = HoldRejected(number=order.number, rejected_by=decided.decided_by or desk.actor.name, comment=comment)
    announce(session, desk, order.number, event)
    audited(session, desk, order.number, "hold_rejected", reason=comment)
    return view_of(order, *rows.contents(session, order.id))


def _release(
    session: Session, desk: Desk, order: SalesOrder, decision: CreditDecision, *, by: str, comment: str | None
) -> OrderView:
    """End the credit holds of an order and confirm it; what it has not of its own yet is allocated now."""
    lines, holds = rows.contents(session, order.id)
    order.credit = decision.model_dump(mode="json")
    _end(desk, holds, by=by, comment=comment)
    allocate(session, desk, {order.id: order}, lines)
    announce(session, desk, order.number, HoldReleased(number=order.number, released_by=by, comment=comment))
    view = accept(session, desk, order, lines, holds=holds)
    audited(session, desk, order.number, "released", after=in_short(view), reason=comment)
    return view


def _end(desk: Desk, holds: Sequence[Hold], *, by: str, comment: str | None) -> None:
    for row in holds:
        if row.reason in CREDIT_REASONS and row.released_at is None:
            row.released_at, row.released_by, row.comment = desk.now, by, comment


def revise_held(session: Session, desk: Desk, number: str, request: OrderRequest, *, revision: int | None) -> OrderView:
    """Change the lines or terms of a held order: a new revision, assessed and allocated anew, asked again if over.

    Raises OrderBlocked when the new request has blocking problems or another bill-to, StaleRevision, NotAllowed,
    UnverifiedSender, IllegalTransition.
    """
    order, credit = lock_order(session, number)
    may_confirm(desk.actor, order)
    may_order_for(desk.actor, request.customer_id)
    same_revision(order, revision)
    if order.state != OrderState.PENDING_CONFIRMATION:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.PENDING_CONFIRMATION)
    before, holds = in_short(_view(session, order)), rows.hold_rows(session, [order.id])
    lines = _refill(session, desk, order, request)
    decision = assess(session, desk, order, credit)
    if decision is None:
        raise OrderBlocked(number=number, codes="UNKNOWN_CUSTOMER")
    order.credit = decision.model_dump(mode="json")
    allocate(session, desk, {order.id: order}, lines)
    announce(session, desk, number, OrderAmended(number=number, revision=order.revision))
    if decision.is_within:
        approvals.withdraw(session, desk, subject(number), CREDIT)
        _end(desk, holds, by=desk.actor.name, comment=None)
        announce(session, desk, number, HoldReleased(number=number, released_by=desk.actor.name))
        view = accept(session, desk, order, lines, holds=holds)
    else:
        view = hold(session, desk, order, lines, holds=holds, decision=decision)
    audited(session, desk, number, "amended", before=before, after=in_short(view))
    return view


def _refill(session: Session, desk: Desk, order: SalesOrder, request: OrderRequest) -> list[OrderLine]:
    """Give a held order other contents: what its lines had of stock is given back first."""
    checked = check(session, desk, request)
    codes = [problem.code for problem in checked.problems if problem.blocking]
    codes += ["OPEN_QUESTIONS"] if checked.questions else []
    codes += ["OTHER_BILL_TO"] if checked.bill_to and checked.bill_to.customer_id != order.bill_to else []
    if codes:
        raise OrderBlocked(number=order.number, codes=", ".join(codes))
    stock.deallocate(session, desk, [line.line_key for line in rows.line_rows(session, [order.id])])
    order.revision += 1
    keep_change(session, desk, order)
    lines = fill(session, desk, order, checked)
    order.problems = [problem.model_dump(mode="json") for problem in checked.problems]
    session.add_all(lines)
    session.flush()
    return lines


def release_holds_of(session: Session, desk: Desk, bill_to: str) -> tuple[str, ...]:
    """Release held orders of a bill-to that fit its credit now, most urgent first; returns their numbers."""
    credit = lock_credit(session, bill_to)
    if credit is None:
        return ()
    released = []
    for order in rows.held_rows_for_update(session, credit.sharing):
        decision = assess(session, desk, order, credit)
        if decision is not None and decision.is_within:
            approvals.withdraw(session, desk, subject(order.number), CREDIT)
            _release(session, desk, order, decision, by="payment", comment=None)
            released.append(order.number)
    return tuple(released)


def ask_again(session: Session, desk: Desk, number: str) -> OrderView:
    """Look at a held order anew, after its request expired or was rejected: released if it fits, else asked again.

    Raises IllegalTransition for an order that is not held.
    """
    order, credit = lock_order(session, number)
    if order.state != OrderState.PENDING_CONFIRMATION:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.PENDING_CONFIRMATION)
    decision = assess(session, desk, order, credit)
    if decision is None:
        raise NotFound(subject=subject(number))
    if decision.is_within:
        approvals.withdraw(session, desk, subject(number), CREDIT)
        return _release(session, desk, order, decision, by=desk.actor.name, comment=None)
    lines, holds = rows.contents(session, order.id)
    order.credit = decision.model_dump(mode="json")
    return hold(session, desk, order, lines, holds=holds, decision=decision)


def expire_held_stock(session: Session, desk: Desk) -> int:
    """Let go of the stock of orders held longer than the policy keeps it; returns how many orders."""
    expired = 0
    for order in rows.order_rows_for_update(session, rows.held_past(session, desk.now)):
        if order.state != OrderState.PENDING_CONFIRMATION:
            continue
        lines = rows.line_rows(session, [order.id])
        stock.deallocate(session, desk, [line.line_key for line in lines])
        for line in lines:
            line.open, line.allocated = line.open + line.allocated, Decimal(0)
        order.stock_kept_until = None
        plan(session, desk, order, lines)
        date_order(order, lines)
        announce(session, desk, order.number, HeldStockReleased(number=order.number))
        audited(session, desk, order.number, "held_stock_released")
        expired += 1
    return expired


def _view(session: Session, order: SalesOrder) -> OrderView:
    return view_of(order, *rows.contents(session, order.id))
