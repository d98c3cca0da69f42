"""Prices and discounts that one of ours agrees, and prices that change before an order is confirmed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.catalog import service as catalog
from domain.catalog.schemas import PriceRow, PriceRule
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import NoSuchLine, OrderBlocked
from domain.orders.schemas import AmendmentRequest, OrderView
from domain.shared.actors import system
from domain.shared.errors import NotAllowed, StaleRevision
from domain.shared.money import Money
from tests.orders.stories import drafted, seen
from tests.support.world import BAG, BUYER, TIN, WILL, World, wanted


def pounds(amount: str) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def test_a_discount_that_was_agreed_outlives_every_change(world: World) -> None:
    """10 % off the tins, 5.00 off all: more tins in other words, and both still count."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session:
        desk = world.desk()
        view = orders.agree_price(session, desk, draft.number, 1, revision=1, discount=Decimal("0.1"), reason="loyal")
        view = orders.agree_discount(session, desk, draft.number, revision=2, amount=Decimal(5))
        assert (view.revision, view.net, view.lines[0].discount) == (3, pounds("85.00"), Decimal("0.1"))
        view = orders.revise_draft(session, desk, draft.number, wanted((TIN, 20), (BAG, 1)), revision=3)
    assert [line.discount for line in view.lines] == [Decimal("0.1"), 0]
    assert (view.net, view.discount_amount) == (pounds("177.08"), pounds("5.00"))
    assert seen(world, draft.number) == view


def test_what_was_agreed_is_taken_back_by_undo_and_by_saying_so(world: World) -> None:
    """Undo goes back to the price of the list; neither a price nor a discount agreed is the same."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session:
        desk = world.desk()
        orders.agree_price(session, desk, draft.number, 1, revision=1, unit_price=Decimal(8))
        undone = orders.undo_change(session, desk, draft.number, revision=2)
        assert undone.lines[0].unit_price == Decimal(10)
        orders.agree_price(session, desk, draft.number, 1, revision=3, unit_price=Decimal(8))
        said = orders.agree_price(session, desk, draft.number, 1, revision=4)
    assert said.lines[0].unit_price == Decimal(10)


def test_what_was_agreed_with_one_customer_is_nobody_elses(world: World) -> None:
    """The draft turns out to be Meadow's: they pay what the list says."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session:
        orders.agree_price(session, world.desk(), draft.number, 1, revision=1, unit_price=Decimal(8))
        view = orders.revise_draft(
            session, world.desk(), draft.number, wanted((TIN, 10), customer="MEADOW"), revision=2
        )  # fmt: skip
    assert view.lines[0].unit_price == Decimal(10)


@pytest.mark.parametrize("who", [BUYER, WILL])
def test_only_sales_agree_prices(world: World, who: object) -> None:
    """A customer's buyer and the warehouse may not, and nothing changed."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session, pytest.raises(NotAllowed):
        orders.agree_price(session, world.desk(who), draft.number, 1, revision=1, unit_price=Decimal(1))  # type: ignore[arg-type]
    with world.working() as session, pytest.raises(NotAllowed):
        orders.agree_discount(session, world.desk(who), draft.number, revision=1, share=Decimal(1))  # type: ignore[arg-type]
    assert seen(world, draft.number) == draft


def test_agreeing_names_a_line_and_the_revision_that_was_seen(world: World) -> None:
    """No line 2, and nobody agrees on what they have not seen."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session, pytest.raises(NoSuchLine):
        orders.agree_price(session, world.desk(), draft.number, 2, revision=1, unit_price=Decimal(8))
    with world.working() as session, pytest.raises(StaleRevision):
        orders.agree_price(session, world.desk(), draft.number, 1, revision=7, unit_price=Decimal(8))
    assert seen(world, draft.number) == draft


def confirm(world: World, view: OrderView) -> OrderView:
    """Mia confirms what she saw."""
    with world.working() as session:
        return orders.confirm(session, world.desk(), view.number, revision=view.revision)


def test_r3_a_price_that_changed_is_shown_before_it_is_confirmed(world: World) -> None:
    """The tin goes from 10.00 to 11.00 over night: the first Confirm shows it, the second takes it and freezes it."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session:
        rows = [PriceRow(price_list="standard", customer_id=None, sku=TIN, price=Decimal(11))]
        catalog.import_prices(session, world.desk(system("import")), rows)
    shown = confirm(world, draft)
    assert (shown.state, shown.revision, shown.net) == ("draft", 2, pounds("110.00"))
    assert [(p.code, p.facts["before"], p.facts["after"]) for p in shown.problems] == [
        ("PRICES_CHANGED", "120.00 GBP", "132.00 GBP"),
    ]  # fmt: skip
    with world.working() as session, pytest.raises(StaleRevision):
        orders.confirm(session, world.desk(), draft.number, revision=1)
    assert confirm(world, shown).state == "confirmed"
    with world.working() as session:
        rows = [PriceRow(price_list="standard", customer_id=None, sku=TIN, price=Decimal(1))]
        catalog.import_prices(session, world.desk(system("import")), rows)
    assert seen(world, draft.number).net == pounds("110.00")


def test_r3_a_promotion_that_ended_over_night_counts_no_more(world: World) -> None:
    """Drafted on its last day, confirmed on the next: the price of the list, shown first."""
    with world.working() as session:
        rule = PriceRule(code="TINS", sku=TIN, percent_off=Decimal("0.2"), valid_to=date(2011, 11, 14))
        catalog.import_price_rules(session, world.desk(system("import")), [rule])
    draft = drafted(world, (TIN, 10))
    assert (draft.net, draft.lines[0].price_source) == (pounds("80.00"), "promotion TINS")
    shown = confirm(world.on(world.now + timedelta(days=1)), draft)
    assert (shown.state, shown.net) == ("draft", pounds("100.00"))


def test_r3_other_prices_that_change_stop_nobody(world: World) -> None:
    """A change of an article that is not ordered: one Confirm is enough, also a day later."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session:
        rows = [PriceRow(price_list="standard", customer_id=None, sku=BAG, price=Decimal(11))]
        catalog.import_prices(session, world.desk(system("import")), rows)
    assert confirm(world.on(world.now + timedelta(days=1)), draft).state == "confirmed"


