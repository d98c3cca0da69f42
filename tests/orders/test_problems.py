"""Whatever is asked for, the answer is a draft with problems: never an exception, never a guess."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import NoSuchQuestion, UnverifiedSender
from domain.orders.schemas import OpenQuestion, OrderRequest, OrderView, RequestedLine
from domain.shared.actors import Actor, ActorKind
from domain.shared.errors import IllegalTransition, NotAllowed
from domain.stock import queries as stock
from tests.orders.stories import confirmed, drafted, seen
from tests.support.world import BAG, BUYER, CUP, OLD, OWL, STAND, TIN, UNPRICED, WILL, World, wanted


def made(world: World, request: OrderRequest, key: str = "k") -> OrderView:
    """The draft of a request by Mia."""
    with world.working() as session:
        return orders.draft(session, world.desk(), request, key=key)


def test_all_problems_are_said_at_once(world: World) -> None:
    """Nine things are wrong in one message, and each is named with its line."""
    request = wanted(
        ("NOPE", 1), (OLD, 1), (BAG, 2, "barrel"), (BAG, -3), (BAG, "1000000000000"), (CUP, 7), (CUP, 6),
        (UNPRICED, 1), (BAG, "NaN"), requested_date=date(2011, 11, 1), ship_to="the moon", unexplained=("gift wrap",),
    )  # fmt: skip
    view = made(world, request)
    assert sorted((problem.code, problem.where, problem.blocking) for problem in view.problems) == [
        ("BAD_QUANTITY", "line 4", True), ("BAD_QUANTITY", "line 5", True), ("BAD_QUANTITY", "line 9", True),
        ("BELOW_MINIMUM", "line 6", True), ("BELOW_MINIMUM", "line 7", True), ("DATE_IN_PAST", "requested_date", True),
        ("NOT_A_MULTIPLE", "line 6", True), ("NO_PRICE", "line 8", True), ("OBSOLETE_SKU", "line 2", True),
        ("UNEXPLAINED", "text", False), ("UNKNOWN_SHIP_TO", "ship_to", True), ("UNKNOWN_SKU", "line 1", True),
        ("UNKNOWN_UNIT", "line 3", True),
    ]  # fmt: skip
    assert [line.sku for line in view.lines] == [OLD, CUP, CUP]
    assert not view.may_be_confirmed
    assert seen(world, view.number) == view


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "Infinity", "-Infinity", "1e12", "1e400", "0.0000001"])
def test_no_number_is_too_odd_to_be_answered(world: World, quantity: str) -> None:
    """Hostile quantities and prices become problems."""
    line = RequestedLine(sku=BAG, quantity=Decimal(quantity), stated_price=Decimal(quantity))
    view = made(world, OrderRequest(channel="slack", customer_id="THISTLE", lines=(line,)))
    assert [problem.code for problem in view.problems] == ["BAD_QUANTITY"]
    assert view.lines == ()
    assert seen(world, view.number) == view


def test_u5_a_quantity_between_multiples_offers_both_neighbours(world: World) -> None:
    """Sixteen cups are twelve or eighteen."""
    view = made(world, wanted((CUP, 16)))
    (problem,) = view.problems
    assert (problem.code, problem.facts["down"], problem.facts["up"]) == ("NOT_A_MULTIPLE", "12", "18")


def test_a_unit_that_was_read_as_single_pieces_is_said(world: World) -> None:
    """Two of them may be two or two times twelve: the draft says which, and may be confirmed."""
    line = RequestedLine(sku=BAG, quantity=Decimal(2), text="2 doz bags", inferred=("dozen_read_as_each",))
    view = made(world, OrderRequest(channel="slack", customer_id="THISTLE", lines=(line,)))
    (problem,) = view.problems
    assert (problem.code, problem.blocking, problem.where) == ("UNIT_READ_AS_EACH", False, "line 1")
    assert problem.facts == {
        "sku": BAG, "said": "2 doz bags", "unit": "dozen", "factor": "12", "quantity": "2", "meant": "24",
    }  # fmt: skip
    assert view.may_be_confirmed


@pytest.mark.parametrize(
    ("stated", "codes"),
    [("1.65", []), ("1.655", []), ("1.50", ["PRICE_BELOW_OURS"]), ("1.80", ["PRICE_ABOVE_OURS"]), ("19.80", [])],
)
def test_r4_a_stated_price_is_compared_per_piece_or_per_unit(world: World, stated: str, codes: list[str]) -> None:
    """Five dozen bags cost 1.65 each, which is 19.80 a dozen."""
    line = RequestedLine(sku=BAG, quantity=Decimal(5), unit="dozen", stated_price=Decimal(stated))
    view = made(world, OrderRequest(channel="slack", customer_id="THISTLE", lines=(line,)))
    assert [problem.code for problem in view.problems] == codes
    assert view.lines[0].unit_price == Decimal("1.65")
    assert view.may_be_confirmed


def test_r2_breaks_count_an_article_over_the_whole_order(world: World) -> None:
    """Thirty and thirty bags are sixty."""
    view = made(world, wanted((BAG, 30), (BAG, 30)))
    assert [line.unit_price for line in view.lines] == [Decimal("1.65")] * 2


def test_t4_lines_for_one_article_share_what_there_is(world: World) -> None:
    """Forty and twenty stands: the second line gets ten now and ten from the receipt."""
    view = made(world, wanted((STAND, 40), (STAND, 20)))
    assert [[part.quantity for part in line.parts] for line in view.lines] == [[40], [10, 10]]


def test_goods_abroad_carry_no_tax(world: World) -> None:
    """The ship-to's country decides."""
    view = made(world, wanted((TIN, 10), ship_to="paris"))
    assert (view.net.amount, view.tax.amount, view.total.amount) == (Decimal(100), Decimal(0), Decimal(100))


