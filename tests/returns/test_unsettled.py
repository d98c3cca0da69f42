"""Goods that come back before their invoice: not billed while their return is open, then as it is settled."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.reactions import Reactor
from domain.billing import queries as billing
from domain.customers import queries as customers
from domain.orders import queries as order_queries
from domain.returns import service
from domain.returns.schemas import Settlement
from domain.shipping import service as shipping
from tests.orders.stories import confirmed, seen
from tests.returns.test_returns import authorise, inspect, receive
from tests.shipping.test_agreed_invoices import agreed
from tests.support.world import FAY, TIN, WILL, World

NOT_CREDITED = [Settlement.REFUSE, Settlement.REPLACE, Settlement.REPAIR]


def sent_and_back(world: World, *, invoicing: str = "collective_month", sent: tuple[int, ...] = (24,)) -> str:
    """Twenty-four tins at 10.00 leave FREE's order and ten come back before any invoice; its number."""
    agreed(world, invoicing=invoicing)
    number = confirmed(world, (TIN, 24), customer="FREE").number
    for count in sent:
        with world.working() as session:
            shipping.ship(session, world.desk(WILL), number, carrier="Van", lines={1: Decimal(count)})
    authorise(world, number, line_1=10)
    receive(world, "RMA-1001")
    return number


def settled(world: World, settlement: Settlement, disposition: str = "return_to_customer") -> None:
    """Will looks at the ten, Fay settles, and what follows follows."""
    inspect(world, "RMA-1001", (1, 10, disposition))
    with world.working() as session:
        service.settle(session, world.desk(FAY), "RMA-1001", settlement=settlement)
    Reactor(world.transactions, lambda actor, _: world.desk(actor)).run_until_idle()
    with world.working() as session:
        assert order_queries.broken_invariants(session) == []


def month_ends(world: World) -> World:
    """The first of the next month, with its collective invoices made."""
    later = world.on(world.now + timedelta(days=20))
    with later.working() as session:
        assert shipping.invoice_periods(session, later.desk(WILL)).refused == ()
    return later


def billed(world: World, number: str) -> list[tuple[Decimal, str]]:
    """Quantity and total of each invoice of an order."""
    with world.working() as session:
        papers = [
            billing.paper(session, world.desk(), each.number)
            for each in billing.invoices_of_order(session, world.desk(), number)
        ]
    return [(sum((line.quantity for line in paper.lines), Decimal(0)), str(paper.totals.total)) for paper in papers]


def owed(world: World) -> str:
    """What FREE owes or will owe, kept and counted anew."""
    with world.working() as session:
        limit = customers.limit(session, "FREE")
        assert limit is not None
        kept = billing.exposure(session, world.desk(), limit.holder, sharing=limit.sharing)
        assert order_queries.recounted_exposure(session, world.desk(), limit) == kept
    return str(kept.total)


@pytest.mark.parametrize("settlement", NOT_CREDITED)
def test_f4_m4_what_is_not_credited_is_invoiced_with_the_rest(world: World, settlement: Settlement) -> None:
    """Settled before the month ends: all twenty-four are on its invoice, and what replaces ten costs nothing."""
    number = sent_and_back(world)
    assert (seen(world, number).lines[0].to_invoice, owed(world)) == (14, "288.00 GBP")
    settled(world, settlement)
    assert billed(world, number) == []
    month_ends(world)
    assert billed(world, number) == [(Decimal(24), "288.00 GBP")]
    assert (seen(world, number).billing, seen(world, number).state, owed(world)) == ("full", "invoiced", "288.00 GBP")


@pytest.mark.parametrize("settlement", NOT_CREDITED)
def test_f4_m4_what_was_in_dispute_when_the_month_ended_is_invoiced_once_it_is_settled(
    world: World, settlement: Settlement
) -> None:
    """Fourteen on the month's invoice, ten on their own as soon as they are ours to bill."""
    number = sent_and_back(world)
    later = month_ends(world)
    assert billed(later, number) == [(Decimal(14), "168.00 GBP")]
    assert (seen(later, number).billing, seen(later, number).state) == ("partial", "shipped")
    assert owed(later) == "288.00 GBP"
    settled(later, settlement)
    assert billed(later, number) == [(Decimal(14), "168.00 GBP"), (Decimal(10), "120.00 GBP")]
    assert (seen(later, number).billing, seen(later, number).state) == ("full", "invoiced")
    month_ends(later)
    assert (len(billed(later, number)), owed(later)) == (2, "288.00 GBP")


@pytest.mark.parametrize("before", [True, False])
def test_f4_m6_what_is_credited_before_its_invoice_never_has_one(world: World, before: bool) -> None:
    """Fourteen are invoiced, nothing is credited by paper, and the ten are owed until they are credited."""
    number = sent_and_back(world)
    later = world if before else month_ends(world)
    settled(later, Settlement.CREDIT, "restock")
    month_ends(later)
    assert billed(later, number) == [(Decimal(14), "168.00 GBP")]
    assert (seen(later, number).billing, owed(later)) == ("full", "168.00 GBP")


def test_m4_what_went_back_to_the_customer_is_invoiced_whatever_the_settlement_is_called(world: World) -> None:
    """Credited is what stays with us: four of the ten; the customer has twenty, and they are invoiced."""
    number = sent_and_back(world)
    inspect(world, "RMA-1001", (1, 6, "return_to_customer"), (1, 4, "scrap"))
    with world.working() as session:
        service.settle(session, world.desk(FAY), "RMA-1001")
    month_ends(world)
    assert billed(world, number) == [(Decimal(20), "240.00 GBP")]


@pytest.mark.parametrize("invoicing", ["shipment", "complete_order"])
def test_f4_a_shipment_that_waited_whole_is_invoiced_as_agreed_once_it_is_settled(world: World, invoicing: str) -> None:
    """Ten and fourteen left and no invoice was made yet: refused, each of them has what is agreed."""
    number = sent_and_back(world, invoicing=invoicing, sent=(10, 14))
    settled(world, Settlement.REFUSE)
    expected = {"shipment": [Decimal(10), Decimal(14)], "complete_order": [Decimal(24)]}
    assert [quantity for quantity, _ in billed(world, number)] == expected[invoicing]
