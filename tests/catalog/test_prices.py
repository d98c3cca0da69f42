"""Stories of prices and units."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.catalog import queries, service
from domain.catalog.errors import UnknownUnit
from domain.catalog.schemas import PriceAsk, PricedItem, PriceRow, ProductUnit, ProductView, UnitFactor
from domain.customers.schemas import CustomerView
from domain.shared.actors import system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.policy import shipped, understood

DESK = Desk(now=datetime(2026, 5, 11, 8, tzinfo=UTC), actor=system("test"), configuration=understood(shipped()))
DAY = date(2026, 5, 11)
THISTLE = CustomerView(customer_id="C1", name="Thistle", bill_to_id="C1", price_list="trade")


def _price(price: str, quantity: int = 1, **over: object) -> PriceRow:
    values = {"price_list": "standard", "customer_id": None, "sku": "POT", "min_quantity": quantity, "price": price}
    return PriceRow.model_validate(values | over)


def _priced(transactions: Transactions, rows: list[PriceRow], *quantities: int) -> PricedItem | None:
    with transactions.begin() as session:
        service.import_products(session, DESK, [ProductView(sku="POT", name="Pot", list_price=Decimal(5))])
        service.import_prices(session, DESK, rows)
    with transactions.read() as session:
        asks = [PriceAsk(sku="POT", base_quantity=Decimal(quantity)) for quantity in quantities]
        return service.prices(session, asks, customer=THISTLE, on=DAY).get("POT")


def test_r1_a_contract_goes_before_the_customers_list_and_that_before_the_standard_list(
    transactions: Transactions,
) -> None:
    """Each more particular list wins, although a more general one is cheaper."""
    standard, trade = _price("1.00"), _price("2.00", price_list="trade")
    contract = _price("3.00", price_list=None, customer_id="C1")
    foreign = _price("0.10", price_list=None, customer_id="C2")
    assert _priced(transactions, [standard, foreign], 1) == PricedItem(
        sku="POT", unit_price=Decimal("1.00"), source="standard list"
    )
    assert _priced(transactions, [trade], 1) == PricedItem(sku="POT", unit_price=Decimal(2), source="trade list")
    assert _priced(transactions, [contract], 1) == PricedItem(sku="POT", unit_price=Decimal(3), source="contract")


def test_r1_the_list_price_stands_where_no_list_has_the_article(transactions: Transactions) -> None:
    """No break, no contract: the price on the article."""
    assert _priced(transactions, [], 3) == PricedItem(sku="POT", unit_price=Decimal(5), source="list price")


def test_r1_the_latest_valid_price_of_a_break_counts_on_its_days_only(transactions: Transactions) -> None:
    """Yesterday's price has ended, tomorrow's has not begun."""
    rows = [
        _price("4.00", valid_from=date(2026, 1, 1), valid_to=date(2026, 5, 10)),
        _price("4.20", valid_from=date(2026, 2, 1), valid_to=DAY),
        _price("4.10", valid_from=date(2026, 1, 15)),
        _price("9.00", valid_from=date(2026, 5, 12)),
    ]
    priced = _priced(transactions, rows, 1)
    assert priced is not None
    assert priced.unit_price == Decimal("4.20")


def test_r2_breaks_count_the_whole_quantity_of_an_article_over_the_order(transactions: Transactions) -> None:
    """30 and 30 on two lines reach the break at 60."""
    rows = [_price("3.00", 24), _price("2.50", 60)]
    assert _priced(transactions, rows, 30, 29) == PricedItem(
        sku="POT", unit_price=Decimal(3), source="standard list from 24"
    )
    assert _priced(transactions, rows, 30, 30) == PricedItem(
        sku="POT", unit_price=Decimal("2.5"), source="standard list from 60"
    )


def test_r5_an_article_without_a_price_is_absent(transactions: Transactions) -> None:
    """Never a price of zero, and an unknown article is no error."""
    with transactions.begin() as session:
        service.import_products(session, DESK, [ProductView(sku="GIFT", name="Gift")])
        asks = [PriceAsk(sku=sku, base_quantity=Decimal(1)) for sku in ("GIFT", "NOPE")]
        assert service.prices(session, asks, customer=THISTLE, on=DAY) == {}


def test_u4_one_conversion_takes_units_to_base_units() -> None:
    """No unit and 'each' mean the base unit; an unknown one is refused with what there is."""
    units = (UnitFactor(unit="dozen", factor=Decimal(12)), UnitFactor(unit="case", factor=Decimal("7.5")))
    product = ProductView(sku="POT", name="Pot", base_unit="pot", units=units)
    assert service.to_base(product, Decimal(5), "Dozen") == 60
    assert service.to_base(product, Decimal(3), "case") == Decimal("22.5")
    assert [service.to_base(product, Decimal(7), unit) for unit in (None, "pot", "each")] == [7, 7, 7]
    with pytest.raises(UnknownUnit) as refused:
        service.to_base(product, Decimal(1), "pallet")
    assert refused.value.facts == {"sku": "POT", "unit": "pallet", "known": "pot, dozen, case"}


def test_the_catalogue_keeps_products_with_their_units_and_tells_that_it_changed(transactions: Transactions) -> None:
    """What was put in comes out, and the version moves."""
    pot = ProductView(
        sku="POT", name="Pot", list_price=Decimal("1.25"), aliases=("flower pot", "planter"), weight_kg=Decimal("0.4")
    )
    with transactions.begin() as session:
        service.import_products(session, DESK, [pot])
        before = queries.catalogue_version(session)
        service.import_units(session, DESK, [ProductUnit(sku="POT", unit="dozen", factor=Decimal(12))])
    expected = pot.model_copy(update={"units": (UnitFactor(unit="dozen", factor=Decimal(12)),)})
    with transactions.read() as session:
        assert queries.products(session, ["POT", "NOPE"]) == {"POT": expected}
        assert queries.all_products(session) == [expected]
        assert queries.catalogue_version(session) != before
