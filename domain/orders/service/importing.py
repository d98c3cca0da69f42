"""Owns orders as they come from files: closed history by the hundred thousand, and the few that are still open.

Rows are checked by the importer; refused here is only what the product has made or moved itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from domain.billing import service as billing
from domain.billing.schemas import TaxableLine
from domain.catalog import queries as catalog
from domain.customers import queries as customers
from domain.customers.schemas import AddressView, CustomerView
from domain.orders.lifecycle import OrderState
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.queries.importing import ImportedLine, StoredOrder, batches, stored_lines, stored_orders, taken_ids
from domain.orders.rules.amounts import net_amount
from domain.orders.rules.headers import basket_key, content_key, po_key, priority_of, ship_to_of
from domain.orders.schemas import PriceKind, ShipTo
from domain.orders.service.opening import open_imported
from domain.shared.actors import SALES_ROLES
from domain.shared.bulk import insert_many
from domain.shared.database import Base, upsert
from domain.shared.desk import Desk
from domain.shared.money import Money
from domain.shared.policy import TaxTreatment

OURS = "ORDER_IS_OURS"
MOVED = "ORDER_MOVED_ON"
NUMBER_TAKEN = "ORDER_NUMBER_TAKEN"
_OWN_NUMBER = re.compile(r"SO-([1-9]\d{3,8})")
_FIRST = 1000
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line, counted from 0, that was refused, with the reason in a code."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class _Books:
    """What every order takes over from articles and customers."""

    desk: Desk
    sold_as: Mapping[str, tuple[str, str, str]]
    customers: Mapping[str, CustomerView]
    addresses: Mapping[str, Sequence[AddressView]]
    taxes: dict[tuple[str, str], TaxTreatment] = field(default_factory=dict)

    def tax(self, tax_class: str, customer: CustomerView) -> TaxTreatment:
        """How goods of a class are taxed for a customer; worked out once for all of its lines."""
        key = (tax_class, customer.customer_id)
        if key not in self.taxes:
            self.taxes[key] = self.desk.company.tax(
                tax_class, customer.country, vat_number=customer.vat_number, exemption=customer.tax_exemption
            )
        return self.taxes[key]


def import_orders(
    session: Session, desk: Desk, lines: Sequence[ImportedLine], *, told: Callable[[int], None]
) -> list[RefusedLine]:
    """Insert or update orders by number and line; articles and customers must be known.

    Lines of the same number are one order. History is overwritten line by line; an open order is allocated, its
    rest waits with a promise, and its commitment counts. Returns the lines that were refused and left alone: those
    of orders made here, and changes to orders that are open here. `told` hears how many lines are stored.
    """
    desk.actor.require(SALES_ROLES, to="import orders")
    stored = stored_orders(session, {line.number for line in lines})
    refused = [*_refused(session, lines, stored)]
    if refused:
        return refused
    untouched = {number for number, order in stored.items() if not order.is_history}
    orders = _grouped(session, [line for line in lines if line.number not in untouched], stored)
    books = _books(session, desk, orders.values())
    kept = {number: stored[number].id for number in orders if number in stored}
    _forget_lines(session, list(kept.values()))
    _write(session, books, orders, kept=kept, told=told)
    still_open = [number for number, parts in orders.items() if any(part.is_open for part in parts)]
    bill_tos = [books.customers[orders[number][0].customer_id].bill_to_id for number in still_open]
    open_imported(session, desk, bill_tos, still_open)
    return []


def settle_history(session: Session, unpaid: Mapping[str, bool]) -> None:
    """Say of imported history whether an invoice of it is unpaid: then it is invoiced, and closed otherwise."""
    for is_unpaid, before, after in (
        (True, OrderState.CLOSED, OrderState.INVOICED),
        (False, OrderState.INVOICED, OrderState.CLOSED),
    ):
        for batch in batches(sorted(number for number, flag in unpaid.items() if flag is is_unpaid)):
            session.execute(
                update(SalesOrder)
                .where(
                    SalesOrder.number.in_(batch),
                    SalesOrder.state == before,
                    SalesOrder.channel == "import",
                    SalesOrder.closed_at == SalesOrder.created_at,
                )
                .values(state=after)
            )


def note_returned(session: Session, returned: Mapping[str, Decimal]) -> None:
    """Set how much of lines has come back, by line key, as imported returns say."""
    if returned:
        table = Base.metadata.tables[OrderLine.__tablename__]
        values = [{"of_line": key, "came_back": quantity} for key, quantity in returned.items()]
        session.execute(
            update(table)
            .where(table.c.line_key == bindparam("of_line"))
            .values(returned=bindparam("came_back", type_=table.c.returned.type)),
            values,
        )


def _refused(session: Session, lines: Sequence[ImportedLine], stored: Mapping[str, StoredOrder]) -> list[RefusedLine]:
    moved = [number for number, order in stored.items() if order.is_imported and not order.is_history]
    as_stored = {line.line_key: line for line in stored_lines(session, moved)}
    own = {line.number: _own_id(line.number) for line in lines if line.number not in stored}
    taken = taken_ids(session, [number for number in own.values() if number is not None])
    refused = []
    for index, line in enumerate(lines):
        order = stored.get(line.number)
        if order is None:
            if own[line.number] in taken:
                refused.append(RefusedLine(index, NUMBER_TAKEN))
        elif not order.is_imported:
            refused.append(RefusedLine(index, OURS))
        elif not order.is_history and not _says_the_same(line, as_stored.get(line.line_key)):
            refused.append(RefusedLine(index, MOVED))
    return refused


def _says_the_same(line: ImportedLine, stored: ImportedLine | None) -> bool:
    if stored is None:
        return False
    same = (line.sku, line.quantity, line.unit_price, line.customer_id, line.shipped, line.invoiced)
    return same == (
        stored.sku, stored.quantity, stored.unit_price, stored.customer_id, stored.shipped, stored.invoiced
    )  # fmt: skip


def _own_id(number: str) -> int | None:
    """The id that an order of our own series has by its number, so that the next draft does not get it again."""
    match = _OWN_NUMBER.fullmatch(number)
    return int(match[1]) - _FIRST if match and int(match[1]) > _FIRST else None


def _grouped(
    session: Session, lines: Iterable[ImportedLine], stored: Mapping[str, StoredOrder]
) -> dict[str, list[ImportedLine]]:
    """The lines of each order, with those that it has already and the file does not name."""
    named = list(lines)
    orders: dict[str, dict[int, ImportedLine]] = {line.number: {} for line in named}
    for line in stored_lines(session, [number for number in orders if number in stored]):
        orders[line.number][line.line_no] = line
    for line in named:
        before = orders[line.number].get(line.line_no)
        returned = min(before.returned, line.shipped) if before else ZERO
        orders[line.number][line.line_no] = replace(line, returned=returned) if returned else line
    return {number: [parts[line_no] for line_no in sorted(parts)] for number, parts in orders.items()}


def _forget_lines(session: Session, ids: Sequence[int]) -> None:
    for batch in batches(ids):
        session.execute(delete(OrderLine).where(OrderLine.order_id.in_(batch)))


def _books(session: Session, desk: Desk, orders: Iterable[Sequence[ImportedLine]]) -> _Books:
    buyers = {parts[0].customer_id for parts in orders}
    known = {view.customer_id: view for view in customers.all_customers(session) if view.customer_id in buyers}
    addresses: dict[str, list[AddressView]] = {}
    for address in customers.all_addresses(session):
        if address.customer_id in buyers:
            addresses.setdefault(address.customer_id, []).append(address)
    return _Books(desk, catalog.sold_as(session), known, addresses)


def _write(
    session: Session,
    books: _Books,
    orders: Mapping[str, Sequence[ImportedLine]],
    *,
    kept: Mapping[str, int],
    told: Callable[[int], None],
) -> None:
    ids = _ids(session, orders, kept)
    written = 0
    for batch in batches(orders):
        headers: list[dict[str, Any]] = []
        known: list[dict[str, Any]] = []
        details: list[dict[str, Any]] = []
        for number in batch:
            rows = [_line_values(books, ids[number], line) for line in orders[number]]
            header = _header_values(books, ids[number], orders[number], rows)
            (known if number in kept else headers).append(header)
            details.extend(rows)
        insert_many(session, SalesOrder, headers)
        _overwrite(session, known)
        insert_many(session, OrderLine, details)
        written += len(details)
        told(written)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT setval(pg_get_serial_sequence('sales_orders', 'id'), max(id)) FROM sales_orders"))


def _ids(session: Session, numbers: Iterable[str], kept: Mapping[str, int]) -> dict[str, int]:
    """The id of each order: the one it has, the one that its number says, or the next behind all of these."""
    ids = {number: kept.get(number) or _own_id(number) for number in numbers}
    last = max(session.scalar(select(func.max(SalesOrder.id))) or 0, *(given or 0 for given in ids.values()), 0)
    free = count(last + 1)
    return {number: given if given is not None else next(free) for number, given in ids.items()}


def _overwrite(session: Session, headers: Sequence[Mapping[str, Any]]) -> None:
    """What is history stays as paid or unpaid as it is; only what turns out to be open gets its state anew."""
    history = [header for header in headers if header["closed_at"] is not None]
    upsert(session, SalesOrder, [{name: row[name] for name in row if name != "state"} for row in history])
    upsert(session, SalesOrder, [header for header in headers if header["closed_at"] is None])


def _line_values(books: _Books, order_id: int, line: ImportedLine) -> dict[str, Any]:
    name, base_unit, tax_class = books.sold_as[line.sku]
    customer = books.customers[line.customer_id]
    tax = books.tax(tax_class, customer)
    rest = line.quantity - line.shipped
    net = net_amount(line.quantity, line.unit_price)
    return {
        "order_id": order_id, "line_no": line.line_no, "line_key": line.line_key, "sku": line.sku, "name": name,
        "quantity": line.quantity, "unit": base_unit, "ordered": line.quantity, "base_unit": base_unit,
        "unit_price": line.unit_price, "price_source": "import", "price_kind": PriceKind.IMPORTED, "net": net,
        "tax_rate": tax.rate, "tax_place": tax.place, "tax_reason": tax.reason, "discount": ZERO,
        "document_discount": ZERO,
        "open": rest if line.is_open else ZERO, "shipped": line.shipped,
        "cancelled": ZERO if line.is_open else rest, "invoiced": line.invoiced,
        "invoiced_net": net if line.invoiced == line.quantity else net_amount(line.invoiced, line.unit_price),
        "returned": line.returned, "promised_date": line.requested_date, "first_promised_date": line.requested_date,
        "allocated": ZERO, "picked": ZERO, "text": "",
    }  # fmt: skip


def _header_values(
    books: _Books, order_id: int, lines: Sequence[ImportedLine], rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    first, customer = lines[0], books.customers[lines[0].customer_id]
    ship_to = _ship_to(books, customer, first)
    sums = billing.totals(
        [
            TaxableLine(
                net=Money(row["net"], customer.currency),
                rate=row["tax_rate"],
                place=row["tax_place"],
                reason=row["tax_reason"],
                line_key=row["line_key"],
            )
            for row in rows
        ],
        customer.currency,
        rounding=books.desk.policy.tax.rounding,
    )
    is_open = any(line.is_open for line in lines)
    basket = basket_key(((line.sku, line.quantity) for line in lines), ship_to)
    return {
        "id": order_id, "number": first.number, "channel": "import",
        "state": OrderState.CONFIRMED if is_open else OrderState.CLOSED,
        "customer_id": customer.customer_id, "customer_name": customer.name, "bill_to": customer.bill_to_id,
        "currency": customer.currency, "priority": priority_of(customer), "terms_days": customer.payment_terms_days,
        "terms": customer.payment_terms, "invoicing": customer.invoicing,
        "ship_to": ship_to.model_dump(mode="json") if ship_to else None, "customer_po": first.customer_po,
        "po_key": po_key(first.customer_po), "requested_date": first.requested_date,
        "promised_date": first.requested_date,
        "basket_key": basket, "content_key": content_key(basket, first.requested_date),
        "net": sums.net.amount, "tax": sums.tax.amount, "total": sums.total.amount,
        "taxes": [tax.model_dump(mode="json") for tax in sums.taxes],
        "account_manager": customer.account_manager, "created_at": first.placed_at, "touched_at": first.placed_at,
        "confirmed_at": first.placed_at, "closed_at": None if is_open else first.placed_at,
        "revision": 1, "exchange_rate": Decimal(1),
        "delivery_policy": customer.delivery_policy or books.desk.policy.delivery.default_policy,
        "source_text": "", "author_id": "import", "author_name": "import",
    }  # fmt: skip


def _ship_to(books: _Books, customer: CustomerView, line: ImportedLine) -> ShipTo | None:
    place, _ = ship_to_of(line.ship_to, customer, books.addresses.get(customer.customer_id, ()))
    return place or ShipTo(label=line.ship_to or customer.name, lines=(), country=customer.country)
