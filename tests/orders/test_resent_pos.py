"""POs that come again: the same makes no second order, a changed one is shown as a difference, a person settles it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import AlreadySettled, OverCredit, TooLateToChange
from domain.orders.rules.headers import po_key
from domain.orders.schemas import LineQuantity, OrderRequest, OrderView, ResentPoView
from domain.shared.actors import Actor, ActorKind
from domain.shared.audit import trail
from domain.shared.errors import NotAllowed, StaleRevision
from domain.shared.policy import shipped, understood
from tests.orders.stories import seen
from tests.support.world import BAG, BUYER, MIA, OWL, STAND, TIN, WILL, World, wanted

UNPROVEN = Actor(kind=ActorKind.CONTACT, id="anna@thistle.example", name="Anna", customer_id="THISTLE", verified=False)


def taken(world: World, request: OrderRequest, key: str, who: object = MIA) -> OrderView | ResentPoView:
    """What becomes of a request."""
    with world.working() as session:
        return orders.take(session, world.desk(who), request, key=key)


def ordered(world: World, *lines: tuple[str, object], **more: object) -> OrderView:
    """A first order under PO TT-4411."""
    view = taken(world, wanted(*lines, customer_po="TT-4411", **more), "first")
    assert isinstance(view, OrderView)
    return view


def resent(world: World, *lines: tuple[str, object], key: str = "again", po: str = "TT-4411", who: object = MIA,
           **more: object) -> ResentPoView:  # fmt: skip
    """The PO comes again."""
    view = taken(world, wanted(*lines, customer_po=po, **more), key, who)
    assert isinstance(view, ResentPoView)
    return view


def accepted(world: World, view: OrderView) -> OrderView:
    """Mia confirms it."""
    with world.working() as session:
        return orders.confirm(session, world.desk(), view.number, revision=view.revision)


def applied(world: World, view: ResentPoView) -> OrderView:
    """Mia applies the changes that she was shown."""
    with world.working() as session:
        orders.apply_changes(session, world.desk(), view.id, revision=view.order.revision)
    return seen(world, view.order.number)


def picked(world: World, view: OrderView, line_no: int, quantity: int) -> None:
    """Will takes goods of a line from the shelf."""
    with world.working() as session:
        part = LineQuantity(line_key=f"{view.number}/{line_no}", quantity=Decimal(quantity))
        orders.record_picked(session, world.desk(WILL), [part])


def amounts(view: OrderView) -> list[tuple[str, Decimal]]:
    """Articles and base quantities, line by line."""
    return [(line.sku, line.base_quantity) for line in view.lines]


def marked(view: ResentPoView) -> list[tuple[str, int, int, str, str]]:
    """Every change of a line with how possible it is."""
    return [
        (line.sku, int(line.before), int(line.after), line.possibility.value, line.why)
        for line in view.difference.lines
    ]


def count(world: World) -> int:
    """How many orders Thistle has that were not given up."""
    with world.working() as session:
        return len(queries.same_po(session, "THISTLE", "TT-4411"))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("TT-4411", "TT4411"), ("tt 4411", "TT4411"), ("PO 4411", "4411"), ("P.O. No. 4411", "4411"),
        ("po#4411", "4411"), ("PO4411", "4411"), ("Purchase Order Number: 4411", "4411"), ("４４１１", "4411"),
        ("0044", "0044"), ("44", "44"), ("PORT-22", "PORT22"), ("PO Box 7", "BOX7"), ("12-3", "12-3"), ("12/3", "12-3"),
        ("1-23", "1-23"), ("PO", "PO"), ("", None), (" - ", None), (None, None),
    ],
)  # fmt: skip
def test_q1_a_po_number_is_compared_by_what_matters(written: str | None, key: str | None) -> None:
    """Case, blanks and the label do not count, leading zeros and a sign between digits do."""
    assert po_key(written) == key


def test_q1_the_same_po_again_makes_no_second_order(world: World) -> None:
    """However it is written and in whatever order its lines stand, it points to the order that is there."""
    first = ordered(world, (TIN, 3), (BAG, 2, "dozen"))
    again = resent(world, (BAG, 24), (TIN, 1), (TIN, 2), po="PO tt 4411")
    assert (again.kind, again.state, again.order.number) == ("duplicate", "open", first.number)
    assert again.difference.is_empty
    assert not again.may_be_applied
    assert count(world) == 1


def test_q1_the_same_message_again_finds_its_own_answer(world: World) -> None:
    """A message that is worked twice is recognised once, as the order or as the copy that it was the first time."""
    first = ordered(world, (TIN, 3))
    assert taken(world, wanted((TIN, 3), customer_po="TT-4411"), "first") == first
    again = resent(world, (TIN, 3))
    assert resent(world, (TIN, 3)) == again
    assert resent(world, (TIN, 3), key="third").id == again.id + 1


def test_q1_what_the_customer_said_is_known_after_we_changed_it(world: World) -> None:
    """Mia put 5 right by phone; the paper with 3 that comes afterwards is still the same paper."""
    first = ordered(world, (TIN, 3))
    with world.working() as session:
        request = wanted((TIN, 5), customer_po="TT-4411")
        orders.revise_draft(session, world.desk(), first.number, request, revision=1)
    again = resent(world, (TIN, 3))
    assert again.kind == "duplicate"
    assert marked(again) == [(TIN, 5, 3, "possible", "")]
    assert resent(world, (TIN, 5), key="as it is").kind == "duplicate"


def test_q1_another_customer_or_another_po_is_another_order(world: World) -> None:
    """The key is the bill-to and the number; an order that was given up is none."""
    first = ordered(world, (TIN, 3))
    others = (
        wanted((TIN, 3), customer="FREE", customer_po="TT-4411"),
        wanted((TIN, 3), customer_po="TT-4412"),
        wanted((TIN, 3), customer=None, customer_po="TT-4411"),
    )
    for number, request in enumerate(others):
        assert isinstance(taken(world, request, f"other {number}"), OrderView)
    with world.working() as session:
        orders.discard(session, world.desk(), first.number, revision=1)
    assert isinstance(taken(world, wanted((TIN, 3), customer_po="TT-4411"), "anew"), OrderView)


def test_q1_a_changed_po_of_a_draft_is_a_difference_and_one_click_applies_it(world: World) -> None:
    """Added, removed, more, less, another day and place; the draft is then exactly what was asked for."""
    first = ordered(world, (TIN, 12), (BAG, 10), (OWL, 5))
    day = date(2011, 11, 25)
    again = resent(world, (TIN, 24), (BAG, 6), (STAND, 2), requested_date=day, ship_to="norwich warehouse", who=BUYER)
    assert (again.kind, again.order.number, again.author) == ("revision", first.number, "Anna")
    assert marked(again) == [
        (TIN, 12, 24, "possible", ""), (BAG, 10, 6, "possible", ""), (STAND, 0, 2, "possible", ""),
        (OWL, 5, 0, "possible", ""),
    ]  # fmt: skip
    assert [(term.term, term.before, term.after, term.possibility.value) for term in again.difference.terms] == [
        ("requested_date", "", "2011-11-25", "possible"), ("ship_to", "main", "norwich warehouse", "possible"),
    ]  # fmt: skip
    after = applied(world, again)
    assert amounts(after) == [(TIN, 24), (BAG, 6), (STAND, 2)]
    assert (after.state, after.revision, after.requested_date, after.problems) == ("draft", 2, day, ())
    assert after.ship_to is not None
    assert after.ship_to.label == "norwich warehouse"
    with world.working() as session:
        settled = queries.resent_po(session, world.desk(), again.id)
    assert (settled.state, settled.settled_by, settled.result_number) == ("applied", "Mia", first.number)
    assert resent(world, (TIN, 24), (BAG, 6), (STAND, 2), requested_date=day, ship_to="norwich warehouse",
                  key="third").kind == "duplicate"  # fmt: skip


def test_q1_changes_are_settled_once_and_on_what_was_shown(world: World) -> None:
    """A second click finds who was faster; an order that moved on since has to be looked at again."""
    first = ordered(world, (TIN, 12))
    again, other = resent(world, (TIN, 24)), resent(world, (TIN, 30), key="other")
    applied(world, again)
    with pytest.raises(StaleRevision), world.working() as session:
        orders.apply_changes(session, world.desk(), other.id, revision=other.order.revision)
    for verb in (lambda s: orders.apply_changes(s, world.desk(), again.id, revision=None),
                 lambda s: orders.order_again(s, world.desk(), again.id)):  # fmt: skip
        with pytest.raises(AlreadySettled) as refused, world.working() as session:
            verb(session)
        assert (refused.value.facts["by"], refused.value.facts["number"]) == ("Mia", first.number)


def test_q1_more_on_a_confirmed_order_is_a_line_of_its_own_that_passes_nobody(world: World) -> None:
    """12 stands become 60: what is there is allocated, the rest waits; the price of 60 holds for all of them."""
    first = accepted(world, ordered(world, (STAND, 12), (TIN, 2)))
    again = resent(world, (STAND, 60), (TIN, 2), (OWL, 1))
    assert marked(again) == [(STAND, 12, 60, "possible", ""), (OWL, 0, 1, "possible", "")]
    after = applied(world, again)
    assert amounts(after) == [(STAND, 12), (TIN, 2), (STAND, 48), (OWL, 1)]
    assert [(line.allocated, line.open) for line in after.lines] == [(12, 0), (2, 0), (38, 10), (1, 0)]
    assert [line.unit_price for line in after.lines] == [Decimal("10.95"), 10, Decimal("10.95"), Decimal("4.95")]
    assert (after.state, after.revision, after.net.amount) == ("confirmed", 2, Decimal("681.95"))
    assert after.lines[2].promised_date == date(2011, 11, 24)
    assert first.lines[0].promised_date == after.lines[0].promised_date
    with world.working() as session:
        (entry,) = [each for each in trail(session, f"order:{first.number}") if each.action == "order.amended"]
    assert (entry.before["revision"], entry.after["revision"], entry.before["lines"][0]["quantity"]) == (1, 2, "12")


def test_q1_less_on_a_confirmed_order_gives_back_what_waits_first(world: World) -> None:
    """60 stands of which 10 wait become 45: the ten wait no more, five of what was set aside are free again."""
    first = accepted(world, ordered(world, (STAND, 60), (TIN, 2), (OWL, 4)))
    assert (first.lines[0].allocated, first.lines[0].open) == (50, 10)
    after = applied(world, resent(world, (STAND, 45), (TIN, 2)))
    assert amounts(after) == [(STAND, 45), (TIN, 2)]
    assert [(line.allocated, line.open) for line in after.lines] == [(45, 0), (2, 0)]
    assert after.net.amount == Decimal("512.75")
    other = accepted(world, taken(world, wanted((STAND, 5), (OWL, 40), customer="FREE"), "other"))
    assert [line.allocated for line in other.lines] == [5, 40]
    later = applied(world, resent(world, (STAND, 45), (TIN, 2), (BAG, 1), key="third"))
    assert [line.line_no for line in later.lines] == [1, 2, 4]


def test_q1_less_than_a_break_costs_the_price_of_less(world: World) -> None:
    """13 stands cost what 13 stands cost, in either direction."""
    accepted(world, ordered(world, (STAND, 14)))
    after = applied(world, resent(world, (STAND, 13)))
    assert (after.lines[0].unit_price, after.net.amount) == (Decimal("12.75"), Decimal("165.75"))


def test_q1_what_stays_because_it_is_picked_costs_the_price_of_what_stays(world: World) -> None:
    """Of 14 stands with 8 picked none is wanted any more: 8 stay, below the break, at the price of 8."""
    first = accepted(world, ordered(world, (STAND, 14), (TIN, 1)))
    picked(world, first, 1, 8)
    after = applied(world, resent(world, (TIN, 1)))
    assert amounts(after) == [(STAND, 8), (TIN, 1)]
    assert (after.lines[0].unit_price, after.net.amount) == (Decimal("12.75"), Decimal("112.00"))


def test_q1_what_is_picked_or_gone_stays(world: World) -> None:
    """Of 12 picked tins 12 stay, of 20 bags with 5 picked 5 stay, and the rest of the revision is done."""
    first = accepted(world, ordered(world, (TIN, 12), (BAG, 20), (OWL, 3)))
    picked(world, first, 1, 12)
    picked(world, first, 2, 5)
    again = resent(world, (TIN, 6), (OWL, 2), ship_to="norwich warehouse", requested_date=date(2011, 12, 1))
    assert marked(again) == [
        (TIN, 12, 6, "too_late", "picked"), (OWL, 3, 2, "possible", ""), (BAG, 20, 0, "partly", "picked"),
    ]  # fmt: skip
    assert [line.reachable for line in again.difference.lines] == [12, 2, 5]
    assert [(term.term, term.possibility.value, term.why) for term in again.difference.terms] == [
        ("requested_date", "partly", "picked"), ("ship_to", "too_late", "picked"),
    ]  # fmt: skip
    after = applied(world, again)
    assert amounts(after) == [(TIN, 12), (BAG, 5), (OWL, 2)]
    assert (after.state, after.requested_date, after.ship_to) == ("in_fulfilment", date(2011, 12, 1), first.ship_to)


def test_q1_once_all_is_gone_a_changed_po_is_a_new_order(world: World) -> None:
    """The same again still is no second order; another content is drafted, with a word and nothing more."""
    first = accepted(world, ordered(world, (TIN, 12)))
    again = resent(world, (TIN, 10))
    with world.working() as session:
        part = LineQuantity(line_key=f"{first.number}/1", quantity=Decimal(12))
        orders.record_shipped(session, world.desk(WILL), [part], shipment_number="SH-1")
    with world.working() as session:
        now = queries.resent_po(session, world.desk(), again.id)
    assert marked(now) == [(TIN, 12, 10, "too_late", "shipped")]
    with pytest.raises(TooLateToChange), world.working() as session:
        orders.apply_changes(session, world.desk(), again.id, revision=None)
    assert resent(world, (TIN, 12), key="same").order.state == "shipped"
    fresh = taken(world, wanted((TIN, 8), customer_po="TT-4411"), "release 2")
    assert isinstance(fresh, OrderView)
    assert [(problem.code, problem.blocking) for problem in fresh.problems] == [("DUPLICATE_PO", False)]


def test_q1_another_country_takes_a_person(world: World) -> None:
    """Tax and price of a confirmed order are those of its country."""
    accepted(world, ordered(world, (TIN, 12)))
    (term,) = resent(world, (TIN, 12), ship_to="paris").difference.terms
    assert (term.term, term.after, term.possibility, term.why) == ("ship_to", "paris", "too_late", "other_country")


def test_x6_more_than_the_credit_is_not_added_where_policy_refuses_it(world: World) -> None:
    """1,200 of a limit of 2,500 are used; 200 more tins would go over it, and nothing of it is done."""
    first = accepted(world, ordered(world, (TIN, 100)))
    again = resent(world, (TIN, 300))
    strict = world.under(credit={"amendment": "refuse"})
    with pytest.raises(OverCredit) as refused, strict.working() as session:
        orders.apply_changes(session, strict.desk(), again.id, revision=1)
    assert refused.value.facts == {"number": first.number, "excess": "1100.00 GBP", "reasons": "OVER_LIMIT"}
    assert seen(world, first.number) == first
    applied(world, resent(world, (TIN, 200), key="less"))


def test_q1_a_changed_po_of_a_held_order_asks_the_approvers_again(world: World) -> None:
    """The order waits for a decision about 300 tins; what is decided on is then 260."""
    first = accepted(world, ordered(world, (TIN, 300)))
    assert first.state == "pending_confirmation"
    after = applied(world, resent(world, (TIN, 260)))
    assert (after.state, amounts(after), after.revision) == ("pending_confirmation", [(TIN, 260)], 2)


def test_q1_ordering_it_again_anyway_is_one_more_order_that_nobody_asks_about(world: World) -> None:
    """An additional release of the same PO, in the name of who wrote it, written down with who wanted it."""
    first = ordered(world, (TIN, 3))
    again = resent(world, (TIN, 3), who=UNPROVEN)
    assert not again.is_proven
    with world.working() as session:
        second = orders.order_again(session, world.desk(), again.id)
    assert (second.author, second.problems, second.state) == ("Anna", (), "draft")
    assert [hold.reason for hold in second.holds] == ["IDENTITY"]
    with world.working() as session:
        entries = trail(session, f"order:{second.number}")
    assert [(each.action, each.actor_name) for each in entries][-1] == ("order.additional_release", "Mia")
    with world.working() as session:
        request = wanted((TIN, 4), customer_po="TT-4411")
        assert orders.revise_draft(session, world.desk(), first.number, request, revision=1).problems == ()
    assert count(world) == 2


def test_c34_several_orders_under_one_po_are_named_and_never_forbidden(world: World) -> None:
    """A draft that gets its PO number later only carries a word about it."""
    ordered(world, (TIN, 3))
    second = taken(world, wanted((BAG, 3)), "no number yet")
    assert isinstance(second, OrderView)
    with world.working() as session:
        request = wanted((BAG, 3), customer_po="TT-4411")
        view = orders.revise_draft(session, world.desk(), second.number, request, revision=1)
    assert ([problem.code for problem in view.problems], view.may_be_confirmed) == (["DUPLICATE_PO"], True)
    assert accepted(world, view).state == "confirmed"


def test_q1_who_may_settle_a_po_that_came_again(world: World) -> None:
    """Sales may; the warehouse and the customer's own contact may not."""
    ordered(world, (TIN, 3))
    again = resent(world, (TIN, 4))
    for who in (WILL, BUYER):
        for verb in (lambda s, d: orders.apply_changes(s, d, again.id, revision=None),
                     lambda s, d: orders.order_again(s, d, again.id)):  # fmt: skip
            with pytest.raises(NotAllowed), world.working() as session:
                verb(session, world.desk(who))


