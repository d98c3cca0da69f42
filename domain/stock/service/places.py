"""Owns the look at one place: a warehouse that exists, its locked balance of an article, made where there is none."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from domain.catalog import queries as catalog
from domain.stock import queries
from domain.stock.errors import UnknownArticle, UnknownWarehouse
from domain.stock.models import Warehouse
from domain.stock.queries import LockedBalance
from domain.stock.service.ledger import make_balances


def require_warehouse(session: Session, warehouse: str) -> None:
    """Raise UnknownWarehouse unless there is one."""
    if session.get(Warehouse, warehouse) is None:
        raise UnknownWarehouse(warehouse=warehouse)


def require_articles(session: Session, skus: Collection[str]) -> None:
    """Raise UnknownArticle with all of them that neither the catalogue nor any shelf knows."""
    unknown = set(skus) - set(catalog.products(session, skus))
    if unknown:
        unknown -= queries.shelved(session, unknown)
    if unknown:
        raise UnknownArticle(skus=", ".join(sorted(unknown)))


def lock_balances(session: Session, skus: Collection[str]) -> None:
    """Lock every balance of articles, in key order, for what is done to them in several steps: one step after the
    other would lock them in another order than everybody else.
    """
    if skus:
        queries.balances_for_update(session, skus)


def locked_balance(session: Session, sku: str, warehouse: str) -> LockedBalance:
    """The balance of an article in a warehouse; all of its balances are locked. Raises UnknownWarehouse."""
    return locked_balances(session, [sku], warehouse)[sku]


def locked_balances(session: Session, skus: Collection[str], warehouse: str) -> dict[str, LockedBalance]:
    """The same for many articles, by SKU."""
    require_warehouse(session, warehouse)
    make_balances(session, [(sku, warehouse) for sku in skus])
    return {row.sku: row for row in queries.balances_for_update(session, skus) if row.warehouse == warehouse}
