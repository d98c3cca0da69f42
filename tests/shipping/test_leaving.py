"""Shipments: one per warehouse, orders together only where allowed, carriers by rule, arrivals once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from domain.carriers import queries as carriers
from domain.carriers import service as carrier_verbs
from domain.carriers.errors import BadTariff, NoCarrier
from domain.carriers.models import CarrierTariff
from domain.customers import service as customers
from domain.customers.schemas import AddressView, CustomerView
from domain.orders import queries as order_queries
from domain.orders import service as order_service
from domain.orders.errors import QuantityExceedsLine, TermFixed
from domain.orders.schemas import AmendmentRequest
from domain.shared.actors import system
from domain.shared.errors import NotAllowed
from domain.shared.outbox import OutboxEvent
from domain.shipping import queries, service
from domain.shipping.errors import AlreadyDelivered, BadDeliveryTime, NothingToShip, NotTogether
from domain.shipping.models import Shipment
from domain.shipping.queries.picking import picked_parts
from domain.shipping.schemas import DeliveryReport, ShipmentView
from domain.stock import queries as stock
from tests.orders.stories import confirmed, seen
from tests.shipping.floor import listed, sent, taken
from tests.support.world import BAG, BUYER, MIA, STAND, TIN, VERA, WILL, World, wanted


def at_leeds(world: World, **more: object) -> None:
    """Thistle has a postcode; what else is said of it is so."""
    with world.working() as session:
        desk = world.desk(system("import"))
        customers.import_addresses(
            session, desk,
            [AddressView(customer_id="THISTLE", label="main", kind="ship_to", line1="1 High Street", city="Leeds",
                         postcode="LS1 1AA", country="GB", is_default=True)],
        )  # fmt: skip
        customers.import_customers(
            session, desk,
            [CustomerView.model_validate({"customer_id": "THISTLE", "name": "Thistle", "bill_to_id": "THISTLE",
                                          "country": "GB", "credit_limit": Decimal(2500),
                                          "account_manager": MIA.email, **more})],
        )  # fmt: skip


def ordered(world: World, sku: str, count: int, po: str, ship_to: str = "main") -> str:
    """A confirmed order of Thistle under a PO."""
    with world.working() as session:
        draft = order_service.draft(
            session, world.desk(), wanted((sku, count), customer_po=po, ship_to=ship_to), key=po
        )
        return order_service.confirm(session, world.desk(), draft.number, revision=draft.revision).number


def told(world: World, kind: str) -> list[str]:
    """The orders that events of a kind were about."""
    with world.working() as session:
        found = session.scalars(select(OutboxEvent.data).where(OutboxEvent.kind == kind).order_by(OutboxEvent.id))
        return [event["order_number"] for event in found]


def shipments(world: World) -> int:
    """How many shipments there are."""
    with world.working() as session:
        return session.scalar(select(func.count()).select_from(Shipment)) or 0


def test_f3_the_carrier_is_chosen_with_its_number_freight_and_reasons(world: World) -> None:
    """Ten tins (5 kg by policy) go by parcel on Monday and with the van on Tuesday; why is kept."""
    at_leeds(world)
    first = confirmed(world, (TIN, 10), key="a").number
    (monday,) = sent(world, first, carrier=None)
    assert (monday.carrier, monday.service, monday.tracking_number, str(monday.freight)) == (
        "Parcel Line", "standard", "PL100000017GB", "6.95 GBP",
    )  # fmt: skip
    assert monday.choice is not None
    assert (monday.choice.reason, monday.expected_date, monday.routing) == (
        "PARCEL_UP_TO_WEIGHT", date(2011, 11, 15), "MAINLAND STANDARD",
    )  # fmt: skip
    tuesday = world.on(world.now + timedelta(days=1))
    second = confirmed(tuesday, (TIN, 10), key="b").number
    (van,) = sent(tuesday, second, carrier=None)
    assert (van.carrier, van.tracking_number, van.expected_date) == ("Own fleet", "OF000000017", date(2011, 11, 15))
    assert van.warehouse == "MAIN"
    assert [(package.weight_kg, package.weight_is_measured) for package in van.packages] == [(5, False)]


def test_a_carrier_is_named_by_the_clerk_or_wished_by_the_customer(world: World) -> None:
    """The customer's wish goes first, the clerk's word before it; one that does not go there is refused only to him."""
    at_leeds(world, carrier="pallet")
    (wished,) = sent(world, confirmed(world, (TIN, 10), key="a").number, carrier=None)
    assert (wished.carrier, wished.choice.reason if wished.choice else "") == ("Pallet Network", "WISHED")
    (named,) = sent(world, confirmed(world, (TIN, 1), key="b").number, carrier="parcel/express")
    assert (named.service, str(named.freight)) == ("express", "13.27 GBP")
    paris = ordered(world, TIN, 1, "P-1", ship_to="paris")
    with pytest.raises(NoCarrier):
        sent(world, paris, carrier="fleet")
    assert seen(world, paris).lines[0].picked == 0
    at_leeds(world, carrier="fleet")
    (abroad,) = sent(world, paris, carrier=None)
    assert (abroad.carrier, abroad.choice.reason if abroad.choice else "") == ("Parcel Line", "PARCEL_UP_TO_WEIGHT")
    at_leeds(world, carrier="Miller's van")
    (own,) = sent(world, confirmed(world, (TIN, 1), key="c").number, carrier=None)
    assert (own.carrier, own.carrier_key, own.freight) == ("Miller's van", None, None)


def test_f3_a_shipment_keeps_the_note_on_its_labels_and_where_one_follows_it(world: World) -> None:
    """As the tariff said when it left; a carrier of nobody's tariff has neither."""
    shipped = carriers.shipped_text()
    linked = shipped.replace(
        'carrier = "parcel"\n', 'carrier = "parcel"\ntracking_url = "https://pl.example/{number}"\n'
    )
    with world.working() as session:
        carrier_verbs.configure_carriers(session, world.desk(VERA), linked)
    at_leeds(world)
    (parcel,) = sent(world, confirmed(world, (TIN, 1), key="a").number, carrier="parcel", tracking_number="A/1")
    (pallet,) = sent(world, confirmed(world, (TIN, 1), key="b").number, carrier="pallet")
    (own,) = sent(world, confirmed(world, (TIN, 1), key="c").number, carrier="Miller's van")
    with world.working() as session:
        carrier_verbs.configure_carriers(session, world.desk(VERA), shipped)
        kept = queries.shipment(session, parcel.shipment_number)
    assert (parcel.tracking_link, kept.tracking_link) == ("https://pl.example/A%2F1", "https://pl.example/A%2F1")
    assert [(each.label_note, each.tracking_link) for each in (pallet, own)] == [
        ("Do not double stack", None),
        ("", None),
    ]


