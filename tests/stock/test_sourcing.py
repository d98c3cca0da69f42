"""From which warehouses an order is served, who gets how much of too little, and who leaves some for others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.policy import StockPolicy
from domain.stock import queries, rules, service
from domain.stock.schemas import Destination, StockRequest, Verdict, WarehouseView
from tests.stock.shelves import desk_at, due, minutes, stocked, wish
from tests.stock.test_allocating import got

RULES = ("one_place", "nearest", "fewest_parcels")
PLACES = [
    WarehouseView(warehouse="MAIN", name="Main", country="GB", regions="LS WF"),
    WarehouseView(warehouse="NORTH", name="North", country="GB", regions="EH G KA"),
    WarehouseView(warehouse="LYON", name="Lyon", country="FR"),
]
GLASGOW, LYON, LEEDS = Destination("GB", "G12 8QQ"), Destination("FR", "69001"), Destination("GB", "LS1 4AB")


def deciding(desk: Desk | None = None, **policy: Any) -> Desk:
    """A desk whose company decides so about stock."""
    desk = desk or desk_at()
    stock: StockPolicy = desk.policy.stock.model_copy(update=policy)
    whole = desk.policy.model_copy(update={"stock": stock})
    return replace(desk, configuration=desk.configuration.model_copy(update={"policy": whole}))


def order(*lines: tuple[str, int], to: Destination | None = None) -> list[StockRequest]:
    """The requests of one order."""
    return [wish(f"SO-1/{at}", sku, quantity, destination=to) for at, (sku, quantity) in enumerate(lines, start=1)]


def free(**shelves: dict[str, int]) -> dict[str, dict[str, Decimal]]:
    """What is free, by SKU and warehouse."""
    return {sku: {name: Decimal(count) for name, count in here.items()} for sku, here in shelves.items()}


def test_t5_one_place_that_has_all_goes_before_the_nearest() -> None:
    """NORTH is nearer to Glasgow but lacks the box: LYON has both and serves, abroad as it is."""
    shelves = free(BAG={"MAIN": 5, "NORTH": 5, "LYON": 5}, BOX={"LYON": 2})
    asked = order(("BAG", 5), ("BOX", 2), to=GLASGOW)
    assert rules.in_order(asked, shelves, PLACES, RULES)[0] == "LYON"
    assert rules.in_order(asked, shelves, PLACES, ("nearest",)) == ("NORTH", "MAIN", "LYON")


def test_the_nearest_is_told_by_country_and_postcode() -> None:
    """Of three that have all, MAIN serves Leeds and what goes nowhere in particular, NORTH Glasgow, LYON Lyon."""
    shelves = free(BAG={"MAIN": 9, "NORTH": 9, "LYON": 9})
    first = [rules.in_order(order(("BAG", 5), to=to), shelves, PLACES, RULES)[0] for to in (LEEDS, GLASGOW, LYON, None)]
    assert first == ["MAIN", "NORTH", "LYON", "MAIN"]


def test_the_fewest_parcels_are_the_smallest_set_that_gives_as_much() -> None:
    """MAIN and NORTH together have what three places have; LYON comes last, near as it is."""
    shelves = free(BAG={"MAIN": 6, "NORTH": 4, "LYON": 4}, BOX={"NORTH": 2, "LYON": 1})
    asked = order(("BAG", 10), ("BOX", 2), to=LYON)
    assert rules.in_order(asked, shelves, PLACES, ("fewest_parcels", "nearest")) == ("MAIN", "NORTH", "LYON")
    assert rules.in_order(order(("BAG", 1)), free(BAG={"NORTH": 4}), PLACES, RULES) == ()


def test_the_warehouse_rule_counts_for_promises_reservations_and_allocations(transactions: Transactions) -> None:
    """The order for five bags and two boxes is served whole from NORTH; the wish for MAIN goes before the rule."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, NORTH_BAG=10, NORTH_BOX=2)
        asked = order(("BAG", 5), ("BOX", 2))
        covered = service.cover(session, desk_at(), asked)
        assert {part.warehouse for line in covered.values() for part in line.parts} == {"NORTH"}
        kept = service.reserve(session, desk_at(), "SO-1", asked, until=minutes(15))
        assert {part.warehouse for parts in kept.values() for part in parts} == {"NORTH"}
        sold = service.allocate(session, desk_at(), asked, reservation_key="SO-1")
        assert got(sold["SO-1/1"]) == ([("NORTH", 5)], 0)
        wished = service.allocate(session, desk_at(), [wish("SO-2/1", "BAG", 5, warehouse="MAIN")])
        assert got(wished["SO-2/1"]) == ([("MAIN", 5)], 0)
        assert queries.balances_explained(session) == []


