"""Every unit is explained: goods come, go and are counted, and the ledger agrees with the balances."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.shared import audit
from domain.shared.database import Transactions
from domain.shared.errors import NotAllowed, Refusal
from domain.stock import queries, service
from domain.stock.errors import (
    AlreadyReceived,
    BadStockQuantity,
    BelowCommitted,
    CountedTwice,
    UnknownArticle,
    UnknownReceipt,
    UnknownWarehouse,
)
from domain.stock.schemas import CountedStock, StockState
from tests.stock.shelves import REP, TODAY, desk_at, due, leaving, minutes, stocked, wish
from tests.stock.test_allocating import kinds

WAREHOUSES, SKUS = ("MAIN", "NORTH"), ("BAG", "BOX")


def test_receiving_puts_goods_on_hand_and_the_rest_stays_due(transactions: Transactions) -> None:
    """A part comes, then one more than the rest; after that nothing is due and a second click is refused."""
    with transactions.begin() as session:
        stocked(session)
        due(session, "BAG", 30, TODAY)
        assert service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(10)).quantity == 20
        view = service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(21), warehouse="NORTH")
        assert view.quantity == 0
        with pytest.raises(AlreadyReceived):
            service.receive(session, desk_at(), "SUP-1", 1)
        found = queries.availability(session, desk_at(), ["BAG"])["BAG"]
        assert [int(balance.on_hand) for balance in found.balances] == [10, 21]
        assert found.receipts == ()
        assert queries.balances_explained(session) == []
        assert [entry.action for entry in audit.trail(session, "receipt:SUP-1/1")] == ["receipt.received"] * 2
    assert kinds(transactions) == ["goods_received", "goods_received"]


def test_what_cannot_be_received_is_refused_and_changes_nothing(transactions: Transactions) -> None:
    """Unknown lines, nothing, less than nothing, unknown warehouses, and people without the role."""
    with transactions.begin() as session:
        stocked(session)
        due(session, "BAG", 30, TODAY)
        for refusal, line_no, more in (
            (UnknownReceipt, 2, {}),
            (BadStockQuantity, 1, {"quantity": Decimal(0)}),
            (BadStockQuantity, 1, {"quantity": Decimal(-1)}),
            (UnknownWarehouse, 1, {"warehouse": "MOON"}),
        ):
            with pytest.raises(refusal):
                service.receive(session, desk_at(), "SUP-1", line_no, **more)
        with pytest.raises(NotAllowed):
            service.receive(session, desk_at(actor=REP), "SUP-1", 1)
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].balances == ()


def test_a_moved_receipt_is_told(transactions: Transactions) -> None:
    """Another due date counts at once; the same date again says nothing."""
    with transactions.begin() as session:
        stocked(session)
        due(session, "BAG", 30, TODAY)
        for _ in range(2):
            view = service.move_receipt(session, desk_at(), "SUP-1", 1, new_due_date=date(2011, 12, 1))
        assert view.expected_date == date(2011, 12, 1)
    assert kinds(transactions) == ["receipt_moved"]


def test_a_count_sets_what_is_on_hand_but_never_below_what_is_committed(transactions: Transactions) -> None:
    """Four are allocated: five may be counted, three not."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=9)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BAG", 4)])
        service.adjust(session, desk_at(), "MAIN", "BAG", counted=Decimal(5), reason="count", note="year end")
        with pytest.raises(BelowCommitted):
            service.adjust(session, desk_at(), "MAIN", "BAG", counted=Decimal(3), reason="count", note="year end")
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].available == 1
        assert audit.trail(session, "stock:BAG")[0].after == {"warehouse": "MAIN", "on_hand": "5"}


def test_m5_only_what_is_not_in_quarantine_is_available_again(transactions: Transactions) -> None:
    """Of goods that came back three are for sale, two are in quarantine, one of which is scrapped."""
    with transactions.begin() as session:
        stocked(session)
        for quantity, quarantined in ((3, False), (2, True)):
            service.put_back(
                session, desk_at(), "BAG", "MAIN",
                quantity=Decimal(quantity), quarantined=quarantined, reference="RMA-1",
            )  # fmt: skip
        service.scrap(session, desk_at(), "BAG", "MAIN", quantity=Decimal(1), reference="RMA-1")
        (balance,) = queries.availability(session, desk_at(), ["BAG"])["BAG"].balances
        assert (balance.on_hand, balance.quarantined, balance.available) == (Decimal(4), Decimal(1), Decimal(3))
        with pytest.raises(BadStockQuantity):
            service.scrap(session, desk_at(), "BAG", "MAIN", quantity=Decimal(2), reference="RMA-1")
        assert queries.balances_explained(session) == []


