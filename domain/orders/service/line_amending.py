"""Owns amendments that name lines and terms: exactly what is asked for is done, or it is refused and nothing is.

More of a line of which nothing has left is the same line at the price of its new quantity; more of any other becomes a
line of its own. Reservations move only with quantities: another price or day touches none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders.errors import NothingLeft, OrderBlocked, PriceSettled, TooLateToChange
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen, line_view
from domain.orders.rules import amending as rules
from domain.orders.rules.amounts import fits_the_books
from domain.orders.rules.lines import place
from domain.orders.schemas import (
    AgreedPrice,
    AmendmentKind,
    AmendmentRequest,
    LineAmendment,
    OrderRequest,
    OrderView,
    PriceKind,
    RequestedLine,
)
from domain.orders.service.access import may_confirm, same_revision
from domain.orders.service.amending import judged
from domain.orders.service.amendments import keep_amendment
from domain.orders.service.checking import check
from domain.orders.service.composing import line_of
from domain.orders.service.crediting import lock_order
from domain.orders.service.judging import announce_held
from domain.orders.service.looking import Checked, CheckedLine
from domain.orders.service.reshaping import (
    last_line_no,
    lower,
    move_stock,
    price_anew,
    resize,
    settle_amended,
)
from domain.orders.service.summing import sum_up
from domain.orders.service.terms import change_terms, lock_payers
from domain.shared.actors import SALES_ROLES, ActorKind
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.quantity import MILLIONTH, plain

_AMENDABLE = frozenset({OrderState.CONFIRMED, OrderState.IN_FULFILMENT, OrderState.SHIPPED, OrderState.INVOICED})
_ZERO = Decimal(0)


@dataclass
class _Work:
    """An amendment under way: the order, what is asked, and what moves with it."""

    order: SalesOrder
    lines: list[OrderLine]
    before: OrderView
    asked: AmendmentRequest
    checked: Checked
    places: dict[int, int]
    line_no: int
    lowered: list[OrderLine] = field(default_factory=list)
    more: list[OrderLine] = field(default_factory=list)
    added: list[OrderLine] = field(default_factory=list)

    def looked_at(self, index: int) -> CheckedLine:
        """What was found about the line that is asked about at this place."""
        return next(line for line in self.checked.lines if line.line_no == self.places[index])


def amend_lines(
    session: Session, desk: Desk, number: str, asked: AmendmentRequest, *, revision: int | None
) -> OrderView:
    """Change lines and terms of a confirmed order as asked: a new revision under a numbered amendment, confirmed anew.

    Two at once: one wins, the other hears StaleRevision. Raises TooLateToChange, OrderBlocked (what is asked is not
    valid), LineTooFar, PriceSettled, TermFixed, NothingLeft, OverCredit, NotFound, NotAllowed, UnverifiedSender.
    """
    lock_payers(session, number, asked)
    order, limit = lock_order(session, number)
    may_confirm(desk.actor, order)
    same_revision(order, revision)
    if order.state not in _AMENDABLE:
        raise TooLateToChange(number=number, state=order.state)
    work = _begun(session, desk, order, asked)
    _refuse_invalid(work)
    with session.no_autoflush:
        for index, each in enumerate(asked.lines):
            _change_line(session, desk, work, index, each)
        limit = change_terms(session, desk, order, work.before, checked=work.checked, asked=asked, limit=limit)
        kept = [*(line for line in work.lines if line.ordered > 0), *work.added]
        if not any(line.ordered > line.cancelled for line in kept):
            raise NothingLeft(number=number)
        session.add_all(work.added)
        order.revision, order.touched_at = order.revision + 1, desk.now
        sum_up(desk, order, kept)
    session.flush()
    is_more = order.total > work.before.total.amount or asked.bill_to is not None
    settled = judged(session, desk, order, kept, limit=limit, is_more=is_more)
    move_stock(session, desk, order, lowered=work.lowered, more=work.more)
    view = settle_amended(session, desk, order, kept)
    if settled.asked:
        announce_held(session, desk, order, settled)
    keep_amendment(session, desk, order, AmendmentKind.AMENDED, before=work.before, after=view, reason=asked.reason)
    return view


def _begun(session: Session, desk: Desk, order: SalesOrder, asked: AmendmentRequest) -> _Work:
    """The order laid beside what is asked, which is priced together with what else it has of the same articles."""
    lines = list(rows.line_rows(session, [order.id]))
    before = as_seen(session, desk, order, lines)
    wanted, places = list[RequestedLine](), dict[int, int]()
    for index, each in enumerate(asked.lines):
        if each.line_no is None or each.quantity not in (None, _ZERO):
            places[index] = len(wanted) + 1
            wanted.append(_requested(desk, lines, each, asked.reason, order.number))
    named = {each.line_no for each in asked.lines}
    articles = {line.sku for line in wanted}
    wanted += [
        RequestedLine(sku=line.sku, quantity=line.ordered - line.cancelled, unit=line.base_unit)
        for line in lines
        if line.sku in articles and line.line_no not in named and line.ordered > line.cancelled
    ]
    ship_to = asked.ship_to or (order.ship_to or {}).get("label")
    request = OrderRequest(
        channel=order.channel, customer_id=order.customer_id, lines=tuple(wanted),
        requested_date=asked.requested_date, ship_to=ship_to,
    )  # fmt: skip
    checked = check(session, desk, request)
    return _Work(order, lines, before, asked, checked, places, last_line_no(session, order, lines))


def _requested(desk: Desk, lines: Sequence[OrderLine], each: LineAmendment, reason: str, number: str) -> RequestedLine:
    quantity = each.quantity if each.quantity is not None else _ZERO
    if each.line_no is not None:
        line = _row(lines, each, number)
        return RequestedLine(sku=line.sku, quantity=quantity, unit=each.unit or line.base_unit)
    agreed = None
    if each.unit_price is not None:
        _may_price(desk, each.unit_price, number)
        agreed = AgreedPrice(
            unit_price=each.unit_price, by=desk.actor.name, by_id=desk.actor.id, reason=reason
        )  # fmt: skip
    return RequestedLine(sku=each.sku or "", quantity=quantity, unit=each.unit, agreed=agreed)


def _refuse_invalid(work: _Work) -> None:
    """Raise OrderBlocked for what of the wish is not valid; what it does not touch is not looked at again."""
    rising = {place(no) for index, no in work.places.items() if _rises(work, index)}
    asked = {"requested_date": work.asked.requested_date, "ship_to": work.asked.ship_to}
    codes = [
        problem.code
        for problem in work.checked.problems
        if problem.blocking and problem.code != "NO_LINES"
        and (problem.where in rising or (not problem.where.startswith("line ") and asked.get(problem.where, True)))
    ]  # fmt: skip
    if codes:
        raise OrderBlocked(number=work.order.number, codes=", ".join(codes))


def _rises(work: _Work, index: int) -> bool:
    """Whether a line that is asked about is new or wants more than it has; also where nobody could tell how much."""
    standing = {line.line_no: line for line in work.checked.lines}
    found, each = standing.get(work.places[index]), work.asked.lines[index]
    if found is None or each.line_no is None:
        return True
    line = _row(work.lines, each, work.order.number)
    return found.base_quantity > line.ordered - line.cancelled


def _change_line(session: Session, desk: Desk, work: _Work, index: int, each: LineAmendment) -> None:
    if each.line_no is None:
        added = _add(work, work.looked_at(index))
        added.price_before = None if each.unit_price is None else _stood_at(work, added)
        return
    line = _row(work.lines, each, work.order.number)
    view = line_view(line, work.order.currency)
    target = view.wanted
    if each.quantity is not None:
        target = work.looked_at(index).base_quantity if each.quantity else _ZERO
    if target < view.wanted:
        rules.refuse_too_few(view, target)
        work.lowered += lower([line], view.wanted - target)
    elif target > view.wanted:
        _raise(work, line, target - view.wanted, work.looked_at(index))
    if target and target != view.wanted:
        price_anew(work.order, line, work.looked_at(index))
    if line.ordered == 0:
        session.delete(line)
    if each.unit_price is not None:
        _reprice(desk, line, target, each.unit_price)


def _raise(work: _Work, line: OrderLine, more: Decimal, found: CheckedLine) -> None:
    if not rules.grows_in_place(line_view(line, work.order.currency)):
        _add(work, found, more)
        return
    resize(line, line.ordered + more)
    line.open += more
    work.more.append(line)


def _add(work: _Work, found: CheckedLine, quantity: Decimal | None = None) -> OrderLine:
    """A line of its own: as it was asked for, or this many base units."""
    work.line_no += 1
    new = replace(found, line_no=work.line_no)
    if quantity is not None:
        asked = found.asked.model_copy(update={"quantity": quantity, "unit": found.product.base_unit})
        new = replace(new, asked=asked, base_quantity=quantity)
    row = line_of(work.order, new)
    work.added.append(row)
    work.more.append(row)
    return row


def _stood_at(work: _Work, added: OrderLine) -> Decimal | None:
    """What the article of an added line cost in the order so far, else by our lists."""
    known = (_effective(line.unit_price, line.discount) for line in work.before.lines if line.sku == added.sku)
    return next(known, added.our_price)


def _effective(unit_price: Decimal, discount: Decimal) -> Decimal:
    """What one base unit costs with its discount taken off."""
    return (unit_price * (1 - discount)).quantize(MILLIONTH)


def _reprice(desk: Desk, line: OrderLine, wanted: Decimal, unit_price: Decimal) -> None:
    """Another price for what of a line is not invoiced; what is keeps the amount that it was invoiced for."""
    _may_price(desk, unit_price, line.line_key)
    if wanted <= line.invoiced + line.returned_uninvoiced:
        raise PriceSettled(line_key=line.line_key, invoiced=plain(line.invoiced))
    if not fits_the_books(line.ordered, unit_price):
        raise OrderBlocked(number=line.line_key, codes="BAD_PRICE")
    if line.price_before is None:
        line.price_before = _effective(line.unit_price, line.discount)
    line.unit_price, line.discount, line.priced_by = unit_price, _ZERO, desk.actor.id
    line.price_source = line.price_kind = PriceKind.AGREED


def _may_price(desk: Desk, unit_price: Decimal, number: str) -> None:
    """A price is set by sales and by no customer; whether it needs an approval is found when the order is judged."""
    if desk.actor.kind is ActorKind.CONTACT:
        raise NotAllowed(actor=desk.actor.name, to="set a price", needs=", ".join(sorted(SALES_ROLES)))
    desk.actor.require(SALES_ROLES, to="set a price")
    if not unit_price.is_finite() or unit_price <= 0:
        raise OrderBlocked(number=number, codes="BAD_PRICE")


def _row(lines: Sequence[OrderLine], each: LineAmendment, number: str) -> OrderLine:
    found = next((line for line in lines if line.line_no == each.line_no), None)
    if found is None:
        raise NotFound(subject=f"line:{number}/{each.line_no}")
    return found
