"""Prices and discounts that somebody has to look at before an order goes on."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from domain.approvals import queries as approvals
from domain.approvals import service as approvals_service
from domain.approvals.errors import NotAuthorised
from domain.catalog import service as catalog
from domain.catalog.schemas import ProductView
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView
from domain.orders import service as orders
from domain.orders.rules.holding import HoldCase, findings
from domain.orders.schemas import AgreedPrice, AmendmentRequest, LineAmendment, OrderRequest, OrderView
from domain.shared.actors import Role, system
from domain.shared.money import Money
from tests.orders.stories import drafted, seen
from tests.support.world import BAG, CONFIGURATION, MIA, TIN, VERA, World, wanted

MAX = EmployeeView(
    email="max@wholesaler.example", name="Max", roles=frozenset({Role.SALES_MANAGER}), approval_limit=Decimal(50000)
)


@dataclass
class Line:
    """A line as it is judged."""

    line_no: int = 1
    sku: str = "A"
    ordered: Decimal = Decimal(10)
    unit_price: Decimal = Decimal(10)
    stated_price: Decimal | None = None
    our_price: Decimal | None = Decimal(10)
    cost_price: Decimal | None = None
    price_before: Decimal | None = None
    price_kind: str = "list"
    discount: Decimal = Decimal(0)
    net: Decimal = Decimal(100)
    gross: Decimal | None = None


def found(*lines: Line, rate: str = "1", **prices: object) -> list[tuple[str, Decimal | None]]:
    """Reasons and amounts of what holds an order of these lines; the credit is fine."""
    policy = CONFIGURATION.policy.prices.model_copy(update=prices)
    case = HoldCase(
        lines=lines, total=Money(Decimal(120), "GBP"), credit=None, problems=frozenset(), rate=Decimal(rate),
        policy=CONFIGURATION.policy.model_copy(update={"prices": policy}),
    )  # fmt: skip
    return [(each.reason, each.amount.amount if each.amount else None) for each in findings(case)]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("10", []), ("9.96", []), ("9.94", [("PRICE", Decimal("0.60"))]), ("11", []), (None, [])],
)  # fmt: skip
def test_r4_less_than_ours_holds_and_equal_or_more_does_not(
    stated: str | None, expected: list[tuple[str, Decimal]]
) -> None:
    """Half a percent is a rounding; more than ours is told and nothing else; policy may let all of it pass."""
    line = Line(stated_price=None if stated is None else Decimal(stated))
    assert found(line) == expected
    assert found(line, hold_stated_below=False) == []


def test_r4_a_price_that_was_agreed_is_not_asked_about_again() -> None:
    """They wrote 9, one of ours agreed on 9.50: that is settled."""
    line = Line(stated_price=Decimal(9), unit_price=Decimal("9.5"), price_kind="agreed", net=Decimal(95))
    assert found(line) == []


@pytest.mark.parametrize(
    ("cost", "least", "rate", "expected"),
    [
        ("9", "0", "1", []), ("10", "0", "1", []), ("10.01", "0", "1", [("MARGIN", Decimal("0.10"))]),
        ("9", "0.1", "1", []), ("9.01", "0.1", "1", [("MARGIN", Decimal("0.11"))]),
        ("9", "0", "0.8571", [("MARGIN", Decimal("5.01"))]), ("0", "0.5", "1", []),
    ],
)  # fmt: skip
def test_r5_below_cost_or_the_least_margin_holds(
    cost: str, least: str, rate: str, expected: list[tuple[str, Decimal]]
) -> None:
    """The net against the cost in our currency; an article whose cost nobody knows is not looked at."""
    assert found(Line(cost_price=Decimal(cost)), rate=rate, minimum_margin=Decimal(least)) == expected


def test_r5_tax_is_no_margin() -> None:
    """12.00 with tax is 10.00 net: a cost of 11.00 is not covered by it."""
    line = Line(
        unit_price=Decimal(12), our_price=Decimal(12), net=Decimal(100), gross=Decimal(120), cost_price=Decimal(11)
    )
    assert found(line) == [("MARGIN", Decimal(10))]


@pytest.mark.parametrize(
    ("net", "expected"), [("95", []), ("94.99", [("DISCOUNT", Decimal("5.01"))]), ("100", []), ("110", [])]
)  # fmt: skip
def test_more_than_sales_may_take_off_holds(net: str, expected: list[tuple[str, Decimal]]) -> None:
    """5 % of what the lists say is free, however it was given: a price, a discount on a line or on all."""
    assert found(Line(net=Decimal(net))) == expected


def confirmed(world: World, request: OrderRequest) -> OrderView:
    """An order of this request, confirmed by Mia."""
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [MAX])
        draft = orders.draft(session, world.desk(), request, key="k")
        return orders.confirm(session, world.desk(), draft.number, revision=draft.revision)


def approved(world: World, view: OrderView, kind: str, by: EmployeeView = MAX) -> OrderView:
    """Max, or who else may, approves what is asked about an order in one kind."""
    with world.working() as session:
        asked = next(each for each in approvals.open_of(session, view.subject) if each.kind == kind)
        return orders.decide_hold(
            session, world.desk(by), asked.id, revision=asked.revision, snapshot_hash=None, approve=True, comment="ok"
        )


def active(view: OrderView) -> list[str]:
    """The reasons that block an order."""
    return [hold.reason for hold in view.holds if hold.is_active]


def test_r4_a_stated_price_below_ours_waits_for_a_manager_and_ours_is_used(world: World) -> None:
    """They wrote 9.00 for the tin: held, approved, confirmed at 10.00."""
    request = wanted((TIN, 10))
    line = request.lines[0].model_copy(update={"stated_price": Decimal(9)})
    held = confirmed(world, request.model_copy(update={"lines": (line,)}))
    assert (held.state, active(held)) == ("pending_confirmation", ["PRICE"])
    assert held.holds[0].facts == {TIN: "9 named, 10 ours"}
    view = approved(world, held, "price")
    assert (view.state, view.lines[0].unit_price) == ("confirmed", Decimal(10))
    assert seen(world, view.number) == view


def test_r5_an_order_below_cost_waits_and_the_facts_do_not_say_the_cost(world: World) -> None:
    """The tin costs us 12.00 now: the manager sees the margin, not the cost."""
    with world.working() as session:
        tin = ProductView(sku=TIN, name="Cake Tin", list_price=Decimal(10), cost_price=Decimal(12))
        catalog.import_products(session, world.desk(system("import")), [tin])
    held = confirmed(world, wanted((TIN, 10)))
    assert (active(held), held.holds[0].facts) == (["MARGIN"], {TIN: "margin -20.0 %"})
    assert approved(world, held, "price").state == "confirmed"


def test_a_discount_above_what_is_free_waits_and_a_smaller_one_does_not(world: World) -> None:
    """8.00 for a tin of 10.00 is 20 % off: it waits; lowered to 4 % it is confirmed without anybody."""
    draft = drafted(world, (TIN, 10))
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [MAX])
        agreed = orders.agree_price(session, world.desk(), draft.number, 1, revision=1, unit_price=Decimal(8))
        held = orders.confirm(session, world.desk(), agreed.number, revision=agreed.revision)
    assert (held.state, active(held)) == ("pending_confirmation", ["DISCOUNT"]), held.lines
    assert (active(held), held.holds[0].facts) == (["DISCOUNT"], {"given": "20.00 GBP", "share": "20.0 %"})
    with world.working() as session:
        view = orders.agree_price(
            session, world.desk(), held.number, 1, revision=held.revision, discount=Decimal("0.04")
        )  # fmt: skip
    assert (view.state, active(view), view.net) == ("confirmed", [], Money(Decimal(96), "GBP"))
    assert seen(world, view.number) == view


def test_an_approved_discount_covers_no_larger_one(world: World) -> None:
    """20 % were approved: more tins at our price are no more of it, a lower price for those is, and is asked about."""
    request = wanted((TIN, 10))
    line = request.lines[0].model_copy(update={"agreed": AgreedPrice(unit_price=Decimal(8), by="Mia")})
    held = confirmed(world, request.model_copy(update={"lines": (line,)}))
    view = approved(world, held, "discount")
    assert view.state == "confirmed"
    with world.working() as session:
        more = orders.amend(session, world.desk(), view.number, wanted((TIN, 30)), revision=view.revision)
    assert active(more) == []
    assert [each.unit_price for each in more.lines] == [Decimal(8), Decimal(10)]
    lower = AmendmentRequest(lines=(LineAmendment(line_no=1, unit_price=Decimal(7)),), reason="agreed by phone")
    with world.working() as session:
        less = orders.amend_lines(session, world.desk(VERA), view.number, lower, revision=more.revision)
    assert sorted(active(less)) == ["DISCOUNT", "PRICE"]


LENA = EmployeeView(
    email="lena@wholesaler.example", name="Lena", roles=frozenset({Role.SALES_MANAGER}), approval_limit=Decimal(50000)
)


def refused(world: World, view: OrderView, kind: str, who: EmployeeView) -> str:
    """Why this person may not decide what is asked about an order in one kind."""
    with pytest.raises(NotAuthorised) as caught:
        approved(world, view, kind, by=who)
    return str(caught.value.facts["why"])


@pytest.mark.parametrize("of_all", [False, True])
def test_h2_who_agrees_a_discount_on_a_colleagues_draft_does_not_release_it(world: World, of_all: bool) -> None:
    """Lena gives 30 % on Mia's draft, of a line or of all, and Mia confirms: another manager has to look, today and
    when it is asked about again.
    """
    draft, share = drafted(world, (TIN, 10)), Decimal("0.3")
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [MAX, LENA])
        if of_all:
            agreed = orders.agree_discount(session, world.desk(LENA), draft.number, revision=1, share=share)
        else:
            agreed = orders.agree_price(session, world.desk(LENA), draft.number, 1, revision=1, discount=share)
        held = orders.confirm(session, world.desk(), agreed.number, revision=agreed.revision)
    assert (active(held), held.net) == (["DISCOUNT"], Money(Decimal(70), "GBP"))
    assert refused(world, held, "discount", LENA) == "self"
    with world.working() as session:
        approvals_service.withdraw_all(session, world.desk(system("timetable")), held.subject)
        held = orders.ask_again(session, world.desk(system("timetable")), held.number)
    assert refused(world, held, "discount", LENA) == "self"
    assert approved(world, held, "discount").state == "confirmed"


def priced(world: World, view: OrderView, price: str, who: EmployeeView) -> OrderView:
    """The order after somebody gave its first line another price."""
    asked = AmendmentRequest(lines=(LineAmendment(line_no=1, unit_price=Decimal(price)),), reason="by phone")
    with world.working() as session:
        return orders.amend_lines(session, world.desk(who), view.number, asked, revision=view.revision)


@pytest.mark.parametrize(
    ("price", "holds", "amount"),
    [("10.05", [], None), ("10.06", ["PRICE"], "0.60"), ("99", ["PRICE"], "890"), ("9.95", [], None),
     ("9.7", ["PRICE"], "3.0")],
)  # fmt: skip
def test_a1_a_confirmed_price_changes_in_either_direction_only_with_approval(
    world: World, price: str, holds: list[str], amount: str | None
) -> None:
    """Ten tins at 10.00: half a percent is free, and 3 % less waits although a draft would have had it."""
    view = priced(world, confirmed(world, wanted((TIN, 10))), price, MIA)
    assert (view.state, active(view)) == ("confirmed", holds)
    if amount is not None:
        assert view.holds[0].facts == {TIN: f"{price} now, 10 before"}
        assert view.holds[0].amount == Money(Decimal(amount), "GBP")
        assert active(approved(world, view, "price")) == []


def test_a1_h2_who_amends_a_price_does_not_approve_it_and_steps_add_up(world: World) -> None:
    """Small steps count from what was confirmed, the old price needs nobody, and what was approved stays so."""
    view = confirmed(world, wanted((TIN, 10)))
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [LENA])
    view = priced(world, view, "10.05", MIA)
    view = priced(world, view, "10.10", LENA)
    assert active(view) == ["PRICE"]
    assert refused(world, view, "price", LENA) == "self"
    back = priced(world, view, "10", LENA)
    assert active(back) == []
    view = approved(world, priced(world, back, "10.10", LENA), "price")
    with world.working() as session:
        asked = AmendmentRequest(lines=(LineAmendment(line_no=1, quantity=Decimal(8)),))
        less = orders.amend_lines(session, world.desk(), view.number, asked, revision=view.revision)
    assert active(less) == []


def test_a1_a_line_added_in_place_of_another_is_a_price_that_was_changed(world: World) -> None:
    """The tins at 10.00 go and come again at 99.00: that waits as well; a bag more at our price does not."""
    view = confirmed(world, wanted((TIN, 10), (BAG, 1)))
    lines = (
        LineAmendment(line_no=1, quantity=Decimal(0)),
        LineAmendment(sku=TIN, quantity=Decimal(10), unit_price=Decimal(99)),
        LineAmendment(sku=BAG, quantity=Decimal(1)),
    )
    with world.working() as session:
        view = orders.amend_lines(session, world.desk(), view.number, AmendmentRequest(lines=lines), revision=1)
    assert (active(view), view.holds[0].facts) == (["PRICE"], {TIN: "99 now, 10 before"})
