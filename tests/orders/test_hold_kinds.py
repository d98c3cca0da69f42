"""Every door asks the same: what is found holds, each kind has its own request, the last release confirms."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.approvals import queries as approvals
from domain.approvals.errors import ApprovalClosed, NotAuthorised
from domain.approvals.schemas import ApprovalState
from domain.billing.schemas import CreditDecision, CreditExposure, CreditReason
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView
from domain.orders import service as orders
from domain.orders.errors import OrderOnHold
from domain.orders.models import Hold
from domain.orders.rules import holding
from domain.orders.schemas import (
    KIND_OF,
    ApprovalKind,
    HoldEnding,
    HoldFinding,
    HoldReason,
    HoldView,
    LineQuantity,
    OrderView,
)
from domain.shared.actors import Role, system
from domain.shared.money import Money
from domain.shared.policy import BadConfiguration
from tests.orders.stories import confirmed, seen
from tests.support.world import MORNING, SAM, STAND, TIN, VERA, WILL, World, wanted

MAX = EmployeeView(
    email="max@wholesaler.example", name="Max", roles=frozenset({Role.SALES_MANAGER}), approval_limit=Decimal(50000)
)


def pounds(amount: str | int) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def case(world: World, total: str = "100", *, reasons: tuple[CreditReason, ...] = ()) -> holding.HoldCase:
    """An order that adds 100 to an exposure of 50 against a limit of 120."""
    zero = pounds(0)
    exposure = CreditExposure(
        bill_to="MEADOW", limit=pounds(120), open_invoices=pounds(50), disputed=zero, shipped_not_invoiced=zero,
        confirmed_not_shipped=zero, unapplied_payments=zero, open_credit_notes=zero, pending=zero, total=pounds(50),
        overdue=zero,
    )  # fmt: skip
    credit = CreditDecision(
        exposure=exposure, adds=pounds(100), after=pounds(150), excess=pounds(30), reasons=reasons
    )  # fmt: skip
    return holding.HoldCase(
        lines=(), total=pounds(total), credit=credit, problems=frozenset({"DUPLICATE_PO"}), policy=world.desk().policy
    )


def looking_at_value(world: World, over: str = "1000") -> World:
    """Orders of more than this are looked at by a sales manager."""
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [MAX])
    return world.under(approvals={"value_over": over})


def decided(world: World, view: OrderView, kind: str, who: EmployeeView) -> OrderView:
    """Somebody approves what is asked about an order in one kind."""
    with world.working() as session:
        asked = next(each for each in approvals.open_of(session, view.subject) if each.kind == kind)
    return decide(world, view, asked.id, who)


def decide(world: World, view: OrderView, approval_id: int, who: EmployeeView) -> OrderView:
    """Somebody approves one request about an order."""
    with world.working() as session:
        return orders.decide_hold(
            session, world.desk(who), approval_id, revision=view.revision, snapshot_hash=None, approve=True,
            comment="looked at it",
        )  # fmt: skip


def reasons(view: OrderView) -> list[tuple[str, str | None]]:
    """The holds of an order and how each ended."""
    return [(hold.reason, hold.ending) for hold in view.holds]


def test_x5_every_reason_has_its_kind() -> None:
    """Somebody is asked about each."""
    assert set(KIND_OF) == set(HoldReason)


def test_x5_findings_come_from_every_look(world: World) -> None:
    """Credit, value and a second copy are found together, each with its amount and what an approval covers."""
    strict = world.under(approvals={"value_over": "99"}, duplicates={"hold": True})
    found = holding.findings(case(strict, reasons=(CreditReason.OVER_LIMIT, CreditReason.OVERDUE)))
    assert [(each.reason, each.kind, each.amount, each.measure) for each in found] == [
        ("OVER_LIMIT", "credit", pounds(30), pounds(100)),
        ("OVERDUE", "credit", pounds(0), pounds(100)),
        ("VALUE", "value", pounds(100), pounds(100)),
        ("DUPLICATE", "duplicate", None, pounds(100)),
    ]
    assert holding.findings(case(world)) == ()
    assert holding.authority(found[:2], "GBP") == pounds(30)


@pytest.mark.parametrize(
    ("cap", "hours", "about", "covered"),
    [("100", 1, "", True), ("99.99", 1, "", False), ("100", 0, "", False), ("100", 1, "other", False)],
    ids=["within the cap", "above the cap", "no longer valid", "about something else"],
)
def test_a4_an_approval_covers_the_same_up_to_its_cap(cap: str, hours: int, about: str, covered: bool) -> None:
    """What was approved passes later doors; a larger one, a later one or another one holds again."""
    grant = HoldView(
        reason="VALUE", opened_at=MORNING, released_at=MORNING, ending=HoldEnding.APPROVED, cap=pounds(cap),
        valid_until=MORNING + timedelta(hours=hours), about=about,
    )  # fmt: skip
    finding = HoldFinding(reason=HoldReason.VALUE, measure=pounds(100))
    assert (holding.uncovered([finding], [grant], MORNING) == ()) is covered
    cleared = grant.model_copy(update={"ending": HoldEnding.CLEARED})
    assert holding.uncovered([finding], [cleared], MORNING) == (finding,)


def test_h1_each_kind_asks_once_and_the_last_release_confirms(world: World) -> None:
    """An order over the limit and of great value has two holds and two requests; one approval is not enough."""
    strict = looking_at_value(world)
    held = confirmed(strict, (STAND, 1000), customer="MEADOW")
    assert reasons(held) == [("OVER_LIMIT", None), ("VALUE", None)]
    assert [hold.amount for hold in held.holds] == [pounds("8340.00"), pounds("13140.00")]
    with pytest.raises(NotAuthorised):
        decided(strict, held, ApprovalKind.VALUE, SAM)
    half = decided(strict, held, ApprovalKind.VALUE, MAX)
    assert (half.state, reasons(half)) == ("pending_confirmation", [("OVER_LIMIT", None), ("VALUE", "approved")])
    whole = decided(strict, held, ApprovalKind.CREDIT, SAM)
    assert (whole.state, reasons(whole)) == ("confirmed", [("OVER_LIMIT", "approved"), ("VALUE", "approved")])
    assert [hold.cap for hold in whole.holds] == [pounds("13140.00"), pounds("13140.00")]
    assert seen(strict, held.number) == whole


def test_h2_who_decided_one_kind_may_decide_the_next(world: World) -> None:
    """Whoever decides is no party to what is still asked: a director answers both questions."""
    strict = looking_at_value(world)
    held = confirmed(strict, (STAND, 1000), customer="MEADOW")
    decided(strict, held, ApprovalKind.VALUE, VERA)
    assert decided(strict, held, ApprovalKind.CREDIT, VERA).state == "confirmed"


def test_h1_releasing_goes_past_a_request_that_is_over(world: World) -> None:
    """The credit was asked about too long ago, the stop was set today: the stop is lifted, the credit still holds."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    later = world.on(MORNING + timedelta(days=14))
    with later.working() as session:
        orders.put_on_hold(session, later.desk(), held.number, comment="they move house")
    with later.working() as session:
        view = orders.release_holds(session, later.desk(VERA), held.number, comment="moved")
    assert reasons(view) == [("OVER_LIMIT", None), ("MANUAL", "approved")]
    with pytest.raises(ApprovalClosed), later.working() as session:
        orders.release_holds(session, later.desk(VERA), held.number, comment="moved")
    assert seen(later, held.number) == view


