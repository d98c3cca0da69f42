"""Owns taking stock from orders that have it: proposed by a rule, decided by a person, done at once, told to everybody.

There is no other way by which stock goes from one order to another.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.approvals import queries as approvals_queries
from domain.approvals import service as approvals
from domain.approvals.schemas import ApprovalAsk, ApprovalState, ApprovalView
from domain.customers import queries as customers
from domain.employees import queries as employees
from domain.orders.errors import NothingToReallocate, ProposalOutdated
from domain.orders.events import ReallocationDecided, ReallocationProposed
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import view_of
from domain.orders.rules import arbiter
from domain.orders.rules.dates import latest
from domain.orders.rules.serving import Owner
from domain.orders.schemas import ApprovalKind, HoldReason, OrderView, Reallocation, ReallocationAsked, Slip
from domain.orders.service.backorders import settle_moved
from domain.orders.service.judging import going_on, steps_of
from domain.orders.service.promising import allocate, dates_for, request_of_line
from domain.orders.service.recording import announce, audited, subject
from domain.orders.service.timetables import place_of, timetable_for
from domain.shared.actors import SALES_ROLES
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.money import Money, rounded
from domain.shared.quantity import plain
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.errors import BadStockQuantity
from domain.stock.queries import AllocatedRow

CAUSE = "reallocated"
_AT_WORK = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})


def propose_reallocation(
    session: Session, desk: Desk, line_key: str, *, quantity: Decimal | None = None
) -> ReallocationAsked:
    """Ask whether a line that waits may have stock of other orders: all it waits for, or `quantity`.

    Who gives is decided by a rule, the latest need first, never what is picked; the approvers see how late each
    becomes. The same proposal again is the same request. Raises NothingToReallocate, BadStockQuantity for what is not
    more than nothing, not more than it waits for and whole steps of it, NotFound, NotAllowed.
    """
    desk.actor.require(SALES_ROLES, to="ask for stock of another order")
    order = rows.order_row_for_update(session, line_key.rpartition("/")[0])
    line = next((row for row in rows.line_rows(session, [order.id]) if row.line_key == line_key), None)
    if line is None:
        raise NotFound(subject=f"line:{line_key}")
    if order.state not in _AT_WORK or line.open <= 0:
        raise NothingToReallocate(line_key=line_key, why="it waits for nothing")
    wanted = line.open if quantity is None else _possible(quantity, line.open, request_of_line(desk, order, line).step)
    proposal = _proposed(session, desk, order, line, wanted=wanted)
    if not proposal.slips:
        raise NothingToReallocate(line_key=line_key, why="no other order has any that is not picked")
    asked = approvals.ask(session, desk, _ask(session, desk, order, line, proposal=proposal))
    announce(session, desk, order.number, ReallocationProposed(number=order.number, approval_id=asked.id))
    audited(session, desk, order.number, "reallocation_proposed", after=proposal.model_dump(mode="json"))
    return ReallocationAsked(approval_id=asked.id, proposal=proposal)


def _possible(quantity: Decimal, most: Decimal, step: Decimal | None) -> Decimal:
    if not (quantity.is_finite() and 0 < quantity <= most) or (step and quantity % step):
        steps = f", in steps of {plain(step)}" if step else ""
        raise BadStockQuantity(quantity=plain(quantity)[:40], expected=f"more than 0 and at most {plain(most)}{steps}")
    return quantity


def _proposed(session: Session, desk: Desk, order: SalesOrder, line: OrderLine, *, wanted: Decimal) -> Reallocation:
    owned = [row for row in stock_queries.allocations_of(session, line.sku) if row.line_key != line.line_key]
    others = {row.id: row for row in rows.order_rows(session, {row.line_key.rpartition("/")[0] for row in owned})}
    others.pop(order.id, None)
    lines = [each for each in rows.line_rows(session, others) if each.sku == line.sku] if others else []
    owners = [_owner(others[each.order_id], each) for each in lines if each.allocated > 0]
    given = arbiter.givers(owners, wanted, request_of_line(desk, order, line).step)
    losers = [each for each in lines if each.line_key in given]
    slips = _slips(session, desk, others, losers, given=given, owned=owned)
    taken = sum(given.values(), Decimal(0))
    proposal = Reallocation(
        line_key=line.line_key, sku=line.sku, name=line.name, quantity=taken, old_date=line.promised_date,
        new_date=_arrival(session, desk, order, slips) if taken == line.open else line.promised_date,
    )  # fmt: skip
    return arbiter.judged(proposal, slips, priority=order.priority, horizon=stock_queries.horizon(desk))


def _slips(
    session: Session,
    desk: Desk,
    orders: Mapping[int, SalesOrder],
    losers: Sequence[OrderLine],
    *,
    given: Mapping[str, Decimal],
    owned: Sequence[AllocatedRow],
) -> list[Slip]:
    """What each line loses, and when it could have that again after everything promised; the latest need first."""
    by_key = {line.line_key: line for line in losers}
    asks = [
        request_of_line(desk, orders[by_key[key].order_id], by_key[key]).model_copy(update={"quantity": quantity})
        for key, quantity in reversed(list(given.items()))
    ]
    later = dates_for(session, desk, asks) if asks else {}
    horizon = stock_queries.horizon(desk)
    slips = []
    for key, quantity in given.items():
        line, order = by_key[key], orders[by_key[key].order_id]
        again = latest(part.arrival_date for part in later[key])
        new = max(again, line.promised_date) if again and line.promised_date else again
        slips.append(Slip(
            line_key=key, customer_name=order.customer_name, priority=order.priority, quantity=quantity,
            warehouses=_places(owned, key, quantity), old_date=line.promised_date, new_date=new,
            days=max(arbiter.days_between(line.promised_date, new, horizon=horizon), 0),
        ))  # fmt: skip
    return slips


def _arrival(session: Session, desk: Desk, order: SalesOrder, slips: Sequence[Slip]) -> date | None:
    """When the order would have what it gets: it is on the shelf now."""
    timetable, to = timetable_for(session, desk, [order]), place_of(order)
    places = {warehouse for slip in slips for warehouse in slip.warehouses}
    return latest(timetable.arrival_date(name, timetable.ship_date(name, desk.today), to) for name in places)


def _places(owned: Sequence[AllocatedRow], line_key: str, quantity: Decimal) -> dict[str, Decimal]:
    """From which warehouses a line gives a quantity, in their order."""
    places: dict[str, Decimal] = {}
    for row in owned:
        part = min(row.quantity, quantity) if row.line_key == line_key else Decimal(0)
        if part > 0:
            places[row.warehouse] = part
            quantity -= part
    return places


def _ask(session: Session, desk: Desk, order: SalesOrder, line: OrderLine, *, proposal: Reallocation) -> ApprovalAsk:
    """The question to the approvers of the policy; whoever decides needs authority for the goods' value."""
    amount = Money(rounded(proposal.quantity * line.unit_price), order.currency)
    buyer = customers.customer(session, order.customer_id) if order.customer_id else None
    rule = desk.policy.approvals.rule_for(
        ApprovalKind.REALLOCATION, amount.amount * order.exchange_rate, buyer.priority if buyer else ""
    )
    return ApprovalAsk(
        kind=ApprovalKind.REALLOCATION,
        subject=subject(order.number),
        revision=order.revision,
        reasons=(HoldReason.REALLOCATION,),
        amount=amount,
        roles=rule.roles,
        rate=order.exchange_rate,
        steps=steps_of(rule),
        parallel=rule.parallel,
        escalate_to=rule.escalate_to,
        excluded=frozenset({order.author_id, order.confirmer_id or ""} - {""}),
        snapshot={"reallocation": proposal.model_dump(mode="json")},
    )


