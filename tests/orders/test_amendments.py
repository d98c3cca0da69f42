"""A confirmed order changes as far as nothing has left: numbered, priced anew, and with every book in agreement."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.employees import service as employees
from domain.employees.schemas import EmployeeView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import (
    LineTooFar,
    NothingLeft,
    OrderBlocked,
    OrderOnHold,
    PriceSettled,
    TermFixed,
    TooLateToChange,
)
from domain.orders.schemas import AmendmentRequest, LineAmendment, LineQuantity, OrderView
from domain.shared.actors import Actor, Role, system
from domain.shared.errors import NotAllowed, NotFound, Refusal, StaleRevision
from domain.shared.outbox import OutboxEvent
from domain.stock import queries as stock
from tests.orders.stories import confirmed, seen, shipped
from tests.support.world import BAG, BUYER, MIA, OLD, OWL, STAND, TIN, VERA, WILL, World, wanted

MAX = EmployeeView(
    email="max@wholesaler.example", name="Max", roles=frozenset({Role.SALES_MANAGER}), approval_limit=Decimal(1000)
)


def line(line_no: int, quantity: object = None, **more: object) -> LineAmendment:
    """What becomes of a line that is there."""
    return LineAmendment.model_validate({"line_no": line_no, "quantity": quantity, **more})


def new(sku: str, quantity: object, **more: object) -> LineAmendment:
    """A line more."""
    return LineAmendment.model_validate({"sku": sku, "quantity": quantity, **more})


def amended(
    world: World, view: OrderView, *lines: LineAmendment, by: EmployeeView | Actor = MIA, **terms: object
) -> OrderView:
    """The order after Mia, or who else may, changed it as it was seen; the books agree."""
    asked = AmendmentRequest.model_validate({"lines": lines, **terms})
    with world.working() as session:
        orders.amend_lines(session, world.desk(by), view.number, asked, revision=view.revision)
    return seen(world, view.number)


def released(world: World, view: OrderView) -> OrderView:
    """The order after Max approved what holds it."""
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [MAX])
        orders.release_holds(session, world.desk(MAX), view.number, comment="agreed")
    return seen(world, view.number)


def refused(
    world: World, refusal: type[Refusal], view: OrderView, *lines: LineAmendment, by: EmployeeView | Actor = MIA,
    **terms: object,
) -> Refusal:  # fmt: skip
    """Why it was refused; nothing of the order has changed."""
    before = seen(world, view.number)
    asked = AmendmentRequest.model_validate({"lines": lines, **terms})
    with pytest.raises(refusal) as caught, world.working() as session:
        orders.amend_lines(session, world.desk(by), view.number, asked, revision=view.revision)
    assert seen(world, view.number) == before
    return caught.value


def picked(world: World, view: OrderView, quantity: int) -> OrderView:
    """Will picks so many of line 1."""
    with world.working() as session:
        parts = [LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(quantity))]
        orders.record_picked(session, world.desk(WILL), parts)
    return seen(world, view.number)


def allocated(world: World, view: OrderView) -> dict[str, Decimal]:
    """What stock has set aside, by line key."""
    with world.working() as session:
        found = stock.allocations(session, [f"{view.number}/{number}" for number in range(1, 6)])
    return {key: sum((part.quantity for part in parts), Decimal(0)) for key, parts in found.items() if parts}


def test_a1_a_line_is_added_with_its_own_price_stock_and_date(world: World) -> None:
    """Ten tins more at 10.00: a second line, its goods set aside, the order dated by the later of both."""
    view = confirmed(world, (STAND, 60))
    after = amended(world, view, new(TIN, 10), reason="they called")
    assert [(row.line_no, row.sku, row.base_quantity, row.allocated) for row in after.lines] == [
        (1, STAND, 60, 50), (2, TIN, 10, 10),
    ]  # fmt: skip
    assert (str(after.total), after.revision, after.state) == ("908.40 GBP", 2, "confirmed")
    assert after.promised_date == view.promised_date == date(2011, 11, 24)


def test_a1_more_is_priced_and_covered_as_a_whole(world: World) -> None:
    """From 50 bags at 2.08 to 60 at 1.65: the break of the new quantity holds, and ten more are set aside."""
    view = confirmed(world, (BAG, 50))
    after = amended(world, view, line(1, 60))
    (row,) = after.lines
    assert (row.base_quantity, row.allocated, row.unit_price, str(after.total)) == (
        60, 60, Decimal("1.65"), "118.80 GBP",
    )  # fmt: skip
    assert allocated(world, view) == {f"{view.number}/1": 60}


def test_a1_c31_more_after_delivery_and_invoice_is_a_line_of_its_own(world: World) -> None:
    """Two tins left and were invoiced; three more are line 2, the order is at work again, the first line stands."""
    view = confirmed(world, (TIN, 2))
    through = shipped(world, view, {1: 2}, "SH-1")
    assert through.state == "invoiced"
    after = amended(world, through, line(1, 5))
    assert [(row.base_quantity, row.invoiced, row.allocated) for row in after.lines] == [(2, 2, 0), (3, 0, 3)]
    assert (after.state, after.delivery, after.billing) == ("in_fulfilment", "partial", "partial")


def test_a1_c32_less_gives_back_what_it_held_and_never_falls_below_what_left(world: World) -> None:
    """Of ten tins four left and two are picked: six is the least, and what is given up is free again."""
    view = confirmed(world, (TIN, 10))
    shipped(world, view, {1: 4}, "SH-1")
    view = picked(world, view, 2)
    refusal = refused(world, LineTooFar, view, line(1, 5))
    assert refusal.facts == {"line_key": f"{view.number}/1", "asked": "5", "possible": "6", "why": "invoiced"}
    after = amended(world, view, line(1, 6))
    assert (after.lines[0].base_quantity, after.lines[0].allocated, after.lines[0].picked) == (6, 0, 2)
    assert allocated(world, view) == {f"{view.number}/1": 2}


def test_a1_only_an_untouched_line_can_go_and_takes_its_reservation_with_it(world: World) -> None:
    """The owls go and are free again; the tins, of which one is picked, stay; a line number never comes back."""
    view = confirmed(world, (TIN, 10), (OWL, 5))
    view = picked(world, view, 1)
    assert refused(world, LineTooFar, view, line(1, 0)).facts["why"] == "picked"
    after = amended(world, view, line(2, 0))
    assert [row.sku for row in after.lines] == [TIN]
    assert allocated(world, view) == {f"{view.number}/1": 10}
    again = amended(world, after, new(OWL, 1))
    assert [row.line_no for row in again.lines] == [1, 3]


def test_a1_nothing_is_left_only_by_cancelling(world: World) -> None:
    """Taking away the only line is refused."""
    refused(world, NothingLeft, confirmed(world, (TIN, 10)), line(1, 0))


def test_a1_c33_another_price_touches_no_reservation(world: World) -> None:
    """Twenty owls at 4.50, all of them set aside: the same allocations and promises, and no word of moved dates."""
    view = confirmed(world, (OWL, 20), (OWL, 40))
    before = allocated(world, view)
    after = amended(world, view, line(1, unit_price="4.50"), by=MAX, reason="agreed by phone")
    assert allocated(world, view) == before
    assert [(row.unit_price, row.allocated, row.open, row.promised_date) for row in after.lines] == [
        (Decimal("4.5"), 20, 0, view.lines[0].promised_date), (Decimal("4.95"), 20, 20, view.lines[1].promised_date),
    ]  # fmt: skip
    with world.working() as session:
        moved = session.scalars(select(OutboxEvent).where(OutboxEvent.kind == "promise_moved")).all()
    assert not moved


def test_a1_c31_what_is_invoiced_keeps_its_price_and_the_rest_has_the_new_one(world: World) -> None:
    """Four of ten tins are invoiced at 10.00; the other six cost 9.50: 40 + 57 net. Nothing changes once all is."""
    view = confirmed(world, (TIN, 10))
    partly = shipped(world, view, {1: 4}, "SH-1")
    after = released(world, amended(world, partly, line(1, unit_price="9.5"), by=VERA))
    assert (str(after.net), str(after.total)) == ("97.00 GBP", "116.40 GBP")
    done = shipped(world, after, {1: 6}, "SH-2")
    assert (done.billing, str(done.lines[0].invoiced_net)) == ("full", "97.00 GBP")
    refused(world, PriceSettled, done, line(1, unit_price="8"), by=VERA)


@pytest.mark.parametrize("by", [WILL, BUYER], ids=["warehouse", "customer"])
def test_a1_a_price_is_set_by_sales(world: World, by: EmployeeView | Actor) -> None:
    """Neither the warehouse nor the customer sets a price, on a line that is there or on a new one."""
    view = confirmed(world, (TIN, 10))
    refused(world, NotAllowed, view, line(1, unit_price="1"), by=by)
    refused(world, NotAllowed, view, new(OWL, 1, unit_price="1"), by=by)


def test_a1_a4_a_price_far_below_ours_holds_the_order_until_it_is_approved(world: World) -> None:
    """Mia lets ten tins go for 8.00: another price than was confirmed and a fifth off our list, so nothing leaves
    until somebody has approved both.
    """
    view = confirmed(world, (TIN, 10))
    after = amended(world, view, line(1, unit_price="8"))
    assert after.state == "confirmed"
    assert [hold.reason for hold in after.holds if hold.is_active] == ["DISCOUNT", "PRICE"]
    with pytest.raises(OrderOnHold):
        picked(world, view, 1)


def test_a4_more_than_the_credit_holds_the_order_again(world: World) -> None:
    """From 1,200.00 to 3,600.00 with a limit of 2,500.00: the order stays confirmed, and is held."""
    after = amended(world, confirmed(world, (TIN, 100)), line(1, 300))
    assert (after.state, [hold.reason for hold in after.holds if hold.is_active]) == ("confirmed", ["OVER_LIMIT"])


def test_a1_day_and_place_change_for_what_has_not_left(world: World) -> None:
    """Another day is fine with four of ten gone; another place is not while goods are picked, abroad never."""
    view = confirmed(world, (TIN, 10))
    partly = shipped(world, view, {1: 4}, "SH-1")
    after = amended(world, partly, requested_date="2011-11-30", ship_to="norwich warehouse")
    assert (after.requested_date, after.ship_to and after.ship_to.label) == (date(2011, 11, 30), "norwich warehouse")
    assert refused(world, TermFixed, after, ship_to="paris").facts["why"] == "other_country"
    on_the_cart = picked(world, after, 2)
    assert refused(world, TermFixed, on_the_cart, ship_to="main").facts["why"] == "picked"
    refused(world, OrderBlocked, on_the_cart, requested_date="2011-11-01")
    refused(world, OrderBlocked, on_the_cart, ship_to="the moon")


def test_a2_who_pays_and_in_what_never_changes_after_the_first_invoice(world: World) -> None:
    """Before it another bill-to of the same currency may, and its credit is asked; after it nobody else."""
    view = confirmed(world, (TIN, 10))
    refused(world, TermFixed, view, currency="EUR")
    after = amended(world, view, bill_to="MEADOW")
    assert after.bill_to == "MEADOW"
    refused(world, NotAllowed, after, bill_to="FREE", by=BUYER)
    refused(world, NotFound, after, bill_to="NOBODY")
    partly = shipped(world, after, {1: 4}, "SH-1")
    refusal = refused(world, TermFixed, partly, bill_to="THISTLE")
    assert refusal.facts == {"number": view.number, "term": "bill_to", "why": "invoiced"}


def test_a1_what_is_not_valid_is_refused_and_what_is_not_touched_is_not_looked_at(world: World) -> None:
    """An article that is gone, a number that is none, a line that is not there; fewer than the minimum is no matter."""
    view = confirmed(world, (TIN, 10))
    assert refused(world, OrderBlocked, view, new(OLD, 1)).facts["codes"] == "OBSOLETE_SKU"
    assert refused(world, OrderBlocked, view, new("GHOST", 1)).facts["codes"] == "UNKNOWN_SKU"
    assert refused(world, OrderBlocked, view, line(1, "-3")).facts["codes"] == "BAD_QUANTITY"
    assert refused(world, OrderBlocked, view, line(1, "NaN")).facts["codes"] == "BAD_QUANTITY"
    assert refused(world, OrderBlocked, view, line(1, 12, unit="pallet")).facts["codes"] == "UNKNOWN_UNIT"
    refused(world, NotFound, view, line(7, 1))
    refused(world, OrderBlocked, view, line(1, unit_price="0"), by=VERA)


def test_a3_amendments_are_numbered_and_say_who_when_why_and_what(world: World) -> None:
    """Two changes of one order: who, why, from where, and each difference; the customer hears of each revision."""
    view = confirmed(world, (TIN, 10))
    first = amended(world, view, line(1, 12), reason="two more")
    amended(world, first, line(1, unit_price="9.5"), requested_date="2011-12-01", by=MAX)
    with world.working() as session:
        one, two = queries.amendments_of(session, view.number)
        told = session.scalars(select(OutboxEvent.data).where(OutboxEvent.kind == "order_amended")).all()
    assert (one.number, one.revision, one.made_by, one.reason, one.source) == (1, 2, "Mia", "two more", "story")
    assert [(each.field, each.before, each.after) for each in one.changes] == [("quantity", "10", "12")]
    assert [(each.line_no, each.field, each.before, each.after) for each in two.changes] == [
        (1, "unit_price", "10", "9.5"), (None, "requested_date", "", "2011-12-01"),
    ]  # fmt: skip
    assert (str(two.before.total), str(two.after.total), two.made_by) == ("144.00 GBP", "136.80 GBP", "Max")
    assert [event["revision"] for event in told] == [2, 3]


def test_s4_of_sixteen_amendments_at_once_one_wins_and_the_others_hear(world: World) -> None:
    """All saw revision 1; one line is changed once, by words or by line, fifteen people are told that it moved on."""
    view = confirmed(world, (TIN, 10))

    def change(quantity: int) -> str:
        asked = AmendmentRequest(lines=(line(1, quantity),))
        try:
            with world.working() as session:
                if quantity % 2:
                    orders.amend_lines(session, world.desk(), view.number, asked, revision=view.revision)
                else:
                    orders.amend(session, world.desk(), view.number, wanted((TIN, quantity)), revision=view.revision)
        except StaleRevision as refusal:
            return f"stale, {refusal.facts['shown']} of {refusal.facts['current']}"
        return "won"

    with ThreadPoolExecutor(16) as people:
        assert sorted(people.map(change, range(11, 27))) == [*["stale, 1 of 2"] * 15, "won"]
    after = seen(world, view.number)
    with world.working() as session:
        (amendment,) = queries.amendments_of(session, view.number)
    quantity = sum(each.base_quantity for each in after.lines)
    assert (after.revision, amendment.revision) == (2, 2)
    assert 11 <= quantity == sum(each.quantity for each in amendment.after.lines) <= 26


def test_a1_a_draft_or_a_cancelled_order_is_not_amended(world: World) -> None:
    """There is nothing confirmed to change."""
    view = confirmed(world, (TIN, 10))
    with world.working() as session:
        view = orders.cancel(session, world.desk(), view.number, revision=view.revision, reason="no")
    refused(world, TooLateToChange, view, line(1, 12))
