"""Which price counts among lists, groups, promotions and contracts, and what is said of those that do not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalog import queries, service
from domain.catalog.rules.pricing import PriceCandidate, best_price, considered
from domain.catalog.schemas import (
    PriceAsk,
    PricedItem,
    PriceExplanation,
    PriceLevel,
    PriceRow,
    PriceRule,
    PriceTarget,
    PriceVerdict,
    ProductUnit,
    ProductView,
)
from domain.customers.schemas import CustomerView
from domain.shared.actors import Actor, ActorKind, system
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.errors import NotAllowed
from domain.shared.policy import shipped, understood
from presentation.wording.prices import price_words

DESK = Desk(now=datetime(2026, 5, 11, 8, tzinfo=UTC), actor=system("test"), configuration=understood(shipped()))
DAY = date(2026, 5, 11)
THISTLE = CustomerView(customer_id="C1", name="Thistle", bill_to_id="C1", price_list="trade", price_group="shops")
POT = ProductView(sku="POT", name="Pot", list_price=Decimal(5), category="garden")
CAN = ProductView(sku="CAN", name="Can", list_price=Decimal(8))


def rule(code: str, **values: object) -> PriceRule:
    """A price rule; numbers as text."""
    return PriceRule.model_validate({"code": code} | values)


def row(price: str, quantity: str = "1", **over: object) -> PriceRow:
    """A price of the standard list, or another."""
    values = {"price_list": "standard", "customer_id": None, "sku": "POT", "min_quantity": quantity, "price": price}
    return PriceRow.model_validate(values | over)


def priced(
    transactions: Transactions, rules: list[PriceRule], rows: list[PriceRow], quantity: str = "1", sku: str = "POT"
) -> PricedItem | None:
    """The price of a quantity for Thistle today."""
    with transactions.begin() as session:
        service.import_products(session, DESK, [POT, CAN])
        service.import_units(session, DESK, [ProductUnit(sku="POT", unit="Box", factor=Decimal(6))])
        service.import_prices(session, DESK, rows)
        service.import_price_rules(session, DESK, rules)
    with transactions.read() as session:
        asks = [PriceAsk(sku=sku, base_quantity=Decimal(quantity))]
        return service.prices(session, asks, customer=THISTLE, on=DAY).get(sku)


def test_r1_every_level_goes_before_the_next(transactions: Transactions) -> None:
    """Contract, own list, list of the group, promotion, standard list: taken away one by one, the next counts."""
    levels = [
        rule("A", customer_id="C1", category="garden", price="1.00"),
        rule("B", price_list="trade", price="2.00"),
        rule("C", price_list="shops", sku="POT", price="3.00"),
        rule("D", sku="POT", price="4.00"),
        rule("E", price_list="standard", sku="POT", price="4.50"),
    ]
    for number, source in enumerate(
        ("contract, garden", "trade list, all articles", "shops list", "promotion D", "standard list", "list price")
    ):
        with transactions.begin() as session:
            session.connection().exec_driver_sql("DELETE FROM price_rules")
        found = priced(transactions, levels[number:], [])
        assert found is not None
        assert found.source == source


def test_r1_within_a_list_the_article_goes_before_its_category_before_all(transactions: Transactions) -> None:
    """Although the more general ones have the higher break."""
    rules = [
        rule("ALL", price_list="trade", min_quantity="20", price="1.00"),
        rule("GARDEN", price_list="trade", category="garden", min_quantity="10", price="2.00"),
        rule("POT", price_list="trade", sku="POT", min_quantity="5", price="3.00"),
    ]
    assert [priced(transactions, rules[:count], [], "30").source for count in (1, 2, 3)] == [  # type: ignore[union-attr]
        "trade list, all articles from 20", "trade list, garden from 10", "trade list from 5",
    ]  # fmt: skip


def test_c26_a_condition_in_another_unit_holds_whatever_unit_is_ordered(transactions: Transactions) -> None:
    """From 5 boxes of 6: at 30 pieces, not at 29, and an article that has no boxes is not meant."""
    rules = [rule("BOXES", min_quantity="5", unit="box", percent_off="0.1")]
    assert [priced(transactions, rules, [], quantity).unit_price for quantity in ("29", "30")] == [  # type: ignore[union-attr]
        Decimal(5), Decimal("4.5"),
    ]  # fmt: skip
    assert priced(transactions, rules, [], "500", sku="CAN") == PricedItem(
        sku="CAN", unit_price=Decimal(8), source="list price"
    )


def test_c26_a_condition_in_a_measure_is_converted_like_an_order(transactions: Transactions) -> None:
    """From 5 kg of what is sold by the gram: at 5000 g, not at 4999; nobody had to say what a kilogram is."""
    nuts = ProductView(sku="NUT", name="Nuts", base_unit="g", list_price=Decimal("0.02"))
    with transactions.begin() as session:
        service.import_products(session, DESK, [nuts])
    rules = [rule("SACKS", sku="NUT", min_quantity="5", unit="kg", price="0.01")]
    assert [priced(transactions, rules, [], quantity, sku="NUT").unit_price for quantity in ("4999", "5000")] == [  # type: ignore[union-attr]
        Decimal("0.02"), Decimal("0.01"),
    ]  # fmt: skip


def test_c27_a_price_of_a_rule_is_for_one_base_unit_and_never_multiplied(transactions: Transactions) -> None:
    """4.40 from 5 boxes on is 4.40 for one piece."""
    found = priced(transactions, [rule("BOXES", sku="POT", min_quantity="5", unit="box", price="4.40")], [], "30")
    assert found == PricedItem(sku="POT", unit_price=Decimal("4.40"), source="promotion BOXES from 5 box")


def test_c28_a_break_is_withdrawn_when_the_quantity_drops(transactions: Transactions) -> None:
    """Up to the break and down again."""
    rows = [row("4.00", "12")]
    found = [priced(transactions, [], rows, quantity) for quantity in ("11", "12", "11")]
    assert [item.unit_price for item in found if item] == [Decimal(5), Decimal(4), Decimal(5)]


def test_r1_a_share_comes_off_the_base_price_of_the_quantity(transactions: Transactions) -> None:
    """5 % off what the standard list says from 12 on, to four places."""
    rules = [rule("MAY", percent_off="0.05", price_group="shops", valid_to="2026-05-31")]
    found = priced(transactions, rules, [row("4.155", "12")], "12")
    assert found == PricedItem(sku="POT", unit_price=Decimal("3.9473"), source="promotion MAY, all articles")


def test_r1_a_promotion_counts_on_its_days_and_for_its_group_only(transactions: Transactions) -> None:
    """Ended, coming, or for others: the list price stands."""
    rules = [
        rule("ENDED", price="1", valid_to="2026-05-10"), rule("COMING", price="2", valid_from="2026-05-12"),
        rule("OTHERS", price="3", price_group="schools"),
    ]  # fmt: skip
    assert priced(transactions, rules, []) == PricedItem(sku="POT", unit_price=Decimal(5), source="list price")


def test_r1_a_tie_is_reported_and_never_tossed_for(transactions: Transactions) -> None:
    """Two promotions that differ stand equally: both are named. Two that say the same are no contradiction."""
    tie = priced(transactions, [rule("A", price="1"), rule("B", price="2")], [])
    assert tie is not None
    assert tie.tie == ("promotion A, all articles", "promotion B, all articles")
    same = priced(transactions, [rule("B", price="1")], [])
    assert same == PricedItem(sku="POT", unit_price=Decimal(1), source="promotion A, all articles")


def explained(transactions: Transactions, quantity: str) -> PriceExplanation:
    """How the price of so many pots comes about."""
    with transactions.read() as session:
        product = queries.products(session, ["POT"])["POT"]
        return service.explain_price(session, DESK, product, Decimal(quantity), customer=THISTLE, on=DAY)


def test_r1_every_price_that_was_considered_is_explained(transactions: Transactions) -> None:
    """Who asks why 2.50 gets each other price with the reason why not."""
    rules = [
        rule("MAY", percent_off="0.05"), rule("APRIL", price="1", valid_to="2026-04-30"),
        rule("JUNE", price="1", valid_from="2026-06-01"), rule("PALLETS", price="1", min_quantity="2", unit="pallet"),
    ]  # fmt: skip
    rows = [
        row("4.00"), row("2.90", price_list="trade"), row("2.50", "24", price_list="trade"),
        row("2.60", "24", price_list="trade", valid_from="2026-01-01", valid_to="2026-12-31"),
        row("2.00", "60", price_list="trade"),
    ]  # fmt: skip
    priced(transactions, rules, rows)
    found = explained(transactions, "30")
    assert [(one.price, one.verdict) for one in found.considered] == [
        (Decimal("2.6"), PriceVerdict.WON), (Decimal(2), PriceVerdict.NOT_REACHED),
        (Decimal("2.5"), PriceVerdict.OLDER), (Decimal("2.9"), PriceVerdict.LOWER_BREAK),
        (Decimal(1), PriceVerdict.NOT_YET), (Decimal(1), PriceVerdict.ENDED),
        (Decimal("3.8"), PriceVerdict.LESS_PARTICULAR_LIST), (Decimal(1), PriceVerdict.OTHER_UNIT),
        (Decimal(4), PriceVerdict.LESS_PARTICULAR_LIST), (Decimal(5), PriceVerdict.LESS_PARTICULAR_LIST),
    ]  # fmt: skip
    words = price_words(found, "GBP").splitlines()
    assert words[0] == "POT Pot, 30 on Mon 11 May 2026: £2.60 for one, from the trade list from 24."
    assert "  £2.00, trade list from 60: it begins at 60" in words
    assert "  £1.00, promotion APRIL, all articles until Thu 30 Apr 2026: it ended on Thu 30 Apr 2026" in words


def test_only_sales_may_ask_how_a_price_comes_about(transactions: Transactions) -> None:
    """A customer's contact would see the prices of others."""
    priced(transactions, [], [])
    buyer = Actor(kind=ActorKind.CONTACT, id="a@thistle.example", name="Anna", customer_id="C1", verified=True)
    with transactions.read() as session, pytest.raises(NotAllowed):
        service.explain_price(session, DESK.acting_as(buyer), POT, Decimal(1), customer=THISTLE, on=DAY)


