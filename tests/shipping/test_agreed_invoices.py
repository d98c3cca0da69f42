"""When what left is invoiced, as agreed with who pays: each shipment, the whole order, or a week of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from domain.billing import queries as billing
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.orders import service as orders
from domain.orders.models import OrderLine, SalesOrder
from domain.orders.schemas import LineQuantity
from domain.orders.service import crediting
from domain.shared.actors import system
from domain.shipping import queries, service
from domain.stock import service as stock
from tests.orders.stories import confirmed, seen
from tests.shipping.floor import sent
from tests.shipping.test_shipping import ship
from tests.support.world import BAG, MIA, OWL, STAND, TIN, WILL, World, wanted


def agreed(world: World, customer_id: str = "FREE", **more: Any) -> None:
    """What is agreed with a customer without a limit."""
    free = CustomerView(customer_id=customer_id, name=customer_id.title(), bill_to_id=customer_id, country="GB", **more)
    with world.working() as session:
        customers.import_customers(session, world.desk(system("import")), [free])


def invoiced(world: World, shipment_number: str) -> str | None:
    """The invoice that follows when a shipment left, if one does."""
    with world.working() as session:
        made = service.invoice_as_agreed(session, world.desk(WILL), shipment_number)
        return made[0].number if made else None


def under_po(world: World, sku: str, count: int, customer_po: str, customer: str = "FREE") -> str:
    """A confirmed order of a customer without a limit; its number."""
    request = wanted((sku, count), customer=customer, customer_po=customer_po)
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
        assert service.invoice_periods(session, world.desk(WILL)).issued == ()
        made = service.invoice_periods(session, saturday.desk(WILL))
        assert ([view.number for view in made.issued], made.refused) == (["INV-1001", "INV-1002"], ())
        assert service.invoice_periods(session, saturday.desk(WILL)).issued == ()
    agreed(world, invoicing="collective_week", mixed_pos=True)
    for key, sku in (("c", TIN), ("d", OWL)):
        ship(world, under_po(world, sku, 4, f"PO-{key}"))
    with world.working() as session:
        (made_now,) = service.invoice_periods(session, saturday.desk(WILL)).issued
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


def one_each_on_saturday(world: World) -> tuple[str, str, World]:
    """The shipments of two customers that are invoiced by the week, and the Saturday after them."""
    for customer in ("FREE", "MEADOW"):
        agreed(world, customer, invoicing="collective_week")
    first = ship(world, under_po(world, BAG, 12, "PO-a")).shipment_number
    second = ship(world, under_po(world, STAND, 4, "PO-b", customer="MEADOW")).shipment_number
    return first, second, world.on(world.now + timedelta(days=5))


def test_f3_a_week_of_which_all_came_back_does_not_stop_the_others(world: World) -> None:
    """FREE sent its bags back before Saturday: there is nothing to invoice, and MEADOW has its invoice."""
    first, _, saturday = one_each_on_saturday(world)
    with world.working() as session:
        order = queries.shipment(session, first).order_number
        orders.record_returned(session, world.desk(WILL), [LineQuantity(line_key=f"{order}/1", quantity=Decimal(12))])
        made = service.invoice_periods(session, saturday.desk(WILL))
        assert ([view.bill_to for view in made.issued], made.refused) == (["MEADOW"], ())
    assert unbilled(world) == [first]


def test_f3_a_collective_invoice_that_is_refused_is_told_beside_the_others(world: World) -> None:
    """The books of FREE's order do not agree: the invoice is refused with its shipment, MEADOW has its own."""
    first, _, saturday = one_each_on_saturday(world)
    with world.working() as session:
        order = queries.shipment(session, first).order_number
        session.execute(update(OrderLine).where(OrderLine.line_key == f"{order}/1").values(invoiced=Decimal(6)))
    with world.working() as session:
        made = service.invoice_periods(session, saturday.desk(WILL))
    assert [view.bill_to for view in made.issued] == ["MEADOW"]
    assert [(each.code, each.order_numbers, each.shipment_numbers) for each in made.refused] == [
        ("QUANTITY_EXCEEDS_LINE", (order,), (first,))
    ]
    assert unbilled(world) == [first]


def while_invoiced(world: World, customer: str, shipment_number: str, work: Callable[[], object]) -> object:
    """What work comes to that begins while Will invoices a shipment of this customer."""
    with ThreadPoolExecutor(1) as pool:
        with world.working() as session:
            crediting.lock_credit(session, customer)
            running = pool.submit(work)
            with pytest.raises(TimeoutError):
                running.result(timeout=1)
            service.invoice(session, world.desk(WILL), shipment_number)
        return running.result(timeout=20)


def shipments_on(world: World, *numbers: str) -> list[tuple[str, ...]]:
    """What is on each of these invoices."""
    with world.working() as session:
        return [billing.paper(session, world.desk(), number).shipment_numbers for number in numbers]