def test_t3_after_the_cut_off_goods_leave_a_day_later(world: World) -> None:
    """At three in the afternoon the main warehouse starts tomorrow."""
    view = made(world.on(datetime(2011, 11, 14, 15, tzinfo=UTC)), wanted((TIN, 1)))
    assert view.lines[0].parts[0].ship_date == date(2011, 11, 16)


def test_t3_what_nobody_can_date_gets_no_date(world: World) -> None:
    """Five hundred owls: forty now, two hundred from the receipt, the rest without a date."""
    view = made(world, wanted((OWL, 500), requested_date=date(2011, 12, 1)))
    assert [(part.quantity, part.arrival_date) for part in view.lines[0].parts] == [
        (40, date(2011, 11, 16)), (200, date(2011, 11, 29)), (260, None),
    ]  # fmt: skip
    assert view.promised_date is None
    assert [problem.code for problem in view.problems] == ["DATE_TOO_SOON"]


def test_a_draft_without_a_customer_waits_for_one(world: World) -> None:
    """Lines and list prices are there; the customer is a problem, and choosing one answers it."""
    view = made(world, wanted((STAND, 12), customer=None))
    assert ([problem.code for problem in view.problems], view.credit) == (["UNKNOWN_CUSTOMER"], None)
    with world.working() as session:
        request = queries.request_of(session, view.number).model_copy(update={"customer_id": "THISTLE"})
        view = orders.revise_draft(session, world.desk(), view.number, request, revision=1)
    assert (view.problems, view.customer_name, view.revision) == ((), "Thistle", 2)


def test_questions_are_answered_one_by_one(world: World) -> None:
    """Which item, then how many; an answer to a question that is gone changes nothing."""
    asked = (
        OpenQuestion(about="which_item", text="bag", candidates=(BAG, OLD), quantity=Decimal(12)),
        OpenQuestion(about="which_item", text="tin", candidates=(TIN, CUP)),
    )
    view = made(world, wanted((STAND, 1), questions=asked))
    assert [candidate.name for candidate in view.questions[0].candidates] == ["Jumbo Bag Red", "Old Bag"]
    for index, candidate in ((0, BAG), (0, TIN), (0, "3")):
        assert not view.may_be_confirmed
        with world.working() as session:
            view = orders.answer_question(
                session, world.desk(), view.number, revision=view.revision, index=index, candidate=candidate
            )
    assert [(line.sku, line.base_quantity) for line in view.lines] == [(STAND, 1), (BAG, 12), (TIN, 3)]
    assert view.may_be_confirmed
    with pytest.raises(NoSuchQuestion), world.working() as session:
        orders.answer_question(session, world.desk(), view.number, revision=None, index=0, candidate=TIN)


def test_q1_the_same_po_number_is_noticed_however_it_is_written(world: World) -> None:
    """A second order under TT-4411 is named, and may still be confirmed."""
    first = made(world, wanted((TIN, 1), customer_po="TT-4411"), key="one")
    second = made(world, wanted((TIN, 2), customer_po="tt 4411"), key="two")
    (problem,) = second.problems
    assert (problem.code, problem.facts["number"], problem.facts["same_content"]) == (
        "DUPLICATE_PO", first.number, "no",
    )  # fmt: skip
    assert second.may_be_confirmed


def test_q2_the_same_basket_within_a_day_is_noticed(world: World) -> None:
    """Two days later it is only a good customer."""
    first = drafted(world, (TIN, 3), (BAG, 1), key="one")
    again = drafted(world, (BAG, 1), (TIN, 3), key="two")
    assert [(problem.code, problem.facts["number"]) for problem in again.problems] == [
        ("DUPLICATE_BASKET", first.number)
    ]
    later = drafted(world.on(world.now + timedelta(days=2)), (TIN, 3), (BAG, 1), key="three")
    assert later.problems == ()