def test_stock_imported_again_is_a_counted_adjustment(transactions: Transactions) -> None:
    """A changed row moves by its difference, the same row by nothing, one below what is allocated is refused."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, MAIN_BOX=10, NORTH_BAG=3)
        service.allocate(session, desk_at(), [wish("SO-1/1", "BOX", 6)])
        service.allocate(session, desk_at(), [wish("SO-2/1", "BAG", 20)])
        rows = [("MAIN", "BOX", Decimal(5)), ("MAIN", "BAG", Decimal(12)), ("NORTH", "BAG", Decimal(3))]
        (refused,) = service.import_stock(session, desk_at(), rows)
        assert (refused.index, refused.code, refused.facts["committed"]) == (0, "BELOW_COMMITTED", "6")
        assert queries.availability(session, desk_at(), ["BAG"])["BAG"].available == 2
        assert queries.balances_explained(session) == []
    assert kinds(transactions) == ["stock_freed"]


def test_receipts_imported_again_change_unless_goods_have_come(transactions: Transactions) -> None:
    """A new quantity and date count; a line of which goods have come is refused."""
    with transactions.begin() as session:
        stocked(session)
        due(session, "BAG", 30, TODAY)
        due(session, "BAG", 40, TODAY + timedelta(days=1), supplier_order="SUP-2")
        service.receive(session, desk_at(), "SUP-1", 1, quantity=Decimal(1))
        rows = [(order, 1, "BAG", "NORTH", Decimal(50), TODAY) for order in ("SUP-1", "SUP-2")]
        (refused,) = service.import_receipts(session, rows)
        assert (refused.index, refused.code) == (0, "ALREADY_RECEIVED")
        found = queries.availability(session, desk_at(), ["BAG"])["BAG"].receipts
        assert [(each.supplier_order, each.warehouse, int(each.quantity)) for each in found] == [
            ("SUP-1", "MAIN", 29),
            ("SUP-2", "NORTH", 50),
        ]


VERBS = [
    "receive", "allocate", "reserve", "release", "deallocate", "ship", "adjust", "back", "scrap", "expire", "count",
    "apart", "transfer", "move", "take_back", "hand_over",
]  # fmt: skip
LINES = [f"SO-{order}/{line}" for order in (1, 2, 3) for line in (1, 2)]
steps = st.tuples(
    st.sampled_from(VERBS),
    st.sampled_from(LINES), st.sampled_from(WAREHOUSES), st.integers(0, 12).map(Decimal), st.integers(0, 30),
)  # fmt: skip


def _step(session: Session, step: tuple[str, str, str, Decimal, int]) -> None:
    verb, line_key, warehouse, quantity, minute = step
    sku = SKUS[int(line_key[-1]) - 1]
    desk, asked = desk_at(minutes(minute)), wish(line_key, sku, int(quantity))
    order = line_key.partition("/")[0]
    match verb:
        case "receive":
            service.receive(session, desk, f"SUP-{sku}", 1, quantity=quantity, warehouse=warehouse)
        case "allocate":
            service.allocate(session, desk, [asked], reservation_key=order)
        case "reserve":
            service.reserve(session, desk, order, [asked], until=minutes(minute + 5))
        case "release":
            service.release_reservation(session, order)
        case "deallocate":
            service.deallocate(session, desk, [line_key], keeping={line_key: quantity})
        case "ship":
            service.ship(session, desk, [leaving(line_key, warehouse, quantity)], reference="SH-1")
        case "adjust":
            service.adjust(session, desk, warehouse, sku, counted=quantity, reason="count")
        case "back":
            service.put_back(
                session, desk, sku, warehouse, quantity=quantity, quarantined=minute > 15, reference="RMA-1"
            )
        case "scrap":
            service.scrap(session, desk, sku, warehouse, quantity=quantity, reference="RMA-1")
        case "count":
            rows = [CountedStock(sku=sku, counted=quantity, expected=Decimal(5) if minute % 2 else None)]
            service.count(session, desk, warehouse, rows, sheet=f"S{minute}")
        case "apart":
            states = list(StockState)
            service.reclassify(
                session, desk, sku, warehouse, quantity=quantity, before=states[minute % 3],
                after=states[minute // 3 % 3], reason="looked at",
            )  # fmt: skip
        case "transfer":
            service.transfer(session, desk, sku, **_ways(warehouse), quantity=quantity, key=f"T{minute}")
        case "move":
            service.move_allocation(session, desk, line_key, **_ways(warehouse), quantity=quantity)
        case "take_back":
            taken = [row for row in queries.allocated_rows(session, [line_key]) if row.quantity > 0]
            service.take_back(session, desk, taken, waiting=[wish(line_key, sku, 1 + int(quantity))])
        case "hand_over":
            given = queries.allocated_rows(session, [line_key])
            service.hand_over(session, desk, given, to=f"SO-9/{line_key[-1]}", waiting=[wish(line_key, sku, 7)])
        case _:
            service.release_expired(session, desk)


def _ways(warehouse: str) -> dict[str, str]:
    return {"from_warehouse": warehouse, "to_warehouse": WAREHOUSES[1 - WAREHOUSES.index(warehouse)]}


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Session]:
    """A session whose work is thrown away."""
    with Session(engine.execution_options(writes=True)) as session:
        yield session
        session.rollback()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=25))
def test_whatever_happens_the_ledger_explains_the_balances(
    engine: Engine, taken: list[tuple[str, str, str, Decimal, int]]
) -> None:
    """After any row of verbs: movements, allocations and reservations sum to the balances; nothing is oversold."""
    with rolled_back(engine) as session:
        stocked(session, MAIN_BAG=10, NORTH_BOX=10)
        for sku in SKUS:
            due(session, sku, 500, TODAY, supplier_order=f"SUP-{sku}")
        for step in taken:
            try:
                _step(session, step)
            except Refusal:
                continue
        assert queries.balances_explained(session) == []
        for sku, found in queries.availability(session, desk_at(), SKUS).items():
            waiting = {demand.line_key for demand in queries.demand_in_order(session, [sku])}
            assert waiting <= {*LINES, "SO-9/1", "SO-9/2"}
            for balance in found.balances:
                assert balance.on_hand >= balance.allocated + balance.quarantined + balance.damaged >= 0


def test_t5_c4_sixteen_people_buy_count_and_move_the_last_goods_at_once(transactions: Transactions) -> None:
    """Forty bags in two places, four ways to touch them: nobody sees an error but a refusal, nothing is oversold."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=25, NORTH_BAG=15)
    start = Barrier(16)

    def act(number: int) -> None:
        start.wait()
        key, places = f"SO-{number}/1", WAREHOUSES if number % 8 < 4 else WAREHOUSES[::-1]
        for turn in range(4):
            try:
                with transactions.begin() as session:
                    _touch(session, (number + turn) % 4, key=f"{key[:-1]}{turn}", places=places)
            except Refusal:
                continue

    with ThreadPoolExecutor(16) as people:
        list(people.map(act, range(16)))
    with transactions.read() as session:
        found = queries.availability(session, desk_at(), ["BAG"])["BAG"]
        assert all(balance.allocated + balance.damaged <= balance.on_hand for balance in found.balances)
        assert queries.balances_explained(session) == []


