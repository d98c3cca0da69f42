"""A draft becomes an order: accepted within credit, held beyond it, once and only once."""

from datetime import date
from decimal import Decimal

import pytest

from domain.approvals import queries as approvals
from domain.billing import queries as billing
from domain.customers import queries as customers
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import OrderBlocked
from domain.shared.errors import StaleRevision
from domain.stock import queries as stock
from tests.support.world import BAG, OLD, STAND, World, wanted


def drafted(world: World, *lines: tuple[str, object], customer: str = "THISTLE", key: str = "k") -> str:
    """A draft by Mia; its number."""
    with world.working() as session:
        return orders.draft(session, world.desk(), wanted(*lines, customer=customer), key=key).number


def test_s5_confirming_freezes_allocates_promises_and_commits_at_once(world: World) -> None:
    """Fifty stands are the line's own now, ten wait for the receipt, the total counts as exposure."""
    number = drafted(world, (STAND, 60), (BAG, 60))
    with world.working() as session:
        view = orders.confirm(session, world.desk(), number, revision=1)

    stands = view.lines[0]
    assert (view.state, view.holds) == ("confirmed", ())
    assert (stands.allocated, stands.open, stands.promised_date) == (50, 10, date(2011, 11, 24))
    assert [part.is_firm for part in stands.parts] == [True, True, False]
    with world.working() as session:
        thistle = customers.customer(session, "THISTLE")
        assert thistle is not None
        exposure = billing.exposure(session, world.desk(), thistle)
        assert exposure.confirmed_not_shipped.amount == view.total.amount == Decimal("907.20")
        (waiting,) = stock.demand_in_order(session, [STAND])
        assert (waiting.line_key, waiting.quantity, waiting.promised_date) == (f"{number}/1", 10, date(2011, 11, 24))
        assert queries.order(session, world.desk(), number) == view
        assert queries.broken_invariants(session) == []


def test_s4_confirming_twice_is_confirming_once(world: World) -> None:
    """The second click gets the same order back and changes nothing."""
    number = drafted(world, (STAND, 60))
    with world.working() as session:
        first = orders.confirm(session, world.desk(), number, revision=1)
    with world.working() as session:
        assert orders.confirm(session, world.desk(), number, revision=1) == first
        assert len(stock.allocations(session, [f"{number}/1"])[f"{number}/1"]) == 2


def test_s4_an_old_card_cannot_confirm_a_revised_draft(world: World) -> None:
    """What was confirmed is what was shown, or nothing."""
    number = drafted(world, (STAND, 60))
    with world.working() as session:
        orders.revise_draft(session, world.desk(), number, wanted((STAND, 6)), revision=1)
    with pytest.raises(StaleRevision), world.working() as session:
        orders.confirm(session, world.desk(), number, revision=1)
    with world.working() as session:
        view = queries.order(session, world.desk(), number)
    assert (view.state, view.revision, view.lines[0].base_quantity) == ("draft", 2, 6)


def test_a_blocked_draft_is_not_confirmed(world: World) -> None:
    """An obsolete article stops the order with its code."""
    number = drafted(world, (OLD, 1))
    with pytest.raises(OrderBlocked) as refused, world.working() as session:
        orders.confirm(session, world.desk(), number, revision=1)
    assert refused.value.facts["codes"] == "OBSOLETE_SKU"


def test_x5_an_order_over_the_limit_waits_for_a_decision(world: World) -> None:
    """A thousand stands are 8,340.00 over: held, outside exposure, stock kept, one request with the excess."""
    number = drafted(world, (STAND, 1000), customer="MEADOW")
    with world.working() as session:
        view = orders.confirm(session, world.desk(), number, revision=1)
        (request,) = approvals.open_of(session, f"order:{number}")
        meadow = customers.customer(session, "MEADOW")
        assert meadow is not None
        exposure = billing.exposure(session, world.desk(), meadow)

    assert view.state == "pending_confirmation"
    assert [(hold.reason, hold.approval_id) for hold in view.holds] == [("OVER_LIMIT", request.id)]
    assert (request.amount.amount, request.reasons) == (Decimal("8340.00"), ("OVER_LIMIT",))
    assert (exposure.total.amount, exposure.pending.amount) == (Decimal(0), Decimal("13140.00"))
    assert view.lines[0].allocated == 50


def test_x5_an_overdue_bill_to_waits_for_a_decision_without_an_amount(world: World) -> None:
    """An invoice six weeks late holds even a small order."""
    number = drafted(world, (STAND, 12), customer="WHARF")
    with world.working() as session:
        view = orders.confirm(session, world.desk(), number, revision=1)
        (request,) = approvals.open_of(session, f"order:{number}")
    assert [hold.reason for hold in view.holds] == ["OVERDUE"]
    assert request.amount.amount == 0
