"""The verbs of purchasing. The supplier order is locked first, then what stock expects of it, line by line.

Stock keeps what is due and tells whoever promised on it; here is kept what was ordered of whom.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from domain.catalog import queries as catalog
from domain.catalog.schemas import ProductView
from domain.purchasing import queries, rules
from domain.purchasing.errors import BadSupply, NothingToCome, NotOrderedHere, SupplyKeyUsed
from domain.purchasing.lifecycle import SupplyState
from domain.purchasing.models import SupplierOrder, SupplierOrderLine
from domain.purchasing.schemas import SupplierOrderView, SupplyAsk, SupplyLineView
from domain.shared import audit, numbering
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.shared.quantity import plain
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from domain.stock.errors import UnknownWarehouse
from domain.stock.schemas import ReceiptAsk

SERIES = "SUPO"


def order_supply(session: Session, desk: Desk, ask: SupplyAsk) -> SupplierOrderView:
    """Order goods of a supplier; stock expects them from now on. The same ask under the same key is ordered once.

    Raises BadSupply for what nobody can deliver (no lines, an article twice or no longer bought, no quantity, a day
    in the past), SupplyKeyUsed for another ask under a key, UnknownWarehouse, NotFound (sku), NotAllowed.
    """
    _require_buyer(desk, "order of a supplier")
    # What was ordered is answered with as it stands, whatever became of its articles and its day since.
    known = _made_before(session, desk, ask)
    if known is None:
        products = _checked(session, desk, ask)
        # Numbers are given out one after the other, so who asks at the same time finds the first one's order here.
        number = f"{SERIES}-{numbering.next_number(session, SERIES)}"
        known = _made_before(session, desk, ask)
        known = known or _made(session, desk, ask, number=number, due=_due(desk, ask, products))
    return known


def confirm_supply(session: Session, desk: Desk, number: str, *, due_date: date | None = None) -> SupplierOrderView:
    """Note that the supplier confirmed, perhaps for another day, to which all that is open moves; twice is once.

    Raises NotFound, NotOrderedHere, NothingToCome, BadSupply for a day in the past, NotAllowed.
    """
    _require_buyer(desk, "confirm a supplier order")
    row, view = _open(session, desk, number)
    if row is None:
        raise NotOrderedHere(number=number)
    _refuse_past(desk, due_date)
    if row.state == SupplyState.ORDERED:
        row.state = SupplyState.CONFIRMED
        session.flush()
        _record(session, desk, number, action="confirmed", after={"supplier": row.supplier})
    if due_date is not None:
        _move(session, desk, view, due_date, reason="confirmed by the supplier")
    return queries.supplier_order(session, desk, number)


def delay_supply(
    session: Session, desk: Desk, number: str, *, due_date: date, reason: str, line_no: int | None = None
) -> SupplierOrderView:
    """Move all that is open of a supplier order, or of one line, to another day; promises move with it.

    The day that it has already changes nothing. Raises NotFound, NothingToCome, BadSupply, NotAllowed.
    """
    _require_buyer(desk, "move a supplier order")
    _, view = _open(session, desk, number, line_no)
    _refuse_past(desk, due_date)
    _move(session, desk, view, due_date, reason=reason, line_no=line_no)
    return queries.supplier_order(session, desk, number)


def close_supply(
    session: Session, desk: Desk, number: str, *, reason: str, line_no: int | None = None
) -> SupplierOrderView:
    """Give up what has not come of a supplier order, or of one line; what was promised on it is planned anew.

    An order that was closed before stays as it is. Raises NotFound, NothingToCome, NotAllowed.
    """
    _require_buyer(desk, "close a supplier order")
    row = queries.for_update(session, number)
    if row is not None and row.state == SupplyState.CLOSED:
        return queries.supplier_order(session, desk, number)
    _, view = _open(session, desk, number, line_no)
    given_up = {
        str(line.line_no): plain(stock.close_receipt(session, desk, number, line.line_no, reason=reason))
        for line in _open_lines(view, line_no)
    }
    _record(session, desk, number, action="closed", after={"given_up": given_up}, reason=reason)
    if row is None:
        return rules.given_up(view, line_no)
    if not _open_lines(queries.supplier_order(session, desk, number)):
        row.state = SupplyState.CLOSED
        session.flush()
    return queries.supplier_order(session, desk, number)


def _require_buyer(desk: Desk, to: str) -> None:
    desk.actor.require(frozenset(desk.policy.purchasing.buyers), to=to)


def _checked(session: Session, desk: Desk, ask: SupplyAsk) -> dict[str, ProductView]:
    if not ask.supplier.strip():
        raise BadSupply(what="no name", expected="the name of a supplier")
    if not ask.lines:
        raise BadSupply(what="no lines", expected="at least one article")
    if ask.warehouse not in {place.warehouse for place in stock_queries.warehouses(session)}:
        raise UnknownWarehouse(warehouse=ask.warehouse)
    _refuse_past(desk, ask.due_date)
    products = catalog.products(session, [line.sku for line in ask.lines])
    seen = set[str]()
    for line in ask.lines:
        if line.sku not in products:
            raise NotFound(sku=line.sku)
        if line.sku in seen:
            raise BadSupply(what=f"{line.sku} twice", expected="one line for each article")
        if products[line.sku].status != "active":
            raise BadSupply(what=line.sku, expected="an article that we still sell")
        if line.quantity <= 0:
            raise BadSupply(what=f"{plain(line.quantity)} {line.sku}", expected="more than nothing")
        seen.add(line.sku)
    return products


def _refuse_past(desk: Desk, due_date: date | None) -> None:
    if due_date is not None and due_date < desk.today:
        raise BadSupply(what=due_date.isoformat(), expected=f"{desk.today.isoformat()} or later")


def _made_before(session: Session, desk: Desk, ask: SupplyAsk) -> SupplierOrderView | None:
    number = queries.number_of_key(session, ask.key) if ask.key else None
    if number is None:
        return None
    view = queries.supplier_order(session, desk, number)
    lines = [(line.sku, line.ordered) for line in view.lines]
    same = lines == [(line.sku, line.quantity) for line in ask.lines]
    if not same or (view.supplier, view.warehouse) != (ask.supplier.strip(), ask.warehouse):
        raise SupplyKeyUsed(key=ask.key, number=number)
    return view


def _due(desk: Desk, ask: SupplyAsk, products: dict[str, ProductView]) -> date:
    standard = desk.policy.purchasing.default_lead_time_days
    longest = max(products[line.sku].lead_time_days or standard for line in ask.lines)
    return ask.due_date or desk.today + timedelta(days=longest)


def _made(session: Session, desk: Desk, ask: SupplyAsk, *, number: str, due: date) -> SupplierOrderView:
    supplier = ask.supplier.strip()
    session.add(
        SupplierOrder(
            number=number, supply_key=ask.key, supplier=supplier, warehouse=ask.warehouse, due_date=due,
            state=SupplyState.ORDERED, ordered_at=desk.now, ordered_by=desk.actor.name,
        )
    )  # fmt: skip
    session.flush()
    lines = list(enumerate(ask.lines, start=1))
    session.add_all(
        SupplierOrderLine(number=number, line_no=line_no, sku=line.sku, quantity=line.quantity)
        for line_no, line in lines
    )
    session.flush()
    for line_no, line in lines:
        expected = ReceiptAsk(
            supplier_order=number, line_no=line_no, sku=line.sku, warehouse=ask.warehouse, quantity=line.quantity,
            due_date=due,
        )  # fmt: skip
        stock.expect(session, desk, expected)
    after = {
        "supplier": supplier, "warehouse": ask.warehouse, "due_date": due.isoformat(),
        "lines": {line.sku: plain(line.quantity) for line in ask.lines},
    }  # fmt: skip
    _record(session, desk, number, action="ordered", after=after)
    return queries.supplier_order(session, desk, number)


def _open(
    session: Session, desk: Desk, number: str, line_no: int | None = None
) -> tuple[SupplierOrder | None, SupplierOrderView]:
    """The locked row (None where it was not ordered here) and how it stands.

    Refused where nothing of it, or of the line, is to come.
    """
    row = queries.for_update(session, number)
    view = queries.supplier_order(session, desk, number)
    if line_no is not None and line_no not in {line.line_no for line in view.lines}:
        raise NotFound(number=f"{number}/{line_no}")
    if not _open_lines(view, line_no):
        raise NothingToCome(number=number if line_no is None else f"{number}/{line_no}")
    return row, view


def _open_lines(view: SupplierOrderView, line_no: int | None = None) -> Sequence[SupplyLineView]:
    return [line for line in view.lines if line.open > 0 and line_no in (None, line.line_no)]


def _move(
    session: Session, desk: Desk, view: SupplierOrderView, due_date: date, *, reason: str, line_no: int | None = None
) -> None:
    moved = {}
    for line in _open_lines(view, line_no):
        if line.due_date != due_date:
            stock.move_receipt(session, desk, view.number, line.line_no, new_due_date=due_date)
            moved[str(line.line_no)] = f"{line.due_date} -> {due_date}"
    if moved:
        _record(session, desk, view.number, action="moved", after={"lines": moved}, reason=reason)


def _record(
    session: Session, desk: Desk, number: str, *, action: str, after: dict[str, Any], reason: str | None = None
) -> None:
    change = audit.Change(
        subject=f"supply:{number}", action=f"supply.{action}", after=after, reason=reason, source=desk.source
    )
    audit.record(session, desk.actor, change, now=desk.now)