def decide_reallocation(
    session: Session,
    desk: Desk,
    approval_id: int,
    *,
    revision: int,
    snapshot_hash: str | None,
    approve: bool,
    comment: str | None,
) -> OrderView:
    """Decide a proposal, by the employee at the desk. The last approval that it takes moves the stock, dates all lines
    anew and tells them.

    Raises ProposalOutdated where an order has not what it should give any more (nothing is decided then), and the
    refusals of approvals (NotAuthorised, AlreadyDecided, StaleApproval, ReasonMissing).
    """
    request = approvals_queries.approval(session, approval_id)
    if request.kind != ApprovalKind.REALLOCATION:
        raise NotFound(approval_id=approval_id)
    employee = employees.by_email(session, desk.actor.id)
    if employee is None:
        raise NotAllowed(actor=desk.actor.name, to="decide this", needs=", ".join(sorted(request.roles)))
    proposal = Reallocation.model_validate(request.snapshot["reallocation"])
    keys = [proposal.line_key, *(slip.line_key for slip in proposal.slips)]
    orders = {row.id: row for row in rows.order_rows_for_update(session, {key.rpartition("/")[0] for key in keys})}
    lines = {line.line_key: line for line in rows.line_rows(session, orders)}
    winner = next(row for row in orders.values() if subject(row.number) == request.subject)
    with session.begin_nested():
        decided = approvals.decide(
            session, desk, approval_id, approve=approve, comment=comment, employee=employee, revision=revision,
            snapshot_hash=snapshot_hash,
        )  # fmt: skip
        if decided.state is ApprovalState.APPROVED:
            _carry_out(session, desk, orders, lines, proposal=proposal)
    if decided.state is ApprovalState.REQUESTED:
        announce(session, desk, winner.number, going_on(winner, decided))
    else:
        _tell(session, desk, winner, decided, proposal)
    return view_of(winner, *rows.contents(session, winner.id))