def _touch(session: Session, way: int, *, key: str, places: tuple[str, ...]) -> None:
    desk, one = desk_at(), Decimal(2)
    match way:
        case 0:
            service.allocate(session, desk, [wish(key, "BAG", 3)])
        case 1:
            service.transfer(session, desk, "BAG", from_warehouse=places[0], to_warehouse=places[1], quantity=one)
        case 2:
            rows = [CountedStock(sku="BAG", counted=Decimal(14), expected=Decimal(15))]
            service.count(session, desk, places[0], rows, sheet=key)
        case _:
            service.allocate(session, desk, [wish(key, "BAG", 2)])
            service.deallocate(session, desk, [key])


@pytest.mark.parametrize(
    ("skus", "refusal", "named"),
    [(("BAG", "BOX", "BAG"), CountedTwice, "BAG"), (("BAG", "GAB", "XOB"), UnknownArticle, "GAB, XOB")],
)
def test_t10_a_sheet_with_doubled_or_unknown_articles_is_refused_whole(
    transactions: Transactions, skus: tuple[str, ...], refusal: type[Refusal], named: str
) -> None:
    """All of them are named, no balance is made and nothing is posted."""
    with transactions.begin() as session:
        stocked(session, MAIN_BAG=10, MAIN_BOX=10)
        before = queries.count_sheet(session, "MAIN")
    rows = [CountedStock(sku=sku, counted=Decimal(3)) for sku in skus]
    with transactions.begin() as session:
        with pytest.raises(refusal) as refused:
            service.count(session, desk_at(), "MAIN", rows, sheet="week 46")
        assert refused.value.facts["skus"] == named
    with transactions.begin() as session:
        assert queries.count_sheet(session, "MAIN") == before
        assert queries.counted_on(session, "week 46", "MAIN") == set()
        with pytest.raises(UnknownArticle):
            service.adjust(session, desk_at(), "MAIN", "GAB", counted=Decimal(1), reason="found")
