"""What is credited: what is left on the invoice, less a fee at the customer's fault, freight at ours, goods kept."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import (
    FREIGHT,
    InvoiceCorrection,
    InvoicedLine,
    InvoiceLineRequest,
    LineCorrection,
    LineRest,
)
from domain.orders import service as orders
from domain.returns import queries, rules, service
from domain.returns.errors import NotInvoiced
from domain.returns.schemas import ReturnAsk, ReturnCause, ReturnView, Settlement
from domain.shared import audit
from domain.shared.errors import IllegalTransition, NotAllowed
from domain.shared.money import Money
from domain.shipping import service as shipping
from tests.orders.stories import confirmed, seen
from tests.returns.test_returns import authorise, delivered, inspect, receive, settle, shelf
from tests.support.world import BAG, CUP, FAY, MIA, STAND, VERA, WILL, World


def brought_back(world: World, quantity: int, rma: str = "RMA-1001") -> ReturnView:
    """Taken in, found good, credited."""
    receive(world, rma)
    inspect(world, rma, (1, quantity, "restock"))
    return settle(world, rma)


def keep(world: World, number: str = "RMA-1001", who: object = FAY) -> ReturnView:
    """Fay credits goods that stay where they are."""
    with world.working() as session:
        return service.keep(session, world.desk(who), number)  # type: ignore[arg-type]


def total(world: World, note: str) -> Decimal:
    """What a credit note is about."""
    with world.working() as session:
        return billing.credit_note(session, note).total.amount


def test_m2_after_a_price_correction_a_return_takes_what_is_left(world: World) -> None:
    """Cups for 40.00 net, 4.00 of it credited as too dear: all twelve back are 36.00 net and not 40.00."""
    number = delivered(world, (CUP, 12))
    wish = InvoiceCorrection(
        invoice_number="INV-1001", reason="too dear", lines=(LineCorrection(line_no=1, amount=Decimal(4)),)
    )
    with world.working() as session:
        billing_service.correct_invoice(session, world.desk(FAY), wish)
    authorise(world, number, line_1=12)
    assert brought_back(world, 12).credit_notes == ("CN-1002",)
    assert total(world, "CN-1002") == Decimal("43.20")
    with world.working() as session:
        (invoice,) = billing.invoices_of_order(session, world.desk(), number)
    assert invoice.open_amount.amount == 0


def test_m2_what_was_credited_whole_before_is_not_credited_again(world: World) -> None:
    """The invoice was taken back; the cups come all the same: no second credit, no refusal."""
    number = delivered(world, (CUP, 12))
    with world.working() as session:
        wish = InvoiceCorrection(invoice_number="INV-1001", reason="wrong invoice")
        billing_service.correct_invoice(session, world.desk(FAY), wish)
    authorise(world, number, line_1=12)
    assert brought_back(world, 12).credit_notes == ()


def test_m2_goods_of_a_named_shipment_are_credited_on_its_invoice(world: World) -> None:
    """Fifty left first, ten later; ten of the first shipment are credited on the first invoice."""
    number = confirmed(world, (BAG, 60)).number
    for quantity in (50, 10):
        with world.working() as session:
            desk = world.desk(WILL)
            shipment = shipping.ship(session, desk, number, carrier="DPD", lines={1: Decimal(quantity)})
            shipping.invoice(session, desk, shipment.shipment_number)
    ask = ReturnAsk.model_validate({"line_no": 1, "quantity": 10, "reason": "surplus", "shipment_number": "SH-1001"})
    with world.working() as session:
        service.authorise(session, world.desk(MIA), number, [ask])
    brought_back(world, 10)
    with world.working() as session:
        assert billing.credit_note(session, "CN-1001").invoice_number == "INV-1001"


def test_m3_a_restocking_fee_stays_with_us_and_is_never_credited_later(world: World) -> None:
    """Fifteen percent: 5 and 7 of 12 cups for 40.00 net are 14.17 and 19.83; 6.00 is never given back."""
    reasons = {"surplus": {"fault": "customer", "days": 90, "restocking_fee": "0.15"}}
    strict = world.under(returns={"reasons": world.configuration.policy.model_dump()["returns"]["reasons"] | reasons})
    number = delivered(strict, (CUP, 12))
    for rma, quantity in (("RMA-1001", 5), ("RMA-1002", 7)):
        authorise(strict, number, line_1=quantity)
        brought_back(strict, quantity, rma)
    assert (total(world, "CN-1001"), total(world, "CN-1002")) == (Decimal("17.00"), Decimal("23.80"))
    with world.working() as session:
        (invoice,) = billing.invoices_of_order(session, world.desk(), number)
    assert invoice.open_amount.amount == Decimal("7.20")


def test_m4_kept_goods_are_credited_without_coming_and_never_come(world: World) -> None:
    """Twelve of sixty bags are kept: credited, not in stock, not returned, and forty-eight may still come."""
    number = delivered(world, (BAG, 60))
    before = shelf(world, BAG)
    authorise(world, number, line_1=12)
    with pytest.raises(NotAllowed):
        keep(world, who=MIA)
    view = keep(world)
    assert (view.state, view.settlement, view.credit_notes) == ("settled", "credit_only", ("CN-1001",))
    assert total(world, "CN-1001") == Decimal("23.76")
    assert shelf(world, BAG) == before
    assert seen(world, number).lines[0].returned == 0
    with world.working() as session:
        assert queries.returnable(session, world.desk(), number) == {1: Decimal(48)}
    with pytest.raises(IllegalTransition):
        keep(world)
    authorise(world, number, line_1=48)
    brought_back(world, 48, "RMA-1002")
    with world.working() as session:
        (invoice,) = billing.invoices_of_order(session, world.desk(), number)
    assert invoice.open_amount.amount == 0


def settled_by(world: World, settlement: Settlement) -> ReturnView:
    """Twelve bags came back and Fay settles them in this way."""
    authorise(world, delivered(world, (BAG, 60)), line_1=12)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 12, "scrap"))
    with world.working() as session:
        return service.settle(session, world.desk(FAY), "RMA-1001", settlement=settlement)


def test_m4_m6_a_replacement_is_a_linked_order_for_nothing_that_credit_does_not_hold(world: World) -> None:
    """Twelve bags are scrapped and sent anew: a confirmed order over 0.00, no credit, the first line stays closed."""
    view = settled_by(world, Settlement.REPLACE)
    assert (view.state, view.credit_notes, view.settlement) == ("settled", (), "replace")
    replacement = seen(world, view.replacement_order or "")
    assert (replacement.state, replacement.total.amount) == ("confirmed", Decimal(0))
    line = replacement.lines[0]
    assert (line.base_quantity, line.price_source) == (Decimal(12), "replacement for RMA-1001")
    assert seen(world, view.order_number).lines[0].open == 0
    with pytest.raises(IllegalTransition), world.working() as session:
        service.settle(session, world.desk(FAY), "RMA-1001", settlement=Settlement.REPLACE)


def test_m4_a_replacement_that_left_has_no_invoice_and_is_closed(world: World) -> None:
    """It costs nothing, so nothing is waited for: neither an invoice nor a payment."""
    number = settled_by(world, Settlement.REPLACE).replacement_order or ""
    with world.working() as session:
        shipping.pick(session, world.desk(WILL), number)
        shipment, *_ = shipping.ship_all(session, world.desk(WILL), [number])
        assert shipping.invoice_as_agreed(session, world.desk(WILL), shipment.shipment_number) == ()
    order = seen(world, number)
    assert (order.state, order.delivery, order.fulfilled) == ("closed", "full", True)
    with world.working() as session:
        assert billing.invoices_of_order(session, world.desk(), number) == ()
        assert shipping.invoice_periods(session, world.desk(FAY)).refused == ()


def test_m6_a_replacement_that_was_cancelled_comes_back_for_nothing(world: World) -> None:
    """Cancelled and reopened: what was owed for the scrapped bags is still owed, at no price."""
    number = settled_by(world, Settlement.REPLACE).replacement_order or ""
    with world.working() as session:
        orders.cancel(session, world.desk(MIA), number, revision=1, reason="a mistake")
        orders.reopen(session, world.desk(VERA), number, revision=2, reason="no mistake")
    assert (seen(world, number).state, seen(world, number).total.amount) == ("confirmed", Decimal(0))


@pytest.mark.parametrize("settlement", [Settlement.REPAIR, Settlement.REFUSE])
def test_m4_repaired_and_refused_goods_are_not_credited(world: World, settlement: Settlement) -> None:
    """Whatever became of them."""
    view = settled_by(world, settlement)
    assert (view.state, view.credit_notes, view.settlement) == ("settled", (), settlement)


@pytest.mark.parametrize(
    ("settlement", "action"),
    [
        (Settlement.CREDIT, "settled"), (Settlement.REPLACE, "replaced"), (Settlement.REPAIR, "repaired"),
        (Settlement.REFUSE, "credit_refused"),
    ],
)  # fmt: skip
def test_m4_the_trail_says_how_a_return_was_settled(world: World, settlement: Settlement, action: str) -> None:
    """By its own word, and with the settlement and the order that replaces it."""
    view = settled_by(world, settlement)
    with world.working() as session:
        last = audit.trail(session, "return:RMA-1001")[-1]
    assert last.action == f"return.{action}"
    assert last.after is not None
    assert (last.after["settlement"], last.after["replacement_order"]) == (settlement, view.replacement_order)


def test_m2_a_line_of_a_shipment_from_two_warehouses_may_come_back_whole(world: World) -> None:
    """Forty stands from MAIN and ten from NORTH left together: all fifty may come back of that shipment."""
    number = confirmed(world, (STAND, 50), customer="FREE").number
    with world.working() as session:
        shipping.ship(session, world.desk(WILL), number, carrier="DPD")
        assert queries.returnable_of_shipments(session, number) == {("SH-1001", f"{number}/1"): Decimal(50)}
    ask = ReturnAsk.model_validate({"line_no": 1, "quantity": 50, "reason": "surplus", "shipment_number": "SH-1001"})
    with world.working() as session:
        assert service.authorise(session, world.desk(MIA), number, [ask]).lines[0].quantity == 50
        assert queries.returnable_of_shipments(session, number) == {("SH-1001", f"{number}/1"): Decimal(0)}


def test_m4_what_was_never_invoiced_cannot_be_kept_for_a_credit(world: World) -> None:
    """There is nothing to credit it from, and nothing changes."""
    number = delivered(world, (BAG, 60), invoiced=False)
    authorise(world, number, line_1=2)
    with pytest.raises(NotInvoiced):
        keep(world)
    with world.working() as session:
        assert queries.rma(session, "RMA-1001").state == "authorised"


def test_m4_goods_on_hand_are_not_settled_as_kept_nor_authorised_ones_as_returned(world: World) -> None:
    """Each settlement has its own state to begin from."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=2)
    with pytest.raises(IllegalTransition):
        settle(world, "RMA-1001")
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 2, "restock"))
    with pytest.raises(IllegalTransition):
        keep(world)