def _carry_out(
    session: Session,
    desk: Desk,
    orders: Mapping[int, SalesOrder],
    lines: Mapping[str, OrderLine],
    *,
    proposal: Reallocation,
) -> None:
    """Hand the stock over, let who gave it take what is free elsewhere, and date them all."""
    gets = lines.get(proposal.line_key)
    gives = [lines[slip.line_key] for slip in proposal.slips if slip.line_key in lines]
    is_possible = gets is not None and gets.open >= proposal.quantity and len(gives) == len(proposal.slips)
    if gets is None or not is_possible or any(
        line.allocated < slip.quantity for line, slip in zip(gives, proposal.slips, strict=True)
    ):  # fmt: skip
        raise ProposalOutdated(line_key=proposal.line_key)
    taken = [
        AllocatedRow(slip.line_key, proposal.sku, warehouse, quantity)
        for slip in proposal.slips
        for warehouse, quantity in slip.warehouses.items()
    ]
    for line, slip in zip(gives, proposal.slips, strict=True):
        line.allocated, line.open = line.allocated - slip.quantity, line.open + slip.quantity
    gets.allocated, gets.open = gets.allocated + proposal.quantity, gets.open - proposal.quantity
    every = [gets, *gives]
    waiting = [request_of_line(desk, orders[line.order_id], line) for line in every if line.open > 0]
    if not stock.hand_over(session, desk, taken, to=gets.line_key, waiting=waiting):
        raise ProposalOutdated(line_key=proposal.line_key)
    session.flush()
    allocate(session, desk, orders, gives)
    settle_moved(session, desk, orders, every, cause=CAUSE)


def _tell(session: Session, desk: Desk, winner: SalesOrder, decided: ApprovalView, proposal: Reallocation) -> None:
    approved = decided.state is ApprovalState.APPROVED
    event = ReallocationDecided(
        number=winner.number, approval_id=decided.id, is_approved=approved, decided_by=decided.decided_by or "",
        comment=decided.comment,
    )  # fmt: skip
    announce(session, desk, winner.number, event)
    action = "reallocated" if approved else "reallocation_rejected"
    audited(session, desk, winner.number, action, after=proposal.model_dump(mode="json"), reason=decided.comment)
    if approved:
        for slip in proposal.slips:
            facts = {"line": slip.line_key, "quantity": plain(slip.quantity), "to": proposal.line_key}
            audited(session, desk, slip.line_key.rpartition("/")[0], "stock_given", after=facts, reason=decided.comment)


def _owner(order: SalesOrder, line: OrderLine) -> Owner:
    return Owner(
        line_key=line.line_key, sku=line.sku, takeable=line.allocated, priority=order.priority,
        promised_date=line.promised_date, confirmed_at=order.confirmed_at,
    )  # fmt: skip
