"""Many people change one order at once: one of them wins, the others hear why not, and every book is right."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import cycle, islice

import pytest

from benchmarks.replay.books import wrong
from domain.billing import service as billing
from domain.customers import service as customers
from domain.customers.schemas import CustomerView
from domain.orders import queries
from domain.orders import service as orders
from domain.orders.schemas import AmendmentRequest, LineAmendment, OrderView
from domain.shared.actors import system
from domain.shared.errors import Refusal
from domain.shipping import queries as shipments
from domain.shipping import service as shipping
from domain.stock import queries as stock
from tests.billing.books import imported
from tests.billing.statements import camt, entry, statements
from tests.orders.stories import confirmed
from tests.support.racing import SIXTEEN, answers, at_once, codes
from tests.support.world import BAG, FAY, MIA, STAND, TIN, WILL, World

Change = Callable[[World, OrderView], object]


def amended(world: World, view: OrderView, *lines: LineAmendment) -> OrderView:
    """Mia wants lines of the order otherwise, as she saw it."""
    with world.working() as session:
        asked = AmendmentRequest(lines=lines)
        return orders.amend_lines(session, world.desk(MIA), view.number, asked, revision=view.revision)


def more_tins(world: World, view: OrderView) -> OrderView:
    """Sixty tins where forty were wanted."""
    return amended(world, view, LineAmendment(line_no=1, quantity=Decimal(60)))


def fewer_tins_and_stands(world: World, view: OrderView) -> OrderView:
    """Ten tins, and stands as well, more than there are."""
    return amended(
        world, view, LineAmendment(line_no=1, quantity=Decimal(10)), LineAmendment(sku=STAND, quantity=Decimal(60))
    )


def shipped(world: World, view: OrderView) -> object:
    """Will sends off what is there."""
    with world.working() as session:
        return shipping.ship(session, world.desk(WILL), view.number, carrier="Van")


def picked(world: World, view: OrderView) -> object:
    """Will picks what is there."""
    with world.working() as session:
        return shipping.pick(session, world.desk(WILL), view.number)


def cancelled(world: World, view: OrderView) -> object:
    """Mia cancels the order as she saw it."""
    with world.working() as session:
        return orders.cancel(session, world.desk(MIA), view.number, revision=view.revision, reason="not wanted")


def closed_short(world: World, view: OrderView) -> object:
    """Mia gives up what is not picked of the order as she saw it."""
    with world.working() as session:
        return orders.close_short(
            session, world.desk(MIA), view.number, revision=view.revision, reason="not wanted any more"
        )  # fmt: skip


def invoiced(world: World) -> None:
    """What left is invoiced."""
    with world.working() as session:
        for shipment in shipments.unbilled(session):
            shipping.invoice(session, world.desk(WILL), shipment.shipment_number)


def books_are_right(world: World) -> None:
    """Every sum of the books can be explained."""
    invoiced(world)
    with world.working() as session:
        assert wrong(session, world.desk()) == []
        assert stock.balances_explained(session) == []


def raced(world: World, view: OrderView, *changes: Change) -> list[object | Refusal]:
    """Sixteen people, each with one of these changes of the order as all of them saw it."""
    mine = list(islice(cycle(changes), SIXTEEN))
    return at_once(lambda number: mine[number](world, view))


def test_s4_of_two_amendments_by_sixteen_people_one_wins(world: World) -> None:
    """Eight want more tins, eight want fewer and stands: one change is made, fifteen people hear that it moved on."""
    view = confirmed(world, (TIN, 40), (BAG, 12), customer="FREE")
    outcomes = raced(world, view, more_tins, fewer_tins_and_stands)
    (winner,) = answers(outcomes)
    assert codes(outcomes) == {"STALE_REVISION"}
    with world.working() as session:
        now = queries.order(session, world.desk(), view.number)
        tins = stock.availability(session, world.desk(), [TIN])[TIN]
        assert len(queries.amendments_of(session, view.number)) == 1
    assert now == winner
    assert now.revision == view.revision + 1
    assert tins.available == 100 - now.lines[0].wanted
    books_are_right(world)


def test_x7_of_amendments_that_need_a_release_one_wins(world: World) -> None:
    """Either change is above the limit of 4,800: it is held once, the others hear that the order moved on."""
    view = confirmed(world, (TIN, 40), (BAG, 12), customer="MEADOW")

    def much(world: World, view: OrderView) -> OrderView:
        return amended(world, view, LineAmendment(line_no=1, quantity=Decimal(900)))

    def more(world: World, view: OrderView) -> OrderView:
        return amended(world, view, LineAmendment(sku=STAND, quantity=Decimal(900)))

    outcomes = raced(world, view, much, more)
    assert len(answers(outcomes)) == 1
    assert codes(outcomes) == {"STALE_REVISION"}
    with world.working() as session:
        now = queries.order(session, world.desk(), view.number)
    assert [each.reason for each in now.holds if each.is_active] == ["OVER_LIMIT"]
    books_are_right(world)


@pytest.mark.parametrize("customer", ["FREE", "THISTLE"], ids=["without a limit", "with a limit"])
def test_s4_amend_beside_ship_beside_cancel_beside_short_close(world: World, customer: str) -> None:
    """Whoever is first, everybody else hears a refusal or an answer, and every book is right."""
    view = confirmed(world, (TIN, 40), (STAND, 60), customer=customer)
    raced(world, view, more_tins, shipped, cancelled, closed_short)
    books_are_right(world)


def test_s4_pick_beside_ship_beside_amend_beside_short_close(world: World) -> None:
    """The same with people who only pick."""
    view = confirmed(world, (TIN, 40), (STAND, 60), customer="FREE")
    raced(world, view, picked, fewer_tins_and_stands, shipped, closed_short)
    books_are_right(world)


def test_s4_two_orders_of_one_article_change_at_once(world: World) -> None:
    """What one order gives up and the other wants is never had twice."""
    first = confirmed(world, (TIN, 60), (STAND, 30), customer="FREE", key="a")
    second = confirmed(world, (STAND, 30), (TIN, 60), customer="MEADOW", key="b")
    changes = list(islice(cycle([more_tins, shipped, cancelled, closed_short]), SIXTEEN // 2))
    at_once(lambda number: changes[number // 2](world, (first, second)[number % 2]))
    books_are_right(world)


def test_x7_a_bank_file_and_pick_lists_of_payers_that_share_a_limit_do_not_wait_for_each_other(world: World) -> None:
    """ARCH uses the limit of THISTLE. Half of them list orders of ARCH and MEADOW, half book what both have paid."""
    arch = CustomerView(customer_id="ARCH", name="Arch", bill_to_id="ARCH", parent_id="THISTLE", share_limit=True,
                        country="GB")  # fmt: skip
    owed = [
        imported(f"OLD-{payer}{number}", "10", date(2011, 12, 1), bill_to=payer)
        for payer in ("ARCH", "MEADOW")
        for number in range(SIXTEEN)
    ]
    with world.working() as session:
        customers.import_customers(session, world.desk(system("import")), [arch])
        billing.import_invoices(session, world.desk(system("import")), owed)
    numbers = [confirmed(world, (BAG, 1), customer=payer, key=payer).number for payer in ("ARCH", "MEADOW")]

    def work(number: int) -> object:
        with world.working() as session:
            if number % 2:
                return shipping.make_pick_lists(session, world.desk(WILL), numbers=numbers)
            paid = [entry("10.00", f"OLD-{payer}{number}", ref=f"{payer}{number}") for payer in ("ARCH", "MEADOW")]
            return billing.import_bank_file(
                session, world.desk(FAY), camt(*paid), statements(camt(*paid)), name=f"{number}.xml"
            ).applied

    assert answers(at_once(work))[0] == 2
    books_are_right(world)
