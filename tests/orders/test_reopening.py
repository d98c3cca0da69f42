"""What was given up is wanted again, or ordered once more: every check of a new order is passed again."""

import pytest

from domain.employees.schemas import EmployeeView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import LineTooFar, NothingToReopen
from domain.orders.schemas import OrderView
from domain.shared.actors import Role
from domain.shared.errors import IllegalTransition, NotAllowed, NotFound, StaleRevision
from tests.orders.stories import confirmed, seen, shipped
from tests.support.world import BAG, BUYER, FAY, MIA, OWL, TIN, WILL, World

MAX = EmployeeView(email="max@wholesaler.example", name="Max", roles=frozenset({Role.SALES_MANAGER}))


def cancelled(world: World, view: OrderView) -> OrderView:
    """Mia cancels the order."""
    with world.working() as session:
        orders.cancel(session, world.desk(), view.number, revision=view.revision, reason="too many")
    return seen(world, view.number)


def reopened(world: World, view: OrderView, by: EmployeeView = MAX) -> OrderView:
    """Max reopens the order."""
    with world.working() as session:
        orders.reopen(session, world.desk(by), view.number, revision=view.revision, reason="they want it after all")
    return seen(world, view.number)


def closed_short(world: World, view: OrderView, *line_nos: int) -> OrderView:
    """Mia gives up the rest of these lines, or of all."""
    with world.working() as session:
        orders.close_short(
            session, world.desk(), view.number, line_nos or None, revision=view.revision, reason="no backorder"
        )
    return seen(world, view.number)


def test_s6_a_cancelled_order_comes_back_with_stock_price_and_date(world: World) -> None:
    """Ten tins cancelled and wanted again: confirmed, covered and promised as if ordered now."""
    gone = cancelled(world, confirmed(world, (TIN, 10)))
    assert (gone.state, gone.lines[0].cancelled, gone.revision) == ("cancelled", 10, 2)
    back = reopened(world, gone)
    assert (back.state, back.lines[0].allocated, back.lines[0].cancelled, back.revision) == ("confirmed", 10, 0, 3)
    assert back.promised_date is not None
    with world.working() as session:
        kinds = [each.kind for each in queries.amendments_of(session, gone.number)]
    assert kinds == ["cancelled", "reopened"]


def test_s6_an_order_of_a_customer_without_addresses_comes_back_too(world: World) -> None:
    """It went to the customer itself, a place of no other name; a copy of it goes there as well."""
    gone = cancelled(world, confirmed(world, (TIN, 10), customer="FREE"))
    back = reopened(world, gone)
    assert (back.state, back.ship_to) == ("confirmed", gone.ship_to)
    with world.working() as session:
        copied = orders.copy_order(session, world.desk(), gone.number, key="copy")
    assert (copied.ship_to, copied.problems) == (gone.ship_to, ())


def test_s6_c6_reopening_cannot_pass_the_limit_behind_another_order(world: World) -> None:
    """2,400.00 cancelled, 2,400.00 ordered instead: the first one comes back held, not confirmed."""
    first = cancelled(world, confirmed(world, (TIN, 200), key="first"))
    assert confirmed(world, (TIN, 200), key="second").state == "confirmed"
    back = reopened(world, first)
    assert (back.state, [hold.reason for hold in back.holds if hold.released_at is None]) == (
        "pending_confirmation", ["OVER_LIMIT"],
    )  # fmt: skip


def test_s6_what_left_and_was_invoiced_stays_when_the_rest_is_wanted_again(world: World) -> None:
    """Four of ten tins left, six were given up: reopened it is at work again, with four shipped and invoiced."""
    partly = shipped(world, confirmed(world, (TIN, 10)), {1: 4}, "SH-1")
    short = closed_short(world, partly)
    assert (short.state, short.lines[0].cancelled, short.billing) == ("invoiced", 6, "full")
    back = reopened(world, short)
    (line,) = back.lines
    assert (back.state, line.shipped, line.invoiced, line.allocated, line.cancelled) == ("in_fulfilment", 4, 4, 6, 0)
    assert (back.delivery, back.billing, str(back.total)) == ("partial", "partial", "120.00 GBP")


def test_s6_only_some_may_reopen_and_only_what_was_given_up(world: World) -> None:
    """Neither a rep nor the customer; not twice; not as it was before; and nothing where nothing was given up."""
    gone = cancelled(world, confirmed(world, (TIN, 10)))
    for by in (MIA, WILL):
        with pytest.raises(NotAllowed):
            reopened(world, gone, by)
    with pytest.raises(StaleRevision), world.working() as session:
        orders.reopen(session, world.desk(MAX), gone.number, revision=1, reason="")
    assert seen(world, gone.number) == gone
    back = reopened(world, gone)
    with pytest.raises(IllegalTransition):
        reopened(world, back)
    done = shipped(world, back, {1: 10}, "SH-1")
    with pytest.raises(NothingToReopen):
        reopened(world, done)
    assert seen(world, gone.number) == done


def test_a3_c32_the_rest_of_an_order_is_given_up_and_its_goods_are_free(world: World) -> None:
    """Of two lines one is given up, then the whole order: nothing is set aside any more, and it is cancelled."""
    view = confirmed(world, (TIN, 10), (OWL, 60))
    first = closed_short(world, view, 2)
    assert [(line.allocated, line.open, line.cancelled) for line in first.lines] == [(10, 0, 0), (0, 0, 60)]
    again = closed_short(world, first, 2)
    assert again == first
    second = closed_short(world, again)
    assert (second.state, [line.cancelled for line in second.lines]) == ("cancelled", [10, 60])
    with pytest.raises(NotFound), world.working() as session:
        orders.close_short(session, world.desk(), view.number, [9], revision=None, reason="")


def test_c21_a_copy_is_a_draft_like_any_other(world: World) -> None:
    """Twice the credit by a copy: it has no PO, and is held like any new order; one per key."""
    first = confirmed(world, (TIN, 200))
    with world.working() as session:
        copy = orders.copy_order(session, world.desk(), first.number, key="copy-1")
        assert orders.copy_order(session, world.desk(), first.number, key="copy-1").number == copy.number
    assert (copy.state, copy.customer_po, [line.base_quantity for line in copy.lines]) == ("draft", None, [200])
    assert not copy.is_perhaps_a_copy
    with world.working() as session:
        held = orders.confirm(session, world.desk(), copy.number, revision=copy.revision)
    assert held.state == "pending_confirmation"


def test_c21_nobody_copies_what_they_may_not_order(world: World) -> None:
    """A customer cannot copy another customer's order, nor warehouse staff any."""
    other = confirmed(world, (BAG, 60), customer="MEADOW")
    for by in (BUYER, WILL):
        with pytest.raises(NotAllowed), world.working() as session:
            orders.copy_order(session, world.desk(by), other.number, key="copy-1")


def test_c17_what_is_invoiced_before_it_left_is_not_given_up(world: World) -> None:
    """Ten tins invoiced with the order: neither the order nor the rest of it goes without a credit note first."""
    view = confirmed(world, (TIN, 10))
    with world.working() as session:
        orders.invoice_order(session, world.desk(FAY), view.number)
    before = seen_only(world, view.number)
    with pytest.raises(LineTooFar):
        closed_short(world, view)
    with pytest.raises(LineTooFar):
        cancelled(world, view)
    assert seen_only(world, view.number) == before


def seen_only(world: World, number: str) -> OrderView:
    """The order as it stands."""
    with world.working() as session:
        return queries.order(session, world.desk(), number)
