"""More may leave than was ordered, as far as policy tolerates: the order, the invoice and every book say so."""

from decimal import Decimal

import pytest

from benchmarks.replay.books import wrong
from domain.billing import queries as billing
from domain.catalog import service as catalog
from domain.catalog.schemas import ProductView
from domain.orders import queries as orders
from domain.orders.errors import OrderOnHold, QuantityExceedsLine
from domain.orders.schemas import OrderView
from domain.shared.actors import system
from domain.shared.errors import Refusal
from domain.shared.outbox import OutboxEvent
from domain.shipping import service
from domain.shipping.schemas import ShipmentView
from domain.stock import service as stock
from tests.orders.stories import confirmed, seen
from tests.support.world import BAG, STAND, TIN, WILL, World


@pytest.fixture
def tolerant(world: World) -> World:
    """A tenth more than is open of a line may leave."""
    return world.under(delivery={"over_delivery": "0.1"})


def ship(world: World, number: str, **quantities: object) -> ShipmentView:
    """Will sends these quantities off: `line_1=11`; what left is invoiced."""
    lines = {int(name.removeprefix("line_")): Decimal(str(quantity)) for name, quantity in quantities.items()}
    with world.working() as session:
        view = service.ship(session, world.desk(WILL), number, carrier="Van", lines=lines)
        service.invoice(session, world.desk(WILL), view.shipment_number)
    return view


def refused(world: World, kind: type[Refusal], view: OrderView, **quantities: object) -> Refusal:
    """Why it may not leave; nothing has changed."""
    with pytest.raises(kind) as caught:
        ship(world, view.number, **quantities)
    assert seen(world, view.number) == view
    return caught.value


def books_are_right(world: World) -> None:
    """Every sum of the books can be explained."""
    with world.working() as session:
        assert wrong(session, world.desk()) == []


def test_f2_a_tenth_more_leaves_is_amended_and_invoiced(tolerant: World) -> None:
    """Forty-four of forty tins at 10.00: the order grew before they left, by amendment, and all of it is invoiced."""
    number = confirmed(tolerant, (TIN, 40)).number
    assert [int(line.quantity) for line in ship(tolerant, number, line_1=44).lines] == [44]
    order = seen(tolerant, number)
    line = order.lines[0]
    assert [line.base_quantity, line.quantity, line.shipped, line.invoiced, line.open] == [44, 44, 44, 44, 0]
    assert (order.state, order.revision, order.net.amount, order.total.amount) == ("invoiced", 2, 440, 528)
    with tolerant.working() as session:
        (amendment,) = orders.amendments_of(session, number)
        (invoice,) = billing.invoices_of_order(session, tolerant.desk(), number)
        told = [row.kind for row in session.query(OutboxEvent).filter(OutboxEvent.subject == f"order:{number}")]
    assert (amendment.kind, amendment.made_by) == ("over_delivered", "Will")
    assert [(each.field, each.before, each.after) for each in amendment.changes] == [("quantity", "40", "44")]
    assert invoice.total.amount == 528
    assert told == ["order_confirmed", "order_amended"]
    books_are_right(tolerant)


def test_f2_nothing_more_leaves_unless_policy_says_so(world: World) -> None:
    """As shipped there is no tolerance."""
    view = confirmed(world, (TIN, 40))
    assert refused(world, QuantityExceedsLine, view, line_1=41).facts["possible"] == "40"


@pytest.mark.parametrize("quantity", ["45", "41.5"], ids=["past the tolerance", "a part of a piece"])
def test_f2_past_the_tolerance_or_in_parts_nothing_leaves(tolerant: World, quantity: str) -> None:
    """Neither forty-five of forty, nor half a tin."""
    refusal = refused(tolerant, QuantityExceedsLine, confirmed(tolerant, (TIN, 40)), line_1=quantity)
    assert refusal.facts["possible"] == "44"


def test_f2_no_part_of_a_box_is_added(tolerant: World) -> None:
    """Ten boxes of four may become eleven and not ten and a half."""
    view = confirmed(tolerant, (STAND, 10, "box"))
    refused(tolerant, QuantityExceedsLine, view, line_1=42)
    ship(tolerant, view.number, line_1=44)
    line = seen(tolerant, view.number).lines[0]
    assert (line.quantity, line.unit, line.base_quantity, line.shipped) == (11, "box", 44, 44)
    books_are_right(tolerant)


def test_f2_a_roll_is_sold_by_what_it_weighs(tolerant: World) -> None:
    """Ten kilograms were ordered, the roll has 10.35: that is what leaves and what is paid."""
    with tolerant.working() as session:
        importing = tolerant.desk(system("import"))
        foil = ProductView(sku="FOIL", name="Foil", base_unit="kg", list_price=Decimal(8))
        catalog.import_products(session, importing, [foil])
        stock.import_stock(session, importing, [("MAIN", "FOIL", Decimal(50))])
    number = confirmed(tolerant, ("FOIL", 10)).number
    ship(tolerant, number, line_1="10.35")
    assert seen(tolerant, number).net.amount == Decimal("82.80")
    books_are_right(tolerant)


def test_f2_the_tolerance_is_of_what_is_still_open(tolerant: World) -> None:
    """After thirty of forty one more than the last ten may leave, and not four."""
    number = confirmed(tolerant, (TIN, 40)).number
    ship(tolerant, number, line_1=30)
    view = seen(tolerant, number)
    refused(tolerant, QuantityExceedsLine, view, line_1=14)
    ship(tolerant, number, line_1=11)
    assert seen(tolerant, number).lines[0].shipped == 41
    books_are_right(tolerant)


def test_f2_what_waits_or_is_promised_to_others_is_not_more(tolerant: World) -> None:
    """While some of a line is not there, or nothing is free beyond it, no more of it leaves."""
    waiting = confirmed(tolerant, (STAND, 60), key="a")
    refused(tolerant, QuantityExceedsLine, waiting, line_1=61)
    view = confirmed(tolerant, (TIN, 95), customer="FREE", key="b")
    confirmed(tolerant, (TIN, 5), customer="MEADOW", key="c")
    refused(tolerant, QuantityExceedsLine, view, line_1=96)
    books_are_right(tolerant)


def test_x6_more_passes_credit_before_it_leaves(tolerant: World) -> None:
    """2,496 of a limit of 2,500 are used by 208 tins' worth; one tin more than fits is refused whole."""
    with tolerant.working() as session:
        stock.import_stock(session, tolerant.desk(system("import")), [("MAIN", TIN, Decimal(500))])
    view = confirmed(tolerant, (TIN, 208))
    assert refused(tolerant, OrderOnHold, view, line_1=209).facts["reasons"] == "OVER_LIMIT"
    books_are_right(tolerant)


def test_f2_picked_goods_and_another_line_leave_with_it(tolerant: World) -> None:
    """Twenty tins are picked, two more leave with them and with bags as they were ordered."""
    number = confirmed(tolerant, (TIN, 20), (BAG, 12)).number
    with tolerant.working() as session:
        service.pick(session, tolerant.desk(WILL), number)
    ship(tolerant, number, line_1=22, line_2=12)
    assert [int(line.shipped) for line in seen(tolerant, number).lines] == [22, 12]
    books_are_right(tolerant)
