"""Pick lists: made by warehouse and route in the order of the bins, worked off once, freed, and short on the shelf."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.customers import service as customers
from domain.customers.schemas import AddressView
from domain.orders import queries as orders
from domain.orders import service as order_service
from domain.orders.errors import OrderOnHold
from domain.orders.models import Hold, SalesOrder
from domain.shared import audit
from domain.shared.actors import system
from domain.shared.errors import NotAllowed, Refusal
from domain.shared.outbox import OutboxEvent
from domain.shipping import queries, service
from domain.shipping.errors import (
    AlreadyCounted,
    NothingToPick,
    NotOnPickList,
    NotReleasable,
    PickListClosed,
)
from domain.shipping.rules import Entry, Shelf, lists_of, on_shelf
from domain.stock import queries as stock
from domain.stock.schemas import AllocatedPart
from tests.orders.stories import confirmed, seen
from tests.shipping.floor import list_now, listed, rows_of, sent, taken
from tests.support.world import BAG, MIA, OWL, STAND, TIN, WILL, World


def at_leeds(world: World) -> None:
    """Thistle's default address has a postcode, and Free lives in Inverness."""
    with world.working() as session:
        customers.import_addresses(
            session, world.desk(system("import")),
            [AddressView(customer_id="THISTLE", label="main", kind="ship_to", line1="1 High Street", city="Leeds",
                         postcode="LS1 1AA", country="GB", is_default=True),
             AddressView(customer_id="FREE", label="shop", kind="ship_to", city="Inverness", postcode="IV1 1AA",
                         country="GB", is_default=True)],
        )  # fmt: skip


def counts(world: World, number: str) -> list[list[int]]:
    """Of each line: open, allocated, picked, shipped, cancelled."""
    return [
        [int(q) for q in (line.open, line.allocated, line.picked, line.shipped, line.cancelled)]
        for line in seen(world, number).lines
    ]


def ledger_is_explained(world: World) -> None:
    """The books of stock agree with their movements."""
    with world.working() as session:
        assert stock.balances_explained(session) == []


def test_lists_are_made_by_warehouse_and_route_in_the_order_of_the_bins(world: World) -> None:
    """Two orders on the van's round and one to the Highlands: three lists, the round's goes A2, A10, then no bin."""
    at_leeds(world)
    with world.working() as session:
        assert service.assign_bins(session, world.desk(WILL), "MAIN", {TIN: "A10", BAG: "A2"}) == 2
    first = confirmed(world, (TIN, 5), (OWL, 4), key="a").number
    second = confirmed(world, (BAG, 60), (STAND, 45), key="b").number
    north = confirmed(world, (BAG, 12), customer="FREE", key="c").number
    made = listed(world)
    assert [(view.pick_list, view.warehouse, view.route) for view in made] == [
        ("PL-1001", "MAIN", "fleet round"), ("PL-1002", "MAIN", "parcel highlands"),
        ("PL-1003", "NORTH", "fleet round"),
    ]  # fmt: skip
    assert rows_of(made[0]) == [
        (1, "A2", f"{second}/1", 60, 60), (2, "A10", f"{first}/1", 5, 5), (3, "", f"{second}/2", 40, 40),
        (4, "", f"{first}/2", 4, 4),
    ]  # fmt: skip
    assert rows_of(made[1]) == [(1, "A2", f"{north}/1", 12, 12)]
    assert rows_of(made[2]) == [(1, "", f"{second}/2", 5, 5)]
    with pytest.raises(NothingToPick):
        listed(world)
    with world.working() as session:
        assert [view.pick_list for view in queries.open_pick_lists(session, "NORTH")] == ["PL-1003"]
        assert [entry.action for entry in audit.trail(session, "pick_list:PL-1001")] == ["pick_list.made"]


