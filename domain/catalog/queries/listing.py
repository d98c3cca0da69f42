"""SELECTs of articles, units, part numbers and aliases."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from domain.catalog.models import CustomerAlias, CustomerItem, PriceBreak, Product, SalesUnit
from domain.catalog.schemas import AliasView, CustomerPart, PriceRow, ProductUnit, ProductView, UnitFactor
from domain.shared.errors import NotFound
from domain.shared.numbering import NumberSeries

#: The series that counts changes of products, units and part numbers.
VERSION_SERIES = "catalogue_version"
#: The series that counts changes of aliases; an index of articles need not be built anew for one of them.
ALIAS_SERIES = "alias_version"
_COLUMNS = tuple(column.name for column in Product.__table__.columns)
_UNITS = SalesUnit.__table__.columns
_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_ALL = (
    select(Product.__table__, SalesUnit.unit, SalesUnit.factor, SalesUnit.per)
    .outerjoin(SalesUnit, SalesUnit.sku == Product.sku)
    .order_by(Product.sku, SalesUnit.factor, SalesUnit.unit)
)
_NAMED = _ALL.where(Product.sku.in_(_SKUS))
_PARTS = (
    select(CustomerItem.sku, CustomerItem.part_number)
    .where(CustomerItem.customer_id == bindparam("of_customer"), CustomerItem.sku.in_(_SKUS))
    .order_by(CustomerItem.part_number.desc())
)


def products(session: Session, skus: Iterable[str]) -> dict[str, ProductView]:
    """The known ones of these articles by SKU, with their units; one SELECT."""
    return {view.sku: view for view in _views(session, _NAMED, skus)}


def all_products(session: Session) -> list[ProductView]:
    """Every article with its units, by SKU."""
    return list(_views(session, _ALL))


def customer_items(session: Session, customer_id: str | None = None) -> dict[str, dict[str, str]]:
    """Customer part numbers: customer id to part number to SKU; of one customer or of all."""
    statement = select(CustomerItem.customer_id, CustomerItem.part_number, CustomerItem.sku)
    if customer_id is not None:
        statement = statement.where(CustomerItem.customer_id == customer_id)
    items: dict[str, dict[str, str]] = {}
    for customer, part_number, sku in session.execute(statement):
        items.setdefault(customer, {})[part_number] = sku
    return items


def part_numbers(session: Session, customer_id: str, skus: Iterable[str]) -> dict[str, str]:
    """What the customer calls these articles, where they have a name for them; the first by name of several."""
    rows = session.connection().execute(_PARTS, {"of_customer": customer_id, "skus": sorted(set(skus))})
    return {row.sku: row.part_number for row in rows}


def catalogue_version(session: Session) -> str:
    """Changes whenever products, units or part numbers change; one look-up by key."""
    return _last_of(session, VERSION_SERIES)


def alias_version(session: Session) -> str:
    """Changes whenever an alias is learned or ends; one look-up by key."""
    return _last_of(session, ALIAS_SERIES)


def _last_of(session: Session, series: str) -> str:
    return str(session.scalar(select(NumberSeries.last).where(NumberSeries.series == series)) or 0)


def standing_aliases(session: Session, customer_id: str | None = None) -> dict[str, list[AliasView]]:
    """The aliases that stand, by customer, oldest first; of one customer or of all."""
    statement = select(CustomerAlias).where(CustomerAlias.ended_on.is_(None)).order_by(CustomerAlias.id)
    if customer_id is not None:
        statement = statement.where(CustomerAlias.customer_id == customer_id)
    found: dict[str, list[AliasView]] = {}
    for row in session.scalars(statement):
        found.setdefault(row.customer_id, []).append(AliasView.model_validate(row))
    return found


def aliases_of(session: Session, customer_id: str) -> list[AliasView]:
    """Everything that was ever learned about a customer's words, oldest first."""
    rows = session.scalars(
        select(CustomerAlias).where(CustomerAlias.customer_id == customer_id).order_by(CustomerAlias.id)
    )
    return [AliasView.model_validate(row) for row in rows]


def alias_row(session: Session, alias_id: int) -> CustomerAlias:
    """One alias as it is now; raises NotFound."""
    row = session.get(CustomerAlias, alias_id, populate_existing=True)
    if row is None:
        raise NotFound(subject=f"alias:{alias_id}")
    return row


def standing_rows(session: Session, customer_id: str, phrase: str) -> list[CustomerAlias]:
    """What stands for a customer's words, oldest first."""
    statement = select(CustomerAlias).where(
        CustomerAlias.customer_id == customer_id, CustomerAlias.phrase == phrase, CustomerAlias.ended_on.is_(None)
    )
    return list(session.scalars(statement.order_by(CustomerAlias.id), execution_options={"populate_existing": True}))


def base_units(session: Session) -> dict[str, str]:
    """Every SKU with its base unit: who is known, and in what it is counted."""
    return {row.sku: row.base_unit for row in session.execute(select(Product.sku, Product.base_unit))}


def sales_units(session: Session) -> Iterator[ProductUnit]:
    """Every sales unit, by SKU and unit."""
    rows = session.execute(select(SalesUnit.sku, SalesUnit.unit, SalesUnit.factor, SalesUnit.per).order_by(*_UNITS))
    return (ProductUnit(sku=sku, unit=unit, factor=factor, per=per) for sku, unit, factor, per in rows)


def price_rows(session: Session) -> Iterator[PriceRow]:
    """Every price break, by its key."""
    rows = session.scalars(select(PriceBreak).order_by(*PriceBreak.__table__.primary_key))
    return (
        PriceRow(
            price_list=row.price_list or None,
            customer_id=row.customer_id or None,
            sku=row.sku,
            min_quantity=row.min_quantity,
            price=row.price,
            valid_from=None if row.valid_from == date.min else row.valid_from,
            valid_to=row.valid_to,
            currency=row.currency,
            tax_included=row.tax_included,
        )
        for row in rows
    )


def customer_parts(session: Session) -> Iterator[CustomerPart]:
    """Every customer part number, by its key."""
    rows = session.scalars(select(CustomerItem).order_by(*CustomerItem.__table__.primary_key))
    return (
        CustomerPart(customer_id=row.customer_id, customer_part_number=row.part_number, sku=row.sku) for row in rows
    )


def _views(session: Session, statement: Select[Any], skus: Iterable[str] = ()) -> Iterator[ProductView]:
    found = session.connection().execute(statement, {"skus": sorted(set(skus))})
    for _, group in groupby(found, key=lambda row: row.sku):
        rows: list[Row[Any]] = list(group)
        values = {name: getattr(rows[0], name) for name in _COLUMNS}
        units = tuple(UnitFactor(unit=row.unit, factor=row.factor, per=row.per) for row in rows if row.unit is not None)
        yield ProductView(**values, units=units)


def sold_as(session: Session) -> dict[str, tuple[str, str, str]]:
    """Every SKU with its name, base unit and tax class: what a line of an order takes over."""
    rows = session.execute(select(Product.sku, Product.name, Product.base_unit, Product.tax_class))
    return {sku: (name, base_unit, tax_class) for sku, name, base_unit, tax_class in rows}
