"""What would let a held order go is worked out to the penny, and doing it lets it go."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approvals import queries as approvals
from domain.billing import service as billing_service
from domain.billing.schemas import (
    CreditDecision,
    CreditExposure,
    CreditReason,
    ImportedInvoice,
    PaymentRequest,
)
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.rules import offers as rules
from domain.orders.rules.amounts import taxable
from domain.orders.schemas import LineView, Offers
from domain.shared.actors import system
from domain.shared.money import Money
from tests.orders.stories import confirmed, seen
from tests.support.world import BAG, CUP, FAY, STAND, TIN, World, wanted


def pounds(amount: str | int | Decimal) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def asked(world: World, number: str) -> Offers:
    """What could be offered."""
    with world.working() as session:
        return queries.offers(session, world.desk(), number)


def parts(found: Offers) -> tuple[list[tuple[str, Decimal]], list[tuple[str, Decimal]]]:
    """The articles now and later."""
    return [(line.sku, line.quantity) for line in found.now], [(line.sku, line.quantity) for line in found.later]


def test_offers_name_what_fits_what_to_pay_and_what_waits(world: World) -> None:
    """2,500 carry 208 of 300 tins (2,496.00); 1,100 release all; the rest is 92 tins for 1,104.00."""
    held = confirmed(world, (TIN, 300))
    found = asked(world, held.number)
    assert (found.room, found.to_pay) == (pounds(2500), pounds(1100))
    assert parts(found) == ([(TIN, 208)], [(TIN, 92)])
    assert (found.now_total, found.later_total) == (pounds(2496), pounds(1104))
    assert (found.is_split, found.pays_by, found.substitutes) == (True, None, ())


def test_offers_keep_to_whole_units_and_least_quantities(world: World) -> None:
    """Two single bags fit what is left, of bags by the dozen a dozen; cups go by six from twelve, so none of them."""
    held = confirmed(world, (TIN, 200), (CUP, 24), (BAG, 60))
    assert parts(asked(world, held.number)) == ([(TIN, 200), (CUP, 24), (BAG, 2)], [(BAG, 58)])
    with world.working() as session:
        request = wanted((TIN, 205), (CUP, 24), (BAG, 5, "dozen"))
        orders.revise_held(session, world.desk(), held.number, request, revision=1)
    assert parts(asked(world, held.number)) == ([(TIN, 205), (BAG, 12)], [(CUP, 24), (BAG, 48)])


def test_offers_name_the_day_on_which_money_is_due(world: World) -> None:
    """600 fall due on the 20th, 700 on the 30th: 1,100 are there by the 30th, and 2,000 never."""
    with world.working() as session:
        billing_service.import_invoices(session, world.desk(system("import")), [
            ImportedInvoice(number=f"I-{day}", bill_to="THISTLE", issued_date=date(2011, 11, 1),
                            due_date=date(2011, 11, day), total=pounds(amount), open_amount=pounds(amount))
            for day, amount in ((20, 600), (30, 700))
        ])  # fmt: skip
    held = confirmed(world, (TIN, 190))
    found = asked(world, held.number)
    assert (found.room, found.to_pay, found.pays_by, found.expected) == (
        pounds(1200), pounds(1080), date(2011, 11, 30), pounds(1300)
    )  # fmt: skip


def test_offers_of_an_overdue_customer_ask_for_what_is_overdue(world: World) -> None:
    """240 are overdue and hold an order that would fit: 240 are to be paid, and paying them lets it go."""
    held = confirmed(world, (TIN, 10), customer="WHARF")
    found = asked(world, held.number)
    assert (found.to_pay, found.overdue, found.room) == (pounds(240), pounds(240), pounds(760))
    with world.working() as session:
        request = PaymentRequest(
            payment_id="P", bill_to="WHARF", received_date=world.desk().today, amount=found.to_pay
        )  # fmt: skip
        billing_service.receive_payment(session, world.desk(FAY), request)
        assert orders.release_holds_of(session, world.desk(FAY), "WHARF") == (held.number,)


@pytest.mark.parametrize("short", [Decimal(0), Decimal("0.01")])
def test_offers_of_a_payment_are_exact(world: World, short: Decimal) -> None:
    """Exactly that releases the order, a penny less does not."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    to_pay = asked(world, held.number).to_pay.amount - short
    with world.working() as session:
        request = PaymentRequest(
            payment_id="P", bill_to="MEADOW", received_date=world.desk().today, amount=pounds(to_pay)
        )  # fmt: skip
        billing_service.receive_payment(session, world.desk(FAY), request)
        released = orders.release_holds_of(session, world.desk(FAY), "MEADOW")
    assert released == (() if short else (held.number,))


