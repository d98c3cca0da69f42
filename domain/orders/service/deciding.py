"""Owns decisions about held orders: who was asked says yes or no, of whatever kind the question is."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals_queries
from domain.approvals import service as approvals
from domain.approvals.schemas import ApprovalState, ApprovalView, Terms
from domain.employees import queries as employees
from domain.employees.schemas import EmployeeView
from domain.orders.errors import CapTooSmall
from domain.orders.events import HoldRejected
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import view_of
from domain.orders.rules.holding import authority
from domain.orders.schemas import ApprovalKind, HoldEnding, OrderView
from domain.orders.service.accepting import release
from domain.orders.service.crediting import lock_order
from domain.orders.service.judging import (
    Judgement,
    active,
    announce_held,
    door_of,
    end,
    going_on,
    judge,
    kind_of,
    settle,
)
from domain.orders.service.recording import announce, audited, in_short, subject
from domain.shared.actors import ActorKind, system
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.money import Money

_ORDERS = subject("")
#: Who asks what follows from a decision: whoever decided is no party to it, and may decide that too.
_ASKING = system("hold check")


def decide_hold(
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
    """Decide the holds that a request is about, by the employee at the desk; approving the last one confirms.

    `terms` say how far an approval goes. If what holds the order outgrew what the request showed, approving asks again
    instead: the order is returned still held, its holds naming the new request. Raises the refusals of approvals
    (NotAuthorised, AlreadyDecided, StaleApproval, ReasonMissing), CapTooSmall, NotAllowed for somebody who is no
    employee, NotFound.
    """
    request = approvals_queries.approval(session, approval_id)
    employee = _employee(session, desk, request)
    if not request.subject.startswith(_ORDERS) or request.kind == ApprovalKind.REALLOCATION:
        raise NotFound(approval_id=approval_id)
    order, limit = lock_order(session, request.subject.removeprefix(_ORDERS))
    lines, holds = rows.contents(session, order.id)
    now = judge(session, desk, order, lines, limit=limit, holds=holds, door=door_of(order))
    if approve and _outgrew(session, desk, request, now, employee=employee):
        return _ask_again(session, desk, order, lines, holds=holds, request=request, judgement=now)
    if approve and terms:
        _check_terms(desk, order, [row for row in active(holds) if row.approval_id == approval_id], terms)
    decided = approvals.decide(
        session, desk, approval_id, approve=approve, comment=comment, employee=employee, revision=revision,
        snapshot_hash=snapshot_hash, terms=terms,
    )  # fmt: skip
    if decided.state is ApprovalState.REQUESTED:
        announce(session, desk, order.number, going_on(order, decided))
        return view_of(order, lines, holds)
    if not approve:
        return _reject(session, desk, order, lines, holds=holds, decided=decided)
    return _approve(session, desk, order, lines, holds=holds, decided=decided, judgement=now)


def _employee(session: Session, desk: Desk, request: ApprovalView) -> EmployeeView:
    found = employees.by_email(session, desk.actor.id) if desk.actor.kind is ActorKind.EMPLOYEE else None
    if found is None:
        raise NotAllowed(actor=desk.actor.name, to="decide this", needs=", ".join(sorted(request.roles)))
    return found


def _outgrew(
    session: Session, desk: Desk, request: ApprovalView, now: Judgement, *, employee: EmployeeView
) -> bool:  # fmt: skip
    """Whether somebody who may decide would release more, or for another reason, than the request showed."""
    found = now.of_kind(request.kind)
    is_more = authority(found, request.amount.currency) > request.amount
    is_other = not {each.reason for each in found} <= set(request.reasons)
    if request.state is not ApprovalState.REQUESTED or not (is_more or is_other):
        return False
    most = desk.policy.approvals.delegation_chain
    return bool(employees.roles_at(session, employee.email, desk.today, most=most) & request.roles)


def _check_terms(desk: Desk, order: SalesOrder, mine: Sequence[Hold], terms: Terms) -> None:
    """Raise CapTooSmall for terms that would not let this very order go."""
    needed = max((row.measure for row in mine if row.measure is not None), default=None)
    is_short = terms.cap is not None and needed is not None and terms.cap.amount < needed
    is_over = terms.valid_until is not None and terms.valid_until <= desk.now
    if is_short or is_over:
        raise CapTooSmall(number=order.number, needs=str(Money(needed or Decimal(0), order.currency)))


def _ask_again(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    request: ApprovalView,
    judgement: Judgement,
) -> OrderView:
    _note_credit(order, judgement)
    view = view_of(order, lines, holds)
    settled = settle(
        session, desk.acting_as(_ASKING), order, view=view, holds=holds, judgement=judgement, kinds={request.kind}
    )
    announce_held(session, desk, order, settled)
    after = {str(each.reason): str(each.amount or "") for each in judgement.of_kind(request.kind)}
    audited(session, desk, order.number, "approval_asked_again", after=after)
    return view_of(order, lines, settled.holds)


def _reject(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    decided: ApprovalView,
) -> OrderView:
    comment = decided.comment or ""
    for row in active(holds):
        if row.approval_id == decided.id:
            row.rejected_at, row.warned_at = desk.now, None
    event = HoldRejected(number=order.number, rejected_by=decided.decided_by or desk.actor.name, comment=comment)
    announce(session, desk, order.number, event)
    audited(session, desk, order.number, "hold_rejected", reason=comment)
    session.flush()
    return view_of(order, lines, holds)


def _approve(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    decided: ApprovalView,
    judgement: Judgement,
) -> OrderView:
    """End what was decided; what else is found at this moment holds the order all the same."""
    by = decided.decided_by or desk.actor.name
    mine = [row for row in active(holds) if row.approval_id == decided.id or kind_of(row) == decided.kind]
    terms = Terms(cap=decided.cap, valid_until=decided.valid_until)
    end(desk, mine, HoldEnding.APPROVED, by=by, comment=decided.comment, terms=terms)
    rest = judgement.without(decided.kind)
    return conclude(session, desk, order, lines, holds=holds, judgement=rest, by=by, comment=decided.comment)


def conclude(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    holds: Sequence[Hold],
    judgement: Judgement,
    by: str,
    comment: str | None = None,
) -> OrderView:
    """Settle the holds that are left after some ended, and let the order go on with the last one."""
    _note_credit(order, judgement)
    view = view_of(order, lines, holds)
    settled = settle(session, desk.acting_as(_ASKING), order, view=view, holds=holds, judgement=judgement, by=by)
    view = release(session, desk, order, lines, holds=settled.holds, by=by, comment=comment)
    if any(superseded is None for superseded, _ in settled.asked):
        announce_held(session, desk, order, settled)
    audited(session, desk, order.number, "released", after=in_short(view), reason=comment)
    return view


def _note_credit(order: SalesOrder, judgement: Judgement) -> None:
    if judgement.credit is not None:
        order.credit = judgement.credit.model_dump(mode="json")