def test_f3_a_week_that_is_over_and_one_invoice_meanwhile_never_wait_in_a_circle(world: World) -> None:
    """While the weeks of FREE and MEADOW are invoiced, Will invoices the first of MEADOW's two shipments: the second is
    on an invoice of its own, and nothing twice or never.
    """
    first, second, saturday = one_each_on_saturday(world)
    agreed(world, "MEADOW", invoicing="collective_week", mixed_pos=True)
    third = ship(world, under_po(world, TIN, 4, "PO-c", customer="MEADOW")).shipment_number

    def week() -> list[str]:
        with world.working() as session:
            return [view.number for view in service.invoice_periods(session, saturday.desk(WILL)).issued]

    assert while_invoiced(world, "MEADOW", second, week) == ["INV-1002", "INV-1003"]
    assert shipments_on(world, "INV-1001", "INV-1002", "INV-1003") == [(second,), (first,), (third,)]
    assert unbilled(world) == []


def test_f3_a_whole_order_of_which_a_shipment_is_invoiced_meanwhile_has_the_rest_on_its_own_invoice(
    world: World,
) -> None:
    """Will invoices the first shipment while the last one of the order is on its way to an invoice over both."""
    agreed(world, invoicing="complete_order")
    number = confirmed(world, (TIN, 10), (OWL, 4), customer="FREE").number
    first = ship(world, number, {1: Decimal(10)}).shipment_number
    second = ship(world, number).shipment_number
    assert while_invoiced(world, "FREE", first, lambda: invoiced(world, second)) == "INV-1002"
    assert shipments_on(world, "INV-1001", "INV-1002") == [(first,), (second,)]
    assert (seen(world, number).billing, unbilled(world)) == ("full", [])


def test_f1_orders_with_other_terms_are_on_invoices_of_their_own(world: World) -> None:
    """POs may stand together, but thirty days and sixty do not: two invoices, nothing is refused."""
    agreed(world, invoicing="collective_week", mixed_pos=True)
    numbers = [under_po(world, sku, 12, f"PO-{sku}") for sku in (BAG, TIN)]
    with world.working() as session:
        session.execute(update(SalesOrder).where(SalesOrder.number == numbers[0]).values(terms_days=60))
    for number in numbers:
        ship(world, number)
    with world.working() as session:
        made = service.invoice_periods(session, world.on(world.now + timedelta(days=5)).desk(WILL))
    assert (len(made.issued), made.refused, unbilled(world)) == (2, (), [])


def test_f3_of_orders_that_left_together_each_is_invoiced_by_its_own_agreement(world: World) -> None:
    """The first order is complete, of the second goods are still to leave: one invoice now, the other with its rest."""
    agreed(world, invoicing="complete_order", combine_orders=True)
    whole = under_po(world, TIN, 10, "PO-a")
    part = under_po(world, OWL, 45, "PO-b")  # 40 are there
    (both,) = sent(world, whole, part)
    assert both.order_numbers == (whole, part)
    assert invoiced(world, both.shipment_number) == "INV-1001"
    assert [seen(world, number).billing for number in (whole, part)] == ["full", "none"]
    assert unbilled(world) == [both.shipment_number]
    friday = world.on(world.now + timedelta(days=11))
    with friday.working() as session:
        stock.receive(session, friday.desk(WILL), "SUP-2", 1)
        orders.cover_backorders(session, friday.desk(system("reactions")), [OWL])
    (rest,) = sent(friday, part)
    assert invoiced(friday, rest.shipment_number) == "INV-1002"
    with world.working() as session:
        assert billing.paper(session, world.desk(), "INV-1002").shipment_numbers == (
            both.shipment_number,
            rest.shipment_number,
        )
    assert (seen(friday, part).billing, unbilled(friday)) == ("full", [])


def test_f3_a_second_order_that_waits_for_its_week_is_not_invoiced_with_the_first(world: World) -> None:
    """One order is invoiced as it leaves, the other on Saturday; only then is their shipment done."""
    agreed(world, combine_orders=True)
    now = under_po(world, TIN, 10, "PO-a")
    agreed(world, combine_orders=True, invoicing="collective_week")
    later = under_po(world, BAG, 12, "PO-b")
    (both,) = sent(world, now, later)
    assert invoiced(world, both.shipment_number) == "INV-1001"
    assert [seen(world, number).billing for number in (now, later)] == ["full", "none"]
    assert unbilled(world) == [both.shipment_number]
    saturday = world.on(world.now + timedelta(days=5))
    with world.working() as session:
        assert [view.number for view in service.invoice_periods(session, saturday.desk(WILL)).issued] == ["INV-1002"]
    assert (seen(world, later).billing, unbilled(world)) == ("full", [])