def test_offers_of_a_part_are_exact(world: World) -> None:
    """The order made as small as was offered is confirmed, with one tin more it is not."""
    held = confirmed(world, (TIN, 300))
    most = asked(world, held.number).now[0].quantity
    for quantity, state in ((most + 1, "pending_confirmation"), (most, "confirmed")):
        with world.working() as session:
            orders.revise_held(session, world.desk(), held.number, wanted((TIN, quantity)), revision=None)
        assert seen(world, held.number).state == state


def test_offers_stand_on_the_request(world: World) -> None:
    """Whoever decides sees them."""
    held = confirmed(world, (TIN, 300))
    with world.working() as session:
        (request,) = approvals.open_of(session, held.subject)
    assert Offers.model_validate(request.snapshot["offers"]) == asked(world, held.number)


def line(line_no: int, quantity: int, price: str) -> LineView:
    """So many of an article at a price for one."""
    net = pounds(quantity * Decimal(price))
    return LineView(
        line_no=line_no, line_key=f"SO-1/{line_no}", sku=f"A{line_no}", name="", quantity=Decimal(quantity),
        unit="each", base_quantity=Decimal(quantity), base_unit="each", unit_price=Decimal(price), price_source="list",
        net=net, tax_rate=Decimal(20), open=Decimal(quantity),
    )  # fmt: skip


def gross(lines: Sequence[LineView], quantities: Sequence[Decimal]) -> Money:
    """What so much of each line costs with tax."""
    taken = [taxable(each, upto=quantity) for each, quantity in zip(lines, quantities, strict=True)]
    return billing_service.totals(taken, "GBP").total


def over(adds: Money, limit: str) -> CreditDecision:
    """Nothing is owed, and an order is over the limit."""
    zero = pounds(0)
    exposure = CreditExposure(
        bill_to="X", limit=pounds(limit), open_invoices=zero, disputed=zero, shipped_not_invoiced=zero,
        confirmed_not_shipped=zero, unapplied_payments=zero, open_credit_notes=zero, pending=zero, total=zero,
        overdue=zero,
    )  # fmt: skip
    return CreditDecision(
        exposure=exposure, adds=adds, after=adds, excess=adds - pounds(limit), reasons=(CreditReason.OVER_LIMIT,)
    )  # fmt: skip


def test_offers_name_a_cheaper_successor_that_makes_it_fit() -> None:
    """Ten at 10 do not fit 100 with tax; ten of the successor at 8 do; one at 9 would not."""
    lines = [line(1, 10, "10")]
    for price, total in (("8", pounds(96)), ("9", None)):
        found = rules.offers(
            "SO-1", lines, over(pounds(120), "100"), tolerance=Decimal(0), gross=gross, steps={},
            successors={"A1": rules.Successor("B", "Newer", Decimal(price))}, expected=[],
        )  # fmt: skip
        assert [each.total for each in found.substitutes] == ([total] if total else [])


@given(
    st.lists(st.tuples(st.integers(1, 40), st.decimals("0.01", "99.99", places=2)), min_size=1, max_size=5),
    st.integers(0, 4000),
)
def test_offers_of_a_part_always_fit_and_sum_to_the_whole(sold: list[tuple[int, Decimal]], limit: int) -> None:
    """Whatever is ordered: now fits, one more of any line would not, now and later are all of it."""
    lines = [line(number, quantity, str(price)) for number, (quantity, price) in enumerate(sold, start=1)]
    whole = gross(lines, [each.base_quantity for each in lines])
    found = rules.offers(
        "SO-1", lines, over(whole, str(limit)), tolerance=Decimal(0), gross=gross, steps={}, successors={}, expected=[]
    )  # fmt: skip
    assert found.now_total <= found.room
    assert found.now_total + found.later_total == whole
    taken = {each.line_no: each.quantity for each in found.now}
    for each in lines:
        had = taken.get(each.line_no, Decimal(0))
        if had < each.base_quantity:
            more = [taken.get(one.line_no, Decimal(0)) + (one is each) for one in lines]
            assert gross(lines, more) > found.room
