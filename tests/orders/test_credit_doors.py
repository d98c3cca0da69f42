"""What is owed is counted once wherever it stands, and credit is asked about at every door."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.approvals import queries as approvals
from domain.approvals.errors import NotAuthorised
from domain.billing import queries as billing
from domain.billing import service as billing_service
from domain.billing.schemas import CreditExposure, PaymentRequest
from domain.customers import queries as customers
from domain.customers import service as customers_service
from domain.customers.schemas import CustomerView
from domain.employees import service as employees
from domain.employees.schemas import EmployeeView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.errors import NothingHeld, OrderOnHold
from domain.orders.schemas import Door, LineQuantity, OrderView
from domain.shared.actors import Role, system
from domain.shared.errors import IllegalTransition, NotAllowed, Refusal
from domain.shared.money import Money
from tests.orders.stories import confirmed, drafted, seen, shipped
from tests.support.world import FAY, MIA, SAM, TIN, VERA, WILL, World, wanted


def pounds(amount: str | int) -> Money:
    """An amount in pounds."""
    return Money(Decimal(amount), "GBP")


def owed(world: World, customer: str = "THISTLE") -> CreditExposure:
    """What a bill-to owes, as billing keeps it; counted anew from the papers it is the same."""
    with world.working() as session:
        limit = customers.limit(session, customer)
        assert limit is not None
        kept = billing.exposure(session, world.desk(), limit.holder, sharing=limit.sharing)
        assert queries.recounted_exposure(session, world.desk(), limit) == kept
    return kept


def paid(world: World, amount: str, customer: str = "THISTLE", key: str = "P1") -> tuple[str, ...]:
    """Money comes in; the numbers of orders that it released."""
    request = PaymentRequest(
        payment_id=key, bill_to=customer, received_date=world.desk().today, amount=pounds(amount)
    )  # fmt: skip
    with world.working() as session:
        billing_service.receive_payment(session, world.desk(FAY), request)
        return orders.release_holds_of(session, world.desk(system("reactions")), customer)


def changed(world: World, customer: str = "THISTLE", **more: object) -> None:
    """Something about a customer is told anew."""
    with world.working() as session:
        known = customers.customer(session, customer)
        assert known is not None
        customers_service.import_customers(
            session, world.desk(system("import")), [known.model_copy(update=more)]
        )  # fmt: skip


def holds(view: OrderView) -> list[str]:
    """What holds an order now."""
    return [hold.reason for hold in view.holds if hold.is_active]


def picked(world: World, view: OrderView, quantity: int = 1) -> OrderView:
    """Will takes some of the first line."""
    with world.working() as session:
        part = LineQuantity(line_key=f"{view.number}/1", quantity=Decimal(quantity))
        return orders.record_picked(session, world.desk(WILL), [part])


def rechecked(world: World, view: OrderView, door: Door = Door.PICK) -> OrderView:
    """The warehouse asks whether it may."""
    with world.working() as session:
        return orders.recheck(session, world.desk(WILL), view.number, door=door)


def approved(world: World, view: OrderView, who: EmployeeView = SAM) -> OrderView:
    """Somebody releases what they may."""
    with world.working() as session:
        return orders.release_holds(session, world.desk(who), view.number, comment="seen")


def test_x2_an_order_counts_once_from_confirmation_to_payment(world: World) -> None:
    """1,200 are owed when it is confirmed, when half has left, when that is invoiced; 600 once that is paid."""
    order = confirmed(world, (TIN, 100))
    assert (owed(world).confirmed_not_shipped, owed(world).total) == (pounds(1200), pounds(1200))
    part = [LineQuantity(line_key=f"{order.number}/1", quantity=Decimal(50))]
    with world.working() as session:
        orders.record_shipped(session, world.desk(WILL), part, shipment_number="SH-1")
    found = owed(world)
    assert (found.confirmed_not_shipped, found.shipped_not_invoiced, found.total) == (
        pounds(600), pounds(600), pounds(1200)
    )  # fmt: skip
    with world.working() as session:
        orders.invoice_shipment(session, world.desk(WILL), order.number, "SH-1", lines=part)
    found = owed(world)
    assert (found.open_invoices, found.shipped_not_invoiced, found.total) == (pounds(600), pounds(0), pounds(1200))
    paid(world, "700")
    found = owed(world)
    assert (found.open_invoices, found.unapplied_payments, found.total) == (pounds(0), pounds(100), pounds(500))


def test_x2_what_is_given_up_counts_nothing(world: World) -> None:
    """A closed rest and a cancelled order are worth nothing."""
    order, other = confirmed(world, (TIN, 100), key="one"), confirmed(world, (TIN, 50), key="two")
    shipped(world, order, {1: 40}, "SH-1")
    with world.working() as session:
        orders.short_close(session, world.desk(), f"{order.number}/1")
        orders.cancel(session, world.desk(), other.number, revision=None, reason="not needed")
    assert owed(world).total == owed(world).open_invoices == pounds(480)


def test_x1_who_pays_is_asked_and_not_who_buys(world: World) -> None:
    """BRANCH has no limit of its own; its orders use MEADOW's 4,800, and so do those of a child that shares it."""
    with world.working() as session:
        customers_service.import_customers(session, world.desk(system("import")), [
            CustomerView(customer_id="BRANCH", name="Branch", bill_to_id="MEADOW", country="GB"),
            CustomerView(customer_id="CHILD", name="Child", bill_to_id="CHILD", parent_id="MEADOW", share_limit=True,
                         country="GB"),
        ])  # fmt: skip
    assert holds(confirmed(world, (TIN, 200), customer="BRANCH", key="one")) == []
    assert holds(confirmed(world, (TIN, 200), customer="CHILD", key="two")) == []
    assert holds(confirmed(world, (TIN, 1), customer="BRANCH", key="three")) == ["OVER_LIMIT"]
    assert owed(world, "CHILD").total == owed(world, "MEADOW").total == pounds(4800)


