"""How far an order is follows from its quantities, exactly; what came back before it was invoiced is owed by nobody."""

from decimal import Decimal

import pytest

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import PaymentRequest
from domain.customers import queries as customers
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import NothingToInvoice
from domain.orders.lifecycle import OrderState
from domain.orders.rules import progress
from domain.orders.rules.quantities import all_broken
from domain.orders.schemas import LineQuantity, LineView
from domain.returns import service as returns
from domain.returns.schemas import Inspected, ReturnAsk
from domain.shared.actors import system
from domain.shared.money import Money
from domain.shipping import service as shipping
from tests.orders.stories import confirmed, seen, shipped
from tests.support.world import BAG, FAY, TIN, WILL, World


def line(ordered: object = 10, **counted: object) -> LineView:
    """A line of tins at 10.00; what is not said of it is open."""
    amounts = {name: Decimal(str(value)) for name, value in counted.items()}
    placed = sum(
        (amounts.get(name, Decimal(0)) for name in ("allocated", "picked", "shipped", "cancelled")), Decimal(0)
    )
    amounts.setdefault("open", Decimal(str(ordered)) - placed)
    return LineView(
        line_no=1, line_key="SO-1/1", sku=TIN, name="Cake Tin", quantity=Decimal(str(ordered)), unit="each",
        base_quantity=Decimal(str(ordered)), base_unit="each", unit_price=Decimal(10), price_source="list",
        net=Money(Decimal(100), "GBP"), tax_rate=Decimal(20), **amounts,
    )  # fmt: skip


def back(world: World, number: str, quantity: int) -> None:
    """Will notes that so many of line 1 came back."""
    with world.working() as session:
        orders.record_returned(
            session, world.desk(WILL), [LineQuantity(line_key=f"{number}/1", quantity=Decimal(quantity))]
        )


def left(world: World, number: str, quantity: int, shipment: str = "SH-1") -> None:
    """Will ships so many of line 1, and nobody invoices them yet."""
    part = LineQuantity(line_key=f"{number}/1", quantity=Decimal(quantity))
    with world.working() as session:
        orders.record_shipped(session, world.desk(WILL), [part], shipment_number=shipment)


def owed(world: World, customer_id: str = "THISTLE") -> str:
    """What the customer owes or will owe, gross."""
    with world.working() as session:
        customer = customers.customer(session, customer_id)
        assert customer is not None
        return str(billing.exposure(session, world.desk(), customer).total)


def paid(world: World, amount: str, payment_id: str = "p1") -> None:
    """Thistle pays, and what is settled by that is closed."""
    with world.working() as session:
        received = PaymentRequest(
            payment_id=payment_id, bill_to="THISTLE", received_date=world.desk().today,
            amount=Money(Decimal(amount), "GBP"),
        )  # fmt: skip
        billing_service.receive_payment(session, world.desk(FAY), received)
        orders.settle_closed(session, world.desk(system("reactions")), "THISTLE")


@pytest.mark.parametrize(
    ("given", "on_order", "said"),
    [
        (line(), False, []),
        (line(open=2, shipped=8, invoiced=8, returned=3), False, []),
        (line(open=11), False, ["line 1 has 10 ordered and 11 accounted for"]),
        (line(open=-1, shipped=11), False, ["line 1 has -1 open"]),
        (line(shipped=4, invoiced=5), False, ["line 1 has 5 invoiced of 4"]),
        (line(shipped=4, invoiced=5), True, []),
        (line(cancelled=6, invoiced=5), True, ["line 1 has 5 invoiced of 4"]),
        (line(shipped=4, returned=5), False, ["line 1 has 5 returned of 4"]),
        (line(shipped=4, invoiced=2, returned=3, returned_uninvoiced=3), False, ["line 1 has 2 invoiced of 4"]),
        (line(shipped=4, invoiced=2, returned=3, returned_unsettled=3), False, ["line 1 has 2 invoiced of 4"]),
    ],
)
def test_s3_one_checker_knows_every_identity(given: LineView, on_order: bool, said: list[str]) -> None:
    """Ordered is accounted for, nothing is below zero, invoiced and returned stay within what left."""
    assert all_broken([given], invoiced_on_order=on_order) == said


@pytest.mark.parametrize(
    ("given", "state", "flags"),
    [
        (line(), "confirmed", ("none", "none")),
        (line(picked=1), "in_fulfilment", ("none", "none")),
        (line(cancelled=10), "cancelled", ("none", "none")),
        (line(shipped=1), "in_fulfilment", ("partial", "none")),
        (line(shipped="9.999999"), "in_fulfilment", ("partial", "none")),
        (line(shipped=10), "shipped", ("full", "none")),
        (line(shipped=10, invoiced=4), "shipped", ("full", "partial")),
        (line(shipped=10, invoiced=10), "invoiced", ("full", "full")),
        (line(shipped=4, cancelled=6, invoiced=4), "invoiced", ("full", "full")),
        (line(shipped=10, returned=10, returned_uninvoiced=10), "shipped", ("full", "none")),
        (line(shipped=10, invoiced=6, returned=4, returned_uninvoiced=4), "invoiced", ("full", "full")),
    ],
)
def test_s1_n5_states_and_flags_follow_from_exact_quantities(
    given: LineView, state: str, flags: tuple[str, str]
) -> None:
    """A millionth that is still open keeps an order open; percentages have no say."""
    assert progress.state_after([given]) == OrderState(state)
    assert (progress.delivery_flag([given]), progress.billing_flag([given])) == flags
    assert progress.is_fulfilled([given]) is (flags[0] == "full")