def test_t1_a_channel_or_class_leaves_its_own_buffer(transactions: Transactions) -> None:
    """Two stay in each place for everybody, five for mail, none for gold; a promise says the same."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, NORTH_BAG=4)
        desk = deciding(safety_buffer=Decimal(2))
        for buffer, expected in ((None, 10), (Decimal(5), 5), (Decimal(0), 14)):
            asked = [wish("SO-1/1", "BAG", 20, buffer=buffer)]
            (covered,) = service.cover(session, desk, asked).values()
            assert 20 - covered.short == expected
            sold = service.allocate(session, desk, asked)["SO-1/1"]
            assert 20 - sold.backordered == expected
            service.deallocate(session, desk, ["SO-1/1"])
        assert queries.availability(session, desk, ["BAG"])["BAG"].available == 10


def test_t6_too_little_is_shared_in_whole_sales_units_and_the_rest_goes_in_order(transactions: Transactions) -> None:
    """Fifty for three who want sixty, thirty and ten in dozens: pro rata 24, 12 and 5; the rest of nine in order."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=0)
        desk = deciding(allocation="fair_share")
        asked = [
            wish("SO-1/1", "BAG", 60, step=Decimal(12)), wish("SO-2/1", "BAG", 30, step=Decimal(6)),
            wish("SO-3/1", "BAG", 10),
        ]  # fmt: skip
        service.allocate(session, desk, asked)
        service.adjust(session, desk, "MAIN", "BAG", counted=Decimal(50), reason="found")
        sold = service.allocate(session, desk, asked)
        assert [int(one.parts[0].quantity) for one in sold.values()] == [24, 18, 8]
        assert sum(int(one.backordered) for one in sold.values()) == 50
        assert queries.balances_explained(session) == []


def test_t6_what_must_stay_in_each_warehouse_is_nobodys_share(transactions: Transactions) -> None:
    """Fifty, of which ten stay: forty for three who want forty each are thirteen each, the last one goes in order."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=50)
        desk = deciding(allocation="fair_share", safety_buffer=Decimal(10))
        sold = service.allocate(session, desk, [wish(f"SO-{each}/1", "BAG", 40) for each in (1, 2, 3)])
        assert [int(one.parts[0].quantity) for one in sold.values()] == [14, 13, 13]


def test_t6_c13_a_line_that_does_not_take_yet_lowers_nobodys_share(transactions: Transactions) -> None:
    """Thirty for two who want thirty each now; sixty for March take nothing and count for nothing: fifteen each."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=30)
        desk = deciding(allocation="fair_share", reserve_days=10)
        later = wish("SO-1/1", "BAG", 60, wanted_date=date(2012, 3, 1))
        sold = service.allocate(session, desk, [later, wish("SO-2/1", "BAG", 30), wish("SO-3/1", "BAG", 30)])
        assert [got(one) for one in sold.values()] == [([], 60), ([("MAIN", 15)], 15), ([("MAIN", 15)], 15)]