def test_x3_what_is_paid_already_uses_no_credit(world: World) -> None:
    """2,500 of limit and 1,100 paid ahead carry an order of 3,600 and not a penny more."""
    paid(world, "1100")
    assert holds(confirmed(world, (TIN, 300), key="one")) == []
    assert holds(confirmed(world, (TIN, 1), key="two")) == ["OVER_LIMIT"]


def test_x3_cash_in_advance_needs_the_money_first(world: World) -> None:
    """No limit helps who pays in advance: 1,200 must have come in, and one order does not use it twice."""
    changed(world, cash_in_advance=True)
    order = confirmed(world, (TIN, 100))
    assert [(hold.reason, hold.amount) for hold in order.holds] == [("PREPAYMENT", pounds(1200))]
    assert paid(world, "1199.99") == ()
    assert paid(world, "0.01", key="P2") == (order.number,)
    assert seen(world, order.number).state == "confirmed"
    assert holds(confirmed(world, (TIN, 1), key="two")) == ["PREPAYMENT"]


def test_x5_reminded_of_too_often(world: World) -> None:
    """The invoice of 1 October was reminded of at the last level: that holds beside its being overdue."""
    with world.working() as session:
        billing_service.run_dunning(session, world.desk(system("job")), "2011-11-14")
    order = confirmed(world, (TIN, 1), customer="WHARF")
    assert holds(order) == ["OVERDUE", "DUNNING"]
    assert paid(world, "240", "WHARF") == (order.number,)


def test_x5_so_much_overdue_in_all(world: World) -> None:
    """Where policy counts the sum, 240 are too much above 200 and not above 240."""
    loose = {"overdue_days": 60, "overdue_total": "200"}
    assert holds(confirmed(world.under(credit=loose), (TIN, 1), customer="WHARF", key="one")) == ["OVERDUE"]
    loose = {"overdue_days": 60, "overdue_total": "240"}
    assert holds(confirmed(world.under(credit=loose), (TIN, 1), customer="WHARF", key="two")) == []


@pytest.mark.parametrize(("day", "held"), [(14, []), (13, ["LIMIT_EXPIRED"])])
def test_x5_a_limit_past_its_review(world: World, day: int, held: list[str]) -> None:
    """On its last day a limit still holds, the day after it does not."""
    changed(world, limit_review_date=date(2011, 11, day))
    assert holds(confirmed(world, (TIN, 1))) == held


def test_x5_the_first_order_where_policy_wants_to_see_it(world: World) -> None:
    """The first is held, the second is not, once the first was accepted."""
    careful = world.under(credit={"first_order_hold": True})
    first = confirmed(careful, (TIN, 1), key="one")
    assert holds(first) == ["FIRST_ORDER"]
    assert approved(careful, first).state == "confirmed"
    assert holds(confirmed(careful, (TIN, 1), key="two")) == []


