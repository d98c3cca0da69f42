"""Owns decisions about held orders: who was asked says yes or no, of whatever kind the question is."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals_queries
from domain.approvals import service as approvals
from domain.approvals.schemas import ApprovalState, ApprovalView
from domain.employees import queries as employees
from domain.employees.schemas import EmployeeView
from domain.orders.events import HoldRejected
from domain.orders.models import Hold, OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import view_of
from domain.orders.rules.holding import authority
from domain.orders.schemas import ApprovalKind, HoldEnding, OrderView
from domain.orders.service.accepting import release
from domain.orders.service.crediting import lock_order
from domain.orders.service.judging import Judgement, active, announce_held, door_of, end, judge, kind_of, settle
from domain.orders.service.recording import announce, audited, in_short, subject
from domain.shared.actors import ActorKind, system
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound

_ORDERS = subject("")


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
    """Decide the holds that a request is about, by the employee at the desk; approving the last one confirms.

    If what holds the order outgrew what the request showed, approving asks again instead: the order is returned
    still held, its holds naming the new request. Raises the refusals of approvals (NotAuthorised, AlreadyDecided,
    StaleApproval, ReasonMissing), NotAllowed for somebody who is no employee, NotFound.
    """
    request = approvals_queries.approval(session, approval_id)
    employee = _employee(session, desk, request)
    if not request.subject.startswith(_ORDERS) or request.kind == ApprovalKind.REALLOCATION:
        raise NotFound(approval_id=approval_id)
    order, limit = lock_order(session, request.subject.removeprefix(_ORDERS))
    lines, holds = rows.contents(session, order.id)
    now = judge(session, desk, order, lines, limit=limit, holds=holds, door=door_of(order))
    if approve and _outgrew(request, now, employee):
        return _ask_again(session, desk, order, lines, holds=holds, request=request, judgement=now)
    decided = approvals.decide(
        session, desk, approval_id, approve=approve, comment=comment, employee=employee, revision=revision,
        snapshot_hash=snapshot_hash,
    )  # fmt: skip
    if not approve:
        return _reject(session, desk, order, decided)
    return _approve(session, desk, order, lines, holds=holds, decided=decided, judgement=now)


def _employee(session: Session, desk: Desk, request: ApprovalView) -> EmployeeView:
    found = employees.by_email(session, desk.actor.id) if desk.actor.kind is ActorKind.EMPLOYEE else None
    if found is None:
        raise NotAllowed(actor=desk.actor.name, to="decide this", needs=", ".join(sorted(request.roles)))
    return found


def _outgrew(request: ApprovalView, now: Judgement, employee: EmployeeView) -> bool:
    """Whether somebody who may decide would release more, or for another reason, than the request showed."""
    if request.state is not ApprovalState.REQUESTED or not employee.roles & request.roles:
        return False
    found = now.of_kind(request.kind)
    is_more = authority(found, request.amount.currency) > request.amount
    return is_more or not {each.reason for each in found} <= set(request.reasons)


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
    asking = desk.acting_as(system("hold check"))
    view = view_of(order, lines, holds)
    settled = settle(session, asking, order, view=view, holds=holds, judgement=judgement, kinds={request.kind})
    announce_held(session, desk, order, settled)
    after = {str(each.reason): str(each.amount or "") for each in judgement.of_kind(request.kind)}
    audited(session, desk, order.number, "approval_asked_again", after=after)
    return view_of(order, lines, settled.holds)


def _reject(session: Session, desk: Desk, order: SalesOrder, decided: ApprovalView) -> OrderView:
    comment = decided.comment or ""
    event = HoldRejected(number=order.number, rejected_by=decided.decided_by or desk.actor.name, comment=comment)
    announce(session, desk, order.number, event)
    audited(session, desk, order.number, "hold_rejected", reason=comment)
    return view_of(order, *rows.contents(session, order.id))


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
    end(desk, mine, HoldEnding.APPROVED, by=by, comment=decided.comment)
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
    settled = settle(session, desk, order, view=view, holds=holds, judgement=judgement, by=by)
    view = release(session, desk, order, lines, holds=settled.holds, by=by, comment=comment)
    if any(superseded is None for superseded, _ in settled.asked):
        announce_held(session, desk, order, settled)
    audited(session, desk, order.number, "released", after=in_short(view), reason=comment)
    return view


def _note_credit(order: SalesOrder, judgement: Judgement) -> None:
    if judgement.credit is not None:
        order.credit = judgement.credit.model_dump(mode="json")
