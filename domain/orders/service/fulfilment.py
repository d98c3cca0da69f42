"""Owns how far lines have come: picked, shipped, returned. Stock is posted here, papers are shipping's."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.customers.queries import Limit
from domain.orders.errors import OrderOnHold, QuantityExceedsLine
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen, line_view
from domain.orders.rules.progress import state_after
from domain.orders.schemas import AmendmentKind, Door, LineQuantity, OrderView
from domain.orders.service.access import CLERKS, SHIPPERS
from domain.orders.service.amendments import keep_amendment
from domain.orders.service.crediting import lock_accounts, lock_order
from domain.orders.service.judging import judge
from domain.orders.service.planning import waits
from domain.orders.service.promising import date_order, owned_by, plan_rest, promise, request_of_line, tell_moved
from domain.orders.service.recording import audited, commit_credit
from domain.orders.service.settling import advance, close_if_settled, settle_given_up
from domain.shared.desk import Desk
from domain.shared.errors import IllegalTransition, NotFound
from domain.shared.quantity import plain
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.queries import AllocatedRow
from domain.stock.schemas import LeavingPart

SHORT_PICKED = "short_picked"

_AT_WORK = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})
_DELIVERED = frozenset({OrderState.IN_FULFILMENT, OrderState.SHIPPED, OrderState.INVOICED, OrderState.CLOSED})


def lock_orders(session: Session, numbers: Iterable[str]) -> None:
    """Lock orders that are worked on together, after the accounts of their bill-tos, each in one order for everybody.

    Raises NotFound for a number that nobody knows.
    """
    wanted = sorted(set(numbers))
    lock_accounts(session, rows.bill_tos_of(session, wanted))
    known = {row.number for row in rows.order_rows_for_update(session, wanted)}
    for number in wanted:
        if number not in known:
            raise NotFound(number=number)


def record_picked(session: Session, desk: Desk, lines: Sequence[LineQuantity]) -> OrderView:
    """Move allocated quantity of one order's lines to picked. Raises OrderOnHold, QuantityExceedsLine, NotAllowed."""
    desk.actor.require(SHIPPERS, to="pick")
    order, by_key, limit = _opened(session, lines)
    refuse_idle(session, order, OrderState.IN_FULFILMENT)
    _refuse_uncleared(session, desk, order, list(by_key.values()), limit=limit, door=Door.PICK)
    for part in lines:
        line = _line(by_key, part, by_key[part.line_key].allocated if part.line_key in by_key else Decimal(0))
        line.allocated -= part.quantity
        line.picked += part.quantity
    return _moved_on(session, desk, order, list(by_key.values()), action="picked", lines=lines)


def record_short(session: Session, desk: Desk, lines: Sequence[LineQuantity], *, reference: str) -> OrderView:
    """Note that allocated goods of one order do not lie where the books say, in the warehouse that each part names.

    They are the line's own no more: it waits for them again, or (delivery policy `no_backorders`) they are cancelled.
    Stock of other places is not taken here: who hears that the line waits does that. Raises IllegalTransition,
    QuantityExceedsLine, NotFound, NotAllowed.
    """
    desk.actor.require(SHIPPERS, to="pick")
    order, by_key, _ = _opened(session, lines)
    if order.state not in _AT_WORK:
        raise IllegalTransition(subject=order.number, from_state=order.state, to_state="short_picked")
    before = as_seen(session, desk, order, list(by_key.values()))
    touched, missing = list[OrderLine](), list[AllocatedRow]()
    for part in lines:
        line = _line(by_key, part, by_key[part.line_key].allocated if part.line_key in by_key else Decimal(0))
        line.allocated -= part.quantity
        if waits(order):
            line.open += part.quantity
        else:
            line.cancelled += part.quantity
        touched.append(line)
        missing.append(AllocatedRow(part.line_key, line.sku, part.warehouse or "", part.quantity))
    session.flush()
    waiting = [request_of_line(desk, order, line) for line in touched if line.open > 0]
    stock.take_back(session, desk, missing, waiting=waiting)
    plan_rest(session, desk, {order.id: order}, touched, owned=owned_by(session, touched))
    moved_dates = promise(session, desk, touched, cause=SHORT_PICKED)
    date_order(order, list(by_key.values()))
    tell_moved(session, desk, order, moved_dates, cause=SHORT_PICKED)
    every, papers = list(by_key.values()), {"pick_list": reference}
    view = _moved_on(session, desk, order, every, action="short_picked", lines=lines, papers=papers)
    return view if waits(order) else _given_up(session, desk, order, every, before=before)


