"""Owns the parts that every amendment is made of: lines made smaller or larger, stock moved, the order settled anew."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.orders.events import OrderAmended
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries import rows
from domain.orders.queries.views import as_seen, line_view
from domain.orders.rules import headers
from domain.orders.rules.amending import grows_in_place
from domain.orders.rules.lines import whole_units
from domain.orders.rules.progress import state_after
from domain.orders.rules.revisions import contents_of
from domain.orders.schemas import OrderView
from domain.orders.service.looking import CheckedLine
from domain.orders.service.promising import allocate, date_order, promise
from domain.orders.service.recording import announce, commit_credit
from domain.orders.service.settling import advance, close_if_settled
from domain.shared.desk import Desk
from domain.stock import service as stock

AMENDED = "amended"


def last_line_no(session: Session, order: SalesOrder, lines: Sequence[OrderLine]) -> int:
    """The highest number that any line of the order ever had: its promises are kept under that key."""
    keys = rows.promised_keys(session, order.number)
    return max([line.line_no for line in lines] + [int(key.rpartition("/")[2]) for key in keys])


def lower(lines: Sequence[OrderLine], less: Decimal) -> list[OrderLine]:
    """Take a quantity off lines of one article: the newest first, what waits before what is set aside."""
    touched: list[OrderLine] = []
    for state in ("open", "allocated"):
        for line in sorted(lines, key=lambda each: -each.line_no):
            taken = min(less, getattr(line, state))
            if taken > 0:
                setattr(line, state, getattr(line, state) - taken)
                resize(line, line.ordered - taken)
                less -= taken
                touched.append(line)
    return list(dict.fromkeys(touched))


def resize(line: OrderLine, ordered: Decimal) -> None:
    """Let a line hold another quantity: in its unit where that is a whole number of it, else in base units."""
    units = whole_units(ordered, line.ordered, line.quantity)
    line.quantity, line.unit = (ordered, line.base_unit) if units is None else (units, line.unit)
    line.ordered = ordered


def price_anew(order: SalesOrder, line: OrderLine, found: CheckedLine) -> None:
    """Give a line the price that its article has now, in the quantity that the order has of it now.

    What was settled of the line stays: a price that was agreed, of what has left or was invoiced, of what was given up
    in part (see `grows_in_place`). A discount that was agreed stays with it unless another one is asked for.
    """
    if not grows_in_place(line_view(line, order.currency)):
        return
    line.unit_price, line.our_price = found.item.unit_price, found.our_price
    line.price_source, line.price_kind = found.item.source, found.price_kind
    if found.asked.agreed is not None:
        line.discount = found.discount


def move_stock(
    session: Session, desk: Desk, order: SalesOrder, *, lowered: Sequence[OrderLine], more: Sequence[OrderLine]
) -> None:
    """Give back what lines have too much, and let what is more take what is free; other lines are not touched."""
    if lowered:
        keeping = {line.line_key: line.allocated + line.picked for line in lowered}
        stock.deallocate(session, desk, list(keeping), keeping=keeping)
    moving = list(dict.fromkeys([*(line for line in lowered if line.ordered > 0), *more]))
    if moving:
        allocate(session, desk, {order.id: order}, moving)
        promise(session, desk, moving, cause=AMENDED)


def settle_amended(session: Session, desk: Desk, order: SalesOrder, lines: Sequence[OrderLine]) -> OrderView:
    """Bring state, dates, keys and commitment in line with what the order holds now, and announce it."""
    views = [line_view(line, order.currency) for line in lines]
    advance(order, state_after(views))
    for line in lines:
        line.first_promised_date = line.first_promised_date or line.promised_date
    date_order(order, lines)
    session.flush()
    commit_credit(session, desk, order, views, pending=False, frees=True)
    announce(session, desk, order.number, OrderAmended(number=order.number, revision=order.revision))
    close_if_settled(session, desk, order, lines)
    view = as_seen(session, desk, order, lines)
    now = contents_of(view)
    order.basket_key = headers.basket_key(((line.sku, line.quantity) for line in now.lines), now.ship_to)
    order.content_key = headers.content_key(order.basket_key, now.requested_date)
    return view
