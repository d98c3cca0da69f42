"""A held order waits for somebody who may decide, for a change, or for money."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from domain.approvals.errors import AlreadyDecided, NotAuthorised, ReasonMissing, StaleApproval
from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import PaymentRequest
from domain.customers import queries as customers
from domain.employees.schemas import EmployeeView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import OrderOnHold
from domain.orders.schemas import LineQuantity, OrderView
from domain.shared.database import Transactions
from domain.shared.errors import Refusal
from domain.shared.money import Money
from domain.shared.outbox import OutboxEvent
from tests.orders.stories import confirmed, seen
from tests.support.world import FAY, MIA, SAM, STAND, TIN, VERA, WILL, World, wanted


def decide(
    world: World, view: OrderView, who: EmployeeView, *, approve: bool = True, comment: str | None = None
) -> OrderView:
    """Somebody clicks on the card that shows this view."""
    approval_id = view.holds[-1].approval_id
    assert approval_id is not None
    with world.working() as session:
        return orders.decide_hold(
            session, world.desk(who), approval_id, revision=view.revision, snapshot_hash=None, approve=approve,
            comment=comment,
        )  # fmt: skip


def kinds(transactions: Transactions) -> list[str]:
    """What happened, in order."""
    with transactions.read() as session:
        return list(session.scalars(select(OutboxEvent.kind).order_by(OutboxEvent.id)))


def test_h3_a_credit_manager_within_the_limit_releases_the_order(world: World) -> None:
    """Approving confirms: exposure counts it, the hold names who ended it, the first decision wins."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    view = decide(world, held, SAM, comment="known customer")
    assert view.state == "confirmed"
    assert [(hold.reason, hold.released_by, hold.comment) for hold in view.holds] == [
        ("OVER_LIMIT", "Sam", "known customer")
    ]
    assert kinds(world.transactions)[-3:] == ["order_held", "hold_released", "order_confirmed"]
    with pytest.raises(AlreadyDecided):
        decide(world, held, VERA)
    with world.working() as session:
        meadow = customers.customer(session, "MEADOW")
        assert meadow is not None
        assert billing.exposure(session, world.desk(), meadow).total.amount == Decimal("13140.00")
    assert seen(world, view.number) == view


@pytest.mark.parametrize(
    ("quantity", "who", "why"), [(1000, MIA, "role"), (4000, SAM, "limit")], ids=["a rep", "beyond the limit"]
)
def test_h3_whoever_may_not_decide_changes_nothing(world: World, quantity: int, who: EmployeeView, why: str) -> None:
    """The button being visible proves nothing."""
    held = confirmed(world, (STAND, quantity), customer="MEADOW")
    with pytest.raises(NotAuthorised) as refused:
        decide(world, held, who)
    assert refused.value.facts["why"] == why
    assert seen(world, held.number) == held


def test_h2_nobody_releases_what_they_confirmed_themselves(world: World) -> None:
    """A director who confirms an order cannot approve it."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW", by=VERA)
    with pytest.raises(NotAuthorised) as refused:
        decide(world, held, VERA)
    assert refused.value.facts["why"] == "self"
    assert decide(world, held, SAM).state == "confirmed"


def test_h7_a_rejected_order_stays_held(world: World) -> None:
    """No needs a reason, and leaves the order waiting for something else."""
    held = confirmed(world, (STAND, 12), customer="WHARF")
    with pytest.raises(ReasonMissing):
        decide(world, held, SAM, approve=False)
    view = decide(world, held, SAM, approve=False, comment="pay first")
    assert (view.state, view.holds[0].released_at) == ("pending_confirmation", None)
    assert kinds(world.transactions)[-1] == "hold_rejected"
    assert seen(world, held.number).state == "pending_confirmation"


def test_a_rejected_order_can_be_asked_about_again(world: World) -> None:
    """A new request for the same order, which somebody else may approve."""
    held = confirmed(world, (STAND, 12), customer="WHARF")
    decide(world, held, SAM, approve=False, comment="pay first")
    with world.working() as session:
        again = orders.ask_again(session, world.desk(), held.number)
    assert again.holds[0].approval_id != held.holds[0].approval_id
    assert decide(world, again, VERA).state == "confirmed"
    assert seen(world, held.number).state == "confirmed"


def test_a_changed_order_makes_the_old_card_stale(world: World) -> None:
    """Lines of a held order change: a new revision, a new request, and the old button asks for a fresh look."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    with world.working() as session:
        changed = orders.revise_held(
            session, world.desk(), held.number, wanted((STAND, 500), customer="MEADOW"), revision=1
        )
    assert (changed.revision, changed.state, changed.total.amount) == (2, "pending_confirmation", Decimal("6570.00"))
    with pytest.raises(StaleApproval) as refused:
        decide(world, held, SAM)
    assert refused.value.facts["approval_id"] == changed.holds[-1].approval_id
    assert kinds(world.transactions)[-1] == "approval_asked_again"
    assert decide(world, changed, SAM).state == "confirmed"