def test_h8_room_in_the_credit_leaves_other_holds_alone(world: World) -> None:
    """Money ends only the credit hold; the value is still to be looked at."""
    strict = looking_at_value(world)
    held = confirmed(strict, (STAND, 1000), customer="MEADOW")
    roomy = strict.under(credit={"over_limit_tolerance": "9"}, approvals={"value_over": "1000"})
    with roomy.working() as session:
        assert orders.release_holds_of(session, roomy.desk(), "MEADOW") == ()
    view = seen(strict, held.number)
    assert (view.state, reasons(view)) == ("pending_confirmation", [("OVER_LIMIT", "cleared"), ("VALUE", None)])
    assert decided(roomy, view, ApprovalKind.VALUE, MAX).state == "confirmed"


def test_h1_what_clears_by_a_change_is_withdrawn(world: World) -> None:
    """Made small enough for the value but not for the credit: one request is taken back, the other replaced."""
    strict = looking_at_value(world, over="7000")
    held = confirmed(strict, (STAND, 1000), customer="MEADOW")
    with strict.working() as session:
        orders.revise_held(session, strict.desk(), held.number, wanted((STAND, 500), customer="MEADOW"), revision=1)
    view = seen(strict, held.number)
    assert reasons(view) == [("OVER_LIMIT", None), ("VALUE", "cleared")]
    with strict.working() as session:
        asked = [(each.kind, each.state) for each in approvals.requests_of(session, view.subject)]
    assert asked == [
        ("credit", ApprovalState.SUPERSEDED), ("value", ApprovalState.WITHDRAWN), ("credit", ApprovalState.REQUESTED)
    ]  # fmt: skip


