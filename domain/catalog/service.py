"""The verbs of the catalogue: convert, price, and take over products, units, prices and part numbers."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from sqlalchemy.orm import Session

from domain.catalog import queries, rules
from domain.catalog.models import CustomerItem, PriceBreak, Product, SalesUnit
from domain.catalog.schemas import Buyer, CustomerPart, PriceAsk, PricedItem, PriceRow, ProductUnit, ProductView
from domain.shared.actors import Role
from domain.shared.database import upsert
from domain.shared.desk import Desk
from domain.shared.numbering import next_number

KEEPERS = frozenset({Role.ADMIN, Role.SALES_MANAGER, Role.DIRECTOR})


def to_base(product: ProductView, quantity: Decimal, unit: str | None) -> Decimal:
    """The quantity in base units: the only conversion there is. No unit means base units, and so does 'each'
    unless the product has a unit of that name. Raises UnknownUnit, QuantityOutOfRange.
    """
    return rules.to_base(product, quantity, unit)


def prices(session: Session, asks: Sequence[PriceAsk], *, customer: Buyer, on: date) -> dict[str, PricedItem]:
    """The price of one base unit of each article that has one, for this customer on that day.

    Contract before the customer's list before the standard list before the list price; breaks count the whole
    quantity of an article. One SELECT; an article that is unknown or has no price is absent.
    """
    wanted: dict[str, Decimal] = {}
    for ask in asks:
        wanted[ask.sku] = wanted.get(ask.sku, Decimal(0)) + ask.base_quantity
    candidates = queries.price_candidates(session, wanted, customer, on)
    best = (rules.best_price(group, wanted[sku]) for sku, group in groupby(candidates, key=lambda one: one.sku))
    return {item.sku: item for item in best if item is not None}


def import_products(session: Session, desk: Desk, rows: Iterable[ProductView]) -> None:
    """Insert or update articles by SKU; their `units` are not touched. NotAllowed without a keeper's role."""
    desk.actor.require(KEEPERS, to="import products")
    values = [row.model_dump(exclude={"units"}) | {"aliases": list(row.aliases)} for row in rows]
    upsert(session, Product, values)
    next_number(session, queries.VERSION_SERIES, first=1)


def import_units(session: Session, desk: Desk, rows: Iterable[ProductUnit]) -> None:
    """Insert or update sales units by SKU and unit."""
    desk.actor.require(KEEPERS, to="import units")
    upsert(session, SalesUnit, [row.model_dump() for row in rows])
    next_number(session, queries.VERSION_SERIES, first=1)


def import_prices(session: Session, desk: Desk, rows: Iterable[PriceRow]) -> None:
    """Insert or update prices by list, customer, SKU, quantity and first day."""
    desk.actor.require(KEEPERS, to="import prices")
    upsert(
        session,
        PriceBreak,
        [
            row.model_dump()
            | {
                "price_list": row.price_list or "",
                "customer_id": row.customer_id or "",
                "valid_from": row.valid_from or date.min,
            }
            for row in rows
        ],
    )


def import_customer_items(session: Session, desk: Desk, rows: Iterable[CustomerPart]) -> None:
    """Insert or update customer part numbers by customer and part number."""
    desk.actor.require(KEEPERS, to="import customer part numbers")
    values = [{"customer_id": row.customer_id, "part_number": row.customer_part_number, "sku": row.sku} for row in rows]
    upsert(session, CustomerItem, values)
    next_number(session, queries.VERSION_SERIES, first=1)