def test_a_list_of_one_warehouse_route_or_order_leaves_the_rest(world: World) -> None:
    """Only what was asked for is on it."""
    at_leeds(world)
    number = confirmed(world, (STAND, 45), key="a").number
    confirmed(world, (BAG, 12), customer="FREE", key="c")
    assert [view.warehouse for view in listed(world, warehouse="NORTH")] == ["NORTH"]
    assert [view.route for view in listed(world, route="parcel highlands")] == ["parcel highlands"]
    assert [view.order_numbers for view in listed(world, number)] == [(number,)]


def test_a_list_is_confirmed_line_by_line_and_once(world: World) -> None:
    """First one position, then the rest; the same again changes nothing, a closed position is refused."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    (made,) = listed(world, number)
    assert taken(world, made.pick_list, {2: 10}).state == "open"
    assert counts(world, number) == [[0, 0, 10, 0, 0], [0, 60, 0, 0, 0]]
    with pytest.raises(NotOnPickList):
        taken(world, made.pick_list, {2: 1})
    with pytest.raises(NotOnPickList):
        taken(world, made.pick_list, {1: 61})
    with pytest.raises(NotOnPickList):
        taken(world, made.pick_list, {3: 1})
    assert taken(world, made.pick_list).state == "picked"
    assert taken(world, made.pick_list).state == "picked"
    with pytest.raises(PickListClosed):
        taken(world, made.pick_list, {1: 1})
    assert counts(world, number) == [[0, 0, 10, 0, 0], [0, 0, 60, 0, 0]]


def test_two_workers_who_confirm_the_same_list_at_once_pick_it_once(world: World) -> None:
    """Eight presses of one button: every one is answered with the list as picked, the goods are picked once."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    (made,) = listed(world, number)
    with ThreadPoolExecutor(8) as pool:
        views = list(pool.map(lambda _: taken(world, made.pick_list), range(8)))
    assert {view.state for view in views} == {"picked"}
    assert counts(world, number) == [[0, 0, 10, 0, 0], [0, 0, 60, 0, 0]]
    with world.working() as session:
        actions = [entry.action for entry in audit.trail(session, f"pick_list:{made.pick_list}")]
    assert actions == ["pick_list.made", "pick_list.confirmed"]


def test_two_workers_who_make_lists_at_once_list_nothing_twice(world: World) -> None:
    """Eight people want lists: one gets it, the others hear that there is nothing to pick."""
    confirmed(world, (TIN, 10), (BAG, 60))

    def make(_: int) -> str:
        try:
            return listed(world)[0].pick_list
        except NothingToPick:
            return "nothing"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(make, range(8)))
    assert answers == ["PL-1001"] + ["nothing"] * 7


def test_x6_x8_goods_of_a_held_order_are_neither_listed_nor_picked(world: World) -> None:
    """A held order is on no list and refused by name; one that is held later cannot be picked from its list."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW").number
    with pytest.raises(NothingToPick):
        listed(world)
    with pytest.raises(OrderOnHold):
        listed(world, held)
    with world.working() as session:
        assert queries.open_pick_lists(session) == ()
    number = confirmed(world, (TIN, 10), key="later").number
    (made,) = listed(world)
    with world.working() as session:
        order_id = session.scalars(select(SalesOrder.id).where(SalesOrder.number == number)).one()
        session.add(Hold(order_id=order_id, reason="MANUAL", opened_at=world.now))
    with pytest.raises(OrderOnHold):
        taken(world, made.pick_list)
    with pytest.raises(OrderOnHold):
        sent(world, number)
    with world.working() as session:
        line = orders.order(session, world.desk(), number).lines[0]
        assert (int(line.allocated), int(line.picked), queries.shipments_of(session, number)) == (10, 0, ())


def test_c16_what_a_partly_picked_list_does_not_take_is_free_again(world: World) -> None:
    """Ten are taken, the list is closed: sixty are listed anew at once, and closing again changes nothing."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    (made,) = listed(world, number)
    taken(world, made.pick_list, {2: 10})
    with world.working() as session:
        closed = service.close_pick_list(session, world.desk(WILL), made.pick_list)
        assert service.close_pick_list(session, world.desk(WILL), made.pick_list) == closed
    assert [(line.line_key, int(line.picked), int(line.freed)) for line in closed.lines] == [
        (f"{number}/2", 0, 60), (f"{number}/1", 10, 0),
    ]  # fmt: skip
    (again,) = listed(world)
    assert rows_of(again) == [(1, "", f"{number}/2", 60, 60)]
    with pytest.raises(PickListClosed):
        taken(world, made.pick_list)