def _given_up(
    session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine], *, before: OrderView
) -> OrderView:  # fmt: skip
    """What was not found of an order that takes no backorders is given up: that is an amendment of it."""
    order.revision, order.touched_at = order.revision + 1, desk.now
    settle_given_up(session, desk, order, lines, why="nothing of it was there")
    view = as_seen(session, desk, order, lines)
    keep_amendment(session, desk, order, AmendmentKind.DELIVERY_POLICY, before=before, after=view)
    return view


def record_put_back(session: Session, desk: Desk, lines: Sequence[LineQuantity]) -> OrderView:
    """Move picked quantity of one order's lines back to allocated: it went back on its shelf. Holds do not matter.

    Raises IllegalTransition, QuantityExceedsLine, NotFound, NotAllowed.
    """
    desk.actor.require(SHIPPERS, to="put goods back")
    order, by_key, _ = _opened(session, lines)
    if order.state not in _AT_WORK:
        raise IllegalTransition(subject=order.number, from_state=order.state, to_state="put_back")
    for part in lines:
        line = _line(by_key, part, by_key[part.line_key].picked if part.line_key in by_key else Decimal(0))
        line.picked -= part.quantity
        line.allocated += part.quantity
    return _moved_on(session, desk, order, list(by_key.values()), action="put_back", lines=lines)


def record_shipped(session: Session, desk: Desk, lines: Sequence[LineQuantity], *, shipment_number: str) -> OrderView:
    """Post what left, all of one order: lines move from picked (then allocated) to shipped, **stock goes down here**
    (stock.service.ship is called by this verb and nobody else) and the commitment moves to shipped.

    A line without a warehouse ships from where it is allocated. Raises OrderOnHold, QuantityExceedsLine, NotAllowed.
    """
    desk.actor.require(SHIPPERS, to="ship")
    order, by_key, limit = _opened(session, lines)
    refuse_idle(session, order, OrderState.SHIPPED)
    _refuse_uncleared(session, desk, order, list(by_key.values()), limit=limit, door=Door.SHIP)
    for part in lines:
        known = by_key.get(part.line_key)
        line = _line(by_key, part, known.picked + known.allocated if known else Decimal(0))
        from_picked = min(line.picked, part.quantity)
        line.picked -= from_picked
        line.allocated -= part.quantity - from_picked
        line.shipped += part.quantity
    _post(session, desk, lines, shipment_number)
    every = list(by_key.values())
    touched = [by_key[key] for key in sorted({part.line_key for part in lines})]
    plan_rest(session, desk, {order.id: order}, touched, owned=owned_by(session, touched))
    return _moved_on(session, desk, order, every, action="shipped", lines=lines, papers={"shipment": shipment_number})


def record_returned(session: Session, desk: Desk, lines: Sequence[LineQuantity]) -> OrderView:
    """Note that shipped quantity of one order came back; stock and credit are the business of returns.

    What was not invoiced yet comes back first and never will be: it leaves the exposure, and an order of which nothing
    is left to be invoiced or paid is closed.
    """
    desk.actor.require(SHIPPERS | CLERKS, to="take goods back")
    order, by_key, _ = _opened(session, lines)
    if order.state not in _DELIVERED:
        raise IllegalTransition(subject=order.number, from_state=order.state, to_state="returned")
    for part in lines:
        known = by_key.get(part.line_key)
        line = _line(by_key, part, known.shipped - known.returned if known else Decimal(0))
        line.returned += part.quantity
        line.returned_uninvoiced += min(part.quantity, line.shipped - line.invoiced - line.returned_uninvoiced)
    every = list(by_key.values())
    _settle_returned(session, desk, order, every)
    audited(session, desk, order.number, "returned", after=_in_short(lines))
    return as_seen(session, desk, order, every)


