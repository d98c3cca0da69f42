"""Every question of purchasing: what to buy and why, and the supplier orders as they stand."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.catalog import queries as catalog
from domain.catalog.schemas import ProductView
from domain.orders import queries as orders
from domain.purchasing import rules
from domain.purchasing.lifecycle import SupplyState
from domain.purchasing.models import SupplierOrder, SupplierOrderLine
from domain.purchasing.schemas import (
    Forecast,
    Proposal,
    Replenishment,
    StockPosition,
    SupplierOrderView,
    SupplyLineView,
)
from domain.shared.desk import Desk
from domain.shared.errors import NotFound
from domain.stock import queries as stock
from domain.stock.errors import UnknownWarehouse
from domain.stock.schemas import ReceiptProgress

ZERO, ONE = Decimal(0), Decimal(1)
#: Where an article goes that no warehouse has ever had, if there is such a warehouse.
MAIN = "MAIN"


def forecasts(session: Session, desk: Desk, skus: Collection[str] | None = None) -> dict[str, Forecast]:
    """What is expected to be ordered per week of each article that was ordered within the policy's history."""
    weeks = orders.ordered_by_week(session, desk, desk.policy.purchasing.history_weeks, skus)
    return {sku: rules.forecast(quantities) for sku, quantities in weeks.items()}


def reorder_list(
    session: Session, desk: Desk, *, warehouse: str | None = None, sku: str | None = None, everything: bool = False
) -> list[Proposal]:
    """What to buy for which warehouse, by SKU and warehouse; with `everything` also where enough is there.

    Only active articles are bought. Demand is shared among warehouses as goods left them within the history, else as
    they have the article, else it is all one warehouse's; what waits counts where most of the demand is. Raises
    NotAllowed, UnknownWarehouse, NotFound for an article that is not there.
    """
    desk.actor.require(desk.policy.purchasing.buyers, to="see what to buy")
    if warehouse is not None and warehouse not in {each.warehouse for each in stock.warehouses(session)}:
        raise UnknownWarehouse(warehouse=warehouse)
    skus = None if sku is None else [sku]
    products = {view.sku: view for view in _bought(session, sku)}
    expected = forecasts(session, desk, skus)
    positions = _positions(session, desk, products, skus)
    found = []
    for (article, place), (position, share) in sorted(positions.items()):
        if warehouse is None or place == warehouse:
            forecast = expected.get(article) or rules.forecast(())
            proposal = _proposal(desk, products[article], place, (forecast, position, share))
            if everything or proposal.quantity > 0:
                found.append(proposal)
    return found


def _bought(session: Session, sku: str | None) -> list[ProductView]:
    if sku is None:
        return [view for view in catalog.all_products(session) if view.status == "active"]
    found = catalog.products(session, [sku])
    if sku not in found:
        raise NotFound(sku=sku)
    return [view for view in found.values() if view.status == "active"]


def _positions(
    session: Session, desk: Desk, products: Collection[str], skus: Collection[str] | None
) -> dict[tuple[str, str], tuple[StockPosition, Decimal]]:
    """Each place of each article, with its position and its share of the demand."""
    since = desk.today - timedelta(weeks=desk.policy.purchasing.history_weeks)
    left = stock.left_by_warehouse(session, datetime.combine(since, time(), ZoneInfo(desk.company.time_zone)))
    waiting = stock.all_waiting(session)
    names = [place.warehouse for place in stock.warehouses(session)]
    has: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    for row in stock.all_positions(session, skus):
        has.setdefault(row.sku, {})[row.warehouse] = (row.free, row.due)
    found = {}
    for sku in products:
        places = has.get(sku, {})
        part = _shares_of(left.get(sku, {}), places, names)
        most = max(sorted(part), key=lambda place: part[place], default=None)
        for place in sorted(part.keys() | places.keys()):
            free, due = places.get(place, (ZERO, ZERO))
            waits = waiting.get(sku, ZERO) if place == most else ZERO
            found[sku, place] = (StockPosition(free=free, due=due, waiting=waits), part.get(place, ZERO))
    return found


def _shares_of(
    left: Mapping[str, Decimal], places: Mapping[str, tuple[Decimal, Decimal]], names: Collection[str]
) -> dict[str, Decimal]:
    kept = {place: max(free + due, ZERO) for place, (free, due) in places.items()}
    only = MAIN if MAIN in names else next(iter(names), None)
    return rules.shares(left) or rules.shares(kept) or ({only: ONE} if only else {})


