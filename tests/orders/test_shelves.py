"""Orders that have goods on the shelf, when somebody counts it, breaks some, or serves them from elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from domain.orders import queries
from domain.orders import service as orders
from domain.orders.rules.serving import Owner, given_up
from domain.orders.schemas import LineQuantity
from domain.shared.errors import NotAllowed
from domain.stock import queries as stock_queries
from domain.stock.errors import BelowCommitted, NotThere, SameState, UnknownReason
from domain.stock.schemas import CountedStock, StockState
from tests.orders.stories import confirmed, seen
from tests.orders.test_fulfilment import events
from tests.support.world import BAG, MIA, MORNING, OWL, STAND, WILL, World


def owner(line_key: str, takeable: int, priority: int = 0, promised: date | None = None, hour: int = 9) -> Owner:
    """A line that has goods."""
    return Owner(line_key, "OWL", Decimal(takeable), priority, promised, MORNING.replace(hour=hour))


def test_c11_the_latest_need_gives_up_first() -> None:
    """Normal before gold, the later promise before the earlier, the later confirmation, and the key at the last."""
    early, late = date(2011, 11, 20), date(2011, 12, 1)
    owners = [
        owner("SO-1/1", 5, priority=1), owner("SO-2/1", 5, promised=early), owner("SO-3/1", 5, promised=late),
        owner("SO-4/1", 5, promised=late, hour=10), owner("SO-4/10", 5, promised=late, hour=10),
    ]  # fmt: skip
    assert list(given_up(owners, Decimal(17))) == ["SO-4/10", "SO-4/1", "SO-3/1", "SO-2/1"]
    assert given_up(owners, Decimal(17))["SO-2/1"] == 2
    assert given_up(owners, Decimal(0)) == {}


def test_c11_a_count_below_what_is_allocated_takes_from_the_latest_need_and_tells_them(world: World) -> None:
    """Forty owls: gold has ten, normal thirty. Twenty-five are counted: normal keeps fifteen and waits for fifteen."""
    normal = confirmed(world, (OWL, 30), key="normal")
    gold = confirmed(world, (OWL, 10), key="gold", customer="FREE")
    with world.working() as session:
        counted = [CountedStock(sku=OWL, counted=Decimal(25))]
        (row,) = orders.count_stock(session, world.desk(WILL), "MAIN", counted, sheet="week 46")
    assert row.difference == -15
    assert seen(world, gold.number).lines[0].allocated == 10
    line = seen(world, normal.number).lines[0]
    assert (line.allocated, line.open, line.promised_date) == (15, 15, date(2011, 11, 29))
    (event,) = events(world, "promise_moved")
    assert (event["number"], event["cause"]) == (normal.number, "stock_short")
    with world.working() as session:
        (waiting,) = stock_queries.demand_in_order(session, [OWL])
    assert (waiting.line_key, waiting.quantity) == (f"{normal.number}/1", 15)


def test_c11_what_another_warehouse_has_covers_the_loss(world: World) -> None:
    """Of forty cakestands in MAIN ten break: the line takes ten from NORTH, its date stays, nobody is told."""
    view = confirmed(world, (STAND, 40), customer="FREE")
    with world.working() as session:
        orders.set_apart(
            session, world.desk(WILL), "MAIN", STAND, quantity=Decimal(10), state=StockState.DAMAGED, reason="breakage"
        )
    line = seen(world, view.number).lines[0]
    assert (line.allocated, line.open) == (40, 0)
    assert [(part.warehouse, int(part.quantity)) for part in line.parts] == [("MAIN", 30), ("NORTH", 10)]
    assert events(world, "promise_moved") == []


def test_c11_what_is_picked_is_never_taken_back(world: World) -> None:
    """All thirty are on the cart: a count of twenty is refused and changes nothing; so is one by a rep."""
    view = confirmed(world, (OWL, 30))
    with world.working() as session:
        part = LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(30))
        orders.record_picked(session, world.desk(WILL), [part])
    counted = [CountedStock(sku=OWL, counted=Decimal(20))]
    for who, refusal in ((WILL, BelowCommitted), (MIA, NotAllowed)):
        with pytest.raises(refusal), world.working() as session:
            orders.count_stock(session, world.desk(who), "MAIN", counted, sheet="S")
    assert seen(world, view.number).lines[0].picked == 30
    with world.working() as session:
        assert stock_queries.availability(session, world.desk(), [OWL])[OWL].balances[0].on_hand == 40


def test_t11_a_line_is_served_from_another_warehouse_if_that_has_enough(world: World) -> None:
    """Five cakestands come from NORTH instead, where five more are not free."""
    view = confirmed(world, (STAND, 20))
    ways = {"from_warehouse": "MAIN", "to_warehouse": "NORTH"}
    with world.working() as session:
        orders.move_allocation(session, world.desk(), f"{view.number}/1", **ways, quantity=Decimal(6))
    with pytest.raises(NotThere), world.working() as session:
        orders.move_allocation(session, world.desk(), f"{view.number}/1", **ways, quantity=Decimal(6))
    line = seen(world, view.number).lines[0]
    assert [(part.warehouse, int(part.quantity)) for part in line.parts] == [("MAIN", 14), ("NORTH", 6)]


def test_c11_counts_race_with_orders_and_nothing_is_oversold(world: World) -> None:
    """Eight orders of a hundred bags and eight counts run at once: the books agree and no one sees an error."""

    def act(number: int) -> None:
        if number % 2:
            confirmed(world, (BAG, 100), key=f"k{number}", customer="FREE")
            return
        with world.working() as session:
            counted = [CountedStock(sku=BAG, counted=Decimal(500 - 20 * number))]
            orders.count_stock(session, world.desk(WILL), "MAIN", counted, sheet=f"S{number}")

    with ThreadPoolExecutor(8) as people:
        list(people.map(act, range(16)))
    with world.working() as session:
        assert queries.broken_invariants(session) == []
        assert all(
            balance.allocated <= balance.on_hand
            for balance in stock_queries.availability(session, world.desk(), [BAG])[BAG].balances
        )


def test_t10_goods_that_are_sound_as_it_is_take_nothing_from_any_line(world: World) -> None:
    """All forty owls are the line's own: saying that ten are sound is refused, and the line keeps them."""
    view = confirmed(world, (OWL, 40), customer="FREE")
    with pytest.raises(SameState), world.working() as session:
        orders.set_apart(
            session, world.desk(WILL), "MAIN", OWL, quantity=Decimal(10), state=StockState.SOUND, reason="found"
        )
    with pytest.raises(UnknownReason) as refused, world.working() as session:
        orders.set_apart(
            session, world.desk(WILL), "MAIN", OWL, quantity=Decimal(10), state=StockState.DAMAGED, reason="whim"
        )
    assert "breakage" in refused.value.facts["known"]
    line = seen(world, view.number).lines[0]
    assert (line.allocated, line.open) == (40, 0)
