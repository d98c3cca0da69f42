"""What orders remember: what drafts asked for before each change, what customers took last and usually take."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import NoSuchQuestion, NothingToUndo
from domain.orders.schemas import OpenQuestion, OrderView
from domain.shared import audit
from domain.shared.errors import IllegalTransition, NotAllowed, StaleRevision
from tests.orders.stories import confirmed, drafted, seen
from tests.support.world import BAG, BUYER, CUP, OWL, SAM, STAND, TIN, WILL, World, wanted


def revised(world: World, number: str, *lines: tuple[str, object], **more: object) -> OrderView:
    """The draft asks for these lines from now on."""
    with world.working() as session:
        return orders.revise_draft(session, world.desk(), number, wanted(*lines, **more), revision=None)


def undone(world: World, number: str, revision: int | None = None) -> OrderView:
    """Mia takes the last change back."""
    with world.working() as session:
        return orders.undo_change(session, world.desk(), number, revision=revision)


def lines_of(view: OrderView) -> list[tuple[str, int]]:
    """SKU and base quantity."""
    return [(line.sku, int(line.base_quantity)) for line in view.lines]


def test_undoing_steps_back_through_every_change(world: World) -> None:
    """Each undo is a revision of its own; what it took back is not taken back again; then nothing is left."""
    number = drafted(world, (TIN, 5)).number
    revised(world, number, (TIN, 5), (OWL, 2), customer_po="PO-1")
    revised(world, number, (OWL, 2), customer_po="PO-1")
    first = undone(world, number)
    assert (lines_of(first), first.customer_po, first.revision) == ([(TIN, 5), (OWL, 2)], "PO-1", 4)
    second = undone(world, number)
    assert (lines_of(second), second.customer_po, second.revision) == ([(TIN, 5)], None, 5)
    with pytest.raises(NothingToUndo):
        undone(world, number)
    revised(world, number, (TIN, 9))
    assert lines_of(undone(world, number)) == [(TIN, 5)]
    assert lines_of(seen(world, number)) == [(TIN, 5)]


def test_answers_in_a_window_are_one_change_with_the_rest(world: World) -> None:
    """One undo asks the questions again; an answer that fits none changes nothing."""
    asked = (OpenQuestion(about="unknown_item", text="3 thingummies", quantity=Decimal(3)),
             OpenQuestion(about="unknown_item", text="4 whatsits", quantity=Decimal(4)))  # fmt: skip
    number = drafted(world, (TIN, 5)).number
    revised(world, number, (TIN, 5), questions=asked)
    request = wanted((TIN, 6), questions=asked)
    with world.working() as session:
        view = orders.revise_draft(session, world.desk(), number, request, revision=2, answers={0: OWL, 1: BAG})
    assert (lines_of(view), view.questions, view.revision) == ([(TIN, 6), (BAG, 4), (OWL, 3)], (), 3)
    with pytest.raises(NoSuchQuestion), world.working() as session:
        orders.revise_draft(session, world.desk(), number, request, revision=3, answers={2: OWL})
    before = undone(world, number)
    assert (lines_of(before), [each.text for each in before.questions]) == ([(TIN, 5)], ["3 thingummies", "4 whatsits"])


def test_what_a_draft_asked_for_at_a_revision_is_known(world: World) -> None:
    """So that whoever saw an old card can be told what changed."""
    number = drafted(world, (TIN, 5)).number
    revised(world, number, (TIN, 6))
    revised(world, number, (TIN, 7))
    with world.working() as session:
        known = [queries.request_at(session, number, revision) for revision in (1, 2, 3, 4)]
    assert [request and int(request.lines[0].quantity) for request in known] == [5, 6, 7, None]


def test_an_undo_is_bound_to_what_was_seen(world: World) -> None:
    """Somebody else changed it: refused, nothing happens; who may not change may not undo."""
    number = drafted(world, (TIN, 5)).number
    revised(world, number, (TIN, 6))
    with pytest.raises(StaleRevision):
        undone(world, number, revision=1)
    with pytest.raises(NotAllowed), world.working() as session:
        orders.undo_change(session, world.desk(WILL), number, revision=None)
    assert lines_of(seen(world, number)) == [(TIN, 6)]


def test_a_held_order_goes_back_to_what_it_was_held_with(world: World) -> None:
    """Only changes that were made while it was held; those of the draft are behind Confirm."""
    number = drafted(world, (TIN, 290)).number
    revised(world, number, (TIN, 300))
    with world.working() as session:
        assert orders.confirm(session, world.desk(), number, revision=2).state == "pending_confirmation"
    with pytest.raises(NothingToUndo):
        undone(world, number)
    with world.working() as session:
        orders.revise_held(session, world.desk(), number, wanted((TIN, 310)), revision=2)
    back = undone(world, number)
    assert (back.state, lines_of(back)) == ("pending_confirmation", [(TIN, 300)])
    assert lines_of(seen(world, number)) == [(TIN, 300)]


def test_a_confirmed_order_has_nothing_to_undo(world: World) -> None:
    """What is accepted is cancelled, not edited."""
    number = confirmed(world, (TIN, 5)).number
    with pytest.raises(NothingToUndo):
        undone(world, number)
    assert seen(world, number).may_be_cancelled


def test_two_changes_of_one_revision_leave_one_and_refuse_the_other(world: World) -> None:
    """Six people at once, five rounds: each round one change counts, everybody else is told."""
    number = drafted(world, (TIN, 5)).number

    def change(quantity: int) -> str:
        try:
            with world.working() as session:
                view = orders.revise_draft(session, world.desk(), number, wanted((TIN, quantity)), revision=before)
        except StaleRevision:
            return "stale"
        return f"revision {view.revision}"

    for round_no in range(5):
        before = seen(world, number).revision
        with ThreadPoolExecutor(6) as pool:
            outcomes = sorted(pool.map(change, range(10 * round_no + 10, 10 * round_no + 16)))
        assert outcomes == [f"revision {before + 1}", *["stale"] * 5]
    with world.working() as session:
        assert [revision for revision, _ in queries.changes_of(session, number)] == [2, 3, 4, 5, 6]


def test_p8_the_usual_is_what_stands_in_half_of_the_last_orders(world: World) -> None:
    """With the median of what was ordered; drafts and held orders are no history."""
    for number, lines in enumerate((((BAG, 60), (OWL, 4)), ((BAG, 24), (CUP, 12)), ((BAG, 36), (OWL, 6)))):
        confirmed(world, *lines, customer="FREE", key=f"k{number}")
    drafted(world, (STAND, 5), customer="FREE", key="open")
    with world.working() as session:
        usual = queries.usual(session, world.desk(), "FREE")
        last = queries.last_order(session, world.desk(), "FREE")
        bought = queries.bought(session, world.desk(), "FREE")
    assert usual is not None
    assert last is not None
    assert [(line.sku, int(line.quantity)) for line in usual.lines] == [(BAG, 36), (OWL, 4)]
    assert (usual.of_orders, usual.saved_from) == (3, None)
    assert [(line.sku, int(line.quantity)) for line in last.lines] == [(BAG, 36), (OWL, 6)]
    assert last.day.isoformat() == "2011-11-14"
    assert [(each.sku, each.orders, int(each.usually)) for each in bought] == [(BAG, 3, 36), (OWL, 2, 4), (CUP, 1, 12)]


def test_p8_only_the_last_orders_of_the_policy_count(world: World) -> None:
    """Ten as shipped: what was only in older ones is usual no more."""
    confirmed(world, (STAND, 1), customer="FREE", key="old")
    for number in range(10):
        confirmed(world.on(world.now + timedelta(hours=number + 1)), (TIN, 1), customer="FREE", key=f"k{number}")
    with world.working() as session:
        usual = queries.usual(session, world.desk(), "FREE")
    assert usual is not None
    assert ([line.sku for line in usual.lines], usual.of_orders) == ([TIN], 10)


def test_nobody_knows_the_usual_of_who_never_ordered(world: World) -> None:
    """Neither a last order nor a usual one."""
    with world.working() as session:
        assert queries.usual(session, world.desk(), "MEADOW") is None
        assert queries.last_order(session, world.desk(), "MEADOW") is None
        assert queries.bought(session, world.desk(), "MEADOW") == ()


def test_p8_a_saved_usual_stands_above_what_is_frequent_and_is_replaced(world: World) -> None:
    """Saved by sales from a draft or order, with the units as said; kept in the trail."""
    confirmed(world, (TIN, 5), key="history")
    draft = drafted(world, (BAG, 2), key="template")
    with world.working() as session:
        request = wanted((BAG, 2, "dozen"))
        orders.revise_draft(session, world.desk(), draft.number, request, revision=1)
        first = orders.save_usual(session, world.desk(), draft.number)
    assert (first.before, first.now.saved_from, first.now.saved_by) == (None, draft.number, "Mia")
    with world.working() as session:
        usual = queries.usual(session, world.desk(), "THISTLE")
        assert usual is not None
        assert [(line.sku, line.quantity, line.unit) for line in usual.lines] == [(BAG, Decimal(2), "dozen")]
    after = confirmed(world, (OWL, 3), key="next")
    with world.working() as session:
        second = orders.save_usual(session, world.desk(), after.number)
    assert second.before == first.now
    with world.working() as session:
        trail = audit.trail(session, "customer:THISTLE")
    assert [entry.action for entry in trail] == ["customer.usual_saved", "customer.usual_saved"]


@pytest.mark.parametrize("who", [BUYER, SAM, WILL])
def test_only_sales_saves_what_is_usual(world: World, who: object) -> None:
    """Neither the customer nor the warehouse."""
    number = drafted(world, (TIN, 5)).number
    with pytest.raises(NotAllowed), world.working() as session:
        orders.save_usual(session, world.desk(who), number)


def test_a_draft_that_was_confirmed_meanwhile_is_no_draft_to_change(world: World) -> None:
    """The revision is the same, the state is not."""
    number = confirmed(world, (TIN, 5)).number
    with pytest.raises(IllegalTransition), world.working() as session:
        orders.revise_draft(session, world.desk(), number, wanted((TIN, 6)), revision=1)