def test_q3_the_same_key_makes_one_draft(world: World) -> None:
    """The same message worked twice has one effect."""
    assert drafted(world, (TIN, 3), key="one") == drafted(world, (TIN, 3), key="one")


def test_a_draft_keeps_its_stock_for_a_quarter_of_an_hour(world: World) -> None:
    """What one rep looks at another cannot promise; later it is free again, and activity extends it."""
    first = drafted(world, (OWL, 40), key="one")
    assert first.reserved_until == world.now + timedelta(minutes=15)
    assert drafted(world, (OWL, 40), key="two").lines[0].parts[0].available_date == date(2011, 11, 25)
    later = world.on(world.now + timedelta(minutes=10))
    with later.working() as session:
        request = queries.request_of(session, first.number)
        same = orders.revise_draft(session, later.desk(), first.number, request, revision=1)
    assert (same.revision, same.reserved_until) == (1, world.now + timedelta(minutes=25))
    much_later = world.on(world.now + timedelta(minutes=40))
    assert drafted(much_later, (OWL, 40), key="three").lines[0].parts[0].available_date == date(2011, 11, 14)


def test_a_discarded_draft_gives_its_stock_back_and_stays_discarded(world: World) -> None:
    """It can be neither revised nor confirmed."""
    view = drafted(world, (OWL, 40))
    with world.working() as session:
        assert orders.discard(session, world.desk(), view.number, revision=1).state == "discarded"
        assert stock.availability(session, world.desk(), [OWL])[OWL].available == 40
    for verb in (orders.confirm, orders.cancel):
        more = {"reason": "no"} if verb is orders.cancel else {}
        with pytest.raises(IllegalTransition), world.working() as session:
            verb(session, world.desk(), view.number, revision=1, **more)


def test_drafts_left_alone_for_five_working_days_expire(world: World) -> None:
    """One that was touched on Wednesday lives on."""
    old, fresh = drafted(world, (TIN, 1), key="old"), drafted(world, (BAG, 1), key="fresh")
    wednesday, next_monday = (world.on(world.now + timedelta(days=days, minutes=1)) for days in (2, 7))
    with wednesday.working() as session:
        request = queries.request_of(session, fresh.number)
        orders.revise_draft(session, wednesday.desk(), fresh.number, request, revision=1)
    with next_monday.working() as session:
        assert queries.untouched_drafts(session, next_monday.desk()) == [old.number]
        assert [orders.expire_draft(session, next_monday.desk(), each.number) for each in (old, fresh)] == [True, False]
    assert (seen(world, old.number).state, seen(world, fresh.number).state) == ("discarded", "draft")


def test_who_may_order(world: World) -> None:
    """A contact orders for their own company only, the warehouse for nobody, and the unverified confirm nothing."""
    with world.working() as session:
        view = orders.draft(session, world.desk(BUYER), wanted((TIN, 1), customer="THISTLE"), key="own")
    for who, request in ((BUYER, wanted((TIN, 1), customer="WHARF")), (WILL, wanted((TIN, 1)))):
        with pytest.raises(NotAllowed), world.working() as session:
            orders.draft(session, world.desk(who), request, key="other")
    unproven = Actor(
        kind=ActorKind.CONTACT, id="anna@thistle.example", name="Anna", customer_id="THISTLE", verified=False
    )
    with world.working() as session:
        mailed = orders.draft(session, world.desk(unproven), wanted((BAG, 1), customer="THISTLE"), key="mail")
    assert [hold.reason for hold in mailed.holds] == ["IDENTITY"]
    with pytest.raises(UnverifiedSender), world.working() as session:
        orders.confirm(session, world.desk(unproven), mailed.number, revision=1)
    with world.working() as session:
        accepted = orders.confirm(session, world.desk(), mailed.number, revision=1)
        assert orders.confirm(session, world.desk(BUYER), view.number, revision=1).state == "confirmed"
    assert (accepted.state, accepted.holds[0].released_by) == ("confirmed", "Mia")


def test_find_number_understands_how_people_write_it(world: World) -> None:
    """With and without the prefix, in small letters, inside a sentence."""
    view = confirmed(world, (TIN, 1))
    digits = view.number.removeprefix("SO-")
    with world.working() as session:
        for text in (view.number, f"so-{digits}", f"so {digits}", digits, f"where is SO-{digits}?", f"order {digits}"):
            assert queries.find_number(session, text) == view.number
        assert queries.find_number(session, "SO-99999") is None
        assert queries.find_number(session, "hello") is None