def test_c16_shipping_a_part_of_a_list_leaves_the_rest_to_be_picked(world: World) -> None:
    """What was picked leaves; the list still has the other line, and is worked off afterwards."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    (made,) = listed(world, number)
    taken(world, made.pick_list, {2: 10})
    sent(world, number)
    assert counts(world, number) == [[0, 0, 0, 10, 0], [0, 60, 0, 0, 0]]
    assert [line[4] for line in rows_of(list_now(world, made.pick_list))] == [60, 0]
    assert taken(world, made.pick_list).state == "picked"
    sent(world, number)
    assert seen(world, number).state == "shipped"
    ledger_is_explained(world)


def test_one_order_is_taken_off_a_list_and_the_others_stay(world: World) -> None:
    """Closing for one order frees its lines only."""
    first = confirmed(world, (TIN, 10), key="a").number
    second = confirmed(world, (BAG, 60), key="b").number
    (made,) = listed(world)
    with world.working() as session:
        view = service.close_pick_list(session, world.desk(WILL), made.pick_list, order_number=first)
    assert (view.state, {line.order_number: int(line.to_take) for line in view.lines}) == (
        "open",
        {first: 0, second: 60},
    )


def test_a_cancelled_order_is_off_its_list_in_the_same_breath(world: World) -> None:
    """The list shows nothing to take of it, and working the list off picks only the other order."""
    first = confirmed(world, (TIN, 10), key="a")
    second = confirmed(world, (BAG, 60), key="b").number
    (made,) = listed(world)
    with world.working() as session:
        order_service.cancel(session, world.desk(MIA), first.number, revision=first.revision, reason="no more")
    assert [line[4] for line in rows_of(list_now(world, made.pick_list))] == [60, 0]
    done = taken(world, made.pick_list)
    assert (done.state, [(int(line.picked), int(line.freed)) for line in done.lines]) == ("picked", [(60, 0), (0, 10)])
    assert counts(world, first.number) == [[0, 0, 0, 0, 10]]
    assert counts(world, second) == [[0, 0, 60, 0, 0]]
    with world.working() as session:
        assert stock.availability(session, world.desk(), [TIN])[TIN].available == 100


def test_a_line_that_was_given_up_is_off_its_list(world: World) -> None:
    """Short-closing what is not picked leaves nothing to take."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    (made,) = listed(world)
    with world.working() as session:
        order_service.short_close(session, world.desk(MIA), f"{number}/1")
    assert [line[4] for line in rows_of(list_now(world, made.pick_list))] == [60, 0]
    taken(world, made.pick_list)
    assert counts(world, number) == [[0, 0, 0, 0, 10], [0, 0, 60, 0, 0]]