def test_c13_who_comes_first_is_served_first_where_the_company_says_so(transactions: Transactions) -> None:
    """Gold came later: under `first_come` it waits behind."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=0)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 4)])
        service.allocate(session, desk_at(minutes(1)), [wish("SO-2/1", "BAG", 4, priority=9)])
        for rule, first in (("first_come", "SO-1/1"), ("priority", "SO-2/1")):
            assert queries.demand_in_order(session, ["BAG"], rule=rule)[0].line_key == first


def test_c13_an_order_for_next_year_hoards_nothing(transactions: Transactions) -> None:
    """With ten days, what is wanted in March waits; an order for now gets the goods if a receipt comes in between."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        due(session, "BAG", 10, date(2011, 12, 1))
        desk, far = deciding(reserve_days=10), date(2012, 3, 1)
        later = wish("SO-1/1", "BAG", 10, wanted_date=far, promised_date=far)
        assert got(service.allocate(session, desk, [later])["SO-1/1"]) == ([], 10)
        assert got(service.allocate(session, desk, [wish("SO-2/1", "BAG", 10)])["SO-2/1"]) == ([("MAIN", 10)], 0)
        assert got(service.allocate(session, desk, [wish("SO-3/1", "BAG", 1)])["SO-3/1"]) == ([], 1)
        service.receive(session, desk, "SUP-1", 1)
        near = deciding(desk_at(minutes(60 * 24 * 100)), reserve_days=10)
        assert got(service.allocate(session, near, [later])["SO-1/1"]) == ([("MAIN", 10)], 0)


def test_t2_t3_a_date_is_explained_by_its_receipts_and_by_who_stands_before_it(transactions: Transactions) -> None:
    """Five now, SUP-1 is promised to another line, SUP-2 gives the rest, SUP-3 is not needed, SUP-4 too late."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=5)
        for at, day in enumerate((22, 25, 28), start=1):
            due(session, "BAG", 10, date(2011, 11, day), supplier_order=f"SUP-{at}")
        due(session, "BAG", 10, date(2011, 11, 1), supplier_order="SUP-4")
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 15, promised_date=date(2011, 11, 24))])
        found = queries.explain(session, desk_at(), wish("SO-2/1", "BAG", 8))
        verdicts = {reason.supplier_order: (reason.verdict, int(reason.taken)) for reason in found.receipts}
        assert verdicts == {
            "SUP-1": (Verdict.PROMISED_TO_OTHERS, 0), "SUP-2": (Verdict.TAKEN, 8), "SUP-3": (Verdict.NOT_NEEDED, 0),
            "SUP-4": (Verdict.TOO_LATE, 0),
        }  # fmt: skip
        assert [(line.line_key, int(line.quantity)) for line in found.competing] == [("SO-1/1", 10)]
        assert (found.free_now, found.may_be_taken_now) == (0, 0)


shelf = st.dictionaries(st.sampled_from(["MAIN", "NORTH", "LYON"]), st.integers(0, 9), max_size=3)


@pytest.mark.parametrize("criteria", [RULES, ("fewest_parcels",), ("nearest", "one_place")])
@given(bags=shelf, boxes=shelf, wanted=st.tuples(st.integers(1, 20), st.integers(1, 20)))
def test_choosing_places_names_every_place_once_and_depends_on_nothing_else(
    criteria: tuple[str, ...], bags: dict[str, int], boxes: dict[str, int], wanted: tuple[int, int]
) -> None:
    """All places with goods are named, in the same order whatever the order of the shelves."""
    asked = order(("BAG", wanted[0]), ("BOX", wanted[1]), to=GLASGOW)
    shelves = free(BAG=bags, BOX=boxes)
    turned = free(BOX=dict(reversed(boxes.items())), BAG=dict(reversed(bags.items())))
    names = {name for here in (bags, boxes) for name, count in here.items() if count}
    found = rules.in_order(asked, shelves, PLACES, criteria)
    assert set(found) == (names if len(names) > 1 else set())
    assert found == rules.in_order(asked, turned, list(reversed(PLACES)), criteria)