def test_f3_a_tariff_from_before_links_were_used_still_carries(world: World) -> None:
    """Its link takes no number and its note is longer than a label: goods leave without the one, with the room that
    there is of the other. A new tariff like that is refused.
    """
    old = carriers.shipped_text().replace(
        'carrier = "parcel"\n',
        f'carrier = "parcel"\ntracking_url = "https://pl.example/track"\nlabel_note = "{"x" * 300}"\n',
    )
    with world.working() as session:
        with pytest.raises(BadTariff) as refused:
            carrier_verbs.configure_carriers(session, world.desk(VERA), old)
        session.add(CarrierTariff(valid_from=date(2011, 1, 1), text=old, configured_at=world.now, configured_by="vera"))
    assert refused.value.facts["problems"] == (
        "parcel: tracking_url is no link with {number} in it, of at most 500 characters; "
        "parcel: label_note is longer than 250 characters"
    )
    at_leeds(world)
    (left,) = sent(world, confirmed(world, (TIN, 1)).number, carrier="parcel")
    assert (left.tracking_link, left.label_note) == (None, "x" * 250)


def test_a1_another_carrier_takes_what_has_not_left(world: World) -> None:
    """Five tins left by parcel; the rest goes with pallets, as agreed, before the customer's own wish, and is kept
    in the history. Once all has left nothing can be agreed, and with an order by parcel it cannot leave.
    """
    at_leeds(world, carrier="parcel", combine_orders=True)
    number = confirmed(world, (TIN, 10), key="a").number
    sent(world, number, carrier=None, lines={1: Decimal(5)})

    def amended(carrier: str) -> tuple[tuple[str, str, str], ...]:
        with world.working() as session:
            order_service.amend_lines(session, world.desk(), number, AmendmentRequest(carrier=carrier), revision=None)
            last = order_queries.amendments_of(session, number)[-1]
        return tuple((change.field, change.before, change.after) for change in last.changes)

    assert amended("pallet") == (("carrier", "", "pallet"),)
    other = confirmed(world, (BAG, 12), key="b").number
    with pytest.raises(NotTogether) as refused:
        sent(world, number, other, carrier=None)
    assert refused.value.facts["why"] == "carrier"
    (rest,) = sent(world, number, carrier=None)
    assert (rest.carrier, int(rest.lines[0].quantity)) == ("Pallet Network", 5)
    with pytest.raises(TermFixed) as fixed:
        amended("parcel")
    assert (fixed.value.facts["term"], fixed.value.facts["why"]) == ("carrier", "shipped")


