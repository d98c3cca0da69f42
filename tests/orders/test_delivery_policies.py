"""How orders leave: as goods are there, all in one, each line in one, or without what is not there."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy import update

from domain.approvals import queries as approvals
from domain.customers import queries as customers
from domain.customers import service as customer_verbs
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import OrderBlocked
from domain.orders.models import Promise
from domain.orders.rules.dates import Timetable
from domain.orders.rules.delivery import leaves_anyway
from domain.orders.schemas import DeliveryPolicy, HoldEnding, LineQuantity, OrderView, Releasable, Withheld
from domain.shared.actors import system
from domain.shared.errors import IllegalTransition, NotAllowed, NotFound
from domain.stock import queries as stock_queries
from domain.stock.schemas import WarehouseView
from presentation.wording.promises import promise_words
from tests.orders.stories import confirmed, drafted, seen, shipped
from tests.orders.test_fulfilment import events, received
from tests.support.world import BAG, BUYER, CONFIGURATION, OWL, STAND, VERA, WILL, World, wanted


def leaving(world: World, customer_id: str, policy: DeliveryPolicy) -> None:
    """The customer wants all their orders to leave in this way."""
    with world.working() as session:
        view = customers.customer(session, customer_id)
        assert view is not None
        changed = view.model_copy(update={"delivery_policy": policy})
        customer_verbs.import_customers(session, world.desk(system("import")), [changed])


def may_leave(world: World, view: OrderView) -> Releasable:
    """What may be picked now."""
    with world.working() as session:
        return queries.releasable(session, world.desk(), view.number)


def parts(found: Releasable) -> list[tuple[str, str | None, int]]:
    """What may leave, short."""
    return [(part.line_key[-1], part.warehouse, int(part.quantity)) for part in found.parts]


def test_t8_ship_partial_lets_go_what_is_there(world: World) -> None:
    """Sixty cakestands, fifty from two warehouses now: they may leave, and the rest follows."""
    view = confirmed(world, (STAND, 60), customer="FREE")
    found = may_leave(world, view)
    assert parts(found) == [("1", "MAIN", 40), ("1", "NORTH", 10)]
    assert found.withheld == {}


def test_t8_ship_complete_reserves_and_lets_nothing_go_until_all_is_there(world: World) -> None:
    """The bags wait for the owls: both are promised for the day of the last, and leave when that has come."""
    leaving(world, "FREE", DeliveryPolicy.SHIP_COMPLETE)
    view = confirmed(world, (BAG, 10), (OWL, 60), customer="FREE")
    assert [line.promised_date for line in view.lines] == [date(2011, 11, 29)] * 2
    found = may_leave(world, view)
    assert (parts(found), set(found.withheld.values())) == ([], {Withheld.ORDER_INCOMPLETE})
    assert found.until == date(2011, 12, 6)
    received(world, "SUP-2")
    assert parts(may_leave(world, view)) == [("1", "MAIN", 10), ("2", "MAIN", 60)]
    assert [line.promised_date for line in seen(world, view.number).lines] == [date(2011, 11, 16)] * 2


def test_t8_ship_complete_leaves_when_the_waiting_is_over(world: World) -> None:
    """Five working days after its promise what is there leaves; the day before it does not."""
    leaving(world, "FREE", DeliveryPolicy.SHIP_COMPLETE)
    view = confirmed(world, (BAG, 10), (OWL, 60), customer="FREE")
    assert parts(may_leave(world.on(datetime(2011, 12, 6, 9, tzinfo=UTC)), view)) == []
    late = may_leave(world.on(datetime(2011, 12, 7, 9, tzinfo=UTC)), view)
    assert parts(late) == [("1", "MAIN", 10), ("2", "MAIN", 40)]


def test_t8_line_complete_lets_go_whole_lines_only(world: World) -> None:
    """The bags may leave, the forty owls wait for the other twenty."""
    leaving(world, "FREE", DeliveryPolicy.LINE_COMPLETE)
    found = may_leave(world, view := confirmed(world, (BAG, 10), (OWL, 60), customer="FREE"))
    assert parts(found) == [("1", "MAIN", 10)]
    assert found.withheld == {f"{view.number}/2": Withheld.LINE_INCOMPLETE}


def test_t8_c17_without_backorders_the_rest_is_given_up_and_billing_is_complete(world: World) -> None:
    """Forty of sixty owls are there: the draft says so, twenty are cancelled, and forty invoiced are all."""
    leaving(world, "FREE", DeliveryPolicy.NO_BACKORDERS)
    draft = drafted(world, (OWL, 60), customer="FREE")
    (problem,) = [problem for problem in draft.problems if problem.code == "NO_BACKORDER"]
    assert (problem.facts["available"], problem.facts["cut"], problem.blocking) == ("40", "20", False)
    with world.working() as session:
        view = orders.confirm(session, world.desk(), draft.number, revision=draft.revision)
    assert [(line.allocated, line.open, line.cancelled) for line in view.lines] == [(40, 0, 20)]
    assert (view.promised_date, parts(may_leave(world, view))) == (date(2011, 11, 16), [("1", "MAIN", 40)])
    with world.working() as session:
        assert stock_queries.demand_in_order(session, [OWL]) == []
    after = shipped(world, view, {1: 40}, "SH-1")
    assert (after.state, after.delivery, after.billing) == ("invoiced", "full", "full")


def test_t8_without_backorders_nothing_at_all_is_no_order(world: World) -> None:
    """All owls are gone: the draft is blocked, and one that was drafted before is not confirmed."""
    leaving(world, "FREE", DeliveryPolicy.NO_BACKORDERS)
    early = drafted(world, (OWL, 10), customer="FREE", key="early")
    with world.working() as session:
        orders.discard(session, world.desk(), drafted(world, (OWL, 1), key="x").number, revision=1)
    later = world.on(datetime(2011, 11, 14, 10, tzinfo=UTC))
    confirmed(later, (OWL, 40), customer="MEADOW", key="all")
    blocked = drafted(later, (OWL, 5), customer="FREE", key="late")
    assert [problem.code for problem in blocked.problems if problem.blocking] == ["NOTHING_AVAILABLE"]
    with pytest.raises(OrderBlocked), later.working() as session:
        orders.confirm(session, later.desk(), early.number, revision=early.revision)
    assert seen(later, early.number).state == "draft"


def test_t8_the_policy_of_one_order_goes_before_the_customers(world: World) -> None:
    """A confirmed partial order is changed to complete, then to no backorders: its rest is given up at once."""
    view = confirmed(world, (OWL, 60), customer="FREE")
    with world.working() as session:
        with pytest.raises(NotAllowed):
            orders.set_delivery_policy(session, world.desk(WILL), view.number, DeliveryPolicy.SHIP_COMPLETE)
        complete = orders.set_delivery_policy(session, world.desk(), view.number, DeliveryPolicy.SHIP_COMPLETE)
    assert (complete.delivery_policy, complete.revision) == ("ship_complete", view.revision + 1)
    assert parts(may_leave(world, view)) == []
    with world.working() as session:
        orders.set_delivery_policy(session, world.desk(), view.number, DeliveryPolicy.NO_BACKORDERS)
    after = seen(world, view.number)
    assert [(line.allocated, line.open, line.cancelled) for line in after.lines] == [(40, 0, 20)]
    with world.working() as session:
        orders.cancel(session, world.desk(), view.number, revision=after.revision, reason="test")
        with pytest.raises(IllegalTransition):
            orders.set_delivery_policy(session, world.desk(), view.number, DeliveryPolicy.SHIP_PARTIAL)


def stopped(world: World, view: OrderView) -> None:
    """Mia puts the order on hold."""
    with world.working() as session:
        orders.put_on_hold(session, world.desk(), view.number, comment="they move house")


def nothing_waits_for(world: World, number: str) -> tuple[str, list[HoldEnding | None], str]:
    """State, how its holds ended, and the last amendment of an order that nobody is asked about any more."""
    view = seen(world, number)
    with world.working() as session:
        assert approvals.open_of(session, view.subject) == ()
        last = queries.amendments_of(session, number)[-1]
    assert last.revision == view.revision
    return view.state, [hold.ending for hold in view.holds], last.kind


def test_t8_h1_an_order_that_its_delivery_policy_ends_holds_and_asks_nothing_more(world: World) -> None:
    """Meadow has all the owls; Free waits for ten, is stopped, and then takes no backorders: cancelled, as a whole."""
    confirmed(world, (OWL, 40), customer="MEADOW", key="all")
    view = confirmed(world, (OWL, 10), customer="FREE")
    stopped(world, view)
    with world.working() as session:
        orders.set_delivery_policy(session, world.desk(), view.number, DeliveryPolicy.NO_BACKORDERS)
    assert nothing_waits_for(world, view.number) == ("cancelled", [HoldEnding.CANCELLED], "delivery_policy")


def test_t8_f2_what_is_not_found_of_an_order_without_backorders_is_given_up(world: World) -> None:
    """Ten owls that the books have lie nowhere: the order is cancelled, and who stopped it is asked nothing more."""
    leaving(world, "FREE", DeliveryPolicy.NO_BACKORDERS)
    view = confirmed(world, (OWL, 10), customer="FREE")
    stopped(world, view)
    part = LineQuantity(line_key=view.lines[0].line_key, quantity=Decimal(10), warehouse="MAIN")
    with world.working() as session:
        orders.record_short(session, world.desk(WILL), [part], reference="PL-1")
    assert nothing_waits_for(world, view.number) == ("cancelled", [HoldEnding.CANCELLED], "delivery_policy")
    assert [each["number"] for each in events(world, "order_cancelled")] == [view.number]


def test_t8_s6_what_is_not_there_of_an_order_without_backorders_is_not_reopened(world: World) -> None:
    """Cancelled, and others took all the owls since: reopening confirms no order of nothing."""
    leaving(world, "FREE", DeliveryPolicy.NO_BACKORDERS)
    view = confirmed(world, (OWL, 10), customer="FREE")
    with world.working() as session:
        orders.cancel(session, world.desk(), view.number, revision=1, reason="too many")
    gone = seen(world, view.number)
    confirmed(world, (OWL, 40), customer="MEADOW", key="all")
    with pytest.raises(OrderBlocked) as refused, world.working() as session:
        orders.reopen(session, world.desk(VERA), view.number, revision=2, reason="after all")
    assert refused.value.facts["codes"] == "NOTHING_AVAILABLE"
    assert seen(world, view.number) == gone


def test_t8_a_request_names_its_own_policy_and_warehouse(world: World) -> None:
    """What was said of this order counts; the wished warehouse is tried first."""
    request = wanted((STAND, 5), customer="FREE", delivery_policy="ship_complete", warehouse="NORTH")
    with world.working() as session:
        draft = orders.draft(session, world.desk(), request, key="k")
        view = orders.confirm(session, world.desk(), draft.number, revision=draft.revision)
    assert view.delivery_policy == "ship_complete"
    assert [part.warehouse for part in view.lines[0].parts] == ["NORTH"]


def test_x8_nothing_of_a_held_order_may_leave(world: World) -> None:
    """Wharf is over its limit: the goods are kept and stay here."""
    view = confirmed(world, (STAND, 40), customer="WHARF")
    assert view.state == "pending_confirmation"
    found = may_leave(world, view)
    assert (parts(found), set(found.withheld.values())) == ([], {Withheld.ON_HOLD})
    assert events(world, "order_confirmed") == []


def test_t8_the_waiting_ends_after_working_days_or_never() -> None:
    """Two working days after Thursday is Monday; none in the policy is never."""
    calendar = World(None).desk().calendar  # type: ignore[arg-type]  # only the desk is asked
    assert leaves_anyway([None, date(2011, 11, 17)], 2, calendar) == date(2011, 11, 21)
    assert leaves_anyway([date(2011, 11, 17)], 0, calendar) is None
    assert leaves_anyway([None], 2, calendar) is None


def test_t3_a_warehouse_ships_by_its_own_calendar() -> None:
    """Closed on Tuesday and Wednesday, a French holiday on 11 November, and a cut-off at noon."""
    desk = World(None).desk()  # type: ignore[arg-type]  # only the desk is asked
    places = [
        WarehouseView(warehouse="MAIN", name="Main", country="GB", closing_days="2011-11-15 2011-11-16"),
        WarehouseView(warehouse="LYON", name="Lyon", country="FR", cutoff_time=time(12)),
    ]
    table = Timetable.of(desk, places)
    assert table.ship_date("MAIN", date(2011, 11, 14)) == date(2011, 11, 17)
    before = Timetable.of(replace(desk, now=datetime(2011, 11, 10, 9, tzinfo=UTC)), places)
    assert before.ship_date("LYON", date(2011, 11, 10)) == date(2011, 11, 14)
    after = Timetable.of(replace(desk, now=datetime(2011, 11, 10, 13, tzinfo=UTC)), places)
    assert after.ship_date("LYON", date(2011, 11, 10)) == date(2011, 11, 15)
    assert CONFIGURATION.policy.delivery.transit_days == 1


def test_t3_a_promise_counts_the_carriers_days_to_the_place(world: World) -> None:
    """To Paris the tariff says four working days, to Leeds one."""
    leeds = confirmed(world, (OWL, 1), key="leeds")
    with world.working() as session:
        draft = orders.draft(session, world.desk(), wanted((OWL, 1), ship_to="paris"), key="paris")
    assert leeds.promised_date == date(2011, 11, 16)
    assert draft.promised_date == date(2011, 11, 21)
    assert Decimal(1) == draft.lines[0].quantity


def test_t2_a_promise_was_said_on_a_day_of_the_company(world: World) -> None:
    """Half past eleven in the evening of the 14th of July is the 15th in London."""
    view = confirmed(world, (BAG, 1))
    with world.working() as session:
        session.execute(update(Promise).values(at=datetime(2011, 7, 14, 23, 30, tzinfo=UTC)))
        found = orders.explain_promise(session, world.desk(), f"{view.number}/1")
    assert [said.said_date for said in found.said] == [date(2011, 7, 15)]


def test_t2_a_promise_says_what_it_stands_on(world: World) -> None:
    """Sixty owls: forty now, twenty by SUP-2 on the 25th; a contact sees the steps and not who else waits."""
    confirmed(world, (OWL, 60), customer="FREE", key="first")
    view = confirmed(world, (OWL, 30))
    key = f"{view.number}/1"
    with world.working() as session:
        found = orders.explain_promise(session, world.desk(), key)
        seen_by_buyer = orders.explain_promise(session, world.desk(BUYER), key)
        with pytest.raises(NotFound):
            orders.explain_promise(session, world.desk(BUYER.model_copy(update={"customer_id": "WHARF"})), key)
    (part,) = found.parts
    assert (part.supplier_order, part.available_date, part.picking_days, part.ship_date, part.transit_days) == (
        "SUP-2", date(2011, 11, 25), 1, date(2011, 11, 28), 1,
    )  # fmt: skip
    assert found.supply is not None
    assert seen_by_buyer.supply is not None
    assert [(line.quantity, line.promised_date) for line in found.supply.competing] == [(20, date(2011, 11, 29))]
    assert (seen_by_buyer.supply.competing, seen_by_buyer.supply.receipts) == ((), ())
    assert promise_words(found).splitlines()[1:3] == [
        "30 are there on Fri 25 Nov 2011 in MAIN by SUP-2: picked in 1 working day, leaving on Mon 28 Nov 2011, "
        "1 working day on the way, with the customer on Tue 29 Nov 2011.",
        "SUP-2 brings 200 on Fri 25 Nov 2011, 30 of them are for this line.",
    ]
