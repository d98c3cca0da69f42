"""What people find on the shelf: counted, set apart, moved to another warehouse, always with who and why."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from domain.shared import audit
from domain.shared.database import Transactions
from domain.shared.errors import NotAllowed
from domain.stock import queries, service
from domain.stock.errors import BadStockQuantity, BelowCommitted, NotAllocated, NotThere, SameWarehouse, UnknownReason
from domain.stock.schemas import CountedStock, StockState
from tests.stock.shelves import REP, desk_at, due, leaving, stocked, wish
from tests.stock.test_allocating import kinds


def rows(**counted: int) -> list[CountedStock]:
    """What was counted, by SKU."""
    return [CountedStock(sku=sku, counted=Decimal(number)) for sku, number in counted.items()]


def test_t1_a_count_posts_the_difference_and_the_same_sheet_counts_once(transactions: Transactions) -> None:
    """Ten expected, eight counted: two are gone, and stay gone when the sheet comes again after a receipt."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, MAIN_BOX=4)
        assert [(row.sku, int(row.expected)) for row in queries.count_sheet(session, "MAIN")] == [
            ("BAG", 10),
            ("BOX", 4),
        ]
        found = service.count(session, desk_at(), "MAIN", rows(BAG=8, BOX=4), sheet="week 46")
        assert [(row.sku, int(row.difference), row.is_new) for row in found] == [("BAG", -2, True), ("BOX", 0, True)]
        due(session, "BAG", 5, date(2011, 11, 14))
        service.receive(session, desk_at(), "SUP-1", 1)
        again = service.count(session, desk_at(), "MAIN", rows(BAG=8, BOX=4), sheet="week 46")
        assert [(row.sku, row.is_new) for row in again] == [("BAG", False), ("BOX", False)]
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].available == 13
        last = queries.movements(session, "BOX", "MAIN")[-1]
        assert (last.reason, last.reference, last.quantity, last.actor_id) == ("counted", "week 46", 0, "system:test")
        assert queries.balances_explained(session) == []


def test_t1_goods_that_moved_since_the_sheet_was_printed_do_not_count_twice(transactions: Transactions) -> None:
    """Ten stood on the sheet, nine were counted, three left meanwhile: six are there, not nine."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 3)])
        service.ship(session, desk_at(), [leaving("SO-1/1", "MAIN", 3)], reference="SH-1")
        counted = [CountedStock(sku="BAG", counted=Decimal(9), expected=Decimal(10))]
        (row,) = service.count(session, desk_at(), "MAIN", counted, sheet="S")
        assert (int(row.on_hand), int(row.difference)) == (7, -1)
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].available == 6


def test_t1_a_sheet_with_one_impossible_row_posts_nothing(transactions: Transactions) -> None:
    """Five are allocated and three counted: the other article of the sheet is not touched either."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, MAIN_BOX=5)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BOX", 5)])
        with pytest.raises(BelowCommitted):
            service.count(session, desk_at(), "MAIN", rows(BAG=9, BOX=3), sheet="S")
        with pytest.raises(NotAllowed):
            service.count(session, desk_at(actor=REP), "MAIN", rows(BAG=9), sheet="S")
        assert [row.reason for row in queries.movements(session, "BAG")] == ["imported"]


def test_an_adjustment_names_a_reason_of_the_policy(transactions: Transactions) -> None:
    """'because' is none; 'breakage' is kept with its note and its author."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        with pytest.raises(UnknownReason):
            service.adjust(session, desk_at(), "MAIN", "BAG", counted=Decimal(8), reason="because")
        service.adjust(session, desk_at(), "MAIN", "BAG", counted=Decimal(8), reason="breakage", note="fork lift")
        assert queries.movements(session, "BAG")[-1].reference == "breakage: fork lift"
        assert audit.trail(session, "stock:BAG")[0].reason == "breakage: fork lift"


def test_t1_goods_set_apart_are_on_hand_and_not_available(transactions: Transactions) -> None:
    """Of ten two go to quarantine, one of those is damaged and scrapped, the other is sound and free again."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        apart = {"quantity": Decimal(2), "before": StockState.SOUND, "after": StockState.QUARANTINED, "reason": "wet"}
        service.reclassify(session, desk_at(), "BAG", "MAIN", **apart)  # type: ignore[arg-type]
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].available == 8
        one = {"quantity": Decimal(1), "before": StockState.QUARANTINED, "reason": "looked at"}
        service.reclassify(session, desk_at(), "BAG", "MAIN", **one, after=StockState.DAMAGED)  # type: ignore[arg-type]
        service.reclassify(session, desk_at(), "BAG", "MAIN", **one, after=StockState.SOUND)  # type: ignore[arg-type]
        (balance,) = queries.availability(session, desk_at(), ["BAG"])["BAG"].balances
        assert (balance.on_hand, balance.quarantined, balance.damaged, balance.available) == (10, 0, 1, 9)
        with pytest.raises(BadStockQuantity):
            service.reclassify(session, desk_at(), "BAG", "MAIN", **one, after=StockState.SOUND)  # type: ignore[arg-type]
        service.scrap(
            session, desk_at(), "BAG", "MAIN", quantity=Decimal(1), reference="skip", state=StockState.DAMAGED
        )
        (balance,) = queries.availability(session, desk_at(), ["BAG"])["BAG"].balances
        assert (balance.on_hand, balance.damaged) == (9, 0)
        assert queries.balances_explained(session) == []


