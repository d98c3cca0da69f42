"""Goods that many people take back at the same moment come back once, and are credited once."""

from decimal import Decimal

import pytest

from benchmarks.replay.books import wrong
from domain.billing import queries as billing
from domain.returns import service
from domain.returns.schemas import Inspected, ReturnAsk, ReturnView, Settlement
from domain.stock import queries as stock
from tests.returns.test_returns import authorise, delivered, inspect, receive, shelf
from tests.support.racing import answers, at_once, codes
from tests.support.world import BAG, FAY, MIA, WILL, World


def books_are_right(world: World) -> None:
    """Every sum of the books can be explained."""
    with world.working() as session:
        assert wrong(session, world.desk()) == []
        assert stock.balances_explained(session) == []


def test_m2_sixteen_returns_of_one_line_are_no_more_than_left(world: World) -> None:
    """Each wants twelve of sixty bags to come back: five may, eleven hear that nothing is left to come."""
    number = delivered(world, (BAG, 60))
    outcomes = at_once(lambda _: authorise(world, number, line_1=12))
    assert (len(answers(outcomes)), codes(outcomes)) == (5, {"NOT_RETURNABLE"})
    books_are_right(world)


@pytest.mark.parametrize("settlement", [Settlement.CREDIT, Settlement.REPLACE])
def test_m4_one_return_settled_by_sixteen_is_settled_once(world: World, settlement: Settlement) -> None:
    """One credit note, or one order that replaces the goods; the others hear that it is settled."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=12)
    receive(world, "RMA-1001")
    inspect(world, "RMA-1001", (1, 12, "restock"))

    def settle(_: int) -> ReturnView:
        with world.working() as session:
            return service.settle(session, world.desk(FAY), "RMA-1001", settlement=settlement)

    outcomes = at_once(settle)
    (settled,) = answers(outcomes)
    assert codes(outcomes) == {"ILLEGAL_TRANSITION"}
    assert (settled.credit_notes, settled.replacement_order) in [(("CN-1001",), None), ((), "SO-1002")]
    books_are_right(world)


def test_m5_a_return_is_received_inspected_and_settled_once_by_sixteen(world: World) -> None:
    """Four do each of it at once, until all of it is done: the bags are on the shelf once and credited once."""
    number = delivered(world, (BAG, 60))
    authorise(world, number, line_1=12)

    def work(person: int) -> object:
        with world.working() as session:
            if person % 4 == 0:
                return service.receive(session, world.desk(WILL), "RMA-1001")
            if person % 4 == 1:
                good = Inspected(line_no=1, quantity=Decimal(12), disposition="restock")
                return service.inspect(session, world.desk(WILL), "RMA-1001", [good])
            if person % 4 == 2:
                return service.settle(session, world.desk(FAY), "RMA-1001")
            ask = ReturnAsk.model_validate({"line_no": 1, "quantity": 48, "reason": "surplus"})
            return service.authorise(session, world.desk(MIA), number, [ask])

    for _ in range(3):
        at_once(work)
    assert shelf(world, BAG)[0] == ("MAIN", 852, 852)
    with world.working() as session:
        assert billing.credit_note(session, "CN-1001").total.amount == Decimal("23.76")
    books_are_right(world)