def _proposal(
    desk: Desk, product: ProductView, place: str, told: tuple[Forecast, StockPosition, Decimal]
) -> Proposal:  # fmt: skip
    forecast, position, share = told
    how = Replenishment(
        lead_time_days=product.lead_time_days or desk.policy.purchasing.default_lead_time_days,
        review_days=desk.policy.purchasing.review_days,
        service_level=desk.policy.purchasing.service_level,
        min_quantity=product.min_quantity,
        order_multiple=product.order_multiple,
    )
    return Proposal(
        sku=product.sku,
        name=product.name,
        warehouse=place,
        method=forecast.method,
        share=share,
        per_week=rules.hundredths(forecast.per_week * share),
        deviation=rules.hundredths(forecast.deviation * share),
        lead_time_days=how.lead_time_days,
        review_days=how.review_days,
        **rules.proposed(forecast, position, how, share=share),
        **position.model_dump(),
    )


def supplier_order(session: Session, desk: Desk, number: str) -> SupplierOrderView:
    """One supplier order as it stands, ordered here or told as what is due. Raises NotFound, NotAllowed for who may
    not buy.
    """
    desk.actor.require(desk.policy.purchasing.buyers, to="see a supplier order")
    row = session.get(SupplierOrder, number, populate_existing=True)
    if row is not None:
        return _views(session, [row])[0]
    lines = stock.supplier_receipts(session, number)
    if not lines:
        raise NotFound(number=number)
    return rules.told(lines)


def supplier_orders(session: Session, desk: Desk, *, open_only: bool = True) -> list[SupplierOrderView]:
    """Supplier orders in the order in which they were made; only those of which something is still to come, or all.

    Those that were not ordered here come after them while something is to come. Raises NotAllowed for who may not buy.
    """
    desk.actor.require(desk.policy.purchasing.buyers, to="see supplier orders")
    statement = select(SupplierOrder).order_by(SupplierOrder.ordered_at, SupplierOrder.number)
    if open_only:
        statement = statement.where(SupplierOrder.state != SupplyState.CLOSED)
    views = _views(session, list(session.scalars(statement)))
    ours = [view for view in views if not open_only or any(line.open > 0 for line in view.lines)]
    return [*ours, *_told(session)]


def _told(session: Session) -> list[SupplierOrderView]:
    """What is due of supplier orders that were not ordered here."""
    known = set(session.scalars(select(SupplierOrder.number)))
    due = (line for line in stock.supplier_receipts(session) if line.supplier_order not in known)
    return [rules.told(list(lines)) for _, lines in groupby(due, key=lambda line: line.supplier_order)]


def number_of_key(session: Session, key: str) -> str | None:
    """The supplier order that was made under a key."""
    return session.scalar(select(SupplierOrder.number).where(SupplierOrder.supply_key == key))


def for_update(session: Session, number: str) -> SupplierOrder | None:
    """The row of a supplier order, locked; None where it was not ordered here. Raises NotFound for nobody's."""
    row = session.get(SupplierOrder, number, with_for_update=True, populate_existing=True)
    if row is None and not stock.supplier_receipts(session, number):
        raise NotFound(number=number)
    return row


def _views(session: Session, rows: list[SupplierOrder]) -> list[SupplierOrderView]:
    numbers = [row.number for row in rows]
    progress = stock.receipt_progress(session, numbers)
    lines: dict[str, list[SupplyLineView]] = {}
    for line in session.scalars(
        select(SupplierOrderLine)
        .where(SupplierOrderLine.number.in_(numbers))
        .order_by(SupplierOrderLine.number, SupplierOrderLine.line_no)
    ):
        lines.setdefault(line.number, []).append(_line(line, progress.get((line.number, line.line_no))))
    return [_view(row, tuple(lines.get(row.number, ()))) for row in rows]


def _line(line: SupplierOrderLine, came: ReceiptProgress | None) -> SupplyLineView:
    expected, received = (came.expected, came.received) if came else (ZERO, ZERO)
    still = max(expected - received, ZERO)
    due: date | None = came.due_date if came and still > 0 else None
    return SupplyLineView(
        line_no=line.line_no, sku=line.sku, ordered=line.quantity, received=received, open=still,
        given_up=max(line.quantity - received - still, ZERO), due_date=due,
    )  # fmt: skip


def _view(row: SupplierOrder, lines: tuple[SupplyLineView, ...]) -> SupplierOrderView:
    return SupplierOrderView(
        number=row.number,
        supplier=row.supplier,
        warehouse=row.warehouse,
        state=rules.state_of(SupplyState(row.state), lines),
        due_date=max((line.due_date for line in lines if line.due_date), default=row.due_date),
        ordered_by=row.ordered_by,
        lines=lines,
    )