def test_a_held_order_made_smaller_confirms_by_itself(world: World) -> None:
    """Below the limit nothing is left to decide."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    with world.working() as session:
        orders.revise_held(session, world.desk(), held.number, wanted((STAND, 100), customer="MEADOW"), revision=1)
    view = seen(world, held.number)
    assert (view.state, view.lines[0].allocated, view.lines[0].open) == ("confirmed", 50, 50)


def test_a_request_is_asked_again_when_exposure_outgrew_it(world: World) -> None:
    """What Sam was shown was 8,340.00; since then another order was released, so he is asked about more."""
    first = confirmed(world, (STAND, 1000), customer="MEADOW", key="first")
    second = confirmed(world, (TIN, 10), customer="MEADOW", key="second")
    assert second.state == "confirmed"
    view = decide(world, first, SAM)
    assert view.state == "pending_confirmation"
    assert view.holds[-1].approval_id != first.holds[-1].approval_id
    assert decide(world, view, SAM).state == "confirmed"
    assert seen(world, first.number).state == "confirmed"


def test_h8_a_payment_releases_what_fits_most_urgent_first(world: World) -> None:
    """The overdue invoice is paid, and the order confirms by itself."""
    held = confirmed(world, (STAND, 12), customer="WHARF")
    with world.working() as session:
        payment = PaymentRequest(
            payment_id="P1", bill_to="WHARF", received_date=date(2011, 11, 14),
            amount=Money(Decimal(240), "GBP"), reference="OLD-1",
        )  # fmt: skip
        billing_service.receive_payment(session, world.desk(FAY), payment)
        assert orders.release_holds_of(session, world.desk(FAY), "WHARF") == (held.number,)
    view = seen(world, held.number)
    assert (view.state, view.holds[0].released_by) == ("confirmed", "payment")


def test_t7_a_held_order_keeps_its_stock_for_a_time(world: World) -> None:
    """After 48 working hours others may have it; releasing then allocates what is left."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    assert held.lines[0].allocated == 50
    later = world.on(world.now + timedelta(days=9))
    with later.working() as session:
        assert not orders.expire_held_stock(session, world.desk(), held.number)
        assert queries.held_too_long(session, later.desk()) == [held.number]
        assert orders.expire_held_stock(session, later.desk(), held.number)
    assert seen(later, held.number).lines[0].allocated == 0
    other = confirmed(later, (STAND, 30), customer="THISTLE", key="other")
    assert other.lines[0].allocated == 30
    assert decide(later, held, SAM).lines[0].allocated == 20


@pytest.mark.parametrize(
    "verb", [orders.record_picked, lambda *args: orders.record_shipped(*args, shipment_number="S")]
)
def test_x8_a_held_order_is_neither_picked_nor_shipped(world: World, verb: Callable[..., OrderView]) -> None:
    """A hold blocks the warehouse."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    with pytest.raises(OrderOnHold), world.working() as session:
        verb(session, world.desk(WILL), [LineQuantity(line_key=f"{held.number}/1", quantity=Decimal(1))])
    assert seen(world, held.number) == held


def test_a_refusal_is_always_a_refusal(world: World) -> None:
    """An unknown request is not found."""
    with pytest.raises(Refusal), world.working() as session:
        orders.decide_hold(
            session, world.desk(SAM), 999, revision=1, snapshot_hash=None, approve=True, comment=None
        )  # fmt: skip
