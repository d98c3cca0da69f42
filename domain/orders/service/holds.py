"""Owns what happens to held orders meanwhile: changed, released by payment, asked about again, their stock let go."""

from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders.errors import OrderBlocked
from domain.orders.events import HeldStockReleased, OrderAmended
from domain.orders.lifecycle import LIVE, OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import view_of
from domain.orders.rules.agreeing import keeping_agreed
from domain.orders.schemas import SAID_ONCE, ApprovalKind, Door, OrderRequest, OrderView
from domain.orders.service.accepting import hold, keep_held
from domain.orders.service.access import may_confirm, may_order_for, same_revision
from domain.orders.service.checking import check
from domain.orders.service.composing import fill
from domain.orders.service.crediting import lock_credit, lock_order
from domain.orders.service.deciding import conclude
from domain.orders.service.drafting import before_of
from domain.orders.service.judging import active, door_of, judge, kind_of
from domain.orders.service.promising import allocate, date_order, plan_rest, promise
from domain.orders.service.recording import announce, audited, in_short, keep_change, subject
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, NotFound
from domain.stock import service as stock

_AT_WORK = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})

#: Why the dates of a held order moved whose stock was let go.
STOCK_LET_GO = "held_stock_released"


def revise_held(session: Session, desk: Desk, number: str, request: OrderRequest, *, revision: int | None) -> OrderView:
    """Change the lines or terms of a held order: a new revision, assessed and allocated anew, asked again if over.

    Raises OrderBlocked when the new request has blocking problems or another bill-to, StaleRevision, NotAllowed,
    UnverifiedSender, IllegalTransition.
    """
    order, limit = lock_order(session, number)
    may_confirm(desk.actor, order)
    may_order_for(desk.actor, request.customer_id)
    same_revision(order, revision)
    if order.state != OrderState.PENDING_CONFIRMATION:
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.PENDING_CONFIRMATION)
    before, holds = in_short(_view(session, order)), rows.hold_rows(session, [order.id])
    lines = _refill(session, desk, order, request)
    judgement = judge(session, desk, order, lines, limit=limit, holds=holds, door=door_of(order))
    if judgement.credit is None:
        raise OrderBlocked(number=number, codes="UNKNOWN_CUSTOMER")
    order.credit = judgement.credit.model_dump(mode="json")
    allocate(session, desk, {order.id: order}, lines)
    announce(session, desk, number, OrderAmended(number=number, revision=order.revision))
    said_once = [row for row in active(holds) if row.reason in SAID_ONCE]
    if judgement.found or said_once:
        view = hold(session, desk, order, lines, holds=holds, judgement=judgement)
    else:
        view = conclude(session, desk, order, lines, holds=holds, judgement=judgement, by=desk.actor.name)
    audited(session, desk, number, "amended", before=before, after=in_short(view))
    return view


def _refill(session: Session, desk: Desk, order: SalesOrder, request: OrderRequest) -> list[OrderLine]:
    """Give a held order other contents: what its lines had of stock is given back first."""
    request = keeping_agreed(request, before_of(order))
    checked = check(session, desk, request)
    codes = list(checked.blocking)
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


def release_holds_of(session: Session, desk: Desk, bill_to: str, *, by: str = "payment") -> tuple[str, ...]:
    """End the credit holds of a bill-to's orders that fit its credit now, most urgent first, until it is used up.

    Returns the numbers of orders that nothing holds any more; `by` names what made room.
    """
    limit = lock_credit(session, bill_to)
    if limit is None:
        return ()
    held, released = rows.held_rows_for_update(session, limit.sharing), list[str]()
    waiting = [order.id for order in held if order.state == OrderState.PENDING_CONFIRMATION]
    stock.lock_balances(session, {line.sku for line in rows.line_rows(session, waiting)})  # of all, as they are served
    for order in held:
        lines, holds = rows.contents(session, order.id)
        if not any(kind_of(row) == ApprovalKind.CREDIT for row in active(holds)):
            continue
        judgement = judge(session, desk, order, lines, limit=limit, holds=holds, door=door_of(order))
        if not judgement.of_kind(ApprovalKind.CREDIT):
            view = conclude(session, desk, order, lines, holds=holds, judgement=judgement, by=by)
            released += [] if any(each.is_active for each in view.holds) else [order.number]
    return tuple(released)


def ask_again(session: Session, desk: Desk, number: str) -> OrderView:
    """Look at a held order anew, after its request expired or was rejected: released if it fits, else asked again.

    Raises IllegalTransition for an order that is not held.
    """
    order, limit = lock_order(session, number)
    lines, holds = rows.contents(session, order.id)
    if order.state not in LIVE or not active(holds):
        raise IllegalTransition(subject=number, from_state=order.state, to_state=OrderState.PENDING_CONFIRMATION)
    judgement = judge(session, desk, order, lines, limit=limit, holds=holds, door=door_of(order))
    if judgement.credit is None:
        raise NotFound(subject=subject(number))
    if not judgement.found:
        return conclude(session, desk, order, lines, holds=holds, judgement=judgement, by=desk.actor.name)
    order.credit = judgement.credit.model_dump(mode="json")
    if order.state == OrderState.PENDING_CONFIRMATION:
        return hold(session, desk, order, lines, holds=holds, judgement=judgement)
    return keep_held(session, desk, order, lines, holds=holds, judgement=judgement)


def recheck(session: Session, desk: Desk, number: str, *, door: Door) -> OrderView:
    """Look at the credit of a confirmed order before it is picked or shipped: what no approval covers holds it.

    Picking and shipping refuse for the same reasons, but a refusal leaves nothing behind: this is what opens the hold
    and asks. An order that is not being worked on is left as it is.
    """
    order, limit = lock_order(session, number)
    lines, holds = rows.contents(session, order.id)
    if order.state not in _AT_WORK:
        return view_of(order, lines, holds)
    judgement = judge(session, desk, order, lines, limit=limit, holds=holds, door=door)
    view = keep_held(session, desk, order, lines, holds=holds, judgement=judgement, kinds={ApprovalKind.CREDIT})
    if judgement.found:
        audited(
            session, desk, number, "held", after={"door": door, "reasons": [each.reason for each in judgement.found]}
        )
    return view


def expire_held_stock(session: Session, desk: Desk, number: str) -> bool:
    """Let go of the stock of an order that is held longer than the policy keeps it; says whether it was.

    Raises NotFound.
    """
    order = rows.order_row_for_update(session, number)
    is_kept = order.stock_kept_until is None or order.stock_kept_until > desk.now
    if order.state != OrderState.PENDING_CONFIRMATION or is_kept:
        return False
    lines = rows.line_rows(session, [order.id])
    stock.deallocate(session, desk, [line.line_key for line in lines])
    for line in lines:
        line.open, line.allocated = line.open + line.allocated, Decimal(0)
    order.stock_kept_until = None
    plan_rest(session, desk, {order.id: order}, lines, owned={})
    promise(session, desk, lines, cause=STOCK_LET_GO)
    date_order(order, lines)
    announce(session, desk, number, HeldStockReleased(number=number))
    audited(session, desk, number, "held_stock_released")
    return True


def _view(session: Session, order: SalesOrder) -> OrderView:
    return view_of(order, *rows.contents(session, order.id))
