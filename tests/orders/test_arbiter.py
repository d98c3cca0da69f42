"""Stock goes from one order to another only by the arbiter: a rule proposes, a person decides, everybody hears."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.approvals import queries as approvals
from domain.approvals.errors import AlreadyDecided, NotAuthorised
from domain.employees import service as employees
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import NothingToReallocate, ProposalOutdated
from domain.orders.rules import arbiter
from domain.orders.schemas import LineQuantity, OrderView, Reallocation, ReallocationAsked, Slip
from domain.shared.actors import system
from domain.shared.errors import NotAllowed, NotFound
from domain.stock import queries as stock_queries
from tests.orders.stories import confirmed, seen
from tests.orders.test_fulfilment import events
from tests.support.world import OWL, SAM, VERA, WILL, World

DORA = VERA.model_copy(update={"email": "dora@wholesaler.example", "name": "Dora"})


def asked_for(world: World, view: OrderView, quantity: int | None = None) -> ReallocationAsked:
    """Mia asks for stock of other orders."""
    with world.working() as session:
        amount = None if quantity is None else Decimal(quantity)
        return orders.propose_reallocation(session, world.desk(), f"{view.number}/1", quantity=amount)


def decided(world: World, asked: ReallocationAsked, **more: Any) -> OrderView:
    """Vera decides on what she was shown."""
    with world.working() as session:
        shown = approvals.approval(session, asked.approval_id)
        how: Mapping[str, Any] = {"approve": True, "comment": None, "by": VERA} | more
        return orders.decide(
            session, world.desk(how["by"]), shown.id, revision=shown.revision, snapshot_hash=shown.snapshot_hash,
            approve=how["approve"], comment=how["comment"],
        )  # fmt: skip


def test_t10_a_proposal_takes_from_the_latest_need_and_says_what_it_costs(world: World) -> None:
    """Forty owls are early's and late's; gold waits for twenty: late gives them, nine working days later."""
    early = confirmed(world, (OWL, 15), key="early")
    late = confirmed(world, (OWL, 25), key="late", customer="MEADOW")
    gold = confirmed(world, (OWL, 20), key="gold", customer="FREE")
    asked = asked_for(world, gold)
    (slip,) = asked.proposal.slips
    assert (slip.line_key, slip.quantity, slip.warehouses) == (f"{late.number}/1", 20, {"MAIN": Decimal(20)})
    assert (slip.old_date, slip.new_date, slip.days) == (date(2011, 11, 16), date(2011, 11, 29), 13)
    found = asked.proposal
    assert (found.old_date, found.new_date, found.gained_days) == (date(2011, 11, 29), date(2011, 11, 16), 13)
    assert (found.benefit, found.cost, found.is_advised) == (26, 13, True)
    assert [seen(world, view.number).lines[0].allocated for view in (early, late, gold)] == [15, 25, 0]
    assert asked_for(world, gold).approval_id == asked.approval_id


def test_t10_an_approved_reallocation_moves_at_once_and_tells_both(world: World) -> None:
    """Gold has its twenty, late waits for them until the 29th: both dates are told with the cause."""
    late = confirmed(world, (OWL, 40), key="late", customer="MEADOW")
    gold = confirmed(world, (OWL, 20), key="gold", customer="FREE")
    view = decided(world, asked_for(world, gold))
    assert (view.lines[0].allocated, view.lines[0].open, view.promised_date) == (20, 0, date(2011, 11, 16))
    line = seen(world, late.number).lines[0]
    assert (line.allocated, line.open, line.promised_date) == (20, 20, date(2011, 11, 29))
    moved = {event["number"]: (event["old_date"], event["new_date"]) for event in events(world, "promise_moved")}
    assert moved == {gold.number: ("2011-11-29", "2011-11-16"), late.number: ("2011-11-16", "2011-11-29")}
    assert {event["cause"] for event in events(world, "promise_moved")} == {"reallocated"}
    (told,) = events(world, "reallocation_decided")
    assert (told["is_approved"], told["decided_by"]) == (True, "Vera")
    with world.working() as session:
        (waiting,) = stock_queries.demand_in_order(session, [OWL])
    assert (waiting.line_key, waiting.quantity) == (f"{late.number}/1", 20)


def test_t10_a_rejected_one_moves_nothing_and_is_decided_once(world: World) -> None:
    """Vera says no with a reason; a second click hears that it is decided."""
    late = confirmed(world, (OWL, 40), key="late", customer="MEADOW")
    asked = asked_for(world, gold := confirmed(world, (OWL, 20), key="gold", customer="FREE"))
    decided(world, asked, approve=False, comment="they were first")
    with pytest.raises(AlreadyDecided):
        decided(world, asked)
    assert [seen(world, view.number).lines[0].allocated for view in (late, gold)] == [40, 0]
    assert events(world, "promise_moved") == []


def test_t10_h2_stock_of_others_takes_as_many_people_as_the_policy_says(world: World) -> None:
    """Two directors by this policy: the first approval is told and moves nothing, the second moves it."""
    rules = world.desk().policy.approvals.model_dump(mode="json")["matrix"]
    steps = [{"roles": ["director"], "people": 2}]
    rest = [rule for rule in rules if rule["kind"] != "reallocation"]
    strict = world.under(approvals={"matrix": [*rest, {"kind": "reallocation", "steps": steps}]})
    with strict.working() as session:
        employees.import_employees(session, strict.desk(system("import")), [DORA])
    confirmed(strict, (OWL, 40), key="late", customer="MEADOW")
    asked = asked_for(strict, confirmed(strict, (OWL, 20), key="gold", customer="FREE"))
    assert decided(strict, asked).lines[0].allocated == 0
    assert [(each["approved_by"], each["missing"]) for each in events(strict, "approval_goes_on")] == [(["Vera"], 1)]
    assert events(strict, "reallocation_decided") == []
    assert decided(strict, asked, by=DORA).lines[0].allocated == 20


def test_t10_only_who_may_decides_and_only_sales_ask(world: World) -> None:
    """Sam looks after credit, Will after the shelves; what Mia asked she cannot decide."""
    confirmed(world, (OWL, 40), key="late", customer="MEADOW")
    gold = confirmed(world, (OWL, 20), key="gold", customer="FREE")
    with pytest.raises(NotAllowed), world.working() as session:
        orders.propose_reallocation(session, world.desk(WILL), f"{gold.number}/1")
    asked = asked_for(world, gold)
    with pytest.raises(NotAuthorised):
        decided(world, asked, by=SAM)
    assert seen(world, gold.number).lines[0].allocated == 0
    with pytest.raises(NotFound), world.working() as session:
        orders.decide_hold(
            session, world.desk(VERA), asked.approval_id, revision=1, snapshot_hash=None, approve=True, comment=None
        )


def test_t10_what_changed_since_is_not_carried_out(world: World) -> None:
    """Late has picked its owls meanwhile: nothing moves, the request stays open, and a new one finds nobody."""
    late = confirmed(world, (OWL, 40), key="late", customer="MEADOW")
    gold = confirmed(world, (OWL, 20), key="gold", customer="FREE")
    asked = asked_for(world, gold)
    with world.working() as session:
        part = LineQuantity(line_key=f"{late.number}/1", quantity=Decimal(40))
        orders.record_picked(session, world.desk(WILL), [part])
    with pytest.raises(ProposalOutdated):
        decided(world, asked)
    with pytest.raises(NothingToReallocate):
        asked_for(world, gold)
    assert seen(world, late.number).lines[0].picked == 40
    with world.working() as session:
        assert approvals.approval(session, asked.approval_id).state == "requested"
        assert queries.broken_invariants(session) == []


def test_t10_a_line_that_waits_for_nothing_gets_nothing(world: World) -> None:
    """Everything is its own already."""
    view = confirmed(world, (OWL, 20))
    with pytest.raises(NothingToReallocate):
        asked_for(world, view)


def test_t10_the_rule_weighs_classes_and_never_advises_to_make_a_higher_one_late() -> None:
    """Ten days for a normal order against ten of gold; none where the loser is in time all the same."""
    week = date(2011, 11, 20)
    proposal = Reallocation(
        line_key="SO-1/1", sku="OWL", name="", quantity=Decimal(1), old_date=date(2011, 11, 30), new_date=week
    )

    def slip(priority: int, days: int) -> Slip:
        return Slip(
            line_key="SO-2/1", customer_name=None, priority=priority, quantity=Decimal(1), warehouses={},
            old_date=None, new_date=None, days=days,
        )  # fmt: skip

    def judged(slips: list[Slip], priority: int = 0) -> tuple[int, int, bool]:
        found = arbiter.judged(proposal, slips, priority=priority, horizon=date(2012, 5, 1))
        return found.benefit, found.cost, found.is_advised

    assert judged([slip(0, 9)]) == (10, 9, True)
    assert judged([slip(0, 10)]) == (10, 10, False)
    assert judged([slip(1, 1)]) == (10, 2, False)
    assert judged([slip(1, 0)]) == (10, 0, True)
    assert judged([slip(0, 15)], priority=1) == (20, 15, True)
