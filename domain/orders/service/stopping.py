"""Owns holds that people set and lift by hand."""

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals_queries
from domain.approvals.errors import ApprovalClosed, NotAuthorised, ReasonMissing
from domain.approvals.schemas import ApprovalView
from domain.orders.errors import NothingHeld
from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import Hold, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import view_of
from domain.orders.schemas import ApprovalKind, HoldFinding, HoldReason, OrderView
from domain.orders.service.access import CLERKS
from domain.orders.service.crediting import lock_order
from domain.orders.service.deciding import decide_hold
from domain.orders.service.judging import Judgement, Settled, active, announce_held, ask
from domain.orders.service.recording import audited, subject
from domain.shared.actors import FINANCE_ROLES, WAREHOUSE_ROLES
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, Refusal

STOPPERS = CLERKS | FINANCE_ROLES | WAREHOUSE_ROLES
_STOPPABLE = LIVE - {OrderState.SHIPPED, OrderState.INVOICED}


def put_on_hold(session: Session, desk: Desk, number: str, *, comment: str) -> OrderView:
    """Stop an order that has not left, saying why; once more replaces what was said. It can still be changed.

    Whoever may lift it is asked; that may be who set it. Raises IllegalTransition for an order that is not being
    worked on, ReasonMissing, NotAllowed, NotFound.
    """
    desk.actor.require(STOPPERS, to="put an order on hold")
    if not comment.strip():
        raise ReasonMissing
    order, _ = lock_order(session, number)
    if order.state not in _STOPPABLE:
        raise IllegalTransition(subject=number, from_state=order.state, to_state="held")
    lines, holds = rows.contents(session, order.id)
    finding = HoldFinding(reason=HoldReason.MANUAL, facts={"why": comment.strip(), "by": desk.actor.name})
    judgement = Judgement(None, (finding,), is_credit_checked=False)
    view = view_of(order, lines, holds)
    request = ask(session, desk, order, ApprovalKind.MANUAL, view=view, judgement=judgement)
    row = next((each for each in active(holds) if each.reason == HoldReason.MANUAL), None)
    if row is None:
        row = Hold(order_id=order.id, reason=HoldReason.MANUAL, opened_at=desk.now, about="")
        session.add(row)
        holds = [*holds, row]
    row.facts, row.approval_id, row.comment = finding.facts, request.id, comment.strip()
    session.flush()
    announce_held(session, desk, order, Settled(holds, ((None, request),)))
    audited(session, desk, number, "put_on_hold", after={"reason": HoldReason.MANUAL}, reason=comment)
    return view_of(order, lines, holds)


def release_holds(session: Session, desk: Desk, number: str, *, comment: str) -> OrderView:
    """Approve everything that holds an order and that the employee at the desk may decide.

    Raises NothingHeld, or the first refusal where they may decide none of it.
    """
    order, _ = lock_order(session, number)
    kinds = [request.kind for request in _asked(session, order)]
    if not kinds:
        raise NothingHeld(number=number)
    view, refused = view_of(order, *rows.contents(session, order.id)), list[Refusal]()
    for kind in kinds:
        request = next((each for each in _asked(session, order) if each.kind == kind), None)
        if request is None:
            continue
        try:
            view = decide_hold(
                session, desk, request.id, revision=request.revision, snapshot_hash=request.snapshot_hash,
                approve=True, comment=comment,
            )  # fmt: skip
        except (NotAuthorised, ApprovalClosed) as refusal:
            refused.append(refusal)
    if len(refused) == len(kinds):
        raise refused[0]
    return view


def _asked(session: Session, order: SalesOrder) -> list[ApprovalView]:
    """What holds the order now: each decision may settle, or ask anew, what the others are about."""
    holding = {row.approval_id for row in active(rows.hold_rows(session, [order.id]))}
    return [each for each in approvals_queries.open_of(session, subject(order.number)) if each.id in holding]
