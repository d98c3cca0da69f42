"""What an invoice is made from: one shipment, several shipments and orders together, or the order before it leaves."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.billing import queries as billing
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import MixedOrders
from domain.orders.rules.agreed import period_end
from domain.orders.schemas import Charge, Invoicing, LineQuantity, OrderView, ShipmentToInvoice
from domain.shared.actors import system
from domain.shared.errors import IllegalTransition, NotAllowed
from domain.shared.money import Money
from tests.orders.stories import confirmed, drafted, seen
from tests.support.world import BAG, FAY, MIA, OWL, STAND, TIN, WILL, World


def agreed(world: World, **more: Any) -> None:
    """What is agreed with Thistle about invoices."""
    thistle = CustomerView(customer_id="THISTLE", name="Thistle", bill_to_id="THISTLE", country="GB",
                           credit_limit=Decimal(9000), account_manager=MIA.email, **more)  # fmt: skip
    with world.working() as session:
        customers.import_customers(session, world.desk(system("import")), [thistle])


def left(world: World, view: OrderView, number: str, **quantities: int) -> ShipmentToInvoice:
    """A shipment of all of an order, or of so much of its lines (`of_1=5`)."""
    wanted = {int(name.removeprefix("of_")): count for name, count in quantities.items()}
    lines = tuple(
        LineQuantity(line_key=line.line_key, quantity=Decimal(wanted[line.line_no]) if wanted else line.base_quantity)
        for line in view.lines
        if not wanted or line.line_no in wanted
    )
    with world.working() as session:
        orders.record_shipped(session, world.desk(WILL), lines, shipment_number=number)
    return ShipmentToInvoice(order_number=view.number, shipment_number=number, lines=lines)


def test_f1_several_orders_are_one_invoice_with_every_po(world: World) -> None:
    """Two orders, three shipments, one paper: each order is invoiced, each line says its PO, nothing counts twice."""
    first = confirmed(world, (TIN, 10), (OWL, 4), key="a")
    second = confirmed(world, (BAG, 12), key="b")
    shipments = [
        left(world, first, "SH-1", of_1=6),
        left(world, second, "SH-2"),
        left(world, first, "SH-3", of_1=4, of_2=4),
    ]
    with world.working() as session:
        invoice = orders.invoice_shipments(session, world.desk(WILL), shipments)
        assert orders.invoice_shipments(session, world.desk(WILL), shipments).number == invoice.number
        for number in (first.number, second.number):
            assert [each.number for each in billing.invoices_of_order(session, world.desk(), number)] == ["INV-1001"]
            assert billing.commitments(session).get(number) is None
        paper = billing.paper(session, world.desk(), invoice.number)
        assert billing.papers_of_order(session, second.number) == ("INV-1001",)
    assert paper.order_numbers == (first.number, second.number)
    assert set(paper.shipment_numbers) == {"SH-1", "SH-2", "SH-3"}
    assert paper.totals.net.amount == first.net.amount + second.net.amount == Decimal("144.76")
    assert [seen(world, number).billing for number in (first.number, second.number)] == ["full", "full"]


def test_f1_orders_that_differ_in_who_pays_or_when_are_not_one_invoice(world: World) -> None:
    """Another bill-to or other terms: refused, nothing is invoiced, no number is taken."""
    mine = confirmed(world, (TIN, 10), key="a")
    shipments = [left(world, mine, "SH-1"), left(world, confirmed(world, (TIN, 2), customer="FREE", key="b"), "SH-2")]
    with pytest.raises(MixedOrders), world.working() as session:
        orders.invoice_shipments(session, world.desk(WILL), shipments)
    assert (seen(world, mine.number).state, seen(world, mine.number).billing) == ("shipped", "none")
    with world.working() as session:
        assert orders.invoice_shipments(session, world.desk(WILL), shipments[:1]).number == "INV-1001"


def test_f3_freight_is_taxed_as_the_goods_and_is_no_part_of_the_order(world: World) -> None:
    """8.50 beside 100.00 of tins at 20 %: a line of its own, and the order's own amount is what it was."""
    view = confirmed(world, (TIN, 10))
    freight = Charge(kind="freight", name="Royal Mail", net=Money(Decimal("8.50"), "GBP"))
    shipment = left(world, view, "SH-1").model_copy(update={"charges": (freight,)})
    with world.working() as session:
        invoice = orders.invoice_shipments(session, world.desk(WILL), [shipment])
        lines = billing.invoice_lines(session, invoice.number)
    assert [(line.kind, line.net.amount, line.rate) for line in lines] == [
        ("goods", Decimal("100.00"), 20),
        ("freight", Decimal("8.50"), 20),
    ]
    assert invoice.total.amount == Decimal("130.20")
    assert seen(world, view.number).total.amount == Decimal("120.00")