def test_x5_terms_that_are_not_the_agreed_ones(world: World) -> None:
    """The draft was made on 30 days; now the customer has 14."""
    draft = drafted(world, (TIN, 1))
    changed(world, payment_terms_days=14)
    with world.working() as session:
        view = orders.confirm(session, world.desk(), draft.number, revision=1)
    assert [(hold.reason, hold.facts) for hold in view.holds] == [("PAYMENT_TERMS", {"terms": "30", "agreed": "14"})]
    assert approved(world, view).state == "confirmed"


def test_x5_a_blocked_customer_is_stopped_at_every_door(world: World) -> None:
    """A draft of before, a confirmed order made larger and one about to leave; lifting the block lets them go."""
    draft, order = drafted(world, (TIN, 1), key="one"), confirmed(world, (TIN, 10), key="two")
    with pytest.raises(NotAllowed), world.working() as session:
        customers_service.block_credit(session, world.desk(MIA), "THISTLE", reason="disputes everything")
    with world.working() as session:
        customers_service.block_credit(session, world.desk(SAM), "THISTLE", reason="disputes everything")
    with world.working() as session:
        view = orders.confirm(session, world.desk(), draft.number, revision=1)
    assert holds(view) == ["BLOCKED"]
    with pytest.raises(OrderOnHold):
        picked(world, order)
    assert holds(rechecked(world, order)) == ["BLOCKED"]
    with world.working() as session:
        customers_service.unblock_credit(session, world.desk(SAM), "THISTLE")
        assert orders.release_holds_of(session, world.desk(system("reactions")), "THISTLE") == (
            draft.number, order.number
        )  # fmt: skip
    assert picked(world, order).state == "in_fulfilment"


def test_x6_what_was_confirmed_is_asked_again_before_it_leaves(world: World) -> None:
    """The limit went down to 500 meanwhile: nothing is picked, the hold is opened, Vera's yes covers the way out."""
    order = confirmed(world, (TIN, 100))
    with world.working() as session:
        customers_service.set_credit_limit(session, world.desk(SAM), "THISTLE", Decimal(500))
    with pytest.raises(OrderOnHold) as refused:
        picked(world, order)
    assert refused.value.facts == {"number": order.number, "reasons": "OVER_LIMIT"}
    assert seen(world, order.number) == order
    held = rechecked(world, order)
    assert (held.state, holds(held), held.holds[0].amount) == ("confirmed", ["OVER_LIMIT"], pounds(700))
    with pytest.raises(NotAuthorised) as self_made:
        approved(world, held, SAM)
    assert self_made.value.facts["why"] == "self"
    free = approved(world, held, VERA)
    assert (holds(free), free.holds[0].cap) == ([], pounds(1200))
    assert picked(world, order, 100).state == "in_fulfilment"
    assert shipped(world, order, {1: 100}, "SH-1").delivery == "full"


def test_x6_credit_asked_as_goods_leave(world: World) -> None:
    """A project of 12,000 is confirmed under a limit of 2,500; 100 tins may leave, and then no more."""
    late = world.under(credit={"checkpoints": ["pick", "ship"]})
    order = confirmed(late, (TIN, 1000))
    assert (order.state, order.holds, order.lines[0].allocated) == ("confirmed", (), 100)
    assert shipped(late, order, {1: 100}, "SH-1").state == "in_fulfilment"
    with late.working() as session:
        customers_service.set_credit_limit(session, late.desk(SAM), "THISTLE", Decimal(1000))
    assert holds(rechecked(late, order)) == ["OVER_LIMIT"]
    assert paid(late, "200") == (order.number,)


def test_x8_a_held_order_is_still_changed_and_cancelled(world: World) -> None:
    """A hold stops what leaves and nothing else."""
    order = confirmed(world, (TIN, 10))
    with world.working() as session:
        held = orders.put_on_hold(session, world.desk(MIA), order.number, comment="wait for the new address")
    assert [(hold.reason, hold.comment) for hold in held.holds] == [("MANUAL", "wait for the new address")]
    with pytest.raises(OrderOnHold):
        picked(world, order)
    with world.working() as session:
        more = orders.amend(session, world.desk(), order.number, wanted((TIN, 12)), revision=1)
    assert (more.state, holds(more)) == ("confirmed", ["MANUAL"])
    with pytest.raises(NotAuthorised):
        approved(world, more, MIA)
    assert holds(approved(world, more, SAM)) == []
    assert picked(world, order).state == "in_fulfilment"
    with pytest.raises(NothingHeld):
        approved(world, more, SAM)