def test_q1_the_same_po_by_many_at_one_moment_makes_one_order(world: World) -> None:
    """Eight copies under eight ids: one draft, seven that point to it."""

    def send(number: int) -> OrderView | ResentPoView:
        return taken(world, wanted((TIN, 3), customer_po="TT-4411"), f"copy {number}")

    with ThreadPoolExecutor(8) as pool:
        views = list(pool.map(send, range(8)))
    drafts = {view.number for view in views if isinstance(view, OrderView)}
    copies = [(view.kind, view.order.number) for view in views if isinstance(view, ResentPoView)]
    assert len(drafts) == 1
    assert copies == [("duplicate", drafts.pop())] * 7
    assert count(world) == 1


def test_q1_one_click_by_many_at_one_moment_applies_once(world: World) -> None:
    """One applies, everybody else hears who did."""
    first = ordered(world, (TIN, 3))
    again = resent(world, (TIN, 4))

    def click(_: int) -> str:
        try:
            with world.working() as session:
                orders.apply_changes(session, world.desk(), again.id, revision=1)
        except AlreadySettled as refusal:
            return refusal.code
        return "applied"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(click, range(6))) == ["ALREADY_SETTLED"] * 5 + ["applied"]
    assert amounts(seen(world, first.number)) == [(TIN, 4)]