def test_goods_in_two_warehouses_leave_in_two_shipments(world: World) -> None:
    """Forty stands from MAIN and ten from NORTH, each with its own number, packages and invoice."""
    number = confirmed(world, (STAND, 50)).number
    views = sent(world, number)
    assert [(view.shipment_number, view.warehouse, int(view.lines[0].quantity)) for view in views] == [
        ("SH-1001", "MAIN", 40), ("SH-1002", "NORTH", 10),
    ]  # fmt: skip
    with world.working() as session:
        totals = [service.invoice(session, world.desk(WILL), view.shipment_number).total.amount for view in views]
    assert totals == [Decimal("525.60"), Decimal("131.40")]
    assert seen(world, number).state == "invoiced"


def test_one_warehouse_ships_what_it_has(world: World) -> None:
    """Only NORTH's ten leave; MAIN's stay picked."""
    number = confirmed(world, (STAND, 50)).number
    with world.working() as session:
        service.pick(session, world.desk(WILL), number)
    (view,) = sent(world, number, warehouse="NORTH")
    assert [(line.warehouse, int(line.quantity)) for line in view.lines] == [("NORTH", 10)]
    line = seen(world, number).lines[0]
    assert (int(line.picked), int(line.shipped)) == (40, 10)
    with pytest.raises(NothingToShip):
        sent(world, number, warehouse="NORTH")


@pytest.mark.parametrize("lines", [None, {1: Decimal(10)}])
def test_what_is_shipped_from_one_warehouse_is_picked_there(world: World, lines: dict[int, Decimal] | None) -> None:
    """Ten stands leave NORTH, where they lie: MAIN's forty stay on their shelf, whether or not a number was said."""
    number = confirmed(world, (STAND, 50)).number
    (view,) = sent(world, number, warehouse="NORTH", lines=lines)
    assert [(line.warehouse, int(line.quantity)) for line in view.lines] == [("NORTH", 10)]
    line = seen(world, number).lines[0]
    assert (int(line.allocated), int(line.picked), int(line.shipped)) == (40, 0, 10)
    with world.working() as session:
        assert picked_parts(session, [line.line_key]) == {line.line_key: ()}
        assert stock.balances_explained(session) == []


def test_what_is_picked_elsewhere_stays_there(world: World) -> None:
    """MAIN's forty stand picked in MAIN while NORTH's ten are picked and leave; eleven are not in NORTH."""
    number = confirmed(world, (STAND, 50)).number
    (made,) = listed(world, number, warehouse="MAIN")
    taken(world, made.pick_list)
    with pytest.raises(QuantityExceedsLine):
        sent(world, number, warehouse="NORTH", lines={1: Decimal(11)})
    sent(world, number, warehouse="NORTH")
    line = seen(world, number).lines[0]
    assert (int(line.allocated), int(line.picked), int(line.shipped)) == (0, 40, 10)
    with world.working() as session:
        (part,) = picked_parts(session, [line.line_key])[line.line_key]
    assert (part.warehouse, part.quantity) == ("MAIN", 40)
    (rest,) = sent(world, number)
    assert [(each.warehouse, int(each.quantity)) for each in rest.lines] == [("MAIN", 40)]


