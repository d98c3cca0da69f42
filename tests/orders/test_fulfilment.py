"""A confirmed order is covered, shipped, invoiced, paid, or given up, and the books agree at every step."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import CreditExposure, PaymentRequest
from domain.customers import queries as customers
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import AlreadyShipped, QuantityExceedsLine
from domain.orders.schemas import LineQuantity
from domain.shared.actors import system
from domain.shared.errors import IllegalTransition, NotAllowed
from domain.shared.money import Money
from domain.shared.outbox import OutboxEvent
from domain.stock import queries as stock_queries
from domain.stock import service as stock
from tests.orders.stories import confirmed, seen, shipped
from tests.support.world import BAG, CUP, FAY, MIA, OWL, STAND, TIN, WILL, World, wanted


def exposure(world: World, customer_id: str = "THISTLE") -> CreditExposure:
    """What a customer owes or will owe."""
    with world.working() as session:
        customer = customers.customer(session, customer_id)
        assert customer is not None
        return billing.exposure(session, world.desk(), customer)


def events(world: World, kind: str) -> list[dict[str, object]]:
    """What was announced of one kind, in order."""
    with world.working() as session:
        return list(session.scalars(select(OutboxEvent.data).where(OutboxEvent.kind == kind).order_by(OutboxEvent.id)))


def received(world: World, supplier_order: str, quantity: int | None = None) -> int:
    """Goods come in and backorders are covered; how many lines got some."""
    with world.working() as session:
        count = None if quantity is None else Decimal(quantity)
        receipt = stock.receive(session, world.desk(WILL), supplier_order, 1, quantity=count)
        return orders.cover_backorders(session, world.desk(system("reactions")), [receipt.sku])


def test_t9_received_goods_cover_waiting_lines_in_order(world: World) -> None:
    """Gold goes before normal, then the earlier promise; who is covered in part waits on for the rest."""
    normal = confirmed(world, (OWL, 60), key="normal")
    gold = confirmed(world, (OWL, 30), key="gold", customer="FREE")
    assert (normal.lines[0].open, gold.lines[0].open) == (20, 30)
    assert received(world, "SUP-2", 40) == 2
    assert [(line.allocated, line.open) for line in (seen(world, gold.number).lines[0],)] == [(30, 0)]
    assert [(line.allocated, line.open) for line in (seen(world, normal.number).lines[0],)] == [(50, 10)]
    told = events(world, "backorder_covered")
    assert [(event["number"], event["quantity"], event["still_waiting"]) for event in told] == [
        (normal.number, "10", "10"), (gold.number, "30", "0"),
    ]  # fmt: skip
    assert received(world, "SUP-2") == 1
    assert seen(world, normal.number).lines[0].open == 0


def test_a_receipt_that_moves_moves_the_promise_and_keeps_the_first(world: World) -> None:
    """A week later than said: the event tells old and new, the line remembers what was first promised."""
    view = confirmed(world, (STAND, 60))
    assert view.lines[0].promised_date == date(2011, 11, 24)
    with world.working() as session:
        stock.move_receipt(session, world.desk(WILL), "SUP-1", 1, new_due_date=date(2011, 11, 29))
        assert orders.replan_promises(session, world.desk(), [STAND]) == 1
        assert orders.replan_promises(session, world.desk(), None) == 0
    assert seen(world, view.number).promised_date == date(2011, 12, 1)
    (event,) = events(world, "promise_moved")
    assert (event["old_date"], event["new_date"], event["cause"]) == ("2011-11-24", "2011-12-01", "receipt_moved")
    with world.working() as session:
        (late,) = queries.late_lines(session, world.desk())
        (waiting,) = queries.waiting(session, world.desk(), "THISTLE")
    assert late == waiting
    assert (waiting.quantity, waiting.first_promised_date, waiting.supplier_order, waiting.due_date) == (
        10, date(2011, 11, 24), "SUP-1", date(2011, 11, 29),
    )  # fmt: skip


def test_s1_x2_an_order_is_picked_shipped_invoiced_paid_and_closed(world: World) -> None:
    """At every step each pound counts once."""
    view = confirmed(world, (TIN, 10), (BAG, 60))
    total = view.total.amount
    assert exposure(world).total.amount == total == Decimal("238.80")
    parts = [LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(10))]
    with world.working() as session:
        picked = orders.record_picked(session, world.desk(WILL), parts)
    assert (picked.state, picked.lines[0].picked, picked.lines[0].allocated) == ("in_fulfilment", 10, 0)

    first = shipped(world, view, {1: 10}, "SH-1")
    assert (first.state, first.delivery, first.billing) == ("in_fulfilment", "partial", "partial")
    now = exposure(world)
    assert (now.open_invoices.amount, now.confirmed_not_shipped.amount, now.total.amount) == (
        Decimal(120), Decimal("118.80"), total,
    )  # fmt: skip

    second = shipped(world, view, {2: 60}, "SH-2")
    assert (second.state, second.delivery, second.billing, second.payment) == ("invoiced", "full", "full", "none")
    assert exposure(world).open_invoices.amount == total
    with world.working() as session:
        payment = PaymentRequest(
            payment_id="P1", bill_to="THISTLE", received_date=date(2011, 11, 14), amount=Money(total, "GBP")
        )
        billing_service.receive_payment(session, world.desk(FAY), payment)
        assert orders.settle_closed(session, world.desk(FAY), "THISTLE") == (view.number,)
    closed = seen(world, view.number)
    assert (closed.state, closed.payment, exposure(world).total.amount) == ("closed", "full", Decimal(0))


def test_n4_partial_invoices_sum_to_the_line(world: World) -> None:
    """Eighteen cups at 3.333 in three shipments: the last one takes the rest of the pennies."""
    view = confirmed(world, (CUP, 18))
    assert view.net.amount == Decimal("59.99")
    for number, quantity in enumerate((7, 7, 4)):
        shipped(world, view, {1: quantity}, f"SH-{number}")
    with world.working() as session:
        nets = [row.line.net.amount for row in billing.invoiced_lines(session, [f"{view.number}/1"])]
    assert nets == [Decimal("23.33"), Decimal("23.33"), Decimal("13.33")]
    assert sum(nets) == view.net.amount
    assert exposure(world).confirmed_not_shipped.amount == 0


def test_a_shipment_is_invoiced_once(world: World) -> None:
    """The second time the first invoice comes back."""
    view = confirmed(world, (TIN, 10))
    shipped(world, view, {1: 4}, "SH-1")
    shipped_parts = [LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(4))]
    with world.working() as session:
        orders.invoice_shipment(session, world.desk(WILL), view.number, "SH-1", lines=shipped_parts)
        assert len(billing.invoices_of_order(session, world.desk(), view.number)) == 1
    assert seen(world, view.number).lines[0].invoiced == 4


def test_f2_no_more_leaves_than_the_line_has(world: World) -> None:
    """Fifty stands are there of sixty; the fifty-first stays, and nothing has changed."""
    view = confirmed(world, (STAND, 60))
    part = LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(51))
    for verb, more in ((orders.record_picked, {}), (orders.record_shipped, {"shipment_number": "SH-1"})):
        with pytest.raises(QuantityExceedsLine), world.working() as session:
            verb(session, world.desk(WILL), [part], **more)
        with pytest.raises(NotAllowed), world.working() as session:
            verb(session, world.desk(MIA), [part], **more)
    assert seen(world, view.number) == view


def test_a_cancelled_order_gives_everything_back(world: World) -> None:
    """Stock, credit and the place in the queue; who waits may have it."""
    first = confirmed(world, (OWL, 40), key="first")
    second = confirmed(world, (OWL, 30), key="second")
    with world.working() as session:
        view = orders.cancel(session, world.desk(), first.number, revision=1, reason="changed their mind")
        assert orders.cancel(session, world.desk(), first.number, revision=1, reason="again") == view
        assert orders.cover_backorders(session, world.desk(), [OWL]) == 1
    assert (view.state, view.lines[0].cancelled) == ("cancelled", 40)
    assert exposure(world).total.amount == second.total.amount
    assert seen(world, second.number).lines[0].allocated == 30
    assert events(world, "order_cancelled") == [{"number": first.number, "reason": "changed their mind"}]


def test_a_held_order_can_be_cancelled(world: World) -> None:
    """Nothing is asked any more and nothing pending is shown."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    with world.working() as session:
        orders.cancel(session, world.desk(), held.number, revision=None, reason="too much")
    assert seen(world, held.number).state == "cancelled"
    assert exposure(world, "MEADOW").pending.amount == 0