def test_s2_delivered_is_fulfilled_and_paid_is_closed(world: World) -> None:
    """Two tins leave: fulfilled at once, invoiced after the invoice, closed with the payment and not before."""
    view = confirmed(world, (TIN, 2))
    left(world, view.number, 2)
    assert (seen(world, view.number).state, seen(world, view.number).fulfilled) == ("shipped", True)
    with world.working() as session:
        orders.invoice_shipment(
            session, world.desk(WILL), view.number, "SH-1",
            lines=[LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(2))],
        )  # fmt: skip
    paid(world, "23.99")
    assert (seen(world, view.number).state, seen(world, view.number).payment) == ("invoiced", "partial")
    paid(world, "0.01", "p2")
    assert (seen(world, view.number).state, seen(world, view.number).payment) == ("closed", "full")


def test_f4_c17_giving_up_the_rest_completes_line_and_billing(world: World) -> None:
    """One tin of two left, is invoiced and paid; without a backorder the order is complete, and nothing is owed."""
    view = confirmed(world, (TIN, 2))
    partly = shipped(world, view, {1: 1}, "SH-1")
    assert (partly.billing, partly.fulfilled) == ("partial", False)
    paid(world, "12")
    assert seen(world, view.number).state == "in_fulfilment"
    with world.working() as session:
        orders.short_close(session, world.desk(), f"{view.number}/1")
    done = seen(world, view.number)
    assert (done.state, done.delivery, done.billing, done.payment) == ("closed", "full", "full", "full")
    assert ([line.to_invoice for line in done.lines], owed(world)) == ([0], "0.00 GBP")


def test_c19_what_is_given_up_counts_nothing_in_the_exposure(world: World) -> None:
    """Ten tins, four invoiced: the six that are given up are owed by nobody, the four still are."""
    view = confirmed(world, (TIN, 10))
    shipped(world, view, {1: 4}, "SH-1")
    assert owed(world) == "120.00 GBP"
    with world.working() as session:
        orders.short_close(session, world.desk(), f"{view.number}/1")
    assert (seen(world, view.number).lines[0].cancelled, owed(world)) == (6, "48.00 GBP")


def test_f4_c18_a_full_return_before_invoicing_leaves_nothing_to_invoice(world: World) -> None:
    """Ten tins left and came back before any invoice: none while the return is open, owed; credited, all is over."""
    view = confirmed(world, (TIN, 10))
    left(world, view.number, 10)
    assert owed(world) == "120.00 GBP"
    back(world, view.number, 10)
    waiting, part = seen(world, view.number), LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(10))
    assert (waiting.lines[0].to_invoice, waiting.state, owed(world)) == (0, "shipped", "120.00 GBP")
    with world.working() as session:
        orders.settle_returned(session, world.desk(FAY), [part], credited=[part])
    done = seen(world, view.number)
    assert (done.billing, done.lines[0].to_invoice, done.state, owed(world)) == ("none", 0, "closed", "0.00 GBP")
    with world.working() as session, pytest.raises(NothingToInvoice):
        orders.invoice_shipment(session, world.desk(WILL), view.number, "SH-1", lines=[part])
    assert seen(world, view.number) == done


def test_f4_what_came_back_before_the_invoice_is_not_on_it_nor_credited(world: World) -> None:
    """Three of ten tins come back by RMA before the invoice: it names seven, and no credit note is written."""
    view = confirmed(world, (TIN, 10))
    with world.working() as session:
        shipment = shipping.ship(session, world.desk(WILL), view.number, carrier="Van")
    with world.working() as session:
        rma = returns.authorise(
            session, world.desk(), view.number, [ReturnAsk(line_no=1, quantity=Decimal(3), reason="surplus")]
        )
        returns.receive(session, world.desk(WILL), rma.number)
        returns.inspect(
            session, world.desk(WILL), rma.number,
            [Inspected(line_no=1, quantity=Decimal(3), disposition="restock")],
        )  # fmt: skip
    with world.working() as session:
        invoice = shipping.invoice(session, world.desk(WILL), shipment.shipment_number)
        settled = returns.settle(session, world.desk(FAY), rma.number)
    assert (str(invoice.total), settled.credit_notes) == ("84.00 GBP", ())
    done = seen(world, view.number)
    assert (done.state, done.billing, owed(world)) == ("invoiced", "full", "84.00 GBP")


def test_s3_books_are_asked_as_a_whole(world: World) -> None:
    """After a partial delivery with a return every book agrees."""
    view = confirmed(world, (BAG, 120), (TIN, 5))
    shipped(world, view, {1: 60}, "SH-1")
    back(world, view.number, 10)
    with world.working() as session:
        assert queries.broken_invariants(session) == []
