"""Owns amendments: the lines, the day or the place of a confirmed order change, and nothing that has left does.

What is more becomes a line of its own, at the price of our lists and with its own promise, so that it never passes
those who wait already. What is less gives back what was waited for first, then what was set aside; picked and shipped
quantity stays.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.customers.queries import Limit
from domain.orders.errors import OrderBlocked, OverCredit, TooLateToChange
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen, view_of
from domain.orders.rules.agreeing import keeping_agreed, without_prices
from domain.orders.rules.lines import whole_units
from domain.orders.rules.revisions import difference
from domain.orders.schemas import (
    AmendmentKind,
    ApprovalKind,
    Difference,
    Door,
    LineChange,
    OrderRequest,
    OrderView,
    Possibility,
    RequestedLine,
)
from domain.orders.service.access import may_confirm, may_order_for, same_revision
from domain.orders.service.amendments import keep_amendment
from domain.orders.service.checking import check
from domain.orders.service.composing import line_of, wanted_contents
from domain.orders.service.crediting import lock_order
from domain.orders.service.enquiring import keep_enquiries
from domain.orders.service.judging import Settled, active, announce_held, judge, kind_of, settle
from domain.orders.service.looking import Checked
from domain.orders.service.reshaping import last_line_no, lower, move_stock, price_anew, settle_amended
from domain.orders.service.summing import sum_up
from domain.shared.desk import Desk

_AMENDABLE = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT})
_ZERO = Decimal(0)


def amend(session: Session, desk: Desk, number: str, request: OrderRequest, *, revision: int | None) -> OrderView:
    """Bring a confirmed order to what is asked for, as far as it is possible: a new revision, confirmed anew.

    What it comes to may hold it again. Raises TooLateToChange when none of it is possible, OverCredit when more does
    not fit the credit and policy refuses that, OrderBlocked for a request that is not clear or not valid,
    StaleRevision, NotAllowed, UnverifiedSender.
    """
    order, limit = lock_order(session, number)
    may_confirm(desk.actor, order)
    may_order_for(desk.actor, request.customer_id)
    same_revision(order, revision)
    if order.state not in _AMENDABLE:
        raise TooLateToChange(number=number, state=order.state)
    lines = list(rows.line_rows(session, [order.id]))
    before = as_seen(session, desk, order, lines)
    checked, changes = _compared(session, desk, order, before, request)
    if not changes.may_be_applied:
        raise TooLateToChange(number=number, state=order.state)
    checked = _as_far_as_possible(session, desk, checked, changes.lines)
    order.revision, order.touched_at = order.revision + 1, desk.now
    with session.no_autoflush:
        lowered, added = _change_lines(session, order, lines, checked, changes.lines)
        _change_terms(order, checked, changes)
        kept = [line for line in lines if line.ordered > 0]
        sum_up(desk, order, [*kept, *added])
    session.flush()
    is_more = order.total > before.total.amount
    settled = judged(session, desk, order, [*kept, *added], limit=limit, is_more=is_more)
    move_stock(session, desk, order, lowered=lowered, more=added)
    view = settle_amended(session, desk, order, [*kept, *added])
    if settled.asked:
        announce_held(session, desk, order, settled)
    keep_amendment(
        session, desk, order, AmendmentKind.AMENDED, before=before, after=view, reason=checked.request.note or ""
    )
    return view


def _compared(
    session: Session, desk: Desk, order: SalesOrder, before: OrderView, request: OrderRequest
) -> tuple[Checked, Difference]:
    """What is asked for, priced, and how it differs. A price that was agreed holds for the quantity that it was agreed
    for: where more is wanted, or the article stands at the price of our lists as well, that is at our lists' price now.
    """
    if order.request is not None:
        request = keeping_agreed(request, OrderRequest.model_validate(order.request))
    checked = _checked(session, desk, order, request)
    changes = difference(before, wanted_contents(checked))
    listed = {line.sku for line in before.lines if not line.price_kind.is_agreed}
    anew = without_prices(request, listed | {change.sku for change in changes.lines if change.after > change.before})
    return (checked if anew == request else _checked(session, desk, order, anew)), changes


def _checked(session: Session, desk: Desk, order: SalesOrder, request: OrderRequest) -> Checked:
    checked = check(session, desk, request)
    codes = list(checked.blocking)
    codes += ["OTHER_CUSTOMER"] if checked.customer and checked.customer.customer_id != order.customer_id else []
    if codes:
        raise OrderBlocked(number=order.number, codes=", ".join(codes))
    return checked


def _as_far_as_possible(session: Session, desk: Desk, checked: Checked, changes: Sequence[LineChange]) -> Checked:
    """What is asked for, but of each article what can be had of it: its price follows from what the order comes to."""
    short = {change.sku: change for change in changes if change.reachable != change.after}
    if not short:
        return checked
    possible = [line.asked for line in checked.lines if line.product.sku not in short]
    possible += [
        RequestedLine(sku=change.sku, quantity=change.reachable, unit=change.base_unit) for change in short.values()
    ]
    return check(session, desk, checked.request.model_copy(update={"lines": tuple(possible)}))


def _change_lines(
    session: Session,
    order: SalesOrder,
    lines: Sequence[OrderLine],
    checked: Checked,
    changes: Sequence[LineChange],
) -> tuple[list[OrderLine], list[OrderLine]]:
    """Make lines smaller and add lines for what is more; returns both. A line of which nothing is left is deleted."""
    lowered, added = list[OrderLine](), list[OrderLine]()
    line_no = last_line_no(session, order, lines)
    for change in changes:
        mine = [line for line in lines if line.sku == change.sku]
        if change.reachable < change.before:
            lowered += lower(mine, change.before - change.reachable)
        elif change.reachable > change.before:
            line_no += 1
            added.append(_more(order, checked, change, line_no))
        if change.possibility is not Possibility.TOO_LATE:
            _reprice(order, mine, checked, change.sku)
    for line in lowered:
        if line.ordered == 0:
            session.delete(line)
    session.add_all(added)
    return lowered, added


def _more(order: SalesOrder, checked: Checked, change: LineChange, line_no: int) -> OrderLine:
    asked = next(line for line in checked.lines if line.product.sku == change.sku)
    more = change.reachable - change.before
    units = whole_units(more, asked.base_quantity, asked.asked.quantity)
    in_units, unit = (more, asked.product.base_unit) if units is None else (units, asked.asked.unit)
    line = replace(
        asked,
        line_no=line_no,
        asked=asked.asked.model_copy(update={"quantity": in_units, "unit": unit}),
        base_quantity=more,
    )
    return line_of(order, line)


def _reprice(order: SalesOrder, lines: Sequence[OrderLine], checked: Checked, sku: str) -> None:
    """The price of the whole new quantity holds for all of it, as far as it is not settled."""
    found = next((line for line in checked.lines if line.product.sku == sku), None)
    if found is not None:
        for line in lines:
            price_anew(order, line, found)


def _change_terms(order: SalesOrder, checked: Checked, changes: Difference) -> None:
    for change in changes.terms:
        if change.possibility is Possibility.TOO_LATE:
            continue
        if change.term == "requested_date":
            order.requested_date = checked.request.requested_date
        elif checked.ship_to:
            order.ship_to = checked.ship_to.model_dump(mode="json")
    order.request = keep_enquiries(order, checked.request).model_dump(mode="json")
    order.source_text = checked.request.source_text


def judged(
    session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine], *, limit: Limit | None, is_more: bool
) -> Settled:
    """Look at the amended order as at confirming: what no approval covers holds it again, its state stays.

    Credit is asked only about more, or about what it holds already; policy may refuse more instead.
    """
    holds = rows.hold_rows(session, [order.id])
    with_credit = is_more or any(kind_of(row) == ApprovalKind.CREDIT for row in active(holds))
    judgement = judge(session, desk, order, lines, limit=limit, holds=holds, door=Door.AMEND, with_credit=with_credit)
    credit = judgement.credit
    over = judgement.of_kind(ApprovalKind.CREDIT)
    if credit and over and is_more and desk.policy.credit.amendment == "refuse":
        excess = str(credit.excess) if credit.excess else ""
        raise OverCredit(number=order.number, excess=excess, reasons=", ".join(each.reason for each in over))
    order.credit = credit.model_dump(mode="json") if credit else order.credit
    view = view_of(order, lines, holds)
    return settle(session, desk, order, view=view, holds=holds, judgement=judgement)
