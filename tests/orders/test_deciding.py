"""Decisions about held orders: how far they go, who is needed, and what becomes of a no."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.approvals import queries as approvals
from domain.approvals.errors import NotAuthorised
from domain.approvals.schemas import Terms
from domain.customers import service as customers_service
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import CapTooSmall
from domain.orders.events import ApprovalGoesOn, RejectedOrderEnds
from domain.orders.schemas import OrderView
from domain.shared.actors import Role, system
from domain.shared.money import Money
from domain.shared.outbox import OutboxEvent
from tests.orders.stories import confirmed, seen
from tests.support.world import SAM, TIN, VERA, World, wanted

PRIYA = EmployeeView(
    email="priya@wholesaler.example",
    name="Priya",
    roles=frozenset({Role.CREDIT_MANAGER}),
    approval_limit=Decimal(10000),
)


def pounds(amount: int | str) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def decided(
    world: World, view: OrderView, who: EmployeeView = SAM, *, approve: bool = True, terms: Terms | None = None
) -> OrderView:
    """Somebody decides what holds an order."""
    with world.working() as session:
        (request,) = approvals.open_of(session, view.subject)
        return orders.decide_hold(
            session, world.desk(who), request.id, revision=request.revision, snapshot_hash=request.snapshot_hash,
            approve=approve, comment="seen", terms=terms,
        )  # fmt: skip


def amended(world: World, view: OrderView, quantity: int) -> list[str]:
    """The order holds so many tins now; what holds it then."""
    with world.working() as session:
        after = orders.amend(session, world.desk(), view.number, wanted((TIN, quantity)), revision=None)
    return [hold.reason for hold in after.holds if hold.is_active]


def told(world: World, kind: str) -> list[dict[str, object]]:
    """What was told of one kind."""
    with world.working() as session:
        return [row.data for row in session.query(OutboxEvent).filter(OutboxEvent.kind == kind)]


def ended(world: World) -> list[str]:
    """What the clock does about orders that were rejected long ago."""
    desk = world.desk(system("tidy up"))
    with world.working() as session:
        done = [orders.end_rejected(session, desk, each) for each in queries.rejected_for_long(session, desk)]
    return [each for each in done if each]


def test_x6_an_approval_up_to_an_amount(world: World) -> None:
    """3,600 are asked for and 4,000 approved: 330 tins of 3,960 pass, 334 of 4,008 do not."""
    held = confirmed(world, (TIN, 300))
    view = decided(world, held, terms=Terms(cap=pounds(4000)))
    assert view.holds[0].cap == pounds(4000)
    assert amended(world, held, 330) == []
    assert amended(world, held, 334) == ["OVER_LIMIT"]


def test_x6_an_approval_until_a_day(world: World) -> None:
    """Until the end of the 15th the order may change, afterwards it is asked about again."""
    held = confirmed(world, (TIN, 300))
    decided(world, held, terms=Terms(valid_until=datetime(2011, 11, 16, tzinfo=UTC)))
    assert amended(world.on(world.now + timedelta(hours=38)), held, 299) == []
    assert amended(world.on(world.now + timedelta(hours=40)), held, 300) == ["OVER_LIMIT"]


@pytest.mark.parametrize(
    "terms", [Terms(cap=pounds("3599.99")), Terms(valid_until=datetime(2011, 11, 14, 9, tzinfo=UTC))]
)
def test_h4_terms_that_do_not_cover_the_order_are_refused(world: World, terms: Terms) -> None:
    """An approval of less than what is asked, or that is over already, is none: nothing changes."""
    held = confirmed(world, (TIN, 300))
    with pytest.raises(CapTooSmall) as refused:
        decided(world, held, terms=terms)
    assert refused.value.facts == {"number": held.number, "needs": "3600.00 GBP"}
    assert seen(world, held.number) == held


def test_h2_a_large_excess_takes_two_people(world: World) -> None:
    """60,000 over: Sam alone is not enough, Vera makes it two; the card hears of the first."""
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [PRIYA])
    held = confirmed(world, (TIN, 5300))
    assert held.holds[0].amount == pounds(61100)
    half = decided(world, held, SAM)
    assert (half.state, half.holds[0].is_active) == ("pending_confirmation", True)
    assert [(each["approved_by"], each["missing"]) for each in told(world, ApprovalGoesOn.kind)] == [(["Sam"], 1)]
    with pytest.raises(NotAuthorised):
        decided(world, held, PRIYA)
    assert decided(world, held, VERA).state == "confirmed"
    assert seen(world, held.number).holds[0].released_by == "Vera"


def test_h7_a_rejected_order_is_warned_of_and_cancelled(world: World) -> None:
    """Rejected on Monday the 14th: after seven working days the rep is warned, after ten it is cancelled."""
    held = confirmed(world, (TIN, 300))
    decided(world, held, approve=False)
    story = [(8, []), (9, ["warned"]), (9, []), (13, []), (14, ["cancelled"]), (15, [])]
    for days, expected in story:
        assert ended(world.on(world.now + timedelta(days=days))) == expected
    view = seen(world, held.number)
    assert (view.state, view.holds[0].ending, view.lines[0].allocated) == ("cancelled", "cancelled", 0)
    assert [each["on"] for each in told(world, RejectedOrderEnds.kind)] == ["2011-11-28"]


def test_h7_what_is_asked_about_again_is_not_cancelled(world: World) -> None:
    """A smaller order after the no is a new question."""
    held = confirmed(world, (TIN, 300))
    decided(world, held, approve=False)
    with world.working() as session:
        orders.revise_held(session, world.desk(), held.number, wanted((TIN, 250)), revision=1)
    later = world.on(world.now + timedelta(days=30))
    assert ended(later) == []
    assert seen(world, held.number).holds[0].rejected_at is None


def test_h7_a_long_pause_of_the_clock_still_warns_first(world: World) -> None:
    """Nobody is cancelled without a word: after a month the warning comes, the cancelling a day later."""
    held = confirmed(world, (TIN, 300))
    decided(world, held, approve=False)
    later = world.on(world.now + timedelta(days=30))
    assert ended(later) == ["warned"]
    assert seen(later, held.number).state == "pending_confirmation"


def test_h2_who_set_the_limit_last_may_not_approve_over_it(world: World) -> None:
    """Sam made it 500 and is asked about nothing above."""
    with world.working() as session:
        customers_service.set_credit_limit(session, world.desk(SAM), "THISTLE", Decimal(500))
    held = confirmed(world, (TIN, 50))
    with pytest.raises(NotAuthorised) as refused:
        decided(world, held, SAM)
    assert refused.value.facts["why"] == "self"
    assert decided(world, held, VERA).state == "confirmed"