def test_s3_an_order_is_invoiced_before_it_leaves(world: World) -> None:
    """By agreement all of it is claimed at once; it leaves in two shipments and is never invoiced again."""
    agreed(world, invoicing="on_order")
    view = confirmed(world, (TIN, 10), (OWL, 4))
    with world.working() as session:
        invoice = orders.invoice_order(session, world.desk(FAY), view.number)
        assert orders.invoice_order(session, world.desk(FAY), view.number).number == invoice.number
        assert (invoice.total, billing.commitments(session).get(view.number)) == (view.total, None)
    assert (seen(world, view.number).state, seen(world, view.number).billing) == ("confirmed", "full")
    shipment = left(world, view, "SH-1", of_1=6)
    with world.working() as session:
        assert orders.invoice_shipments(session, world.desk(WILL), [shipment]).number == invoice.number
    left(world, view, "SH-2", of_1=4, of_2=4)
    assert seen(world, view.number).delivery == "full"
    with world.working() as session:
        assert len(billing.invoices_of_order(session, world.desk(), view.number)) == 1
        assert queries.order(session, world.desk(), view.number).payment == "none"


def test_f5_only_a_confirmed_order_is_invoiced_and_not_by_sales(world: World) -> None:
    """A draft has nothing to claim; a rep has no say in it."""
    draft = drafted(world, (STAND, 12))
    with pytest.raises(IllegalTransition), world.working() as session:
        orders.invoice_order(session, world.desk(FAY), draft.number)
    view = confirmed(world, (STAND, 12), key="b")
    with pytest.raises(NotAllowed), world.working() as session:
        orders.invoice_order(session, world.desk(MIA), view.number)
    assert seen(world, view.number).billing == "none"


@pytest.mark.parametrize(
    ("invoicing", "day", "end"),
    [
        (Invoicing.COLLECTIVE_WEEK, date(2011, 11, 14), date(2011, 11, 18)),
        (Invoicing.COLLECTIVE_WEEK, date(2011, 11, 18), date(2011, 11, 18)),
        (Invoicing.COLLECTIVE_WEEK, date(2011, 11, 19), date(2011, 11, 25)),
        (Invoicing.COLLECTIVE_MONTH, date(2012, 2, 1), date(2012, 2, 29)),
    ],
)
def test_f3_a_collective_period_has_an_end(invoicing: Invoicing, day: date, end: date) -> None:
    """A week ends on its weekday (Friday), a month on its last day."""
    assert period_end(invoicing, day, weekday=4) == end


def test_x3_a_proforma_asks_for_money_before_goods_leave_and_nothing_is_owed(world: World) -> None:
    """In a series of its own, once a revision, over what was not invoiced; the invoice follows with the goods."""
    view = confirmed(world, (TIN, 10), (OWL, 4))
    with world.working() as session:
        before = billing.commitments(session)[view.number]
        paper = orders.issue_proforma(session, world.desk(MIA), view.number)
        assert orders.issue_proforma(session, world.desk(FAY), view.number) == paper
        assert (paper.number, paper.totals.total) == ("PF-1001", view.total)
        assert billing.commitments(session)[view.number] == before
        assert billing.invoices_of_order(session, world.desk(), view.number) == ()
        assert billing.paper(session, world.desk(), "PF-1001") == paper
    shipment = left(world, view, "SH-1", of_1=10)
    with world.working() as session:
        orders.invoice_shipments(session, world.desk(WILL), [shipment])
        rest = orders.issue_proforma(session, world.desk(MIA), view.number)
        assert billing.papers_of_order(session, view.number)[:1] == ("PF-1001",)
    assert rest.number == "PF-1001"
    assert seen(world, view.number).billing == "partial"


def test_f5_a_draft_has_no_proforma(world: World) -> None:
    """Nothing is confirmed or held yet; no number is taken."""
    with pytest.raises(IllegalTransition), world.working() as session:
        orders.issue_proforma(session, world.desk(MIA), drafted(world, (TIN, 1)).number)