def test_f2_a_short_pick_waits_again_and_the_shelf_is_counted(world: World) -> None:
    """Four of ten tins lie there: six wait, are kept from everybody, and are free or lost once counted."""
    number = confirmed(world, (TIN, 10)).number
    (made,) = listed(world)
    done = taken(world, made.pick_list, {1: 4})
    assert (done.state, [int(q) for q in (done.lines[0].picked, done.lines[0].short)]) == ("picked", [4, 6])
    assert counts(world, number) == [[6, 0, 4, 0, 0]]
    with world.working() as session:
        (balance,) = stock.availability(session, world.desk(), [TIN])[TIN].balances
        assert [int(q) for q in (balance.on_hand, balance.allocated, balance.quarantined, balance.available)] == [
            100, 4, 6, 90,
        ]  # fmt: skip
        (task,) = queries.count_tasks(session, "MAIN")
        assert (task.sku, task.missing, task.pick_list) == (TIN, 6, "PL-1001")
        told = session.scalars(select(OutboxEvent.data).where(OutboxEvent.kind == "short_picked")).all()
        assert [(event["line_key"], event["missing"]) for event in told] == [(f"{number}/1", "6")]
        order_service.cover_backorders(session, world.desk(system("reactions")), [TIN])
    assert counts(world, number) == [[0, 6, 4, 0, 0]]
    with world.working() as session:
        for _ in range(2):
            assert service.settle_count(session, world.desk(WILL), task.id, found=Decimal(2)).found == 2
        with pytest.raises(AlreadyCounted):
            service.settle_count(session, world.desk(WILL), task.id, found=Decimal(3))
        (balance,) = stock.availability(session, world.desk(), [TIN])[TIN].balances
        assert [int(q) for q in (balance.on_hand, balance.allocated, balance.quarantined)] == [96, 10, 0]
        assert queries.count_tasks(session) == ()
    ledger_is_explained(world)


def test_t8_without_backorders_a_short_pick_is_cancelled(world: World) -> None:
    """The customer takes no rest: what is not there is given up."""
    number = confirmed(world, (TIN, 10)).number
    with world.working() as session:
        session.scalars(select(SalesOrder).where(SalesOrder.number == number)).one().delivery_policy = "no_backorders"
    (made,) = listed(world)
    taken(world, made.pick_list, {1: 0})
    assert counts(world, number) == [[0, 0, 0, 0, 10]]
    assert seen(world, number).state == "cancelled"
    ledger_is_explained(world)


def test_t8_a_complete_order_is_not_listed_before_all_of_it_is_there(world: World) -> None:
    """Ship complete: nothing is listed or picked while ten stands still wait."""
    number = confirmed(world, (TIN, 10), (STAND, 60)).number
    with world.working() as session:
        session.scalars(select(SalesOrder).where(SalesOrder.number == number)).one().delivery_policy = "ship_complete"
    with pytest.raises(NothingToPick):
        listed(world)
    with pytest.raises(NotReleasable), world.working() as session:
        service.pick(session, world.desk(WILL), number)
    with pytest.raises(NotReleasable):
        sent(world, number)
    assert counts(world, number)[0] == [0, 10, 0, 0, 0]


def test_picked_goods_go_back_on_their_shelf(world: World) -> None:
    """Three of ten go back: they are the order's own still and can be listed again; more than is picked is refused."""
    number = confirmed(world, (TIN, 10)).number
    (made,) = listed(world)
    taken(world, made.pick_list)
    with world.working() as session:
        service.put_back(session, world.desk(WILL), made.pick_list, {1: Decimal(3)})
    assert counts(world, number) == [[0, 3, 7, 0, 0]]
    with pytest.raises(NotOnPickList), world.working() as session:
        service.put_back(session, world.desk(WILL), made.pick_list, {1: Decimal(8)})
    (again,) = listed(world)
    assert rows_of(again) == [(1, "", f"{number}/1", 3, 3)]


def test_c5_goods_are_picked_where_they_are_allocated(world: World) -> None:
    """Forty stands in MAIN, ten in NORTH: each list takes from its own shelf, and each shipment leaves from there."""
    number = confirmed(world, (STAND, 50)).number
    main, north = listed(world)
    taken(world, north.pick_list)
    (shipment,) = sent(world, number)
    assert [(line.warehouse, int(line.quantity)) for line in shipment.lines] == [("NORTH", 10)]
    assert shipment.warehouse == "NORTH"
    taken(world, main.pick_list)
    (shipment,) = sent(world, number)
    assert [(line.warehouse, int(line.quantity)) for line in shipment.lines] == [("MAIN", 40)]
    ledger_is_explained(world)


