"""Goods leave: picked, shipped from where they lay, invoiced once, and never while the order is on hold."""

from decimal import Decimal

import pytest

from domain.orders import queries as orders
from domain.orders.errors import OrderOnHold, QuantityExceedsLine
from domain.shared import audit
from domain.shared.errors import NotAllowed, NotFound
from domain.shared.outbox import Consumer, claimed_event
from domain.shipping import queries, service
from domain.shipping.errors import CarrierMissing, NothingToPick, NothingToShip
from domain.shipping.schemas import ShipmentView
from domain.stock import queries as stock
from tests.orders.stories import confirmed, drafted, seen
from tests.support.world import BAG, MIA, STAND, WILL, World


def ship(world: World, number: str, lines: dict[int, Decimal] | None = None) -> ShipmentView:
    """Will ships with Royal Mail."""
    with world.working() as session:
        return service.ship(session, world.desk(WILL), number, carrier="Royal Mail", tracking_number="RM1", lines=lines)


def left(view: ShipmentView) -> list[tuple[int, str, int]]:
    """The lines of a shipment, short."""
    return [(line.line_no, line.warehouse, int(line.quantity)) for line in view.lines]


def test_f3_what_is_picked_leaves_from_where_it_lay_and_is_invoiced_once(world: World) -> None:
    """Fifty stands leave two warehouses, ten still wait; the invoice is of what left, however often it is asked for."""
    number = confirmed(world, (STAND, 60)).number
    with world.working() as session:
        picked = service.pick(session, world.desk(WILL), number)
    assert (picked.state, int(picked.lines[0].picked)) == ("in_fulfilment", 50)
    view = ship(world, number)
    assert (view.shipment_number, view.carrier, view.tracking_number) == ("SH-1001", "Royal Mail", "RM1")
    assert left(view) == [(1, "MAIN", 40), (1, "NORTH", 10)]
    with world.working() as session:
        assert [shipment.shipment_number for shipment in queries.unbilled(session)] == ["SH-1001"]
        first = service.invoice(session, world.desk(WILL), "SH-1001")
        assert service.invoice(session, world.desk(WILL), "SH-1001").number == first.number
        assert first.total.amount == Decimal("657.00")
        assert queries.unbilled(session) == ()
        assert queries.shipments_of(session, number)[0].invoice_number == first.number
        assert [entry.action for entry in audit.trail(session, "shipment:SH-1001")] == ["shipment.posted"]
        assert [balance.on_hand for balance in stock.availability(session, world.desk(), [STAND])[STAND].balances] == [
            0,
            0,
        ]
        assert stock.balances_explained(session) == []
    line = seen(world, number).lines[0]
    assert [line.open, line.allocated, line.picked, line.shipped, line.invoiced] == [10, 0, 0, 50, 50]


def test_f1_one_order_leaves_in_many_shipments(world: World) -> None:
    """A part of a line, then the rest with another line."""
    number = confirmed(world, (STAND, 12), (BAG, 60)).number
    assert left(ship(world, number, {1: Decimal(5)})) == [(1, "MAIN", 5)]
    assert left(ship(world, number)) == [(1, "MAIN", 7), (2, "MAIN", 60)]
    assert seen(world, number).state == "shipped"
    with world.working() as session:
        assert [view.shipment_number for view in queries.shipments_of(session, number)] == ["SH-1001", "SH-1002"]


def test_the_invoice_is_asked_for_by_an_event(world: World) -> None:
    """Shipping records that goods left; who answers finds the shipment and its order named."""
    number = confirmed(world, (BAG, 12)).number
    ship(world, number)
    kinds = []
    for _ in range(9):
        with world.working() as session, claimed_event(session, Consumer.REACTIONS) as event:
            kinds.append((event.kind, event.subject, event.version) if event else None)
    assert ("shipment_posted", "shipment:SH-1001", 1) in kinds


def test_x8_a_hold_blocks_picking_and_shipping(world: World) -> None:
    """Goods of a held order stay where they are."""
    number = confirmed(world, (STAND, 1000), customer="MEADOW").number
    with pytest.raises(OrderOnHold), world.working() as session:
        service.pick(session, world.desk(WILL), number)
    with pytest.raises(OrderOnHold):
        ship(world, number)
    with world.working() as session:
        assert queries.shipments_of(session, number) == ()
        assert stock.availability(session, world.desk(), [STAND])[STAND].balances[0].on_hand == 40
        assert orders.order(session, world.desk(), number).lines[0].picked == 0


def test_f2_no_more_leaves_than_the_line_has(world: World) -> None:
    """Too much, nothing, an unknown line, a second time, no carrier: each is refused and nothing moves."""
    number = confirmed(world, (STAND, 60)).number
    for quantity in (51, 0, -1):
        with pytest.raises(QuantityExceedsLine):
            ship(world, number, {1: Decimal(quantity)})
    with pytest.raises(NotFound):
        ship(world, number, {2: Decimal(1)})
    with pytest.raises(CarrierMissing), world.working() as session:
        service.ship(session, world.desk(WILL), number, carrier=" ")
    with pytest.raises(NotAllowed), world.working() as session:
        service.ship(session, world.desk(MIA), number, carrier="Royal Mail")
    assert seen(world, number).lines[0].shipped == 0
    assert ship(world, number).shipment_number == "SH-1001"
    with pytest.raises(NothingToShip):
        ship(world, number)
    with pytest.raises(NothingToPick), world.working() as session:
        service.pick(session, world.desk(WILL), number)


def test_a_draft_has_nothing_to_ship(world: World) -> None:
    """What is not confirmed does not leave."""
    number = drafted(world, (BAG, 12)).number
    with pytest.raises(NothingToShip):
        ship(world, number)