def test_q2_the_same_basket_is_asked_about_and_both_may_be_kept(world: World) -> None:
    """The question says which, when and by whom; keeping both is written down and asked once, of neither again."""
    first = taken(world, wanted((TIN, 3), (BAG, 1)), "one")
    later = world.on(world.now + timedelta(minutes=12))
    second = taken(later, wanted((BAG, 1), (TIN, 3)), "two")
    assert isinstance(first, OrderView)
    assert isinstance(second, OrderView)
    (asked,) = second.problems
    assert (asked.code, asked.blocking, asked.facts["number"], asked.facts["author"]) == (
        "DUPLICATE_BASKET", False, first.number, "Mia",
    )  # fmt: skip
    assert (asked.facts["at"], asked.facts["now"]) == ("2011-11-14T09:00:00+00:00", "2011-11-14T09:12:00+00:00")
    assert (second.may_be_confirmed, second.is_perhaps_a_copy) == (True, True)
    with later.working() as session:
        kept = orders.keep_both(session, later.desk(), second.number, revision=1, other=first.number)
    assert (kept.problems, kept.revision, kept.is_perhaps_a_copy) == ((), 2, False)
    for number in (first.number, second.number):
        with later.working() as session:
            request = queries.request_of(session, number).model_copy(update={"note": "changed"})
            assert orders.revise_draft(session, later.desk(), number, request, revision=None).problems == ()