def test_x8_what_has_nothing_left_is_held_no_more(world: World) -> None:
    """Of ten tins six have left; the rest is given up while somebody holds the order, and nobody is asked any more."""
    order = confirmed(world, (TIN, 10))
    shipped(world, order, {1: 6}, "SH-1")
    with world.working() as session:
        orders.put_on_hold(session, world.desk(SAM), order.number, comment="one moment")
        orders.short_close(session, world.desk(), f"{order.number}/1")
        assert approvals.open_of(session, order.subject) == ()
    view = seen(world, order.number)
    assert (view.state, view.holds[0].ending) == ("invoiced", "cleared")


def test_x5_who_put_it_on_hold_may_lift_it(world: World) -> None:
    """Sam stops an order and lets it go; one that has left is not stopped any more."""
    order = confirmed(world, (TIN, 10))
    with world.working() as session:
        orders.put_on_hold(session, world.desk(SAM), order.number, comment="one moment")
    assert holds(approved(world, order, SAM)) == []
    shipped(world, order, {1: 10}, "SH-1")
    with pytest.raises(IllegalTransition), world.working() as session:
        orders.put_on_hold(session, world.desk(SAM), order.number, comment="too late")


def test_h8_room_is_used_up_most_urgent_first(world: World) -> None:
    """Three orders wait; 1,300 make room for the one promised first, and for nothing behind it that is larger."""
    confirmed(world, (TIN, 200), key="base")
    waiting = [confirmed(world, (TIN, quantity), key=f"w{quantity}") for quantity in (101, 102, 90)]
    assert [holds(view) for view in waiting] == [["OVER_LIMIT"]] * 3
    assert paid(world, "1300") == (waiting[0].number,)
    assert [seen(world, view.number).state for view in waiting] == [
        "confirmed", "pending_confirmation", "pending_confirmation"
    ]  # fmt: skip
    assert owed(world).total == pounds("2312.00")


def test_h8_a_higher_limit_releases(world: World) -> None:
    """Sam gives 5,000 instead of 2,500, and what waits goes on; he could not have approved it himself."""
    order = confirmed(world, (TIN, 300))
    with world.working() as session:
        customers_service.set_credit_limit(
            session, world.desk(SAM), "THISTLE", Decimal(5000), review_date=date(2012, 5, 1)
        )  # fmt: skip
        assert orders.release_holds_of(session, world.desk(system("r")), "THISTLE", by="limit") == (order.number,)
    view = seen(world, order.number)
    assert (view.state, view.holds[0].released_by, view.holds[0].ending) == ("confirmed", "limit", "cleared")


def test_h1_sixteen_clicks_on_one_request_decide_once(world: World) -> None:
    """Sam and Vera click at the same moment, again and again: one wins, the others hear who did."""
    held = confirmed(world, (TIN, 300))

    def click(number: int) -> str:
        try:
            with world.working() as session:
                view = orders.decide_hold(
                    session, world.desk((SAM, VERA)[number % 2]), held.holds[0].approval_id or 0, revision=1,
                    snapshot_hash=None, approve=True, comment=None,
                )  # fmt: skip
        except Refusal as refusal:
            return refusal.code
        return view.state

    with ThreadPoolExecutor(16) as pool:
        answers = sorted(pool.map(click, range(16)))
    assert answers == ["ALREADY_DECIDED"] * 15 + ["confirmed"]
    assert seen(world, held.number).state == "confirmed"


_ROLES = [role for role in Role if role not in (Role.CREDIT_MANAGER, Role.DIRECTOR)]


@pytest.mark.parametrize("role", _ROLES)
def test_h3_every_other_role_may_not_release_credit_nor_change_limits(world: World, role: Role) -> None:
    """Only credit managers and directors: anybody else is refused and nothing changes."""
    held = confirmed(world, (TIN, 300))
    who = EmployeeView(
        email=f"{role}@wholesaler.example", name="X", roles=frozenset({role}), approval_limit=Decimal(999999)
    )
    with world.working() as session:
        employees.import_employees(session, world.desk(system("import")), [who])
    with pytest.raises(Refusal):
        approved(world, held, who)
    with pytest.raises(NotAllowed), world.working() as session:
        customers_service.set_credit_limit(session, world.desk(who), "THISTLE", Decimal(9999))
    assert seen(world, held.number) == held


def test_x5_a_hold_waits_through_the_night(world: World) -> None:
    """What was approved with no end of its own still covers the order weeks later."""
    held = confirmed(world, (TIN, 300))
    assert approved(world, held).state == "confirmed"
    later = world.on(world.now + timedelta(days=20))
    assert picked(later, held).state == "in_fulfilment"
    with later.working() as session:
        assert approvals.open_of(session, held.subject) == ()