def test_m5_c46_only_what_is_restocked_may_be_sold_again(world: World) -> None:
    """One of each: six come, one may be sold; three are damaged or to be judged, scrap and the customer's are gone."""
    number = delivered(world, (STAND, 14))
    (_, on_hand, available), *_ = shelf(world, STAND)
    authorise(world, number, line_1=6)
    receive(world, "RMA-1001")
    words = ("restock", "quarantine", "rework", "return_to_vendor", "scrap", "return_to_customer")
    inspect(world, "RMA-1001", *((1, 1, word) for word in words))
    assert shelf(world, STAND)[0] == ("MAIN", on_hand + 4, available + 1)


def test_m6_a_return_never_reopens_its_line(world: World) -> None:
    """All sixty come back: nothing is open, nothing is ordered anew, nothing is left to invoice."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=60)
    brought_back(world, 60)
    line = seen(world, number).lines[0]
    assert (line.open, line.shipped, line.returned, line.invoiced) == (0, 60, 60, 60)


def test_k3_causes_are_counted_by_article_and_fault(world: World) -> None:
    """Two returns of bags in the days asked about, none the day after."""
    number = delivered(world, (BAG, 60))
    for quantity in (2, 3):
        authorise(world, number, line_1=quantity)
    receive(world, "RMA-1001")
    today = world.desk().today
    with world.working() as session:
        found = queries.causes(session, today, today)
        assert queries.causes(session, today + timedelta(days=1), today + timedelta(days=9)) == ()
    assert found == (
        ReturnCause.model_validate(
            {"reason": "surplus", "fault": "customer", "sku": BAG, "returns": 2, "quantity": 5, "received": 2}
        ),
    )


def line(net: str, quantity: int = 12, kind: str = "goods", line_no: int = 1) -> InvoiceLineRequest:
    """A line of an invoice."""
    values = {
        "line_key": f"SO-1/{line_no}", "sku": CUP, "name": "Cup", "quantity": quantity, "unit_price": "1",
        "net": Money(Decimal(net), "GBP"), "rate": Decimal(20), "kind": kind, "invoice_line_no": line_no,
    }  # fmt: skip
    return InvoiceLineRequest.model_validate(values)


def rest(of: InvoiceLineRequest) -> LineRest:
    """All of it is left."""
    return LineRest(line_no=of.invoice_line_no or 0, line=of, quantity=of.quantity, net=of.net)


def test_m3_freight_goes_back_by_its_share_of_the_goods_and_never_above_its_rest() -> None:
    """A quarter of the goods takes a quarter of 10.00; all of them all that is left."""
    rests = [rest(line("40")), rest(line("10", 1, FREIGHT, 2))]
    assert [str(part.net) for part in rules.freight_back([line("10", 3)], rests)] == ["2.50 GBP"]
    left = rests[1].model_copy(update={"net": Money(Decimal("7.50"), "GBP")})
    assert [str(part.net) for part in rules.freight_back([line("40")], [rests[0], left])] == ["7.50 GBP"]
    assert rules.freight_back([], rests) == []


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(0, 10**6), st.integers(0, 99))
def test_m2_credits_and_fees_together_are_exactly_what_was_invoiced(parts: list[int], pence: int, fee: int) -> None:
    """However a line comes back, in however many returns: credited and kept sum up to it, to the penny."""
    whole = line(str(Decimal(pence) / 100), sum(parts))
    share, back, kept, gone = Decimal(fee) / 100, Decimal(0), Decimal(0), Decimal(0)
    for part in parts:
        left = rest(whole).model_copy(
            update={"quantity": whole.quantity - gone, "net": Money(whole.net.amount - back, "GBP")}
        )
        credits = rules.credited_lines(
            {"SO-1/1": rules.Wish(Decimal(part), share)},
            [InvoicedLine(invoice_number="INV-1", line=whole)],
            {("INV-1", 1): left},
            {("SO-1/1", "INV-1"): rules.Earlier(gone, kept)},
        )
        for each in credits.get("INV-1", []):
            back, kept = back + each.line.net.amount, kept + each.fee
        gone += part
    assert back + kept <= whole.net.amount
    if not fee:
        assert back == whole.net.amount
