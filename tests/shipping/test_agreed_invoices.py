"""When what left is invoiced, as agreed with who pays: each shipment, the whole order, or a week of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.billing import queries as billing
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.orders import service as orders
from domain.shared.actors import system
from domain.shipping import queries, service
from tests.orders.stories import confirmed, seen
from tests.shipping.test_shipping import ship
from tests.support.world import BAG, MIA, OWL, STAND, TIN, WILL, World, wanted


def agreed(world: World, **more: Any) -> None:
    """What is agreed with the customer without a limit."""
    free = CustomerView(customer_id="FREE", name="Free", bill_to_id="FREE", country="GB", **more)
    with world.working() as session:
        customers.import_customers(session, world.desk(system("import")), [free])


def invoiced(world: World, shipment_number: str) -> str | None:
    """The invoice that follows when a shipment left, if one does."""
    with world.working() as session:
        made = service.invoice_as_agreed(session, world.desk(WILL), shipment_number)
        return made.number if made else None


def under_po(world: World, sku: str, count: int, customer_po: str) -> str:
    """A confirmed order of the customer without a limit; its number."""
    request = wanted((sku, count), customer="FREE", customer_po=customer_po)
    with world.working() as session:
        draft = orders.draft(session, world.desk(MIA), request, key=customer_po)
        return orders.confirm(session, world.desk(MIA), draft.number, revision=draft.revision).number


def unbilled(world: World) -> list[str]:
    """The shipments that wait for an invoice."""
    with world.working() as session:
        return [view.shipment_number for view in queries.unbilled(session)]


def test_f3_each_shipment_is_invoiced_unless_something_else_is_agreed(world: World) -> None:
    """The shipment has its invoice, and is asked for again in vain."""
    shipment = ship(world, confirmed(world, (BAG, 12), customer="FREE").number).shipment_number
    assert invoiced(world, shipment) == invoiced(world, shipment) == "INV-1001"
    assert unbilled(world) == []


def test_f3_a_whole_order_is_invoiced_when_its_last_goods_left(world: World) -> None:
    """The first shipment waits; with the second both are on one invoice."""
    agreed(world, invoicing="complete_order")
    number = confirmed(world, (TIN, 10), (OWL, 4), customer="FREE").number
    first = ship(world, number, {1: Decimal(10)}).shipment_number
    assert invoiced(world, first) is None
    assert unbilled(world) == [first]
    second = ship(world, number).shipment_number
    assert invoiced(world, second) == "INV-1001"
    assert unbilled(world) == []
    with world.working() as session:
        paper = billing.paper(session, world.desk(), "INV-1001")
    assert paper.shipment_numbers == (first, second)
    assert seen(world, number).billing == "full"


def test_f1_a_week_is_one_invoice_only_where_pos_may_be_mixed(world: World) -> None:
    """Two orders under two POs: two invoices on Saturday; once the customer allows it, one. Before that, none."""
    agreed(world, invoicing="collective_week")
    saturday = world.on(world.now + timedelta(days=5))
    for key, sku in (("a", BAG), ("b", STAND)):
        number = under_po(world, sku, 12, f"PO-{key}")
        assert invoiced(world, ship(world, number).shipment_number) is None
    with world.working() as session:
        assert service.invoice_periods(session, world.desk(WILL)) == ()
        made = service.invoice_periods(session, saturday.desk(WILL))
        assert [view.number for view in made] == ["INV-1001", "INV-1002"]
        assert service.invoice_periods(session, saturday.desk(WILL)) == ()
    agreed(world, invoicing="collective_week", mixed_pos=True)
    for key, sku in (("c", TIN), ("d", OWL)):
        ship(world, under_po(world, sku, 4, f"PO-{key}"))
    with world.working() as session:
        (made_now,) = service.invoice_periods(session, saturday.desk(WILL))
        paper = billing.paper(session, world.desk(), made_now.number)
    assert paper.customer_pos == ("PO-c", "PO-d")
    assert unbilled(world) == []


def test_f3_goods_that_were_invoiced_with_the_order_are_not_again(world: World) -> None:
    """The shipment is billed by the invoice that claimed it before it left."""
    agreed(world, invoicing="on_order")
    number = confirmed(world, (TIN, 10), customer="FREE").number
    with world.working() as session:
        claimed = orders.invoice_order(session, world.desk(WILL), number)
    assert invoiced(world, ship(world, number, {1: Decimal(10)}).shipment_number) == claimed.number
    assert (unbilled(world), seen(world, number).state) == ([], "invoiced")
