"""Whose stock is whose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select

from domain.shared.database import Transactions
from domain.shared.outbox import OutboxEvent
from domain.stock import queries, service
from domain.stock.errors import NotAllocated
from domain.stock.schemas import Allocation
from tests.stock.shelves import TODAY, desk_at, due, leaving, minutes, stocked, wish


def got(allocation: Allocation) -> tuple[list[tuple[str, int]], int]:
    """What a line got from where, and what it waits for, short."""
    return [(part.warehouse, int(part.quantity)) for part in allocation.parts], int(allocation.backordered)


def kinds(transactions: Transactions) -> list[str]:
    """The events that were recorded."""
    with transactions.read() as session:
        return list(session.scalars(select(OutboxEvent.kind).order_by(OutboxEvent.id)))


def test_what_is_there_becomes_the_lines_own_and_the_rest_waits(transactions: Transactions) -> None:
    """Sixty wanted, fifty there: two warehouses give all they have, ten are demand."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=40, NORTH_BAG=10)
        wishes = [wish("SO-1/1", "BAG", 60, priority=1, promised_date=date(2011, 11, 25))]
        assert got(service.allocate(session, desk_at(), wishes)["SO-1/1"]) == ([("MAIN", 40), ("NORTH", 10)], 10)
        (waiting,) = queries.demand_in_order(session, ["BAG"])
        assert (waiting.line_key, waiting.quantity, waiting.priority) == ("SO-1/1", Decimal(10), 1)
        assert got(service.allocate(session, desk_at(), [wish("SO-2/1", "BAG", 1)])["SO-2/1"]) == ([], 1)
        assert queries.balances_explained(session) == []


def test_c4_twenty_buyers_of_ten_race_for_a_hundred(transactions: Transactions) -> None:
    """Exactly a hundred are sold, ten buyers wait, nobody sees an error."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=60, NORTH_BAG=40)
    start = Barrier(20)

    def buy(number: int) -> Allocation:
        start.wait()
        with transactions.begin() as session:
            key = f"SO-{number}/1"
            return service.allocate(session, desk_at(), [wish(key, "BAG", 10)])[key]

    with ThreadPoolExecutor(20) as buyers:
        sold = list(buyers.map(buy, range(20)))
    assert sorted(int(allocation.backordered) for allocation in sold) == [0] * 10 + [10] * 10
    with transactions.read() as session:
        assert (
            sum(balance.allocated for balance in queries.availability(session, desk_at(), ["BAG"])["BAG"].balances)
            == 100
        )
        assert len(queries.demand_in_order(session, ["BAG"])) == 10
        assert queries.balances_explained(session) == []


def test_t5_buyers_of_many_articles_in_any_order_do_not_block_each_other_for_good(transactions: Transactions) -> None:
    """Sixteen orders name the same six articles in different orders; all are answered and the books agree."""
    articles = [f"A{index}" for index in range(6)]
    with transactions.begin() as session:
        stocked(session, **{f"{warehouse}_{sku}": 20 for sku in articles for warehouse in ("MAIN", "NORTH")})

    def buy(number: int) -> int:
        turned = articles[number % 6 :] + articles[: number % 6]
        wishes = [wish(f"SO-{number}/{at}", sku, 3) for at, sku in enumerate(turned)]
        with transactions.begin() as session:
            return sum(int(one.backordered) for one in service.allocate(session, desk_at(), wishes).values())

    with ThreadPoolExecutor(8) as buyers:
        left = sum(buyers.map(buy, range(16)))
    assert left == 16 * 6 * 3 - 6 * 40
    with transactions.read() as session:
        assert queries.balances_explained(session) == []


def test_c3_a_reservation_keeps_stock_from_others_and_is_used_up_by_its_own_order(transactions: Transactions) -> None:
    """Two drafts of five against five: the first keeps them, the second gets none, and confirming uses them up."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=5)
        desk = desk_at()
        assert service.reserve(session, desk, "SO-1", [wish("SO-1/1", "BAG", 5)], until=minutes(15))["SO-1/1"]
        assert service.reserve(session, desk, "SO-2", [wish("SO-2/1", "BAG", 5)], until=minutes(15))["SO-2/1"] == ()
        second = service.allocate(session, desk, [wish("SO-2/1", "BAG", 5)], reservation_key="SO-2")
        assert got(second["SO-2/1"]) == ([], 5)
        service.deallocate(session, desk, ["SO-2/1"])
        first = service.allocate(session, desk, [wish("SO-1/1", "BAG", 5)], reservation_key="SO-1")
        assert got(first["SO-1/1"]) == ([("MAIN", 5)], 0)
        assert queries.availability(session, desk, ["BAG"])["BAG"].balances[0].reserved == 0
        assert queries.balances_explained(session) == []