def test_what_is_picked_or_shipped_cannot_be_cancelled(world: World) -> None:
    """Only the open rest can be given up, and that makes the order complete."""
    view = confirmed(world, (STAND, 60))
    shipped(world, view, {1: 50}, "SH-1")
    with pytest.raises(AlreadyShipped), world.working() as session:
        orders.cancel(session, world.desk(), view.number, revision=None, reason="no")
    with world.working() as session:
        orders.short_close(session, world.desk(), f"{view.number}/1")
    closed = seen(world, view.number)
    assert (closed.state, closed.delivery, closed.billing, closed.lines[0].cancelled) == (
        "invoiced", "full", "full", 10,
    )  # fmt: skip
    assert exposure(world).confirmed_not_shipped.amount == 0
    with world.working() as session:
        assert stock_queries.demand_in_order(session, [STAND]) == []


def test_m2_no_more_comes_back_than_went_out(world: World) -> None:
    """Three of four tins return; the fifth never left."""
    view = confirmed(world, (TIN, 10))
    with pytest.raises(IllegalTransition), world.working() as session:
        orders.record_returned(
            session, world.desk(WILL), [LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(1))]
        )
    shipped(world, view, {1: 4}, "SH-1")
    with world.working() as session:
        part = LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(3))
        assert orders.record_returned(session, world.desk(WILL), [part]).lines[0].returned == 3
    with pytest.raises(QuantityExceedsLine), world.working() as session:
        orders.record_returned(session, world.desk(WILL), [part])
    assert seen(world, view.number).lines[0].returned == 3


def test_u3_goods_are_kept_in_whole_sales_units(world: World) -> None:
    """Fifteen boxes of four: ten boxes from one place, two from the other, never a half one."""
    with world.working() as session:
        view = orders.draft(session, world.desk(), wanted((STAND, 15, "box")), key="k")
        view = orders.confirm(session, world.desk(), view.number, revision=1)
    assert [(part.quantity, part.is_firm) for part in view.lines[0].parts] == [(40, True), (8, True), (12, False)]


def test_the_latest_orders_of_a_customer_come_open_ones_first(world: World) -> None:
    """A cancelled order is behind a confirmed one, however new."""
    first = confirmed(world, (TIN, 1), key="first")
    second = confirmed(world.on(world.now + timedelta(hours=1)), (TIN, 2), key="second")
    with world.working() as session:
        orders.cancel(session, world.desk(), second.number, revision=None, reason="no")
        numbers = [view.number for view in queries.orders_of(session, world.desk(), "THISTLE", 5)]
    assert numbers == [first.number, second.number]