def test_the_version_of_prices_moves_with_every_change(transactions: Transactions) -> None:
    """Whoever keeps a price knows by it whether to look again."""
    versions = []
    with transactions.begin() as session:
        for step in (
            lambda: service.import_products(session, DESK, [POT]),
            lambda: service.import_prices(session, DESK, [row("1")]),
            lambda: service.import_price_rules(session, DESK, [rule("A", price="1")]),
        ):  # fmt: skip
            step()
            versions.append(queries.price_version(session))
    assert versions == sorted(set(versions))


CANDIDATES = st.lists(
    st.builds(
        PriceCandidate, sku=st.just("POT"), level=st.sampled_from(list(PriceLevel)),
        price=st.integers(min_value=1, max_value=5).map(Decimal), target=st.sampled_from(list(PriceTarget)),
        min_quantity=st.integers(min_value=0, max_value=5).map(Decimal),
        valid_from=st.sampled_from([date.min, DAY, date(2026, 6, 1)]), list_name=st.sampled_from(["a", "b"]),
    ),
    max_size=12,
)  # fmt: skip


@given(CANDIDATES, st.randoms())
def test_r1_the_order_in_which_prices_are_found_decides_nothing(found: list[PriceCandidate], chance: object) -> None:
    """Shuffled, the same price wins or the same tie is reported, and every price has exactly one verdict."""
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (best_price(each, Decimal(3), DAY) for each in (found, shuffled))
    assert (one is None) == (other is None)
    if one and other:
        assert one.tie == other.tie
        assert one.tie or one == other
    assert len(considered(found, Decimal(3), DAY)) == len(found)
    assert sum(each.verdict is PriceVerdict.WON for each in considered(found, Decimal(3), DAY)) <= 1