def test_a4_more_on_a_confirmed_order_holds_it_again_and_leaves_its_state(world: World) -> None:
    """1,200 of 2,500 are used; 200 more tins hold the order, which cannot be picked until Sam approves."""
    first = confirmed(world, (TIN, 100))
    assert first.state == "confirmed"
    with world.working() as session:
        more = orders.amend(session, world.desk(), first.number, wanted((TIN, 300)), revision=1)
    assert (more.state, more.revision, reasons(more)) == ("confirmed", 2, [("OVER_LIMIT", None)])
    assert more.holds[0].amount == pounds("1100.00")
    part = [LineQuantity(line_key=f"{first.number}/1", quantity=Decimal(10))]
    with pytest.raises(OrderOnHold), world.working() as session:
        orders.record_picked(session, world.desk(WILL), part)
    assert seen(world, first.number) == more
    free = decided(world, more, ApprovalKind.CREDIT, SAM)
    assert (free.state, reasons(free), free.holds[0].cap) == (
        "confirmed", [("OVER_LIMIT", "approved")], pounds("3600.00")
    )  # fmt: skip
    with world.working() as session:
        assert orders.record_picked(session, world.desk(WILL), part).lines[0].picked == 10


def test_a4_an_amendment_within_the_approved_cap_is_not_held_again(world: World) -> None:
    """12,000 were approved over the limit; a smaller order, and the same one again, pass; a larger one is held."""
    held = confirmed(world, (TIN, 1000))
    assert decided(world, held, ApprovalKind.CREDIT, SAM).state == "confirmed"
    states = []
    for quantity in (500, 1000, 1001):
        with world.working() as session:
            view = orders.amend(session, world.desk(), held.number, wanted((TIN, quantity)), revision=None)
        states.append([hold.reason for hold in view.holds if hold.is_active])
    assert states == [[], [], ["OVER_LIMIT"]]


def test_a4_an_amendment_that_fits_again_ends_the_hold(world: World) -> None:
    """What was too much is taken back: nothing is asked any more."""
    first = confirmed(world, (TIN, 100))
    with world.working() as session:
        orders.amend(session, world.desk(), first.number, wanted((TIN, 300)), revision=1)
    with world.working() as session:
        view = orders.amend(session, world.desk(), first.number, wanted((TIN, 150)), revision=2)
        assert approvals.open_of(session, view.subject) == ()
    assert reasons(view) == [("OVER_LIMIT", "cleared")]


def test_h1_a_cancelled_order_asks_nobody(world: World) -> None:
    """Every request of every kind is taken back, every hold ends."""
    strict = looking_at_value(world)
    held = confirmed(strict, (STAND, 1000), customer="MEADOW")
    with strict.working() as session:
        orders.cancel(session, strict.desk(), held.number, revision=None, reason="no longer wanted")
        assert approvals.open_of(session, held.subject) == ()
    assert reasons(seen(strict, held.number)) == [("OVER_LIMIT", "cancelled"), ("VALUE", "cancelled")]
    with pytest.raises(ApprovalClosed):
        decide(strict, held, held.holds[0].approval_id or 0, VERA)


def test_h1_a_reason_is_active_once_at_a_time(world: World) -> None:
    """The database refuses a second active hold of the same reason."""
    held = confirmed(world, (STAND, 1000), customer="MEADOW")
    with world.working() as session:
        order_id = session.scalars(select(Hold.order_id)).one()
    with pytest.raises(IntegrityError), world.working() as session:
        session.add(Hold(order_id=order_id, reason="OVER_LIMIT", opened_at=world.now))
    assert seen(world, held.number) == held


def test_h2_the_rule_of_the_highest_amount_and_of_a_named_class_counts(world: World) -> None:
    """Above 5,000 it takes a director, for gold customers a sales manager as well."""
    credit = [
        {"kind": "credit", "steps": [{"roles": ["credit_manager"]}]},
        {"kind": "credit", "over": "5000", "steps": [{"roles": ["director"]}]},
        {"kind": "credit", "over": "5000", "classes": ["gold"], "steps": [{"roles": ["director", "sales_manager"]}]},
    ]
    others = [
        rule for rule in world.desk().policy.approvals.model_dump(mode="json")["matrix"] if rule["kind"] != "credit"
    ]
    policy = world.under(approvals={"matrix": [*others, *credit]}).desk().policy.approvals
    asked = [(Decimal(5000), "normal"), (Decimal("5000.01"), "normal"), (Decimal(9000), "gold")]
    assert [sorted(policy.rule_for("credit", *each).roles) for each in asked] == [
        ["credit_manager"], ["director"], ["director", "sales_manager"]
    ]  # fmt: skip
    with pytest.raises(BadConfiguration):
        world.under(approvals={"matrix": others})


def test_h2_a_file_of_an_earlier_version_still_says_who_decides(world: World) -> None:
    """`credit_roles` of before is the rule for every amount."""
    policy = world.under(approvals={"credit_roles": ["director"]}).desk().policy.approvals
    assert policy.rule_for("credit", Decimal(1), "normal").roles == {Role.DIRECTOR}
    assert replace(world).desk().policy.approvals.rule_for("price", Decimal(1), "normal").roles == {
        Role.SALES_MANAGER, Role.DIRECTOR
    }  # fmt: skip
