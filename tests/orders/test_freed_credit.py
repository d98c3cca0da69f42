"""Credit that an order frees lets the next held one go, however it was freed."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.reactions import Reactor
from domain.orders import service as orders
from domain.orders.schemas import AmendmentRequest, LineAmendment, LineQuantity, OrderView
from tests.orders.stories import confirmed, seen
from tests.support.world import FAY, TIN, WILL, World, wanted

Way = Callable[[Session, World, OrderView], object]


def reacted(world: World) -> None:
    """Everything that happened is answered."""
    Reactor(world.transactions, lambda actor, _: world.desk(actor)).run_until_idle()


def amended(session: Session, world: World, view: OrderView) -> object:
    """Eighty tins less, said of the line."""
    asked = AmendmentRequest(lines=(LineAmendment(line_no=1, quantity=Decimal(20)),))
    return orders.amend_lines(session, world.desk(), view.number, asked, revision=view.revision)


def said_anew(session: Session, world: World, view: OrderView) -> object:
    """Eighty tins less, said of the whole order."""
    return orders.amend(session, world.desk(), view.number, wanted((TIN, 20)), revision=view.revision)


def closed_short(session: Session, world: World, view: OrderView) -> object:
    """Twenty leave, the rest is given up."""
    part = [LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(20))]
    orders.record_shipped(session, world.desk(WILL), part, shipment_number="SH-1")
    return orders.short_close(session, world.desk(), f"{view.number}/1")


def returned(session: Session, world: World, view: OrderView) -> object:
    """All leave, eighty come back before anything is invoiced, and are credited."""
    whole, part = (LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(each)) for each in (100, 80))
    orders.record_shipped(session, world.desk(WILL), [whole], shipment_number="SH-1")
    orders.record_returned(session, world.desk(WILL), [part])
    return orders.settle_returned(session, world.desk(FAY), [part], credited=[part])


def cancelled(session: Session, world: World, view: OrderView) -> object:
    """None is wanted."""
    return orders.cancel(session, world.desk(), view.number, revision=None, reason="not needed")


def paid_by_another(session: Session, world: World, view: OrderView) -> object:
    """Meadow pays for it."""
    asked = AmendmentRequest(bill_to="MEADOW")
    return orders.amend_lines(session, world.desk(), view.number, asked, revision=view.revision)


@pytest.mark.parametrize("way", [amended, said_anew, closed_short, returned, cancelled, paid_by_another])
def test_h8_x2_what_an_order_frees_releases_the_next_one(world: World, way: Way) -> None:
    """1,200 of 2,500 are committed and 1,800 more wait; once the first order is worth 240 or nothing, they go."""
    first, held = confirmed(world, (TIN, 100), key="one"), confirmed(world, (TIN, 150), key="two")
    reacted(world)
    assert [hold.reason for hold in seen(world, held.number).holds if hold.is_active] == ["OVER_LIMIT"]
    with world.working() as session:
        way(session, world, first)
    reacted(world)
    after = seen(world, held.number)
    assert (after.state, [hold.released_by for hold in after.holds]) == ("confirmed", ["freed credit"])


def test_h8_too_little_freed_releases_nothing(world: World) -> None:
    """Ten tins less are 120: 1,080 and 1,800 are still too much."""
    first, held = confirmed(world, (TIN, 100), key="one"), confirmed(world, (TIN, 150), key="two")
    asked = AmendmentRequest(lines=(LineAmendment(line_no=1, quantity=Decimal(90)),))
    with world.working() as session:
        orders.amend_lines(session, world.desk(), first.number, asked, revision=1)
    reacted(world)
    assert seen(world, held.number).state == "pending_confirmation"
