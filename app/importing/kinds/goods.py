"""The kinds of the catalogue: products, units and prices."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from app.importing.kinds.kind import Kind
from app.importing.kinds.known import Known, unknown
from app.importing.rows.goods import ExchangeRateRow, PriceRow, PriceRuleRow, ProductRow, UnitRow
from app.importing.schemas import Fault
from domain.catalog import queries as catalog_queries
from domain.catalog import schemas
from domain.catalog import service as catalog
from domain.orders.queries.importing import units_used
from domain.shared import exchange


def _check_products(rows: Sequence[ProductRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "replaced_by", known.base_units.keys() | {row.sku for row in rows}, "sku")
    classes = known.desk.company.tax_rates
    for index, row in enumerate(rows):
        if row.tax_class not in classes:
            yield Fault(index, "tax_class", f"unknown tax class; there are {', '.join(classes)}")
        if row.replaced_by == row.sku:
            yield Fault(index, "replaced_by", "is the product itself")
        stored = known.base_units.get(row.sku)
        if stored is not None and stored != row.base_unit:
            yield Fault(index, "base_unit", f"is {stored} already and stays so; make it a new product")


def _store_products(rows: Sequence[ProductRow], known: Known) -> Iterable[Fault]:
    views = (schemas.ProductView(**row.model_dump()) for row in rows)
    catalog.import_products(known.session, known.desk, views)
    return ()


def _listed_products(session: Session) -> Iterator[ProductRow]:
    for view in catalog_queries.all_products(session):
        yield ProductRow.model_construct(**view.model_dump(exclude={"units"}))


_UNIT_FAULTS = {
    "OTHER_KIND": ("unit", "measures something else than the base unit"),
    "OTHER_FACTOR": ("factor", "is not what the unit is everywhere"),
}


def _check_units(rows: Sequence[UnitRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "sku", known.base_units, "sku")
    stored = {(unit.sku, unit.unit): (unit.factor, unit.per) for unit in catalog_queries.sales_units(known.session)}
    changed = []
    for index, row in enumerate(rows):
        base_unit = known.base_units.get(row.sku)
        if base_unit is not None:
            yield from _unit_faults(index, row, base_unit)
        if stored.get((row.sku, row.unit), (row.factor, row.per)) != (row.factor, row.per):
            changed.append((index, row))
    used = units_used(known.session, {row.sku for _, row in changed}) if changed else set()
    for index, row in changed:
        if (row.sku, row.unit) in used:
            yield Fault(index, "factor", "has been ordered in already and stays as it is; name the new pack otherwise")


def _unit_faults(index: int, row: UnitRow, base_unit: str) -> Iterator[Fault]:
    if row.unit == base_unit:
        if row.factor != row.per:
            yield Fault(index, "factor", "is the base unit, of which one makes one")
        return
    wrong = catalog.unit_fault(base_unit, schemas.UnitFactor(unit=row.unit, factor=row.factor, per=row.per))
    if wrong is not None:
        yield Fault(index, *_UNIT_FAULTS[wrong])


def _store_units(rows: Sequence[UnitRow], known: Known) -> Iterable[Fault]:
    sold = (row for row in rows if row.unit != known.base_units[row.sku])
    catalog.import_units(known.session, known.desk, (schemas.ProductUnit(**row.model_dump()) for row in sold))
    return ()


def _listed_units(session: Session) -> Iterator[UnitRow]:
    return (UnitRow.model_construct(**unit.model_dump()) for unit in catalog_queries.sales_units(session))


def _check_prices(rows: Sequence[PriceRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "sku", known.base_units, "sku")
    yield from unknown(rows, "customer_id", known.customers, "customer")
    rules = {rule.place: rule.code for rule in catalog_queries.price_rules(known.session)}
    for index, row in enumerate(rows):
        other = rules.get(_place_of(schemas.PriceRow(**row.model_dump()))) if rules else None
        if other is not None:
            yield Fault(index, "price", f"contradicts the price rule {other}: the same from the same day on")


def _store_prices(rows: Sequence[PriceRow], known: Known) -> Iterable[Fault]:
    prices = (schemas.PriceRow(**row.model_dump()) for row in rows)
    catalog.import_prices(known.session, known.desk, prices)
    return ()


def _listed_prices(session: Session) -> Iterator[PriceRow]:
    return (PriceRow.model_construct(**price.model_dump()) for price in catalog_queries.price_rows(session))


def _check_price_rules(rows: Sequence[PriceRuleRow], known: Known) -> Iterator[Fault]:
    yield from unknown(rows, "sku", known.base_units, "sku")
    yield from unknown(rows, "customer_id", known.customers, "customer")
    yield from unknown(rows, "category", catalog_queries.categories(known.session), "category")
    named = {row.code for row in rows}
    taken = {rule.place: rule.code for rule in catalog_queries.price_rules(known.session) if rule.code not in named}
    breaks = {_place_of(price) for price in catalog_queries.price_rows(known.session)} if rows else set()
    for index, row in enumerate(rows):
        place = _rule_of(row).place
        other = taken.setdefault(place, row.code)
        if other != row.code:
            yield Fault(index, "code", f"contradicts {other}: the same quantity of the same from the same day on")
        elif place in breaks:
            yield Fault(index, "code", "contradicts a price of the list: the same quantity from the same day on")


def _place_of(price: schemas.PriceRow) -> tuple[object, ...]:
    """The place of a price of a list among the price rules."""
    return (
        price.customer_id, price.price_list, None, price.sku, None, price.min_quantity, None, price.valid_from,
    )  # fmt: skip


def _rule_of(row: PriceRuleRow) -> schemas.PriceRule:
    share = {} if row.percent_off is None else {"percent_off": row.percent_off / 100}
    return schemas.PriceRule(**row.model_dump() | share)


def _store_price_rules(rows: Sequence[PriceRuleRow], known: Known) -> Iterable[Fault]:
    catalog.import_price_rules(known.session, known.desk, map(_rule_of, rows))
    return ()


def _listed_price_rules(session: Session) -> Iterator[PriceRuleRow]:
    for rule in catalog_queries.price_rules(session):
        share = {} if rule.percent_off is None else {"percent_off": rule.percent_off * 100}
        yield PriceRuleRow.model_construct(**rule.model_dump() | share)


def _check_rates(rows: Sequence[ExchangeRateRow], known: Known) -> Iterator[Fault]:
    own = known.desk.company.currency
    yield from (Fault(index, "currency", "is our own") for index, row in enumerate(rows) if row.currency == own)


def _store_rates(rows: Sequence[ExchangeRateRow], known: Known) -> Iterable[Fault]:
    exchange.import_rates(known.session, known.desk, (exchange.ExchangeRate(**row.model_dump()) for row in rows))
    return ()


def _listed_rates(session: Session) -> Iterator[ExchangeRateRow]:
    return (ExchangeRateRow.model_construct(**rate.model_dump()) for rate in exchange.rates(session))


PRODUCTS = Kind("products", ProductRow, _check_products, _store_products, _listed_products)
UNITS = Kind("units", UnitRow, _check_units, _store_units, _listed_units)
PRICES = Kind("prices", PriceRow, _check_prices, _store_prices, _listed_prices)
PRICE_RULES = Kind(
    "price-rules", PriceRuleRow, _check_price_rules, _store_price_rules, _listed_price_rules, is_expected=False
)
EXCHANGE_RATES = Kind("exchange-rates", ExchangeRateRow, _check_rates, _store_rates, _listed_rates, is_expected=False)