def test_r1_prices_that_contradict_each_other_block_a_draft(world: World) -> None:
    """Two promotions of one day that differ: the draft names both, and confirming is refused."""
    with world.working() as session:
        rules = [PriceRule(code=code, sku=TIN, price=Decimal(price)) for code, price in (("A", 9), ("B", 8))]
        catalog.import_price_rules(session, world.desk(system("import")), rules)
    draft = drafted(world, (TIN, 10))
    assert [(p.code, p.facts["sources"]) for p in draft.problems] == [("PRICE_TIE", "promotion A, promotion B")]
    with world.working() as session, pytest.raises(OrderBlocked):
        orders.confirm(session, world.desk(), draft.number, revision=1)
    with world.working() as session:
        assert queries.order(session, world.desk(), draft.number) == draft


def test_r3_the_same_words_again_bring_the_price_of_today(world: World) -> None:
    """Nothing else was asked for, but the tin costs 11.00 now: the draft says so in a new revision."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session:
        rows = [PriceRow(price_list="standard", customer_id=None, sku=TIN, price=Decimal(11))]
        catalog.import_prices(session, world.desk(system("import")), rows)
        view = orders.revise_draft(session, world.desk(), draft.number, wanted((TIN, 10)), revision=1)
    assert (view.revision, view.net, [p.code for p in view.problems]) == (2, pounds("110.00"), ["PRICES_CHANGED"])
    assert seen(world, draft.number) == view


def amended(world: World, view: OrderView, quantity: int, **more: object) -> OrderView:
    """The first line of a confirmed order holds so much now."""
    asked = AmendmentRequest.model_validate({"lines": [{"line_no": 1, "quantity": quantity, **more}]})
    with world.working() as session:
        return orders.amend_lines(session, world.desk(), view.number, asked, revision=None)


def test_a1_a_discount_that_was_agreed_stays_when_the_quantity_changes(world: World) -> None:
    """2 % off fifty bags; sixty have the price of their break, and still 2 % off, whoever says so and in what way."""
    draft = drafted(world, (BAG, 50))
    with world.working() as session:
        agreed = orders.agree_price(session, world.desk(), draft.number, 1, revision=1, discount=Decimal("0.02"))
    view = confirm(world, agreed)
    more = amended(world, view, 60)
    assert [(line.unit_price, line.discount, line.net) for line in more.lines] == [
        (Decimal("1.65"), Decimal("0.02"), pounds("97.02"))
    ]  # fmt: skip
    with world.working() as session:
        less = orders.amend(session, world.desk(), draft.number, wanted((BAG, 50)), revision=None)
    assert [(line.unit_price, line.discount, line.net) for line in less.lines] == [
        (Decimal("2.08"), Decimal("0.02"), pounds("101.92"))
    ]  # fmt: skip
    assert seen(world, draft.number) == less


def test_a1_a_price_that_was_agreed_by_an_amendment_outlives_words(world: World) -> None:
    """Ten tins at 9.50 by amendment; "make it eight" changes how many, not what was agreed."""
    view = confirm(world, drafted(world, (TIN, 10)))
    amended(world, view, 10, unit_price="9.50")
    with world.working() as session:
        less = orders.amend(session, world.desk(), view.number, wanted((TIN, 8)), revision=None)
    assert [(line.unit_price, line.price_source, line.net) for line in less.lines] == [
        (Decimal("9.50"), "agreed", pounds("76.00"))
    ]  # fmt: skip
    assert seen(world, view.number) == less


def test_a1_more_of_what_has_an_agreed_price_costs_what_our_lists_say_however_it_is_said(world: World) -> None:
    """Fifty bags at 2.00; ten more are a line at 1.65, the price of sixty, by words as by line. With five less the
    others cost 2.08, and the fifty what was agreed.
    """
    for key in ("words", "line"):
        draft = drafted(world, (BAG, 50), key=key)
        with world.working() as session:
            agreed = orders.agree_price(session, world.desk(), draft.number, 1, revision=1, unit_price=Decimal("2.00"))
        view = confirm(world, agreed)
        if key == "line":
            more = amended(world, view, 60)
        else:
            with world.working() as session:
                more = orders.amend(session, world.desk(), view.number, wanted((BAG, 60)), revision=None)
        with world.working() as session:
            fewer = orders.amend(session, world.desk(), view.number, wanted((BAG, 55)), revision=None)
        assert [
            [(line.quantity, line.unit_price, line.price_kind) for line in each.lines] for each in (more, fewer)
        ] == [
            [(50, Decimal("2.00"), "agreed"), (10, Decimal("1.65"), "list")],
            [(50, Decimal("2.00"), "agreed"), (5, Decimal("2.08"), "list")],
        ], key
        assert seen(world, view.number) == fewer