def _settle_returned(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Bring state and commitment in line with what is still to be invoiced."""
    views = [line_view(line, order.currency) for line in lines]
    session.flush()
    if order.state == OrderState.CLOSED:
        return
    advance(order, state_after(views))
    commit_credit(session, desk, order, views, pending=False, frees=True)
    close_if_settled(session, desk, order, lines)


def _opened(
    session: Session, lines: Sequence[LineQuantity]
) -> tuple[SalesOrder, dict[str, OrderLine], Limit | None]:  # fmt: skip
    """The one order that these lines are of, locked, with all its lines by key, and whose limit counts for it."""
    numbers = {part.line_key.rpartition("/")[0] for part in lines}
    if len(numbers) != 1:
        raise NotFound(subject=f"one order of {', '.join(sorted(numbers)) or 'no lines'}")
    order, limit = lock_order(session, numbers.pop())
    return order, {line.line_key: line for line in rows.line_rows(session, [order.id])}, limit


def refuse_idle(session: Session, order: SalesOrder, to: OrderState) -> None:
    """Raise OrderOnHold, or IllegalTransition for an order that is not being worked on: it cannot go on to this."""
    reasons = sorted(row.reason for row in rows.hold_rows(session, [order.id]) if row.released_at is None)
    if reasons:
        raise OrderOnHold(number=order.number, reasons=", ".join(reasons))
    if order.state not in _AT_WORK:
        raise IllegalTransition(subject=order.number, from_state=order.state, to_state=to)


def _refuse_uncleared(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    *,
    limit: Limit | None,
    door: Door,
) -> None:
    """Raise OrderOnHold where credit says stop at this door and no approval covers it; `recheck` opens the hold."""
    if door not in desk.policy.credit.checkpoints:
        return
    holds = rows.hold_rows(session, [order.id])
    found = judge(session, desk, order, lines, limit=limit, holds=holds, door=door).found
    if found:
        raise OrderOnHold(number=order.number, reasons=", ".join(each.reason for each in found))


def _line(by_key: dict[str, OrderLine], part: LineQuantity, possible: Decimal) -> OrderLine:
    """The line of a part; raises NotFound, QuantityExceedsLine."""
    line = by_key.get(part.line_key)
    if line is None:
        raise NotFound(subject=f"line:{part.line_key}")
    if not 0 < part.quantity <= possible:
        raise QuantityExceedsLine(line_key=part.line_key, asked=plain(part.quantity), possible=plain(possible))
    return line


def _post(session: Session, desk: Desk, parts: Sequence[LineQuantity], shipment_number: str) -> None:
    """Take goods out of stock, each part from the warehouse named or from where its line has them."""
    owned = {
        key: {part.warehouse: part.quantity for part in has}
        for key, has in stock_queries.allocations(session, sorted({part.line_key for part in parts})).items()
    }
    leaving = []
    for part in parts:
        left = part.quantity
        for warehouse, has in owned.get(part.line_key, {}).items():
            quantity = min(left, has)
            if quantity > 0 and part.warehouse in (None, warehouse):
                leaving.append(LeavingPart(line_key=part.line_key, warehouse=warehouse, quantity=quantity))
                owned[part.line_key][warehouse] -= quantity
                left -= quantity
        if left > 0:
            raise QuantityExceedsLine(
                line_key=part.line_key, asked=plain(part.quantity), possible=plain(part.quantity - left)
            )
    stock.ship(session, desk, leaving, reference=shipment_number)


def _moved_on(
    session: Session,
    desk: Desk,
    order: SalesOrder,
    every: Sequence[OrderLine],
    *,
    action: str,
    lines: Sequence[LineQuantity],
    papers: Mapping[str, str] | None = None,
) -> OrderView:
    """Set the order's state and commitment from its lines, and write down what was done."""
    before = {"state": order.state}
    views = [line_view(line, order.currency) for line in every]
    advance(order, state_after(views))
    session.flush()
    commit_credit(session, desk, order, views, pending=False)
    after = _in_short(lines) | {"state": order.state} | dict(papers or {})
    audited(session, desk, order.number, action, before=before, after=after)
    return as_seen(session, desk, order, every, views=views)


def _in_short(lines: Sequence[LineQuantity]) -> dict[str, object]:
    return {"lines": [{"line": part.line_key, "quantity": plain(part.quantity)} for part in lines]}