def test_q2_a_number_on_one_side_only_is_asked_about_too(world: World) -> None:
    """Ordered by phone without a number, then the paper with one; two numbers are two orders."""
    taken(world, wanted((TIN, 3)), "by phone")
    paper = taken(world, wanted((TIN, 3), customer_po="TT-1"), "paper")
    other = taken(world, wanted((BAG, 9), customer_po="TT-2"), "other")
    third = taken(world, wanted((BAG, 9), customer_po="TT-3"), "third")
    assert [[problem.code for problem in view.problems] for view in (paper, other, third)] == [
        ["DUPLICATE_BASKET"], [], [],
    ]  # fmt: skip


def test_q2_another_place_or_a_day_later_is_another_order(world: World) -> None:
    """The window is policy's."""
    taken(world, wanted((TIN, 3)), "one")
    assert taken(world, wanted((TIN, 3), ship_to="norwich warehouse"), "two").problems == ()
    later = world.on(world.now + timedelta(hours=24, minutes=1))
    assert taken(later, wanted((TIN, 3)), "three").problems == ()
    never = understood(shipped() | {"duplicates": {"window_hours": 0, "hold": False}})
    with later.working() as session:
        unasked = replace(later.desk(), configuration=never)
        assert orders.take(session, unasked, wanted((TIN, 3)), key="four").problems == ()
        assert len(orders.take(session, later.desk(), wanted((TIN, 3)), key="five").problems) == 1


def test_q2_the_same_basket_by_many_at_one_moment_is_asked_about(world: World) -> None:
    """Nothing is dropped: all are drafts, and every one but the first is asked about."""
    with ThreadPoolExecutor(4) as pool:
        views = list(pool.map(lambda number: taken(world, wanted((TIN, 3)), f"copy {number}"), range(4)))
    assert sorted(len(view.problems) for view in views if isinstance(view, OrderView)) == [0, 1, 1, 1]