def test_an_expired_reservation_is_taken_by_whoever_comes(transactions: Transactions) -> None:
    """After fifteen minutes the stock is free, whether or not a job has tidied up."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=5, MAIN_BOX=5)
        service.reserve(
            session, desk_at(), "SO-1", [wish("SO-1/1", "BAG", 5), wish("SO-1/2", "BOX", 5)], until=minutes(15)
        )
        late = desk_at(minutes(16))
        assert got(service.allocate(session, late, [wish("SO-2/1", "BAG", 5)])["SO-2/1"]) == ([("MAIN", 5)], 0)
        assert service.release_expired(session, late) == 1
        assert service.release_expired(session, late) == 0
        service.release_reservation(session, "SO-1")
        assert queries.balances_explained(session) == []


def test_t9_stock_that_came_in_is_not_taken_by_a_new_order_from_a_waiting_one(transactions: Transactions) -> None:
    """Received goods go to the line that waits, even when a new order is faster."""
    with transactions.begin() as session:
        desk = desk_at()
        stocked(session, MAIN_BAG=0)
        due(session, "BAG", 12, TODAY)
        service.allocate(session, desk, [wish("SO-1/1", "BAG", 10)])
        service.receive(session, desk, "SUP-1", 1)
        assert got(service.allocate(session, desk, [wish("SO-2/1", "BAG", 5)])["SO-2/1"]) == ([("MAIN", 2)], 3)
        assert got(service.allocate(session, desk, [wish("SO-1/1", "BAG", 10)])["SO-1/1"]) == ([("MAIN", 10)], 0)
        assert [demand.line_key for demand in queries.demand_in_order(session, ["BAG"])] == ["SO-2/1"]


def test_t6_waiting_lines_are_served_by_priority_then_promise_then_confirmation(transactions: Transactions) -> None:
    """The order is decided to the last key, and lines served together get what is left in that order."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=0)
        for at, (key, priority, promised) in enumerate(
            [("SO-1/10", 0, None), ("SO-1/2", 0, None), ("SO-2/1", 0, TODAY), ("SO-3/1", 9, None)]
        ):
            asked = wish(key, "BAG", 4, priority=priority, promised_date=promised)
            service.allocate(session, desk_at(minutes(at // 2)), [asked])
        waiting = queries.demand_in_order(session, ["BAG"])
        assert [demand.line_key for demand in waiting] == ["SO-3/1", "SO-2/1", "SO-1/2", "SO-1/10"]
        service.adjust(session, desk_at(), "MAIN", "BAG", counted=Decimal(9), reason="count")
        wishes = [wish(demand.line_key, "BAG", int(demand.quantity)) for demand in waiting]
        served = service.allocate(session, desk_at(), wishes)
        assert [int(served[demand.line_key].backordered) for demand in waiting] == [0, 0, 3, 4]


def test_c16_what_a_line_gives_back_is_free_and_told_to_those_who_wait(transactions: Transactions) -> None:
    """Cancelling frees allocation and demand; what is picked may be kept back."""
    with transactions.begin() as session:
        desk = desk_at()
        stocked(session, MAIN_BAG=10)
        service.allocate(session, desk, [wish("SO-1/1", "BAG", 12)])
        service.allocate(session, desk, [wish("SO-2/1", "BAG", 5)])
        service.deallocate(session, desk, ["SO-1/1"], keeping={"SO-1/1": Decimal(4)})
        assert queries.allocations(session, ["SO-1/1"])["SO-1/1"][0].quantity == 4
        assert queries.availability(session, desk, ["BAG"])["BAG"].available == 6
        assert [demand.line_key for demand in queries.demand_in_order(session, ["BAG"])] == ["SO-2/1"]
        assert queries.balances_explained(session) == []
    assert kinds(transactions) == ["stock_freed"]


def test_only_a_lines_own_goods_leave_and_the_warehouse_is_checked(transactions: Transactions) -> None:
    """Shipping takes from allocation and on hand at once; from another warehouse or beyond the line it is refused."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, NORTH_BAG=5)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 8)])
        service.ship(session, desk_at(), [leaving("SO-1/1", "MAIN", 3)], reference="SH-1")
        balance = queries.availability(session, desk_at(), ["BAG"])["BAG"].balances[0]
        assert (balance.on_hand, balance.allocated) == (Decimal(7), Decimal(5))
        for warehouse, quantity in (("NORTH", 1), ("MAIN", 6)):
            with pytest.raises(NotAllocated):
                service.ship(session, desk_at(), [leaving("SO-1/1", warehouse, quantity)], reference="SH-2")
        assert queries.balances_explained(session) == []


def test_a_promised_date_is_kept_with_what_waits(transactions: Transactions) -> None:
    """Dates are set for lines that wait and passed over for others."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=0)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 2)])
        service.set_promised_dates(session, {"SO-1/1": date(2011, 12, 1), "SO-9/9": None})
        assert queries.demand_in_order(session, ["BAG"])[0].promised_date == date(2011, 12, 1)


def test_without_backorders_nothing_waits(transactions: Transactions) -> None:
    """A line that takes no backorders leaves no demand behind."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=1)
        wishes = [wish("SO-1/1", "BAG", 2, backorders=False), wish("SO-1/2", "NEVER", 2)]
        sold = service.allocate(session, desk_at(), wishes)
        assert [got(sold[key]) for key in ("SO-1/1", "SO-1/2")] == [([("MAIN", 1)], 1), ([], 2)]
        assert [demand.line_key for demand in queries.demand_in_order(session, ["BAG", "NEVER"])] == ["SO-1/2"]
