"""A quotation that many people accept at the same moment becomes what was offered, and nothing more."""

from decimal import Decimal

from benchmarks.replay.books import wrong
from domain.orders import service as orders
from domain.orders.schemas import OrderView
from domain.quotations import queries
from domain.quotations import service as quotations
from domain.quotations.schemas import QuotationView
from domain.stock import queries as stock
from tests.orders.stories import drafted
from tests.support.racing import SIXTEEN, answers, at_once, codes
from tests.support.world import BUYER, MIA, TIN, World, wanted


def sent(world: World, count: int, *, key: str = "q", customer: str = "THISTLE") -> QuotationView:
    """Mia offers tins and sends that off."""
    with world.working() as session:
        view = quotations.quote(session, world.desk(), wanted((TIN, count), customer=customer), key=key)
        return quotations.send(session, world.desk(), view.number, revision=view.revision)


def accepted(world: World, view: QuotationView, key: str, quantity: int | None = None) -> OrderView:
    """Thistle takes all of it, or so many, as it was seen."""
    some = None if quantity is None else {1: Decimal(quantity)}
    with world.working() as session:
        return quotations.accept(session, world.desk(BUYER), view.number, some, revision=view.revision, key=key)


def books_are_right(world: World) -> None:
    """Every sum of the books can be explained."""
    with world.working() as session:
        assert wrong(session, world.desk()) == []


def test_s4_a_quotation_accepted_by_sixteen_with_one_key_is_one_order(world: World) -> None:
    """A button pressed again and again: everybody gets the same order."""
    view = sent(world, 40)
    outcomes = at_once(lambda _: accepted(world, view, "button"))
    assert {order.number for order in answers(outcomes)} == {"SO-1001"}
    assert len(answers(outcomes)) == SIXTEEN
    books_are_right(world)


def test_s4_a_quotation_accepted_by_sixteen_with_sixteen_keys_is_one_order(world: World) -> None:
    """Sixteen people want all of it: one has it, fifteen hear that it moved on; nothing is ordered twice."""
    view = sent(world, 40)
    outcomes = at_once(lambda number: accepted(world, view, f"key-{number}"))
    (order,) = answers(outcomes)
    assert codes(outcomes) == {"STALE_REVISION"}
    with world.working() as session:
        assert queries.quotation(session, view.number).orders == (order.number,)
        assert stock.availability(session, world.desk(), [TIN])[TIN].available == 60
    books_are_right(world)


def test_t5_quotations_are_accepted_while_orders_of_the_same_customer_are_confirmed(world: World) -> None:
    """All want the same tins and the same credit: everybody gets an order, and a hundred tins are had once."""
    offers = [sent(world, 10, key=f"q-{number}", customer="THISTLE") for number in range(8)]
    drafts = [drafted(world, (TIN, 10), key=f"d-{number}") for number in range(8)]

    def order(number: int) -> OrderView:
        if number % 2:
            return accepted(world, offers[number // 2], "a")
        with world.working() as session:
            draft = drafts[number // 2]
            return orders.confirm(session, world.desk(MIA), draft.number, revision=draft.revision)

    assert len(answers(at_once(order))) == SIXTEEN
    books_are_right(world)