def test_picking_at_once_leaves_what_is_on_an_open_list_to_it(world: World) -> None:
    """Sixty bags are on a list; picking the order takes the tins only, and a second time there is nothing."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    (made,) = listed(world)
    with world.working() as session:
        service.close_pick_list(session, world.desk(WILL), made.pick_list)
        service.pick(session, world.desk(WILL), number, {1: Decimal(10)})
    (made,) = listed(world)
    with pytest.raises(NothingToPick), world.working() as session:
        service.pick(session, world.desk(WILL), number)
    assert counts(world, number) == [[0, 0, 10, 0, 0], [0, 60, 0, 0, 0]]
    assert rows_of(made) == [(1, "", f"{number}/2", 60, 60)]


def test_only_the_warehouse_works_with_lists(world: World) -> None:
    """Sales may look, and nothing changes."""
    confirmed(world, (TIN, 10))
    (made,) = listed(world)
    desk = world.desk(MIA)

    def refused(work: object) -> None:
        with pytest.raises(NotAllowed), world.working() as session:
            work(session)  # type: ignore[operator]

    refused(lambda session: service.make_pick_lists(session, desk))
    refused(lambda session: service.confirm_picked(session, desk, made.pick_list))
    refused(lambda session: service.close_pick_list(session, desk, made.pick_list))
    refused(lambda session: service.put_back(session, desk, made.pick_list, {1: Decimal(1)}))
    refused(lambda session: service.assign_bins(session, desk, "MAIN", {TIN: "A1"}))
    refused(lambda session: service.settle_count(session, desk, 1, found=Decimal(0)))
    assert list_now(world, made.pick_list) == made


def test_what_is_on_the_shelf_is_what_is_neither_picked_nor_listed() -> None:
    """Of ten in MAIN three are picked and two listed; the line has only four left to list."""
    owned = [
        AllocatedPart(warehouse="MAIN", quantity=Decimal(10)),
        AllocatedPart(warehouse="NORTH", quantity=Decimal(5)),
    ]
    parts = on_shelf(Decimal(8), owned, {"MAIN": Shelf(Decimal(3), Decimal(2)), "NORTH": Shelf(listed=Decimal(2))})
    assert [(part.warehouse, int(part.quantity)) for part in parts] == [("MAIN", 4)]


def test_one_walks_from_bin_to_bin_by_number() -> None:
    """B1 after A10 after A2; what has no bin comes last, then by article and line."""

    def entry(bin_: str, sku: str, line: str) -> Entry:
        return Entry("MAIN", "r", bin_, sku, line, line.split("/")[0], sku, Decimal(1))

    entries = [entry("", "A", "SO-1/1"), entry("B1", "A", "SO-1/2"), entry("A10", "A", "SO-1/10"),
               entry("A2", "C", "SO-1/3"), entry("A2", "B", "SO-1/11"), entry("A2", "B", "SO-1/4")]  # fmt: skip
    ((_, _, walked),) = lists_of(entries)
    assert [(e.bin, e.sku, e.line_key) for e in walked] == [
        ("A2", "B", "SO-1/4"), ("A2", "B", "SO-1/11"), ("A2", "C", "SO-1/3"), ("A10", "A", "SO-1/10"),
        ("B1", "A", "SO-1/2"), ("", "A", "SO-1/1"),
    ]  # fmt: skip


def test_a_refused_confirmation_picks_nothing_of_the_list(world: World) -> None:
    """One position too many refuses all of them."""
    number = confirmed(world, (TIN, 10), (BAG, 60)).number
    (made,) = listed(world)
    with pytest.raises(Refusal):
        taken(world.on(world.now + timedelta(minutes=5)), made.pick_list, {1: 60, 2: 11})
    assert counts(world, number) == [[0, 10, 0, 0, 0], [0, 60, 0, 0, 0]]
    with world.working() as session:
        assert orders.broken_invariants(session) == []
