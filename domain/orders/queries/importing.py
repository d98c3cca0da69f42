"""What an import of orders has to know, and what an export lists: orders as lines of a file."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder

BATCH = 2000
GIVEN_UP = (OrderState.DRAFT, OrderState.DISCARDED, OrderState.CANCELLED)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """One line of an order that another system took. Quantities are in base units, `unit_price` for one of them."""

    number: str
    line_no: int
    placed_at: datetime
    customer_id: str
    sku: str
    quantity: Decimal
    unit_price: Decimal
    is_open: bool
    shipped: Decimal
    invoiced: Decimal
    requested_date: date | None = None
    customer_po: str | None = None
    ship_to: str | None = None
    returned: Decimal = Decimal(0)
    name: str = ""

    @property
    def line_key(self) -> str:
        """The key of the line everywhere."""
        return f"{self.number}/{self.line_no}"


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """What an order with a number of the file is here; history was imported closed and has not moved since."""

    id: int
    number: str
    is_imported: bool
    is_history: bool


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in pieces that fit one statement."""
    source = iter(values)
    while batch := list(islice(source, BATCH)):
        yield batch


def stored_orders(session: Session, numbers: Collection[str]) -> dict[str, StoredOrder]:
    """The orders that exist already under these numbers."""
    found: dict[str, StoredOrder] = {}
    columns = (SalesOrder.id, SalesOrder.number, SalesOrder.channel, SalesOrder.created_at, SalesOrder.closed_at)
    for batch in batches(sorted(numbers)):
        for row in session.execute(select(*columns).where(SalesOrder.number.in_(batch))):
            is_imported = row.channel == "import"
            is_history = is_imported and row.closed_at == row.created_at
            found[row.number] = StoredOrder(row.id, row.number, is_imported, is_history)
    return found


def taken_ids(session: Session, ids: Collection[int]) -> set[int]:
    """Which of these ids orders have already."""
    found: set[int] = set()
    for batch in batches(sorted(ids)):
        found.update(session.scalars(select(SalesOrder.id).where(SalesOrder.id.in_(batch))))
    return found


def stored_lines(session: Session, numbers: Collection[str] | None = None) -> Iterator[ImportedLine]:
    """The lines of these orders, or of all but drafts and what was given up, by order and line."""
    statement = (
        select(
            SalesOrder.number, SalesOrder.created_at, SalesOrder.customer_id, SalesOrder.state, SalesOrder.customer_po,
            SalesOrder.requested_date, SalesOrder.ship_to, OrderLine.line_no, OrderLine.sku, OrderLine.ordered,
            OrderLine.unit_price, OrderLine.open, OrderLine.allocated, OrderLine.picked, OrderLine.shipped,
            OrderLine.invoiced, OrderLine.returned, OrderLine.name,
        )
        .join(OrderLine, OrderLine.order_id == SalesOrder.id)
        .order_by(SalesOrder.id, OrderLine.line_no)
    )  # fmt: skip
    if numbers is None:
        yield from map(_line, session.execute(statement.where(SalesOrder.state.not_in(GIVEN_UP))))
        return
    for batch in batches(sorted(numbers)):
        yield from map(_line, session.execute(statement.where(SalesOrder.number.in_(batch))))


def units_used(session: Session, skus: Collection[str]) -> set[tuple[str, str]]:
    """The sales units in which these articles have been ordered, as (SKU, unit)."""
    used: set[tuple[str, str]] = set()
    for batch in batches(sorted(skus)):
        rows = session.execute(select(OrderLine.sku, OrderLine.unit).where(OrderLine.sku.in_(batch)).distinct())
        used.update((row.sku, row.unit) for row in rows)
    return used


def customers_of(session: Session, numbers: Collection[str]) -> dict[str, tuple[str, str, str]]:
    """The customer id, customer name and bill-to of orders, by number."""
    found: dict[str, tuple[str, str, str]] = {}
    columns = (SalesOrder.number, SalesOrder.customer_id, SalesOrder.customer_name, SalesOrder.bill_to)
    for batch in batches(sorted(numbers)):
        for number, customer_id, name, bill_to in session.execute(select(*columns).where(SalesOrder.number.in_(batch))):
            found[number] = (customer_id or "", name or "", bill_to or "")
    return found


def _line(row: Any) -> ImportedLine:
    return ImportedLine(
        number=row.number,
        line_no=row.line_no,
        placed_at=row.created_at,
        customer_id=row.customer_id,
        sku=row.sku,
        quantity=row.ordered,
        unit_price=row.unit_price,
        is_open=bool(row.open or row.allocated or row.picked or row.invoiced < row.shipped),
        shipped=row.shipped,
        invoiced=row.invoiced,
        requested_date=row.requested_date,
        customer_po=row.customer_po,
        ship_to=(row.ship_to or {}).get("label"),
        returned=row.returned,
        name=row.name,
    )