def test_f1_orders_leave_together_only_where_the_customer_allows_it(world: World) -> None:
    """Two POs to one place: refused at first; allowed they are one shipment, each line with its PO, two invoices."""
    first, second = ordered(world, TIN, 10, "PO-7"), ordered(world, BAG, 60, "PO-8")
    elsewhere = ordered(world, TIN, 5, "PO-9", ship_to="norwich warehouse")
    with pytest.raises(NotTogether) as refused:
        sent(world, first, second)
    assert refused.value.facts["why"] == "not_allowed"
    at_leeds(world, combine_orders=True)
    with pytest.raises(NotTogether) as refused:
        sent(world, first, elsewhere)
    assert refused.value.facts["why"] == "ship_to"
    other = confirmed(world, (TIN, 5), customer="FREE", key="free").number
    with pytest.raises(NotTogether) as refused:
        sent(world, first, other)
    assert refused.value.facts["why"] == "customer"
    assert (shipments(world), seen(world, first).lines[0].picked) == (0, 0)
    (view,) = sent(world, first, second)
    assert (view.order_numbers, [(line.order_number, line.customer_po) for line in view.lines]) == (
        (first, second), [(first, "PO-7"), (second, "PO-8")],
    )  # fmt: skip
    assert told(world, "shipment_posted") == [first, second]
    with world.working() as session:
        service.invoice(session, world.desk(WILL), view.shipment_number)
        assert queries.unbilled(session) == ()
        assert [line.order_number for each in queries.shipments_of(session, second) for line in each.lines] == [second]
    assert [seen(world, number).billing for number in (first, second)] == ["full", "full"]


def test_two_clerks_who_ship_the_same_order_at_once_ship_it_once(world: World) -> None:
    """One shipment, and everybody else hears that there is nothing to ship."""
    number = confirmed(world, (TIN, 10)).number

    def send(_: int) -> str:
        try:
            return sent(world, number)[0].shipment_number
        except NothingToShip:
            return "nothing"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(send, range(6))) == ["SH-1001"] + ["nothing"] * 5
    assert shipments(world) == 1


def report(world: World, shipment: str, who: object = WILL, **said: object) -> ShipmentView:
    """Somebody says that a shipment arrived."""
    with world.working() as session:
        return service.deliver(session, world.desk(who), shipment, DeliveryReport.model_validate(said))  # type: ignore[arg-type]


def test_an_arrival_is_reported_once(world: World) -> None:
    """Signed for and a carton damaged; the same again changes nothing, other words are refused, one event."""
    number = confirmed(world, (TIN, 10)).number
    (left,) = sent(world, number)
    later = world.on(world.now + timedelta(days=1))
    view = report(later, left.shipment_number, signed_by="A. Reed", is_damaged=True, remark="one carton wet")
    assert (view.delivered_at, view.signed_by, view.is_damaged, view.is_partial, view.delivery_remark) == (
        later.now, "A. Reed", True, False, "one carton wet",
    )  # fmt: skip
    again = report(later, left.shipment_number, signed_by="A. Reed", is_damaged=True, remark="one carton wet")
    assert again == view
    with pytest.raises(AlreadyDelivered):
        report(later, left.shipment_number, signed_by="Somebody else")
    assert told(world, "delivered") == [number]


def test_nothing_arrives_before_it_left_or_tomorrow(world: World) -> None:
    """Both are refused, and so is a report by somebody who is not ours."""
    (left,) = sent(world, confirmed(world, (TIN, 10)).number)
    for moment in (world.now - timedelta(hours=1), world.now + timedelta(days=1)):
        with pytest.raises(BadDeliveryTime):
            report(world, left.shipment_number, delivered_at=moment)
    with pytest.raises(NotAllowed):
        report(world, left.shipment_number, who=BUYER)
    with world.working() as session:
        assert queries.shipment(session, left.shipment_number).delivered_at is None
    assert told(world, "delivered") == []


def test_a_clock_that_is_a_little_behind_does_not_refuse_an_arrival(world: World) -> None:
    """Reported by a process whose clock is a second behind the one that shipped: it arrived when it left."""
    (left,) = sent(world, confirmed(world, (TIN, 10)).number)
    assert report(world.on(world.now - timedelta(seconds=1)), left.shipment_number).delivered_at == world.now


def test_late_shipments_are_found(world: World) -> None:
    """Expected on Tuesday: on Wednesday it is late, once it is reported it is not."""
    at_leeds(world)
    (left,) = sent(world, confirmed(world, (TIN, 10)).number, carrier=None)

    def late(on: date) -> list[str]:
        with world.transactions.read() as session:
            return [view.shipment_number for view in queries.late_shipments(session, on)]

    assert [late(date(2011, 11, 15)), late(date(2011, 11, 16))] == [[], [left.shipment_number]]
    report(world.on(world.now + timedelta(days=2)), left.shipment_number)
    assert late(date(2011, 11, 17)) == []