def test_t1_allocated_goods_are_not_set_apart_behind_the_lines_back(transactions: Transactions) -> None:
    """Eight of ten are allocated: three cannot be damaged before a line gives one up."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 8)])
        with pytest.raises(BelowCommitted):
            service.reclassify(
                session, desk_at(), "BAG", "MAIN", quantity=Decimal(3), before=StockState.SOUND,
                after=StockState.DAMAGED, reason="wet",
            )  # fmt: skip
        assert queries.balances_explained(session) == []


def test_t11_goods_move_between_warehouses_at_once_or_as_a_receipt_due(transactions: Transactions) -> None:
    """Four arrive at once; three are on the way until they are received; the same key moves nothing."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        ways = {"from_warehouse": "MAIN", "to_warehouse": "NORTH"}
        for _ in range(2):
            service.transfer(session, desk_at(), "BAG", **ways, quantity=Decimal(4), key="van 7")
        on_the_way = service.transfer(
            session, desk_at(), "BAG", **ways, quantity=Decimal(3), arrives=date(2011, 11, 16)
        )
        found = queries.availability(session, desk_at(), ["BAG"])["BAG"]
        assert [int(balance.on_hand) for balance in found.balances] == [3, 4]
        assert [(due.supplier_order, int(due.quantity)) for due in found.receipts] == [(on_the_way.transfer, 3)]
        service.receive(session, desk_at(), on_the_way.transfer, 1)
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].available == 10
        assert queries.balances_explained(session) == []


def test_t11_what_cannot_move_stays_where_it_is(transactions: Transactions) -> None:
    """Allocated goods, more than there are, and a way from a place to itself are refused."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 8)])
        with pytest.raises(NotThere):
            service.transfer(
                session, desk_at(), "BAG", from_warehouse="MAIN", to_warehouse="NORTH", quantity=Decimal(3)
            )
        with pytest.raises(SameWarehouse):
            service.transfer(session, desk_at(), "BAG", from_warehouse="MAIN", to_warehouse="MAIN", quantity=Decimal(1))
        with pytest.raises(NotAllowed):
            service.transfer(
                session, desk_at(actor=REP), "BAG", from_warehouse="MAIN", to_warehouse="NORTH", quantity=Decimal(1)
            )
        assert [row.reason for row in queries.movements(session, "BAG")] == ["imported"]


def test_c5_an_allocation_moves_only_where_goods_are_free(transactions: Transactions) -> None:
    """Two of three free in NORTH are taken over from MAIN; a second two are one too many, and nothing moves."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, NORTH_BAG=3)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 8)])
        ways = {"from_warehouse": "MAIN", "to_warehouse": "NORTH", "quantity": Decimal(2)}
        service.move_allocation(session, desk_at(), "SO-1/1", **ways)  # type: ignore[arg-type]
        with pytest.raises(NotThere):
            service.move_allocation(session, desk_at(), "SO-1/1", **ways)  # type: ignore[arg-type]
        with pytest.raises(NotAllocated):
            service.move_allocation(
                session, desk_at(), "SO-1/1", from_warehouse="NORTH", to_warehouse="MAIN", quantity=Decimal(3)
            )
        parts = queries.allocations(session, ["SO-1/1"])["SO-1/1"]
        assert [(part.warehouse, int(part.quantity)) for part in parts] == [("MAIN", 6), ("NORTH", 2)]
        assert queries.balances_explained(session) == []


def test_balances_are_rebuilt_from_the_ledger(transactions: Transactions) -> None:
    """Somebody changed balances by hand: every field is found, set right and audited; then nothing is wrong."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, NORTH_BAG=5)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 4)])
        session.execute(text("UPDATE stock_balances SET on_hand = 7000000, allocated = 0 WHERE warehouse = 'MAIN'"))
        wrong = service.rebuild_balances(session, desk_at())
        assert [(one.warehouse, one.field, int(one.balance), int(one.explained)) for one in wrong] == [
            ("MAIN", "on_hand", 7, 10),
            ("MAIN", "allocated", 0, 4),
        ]
        assert queries.balances_explained(session) == []
        assert service.rebuild_balances(session, desk_at()) == ()
        with pytest.raises(NotAllowed):
            service.rebuild_balances(session, desk_at(actor=REP))
        assert [entry.action for entry in audit.trail(session, "stock:BAG")] == ["stock.rebuilt"] * 2
    assert kinds(transactions) == []
