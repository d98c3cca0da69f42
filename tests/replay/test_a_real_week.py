"""A real week of the wholesaler, lived through at the desk: afterwards every book agrees with every other."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.replay.books import wrong
from benchmarks.replay.living import Replay
from benchmarks.replay.preparing import prepare
from domain.shared.database import Transactions

pytestmark = [pytest.mark.data, pytest.mark.timeout(600)]

#: Monday to Friday, on a server only the Thursday, on which the first supplier orders of the data are due.
WEEK = {"sqlite": (date(2011, 9, 5), date(2011, 9, 9)), "postgresql": (date(2011, 9, 8), date(2011, 9, 8))}
#: Supplier order lines due.
DUE = {"sqlite": 304, "postgresql": 162}
#: The limits of the data are 2.4 times what a customer orders in a month; a part of them is reached within a week.
OF_LIMIT = Decimal("0.4")


def test_s3_t1_t5_x1_every_book_agrees_after_a_real_week(transactions: Transactions, reference_data: Path) -> None:
    """Lines are accounted for, nothing is oversold, stock and exposure are explained, what left is billed."""
    prepare(transactions, reference_data, of_limit=OF_LIMIT)
    replay, kind = Replay(transactions, reference_data), transactions.engine.dialect.name
    replay.skip_orders_before(WEEK[kind][0])
    for _ in replay.live_through(*WEEK[kind]):
        pass
    print("\n", dict(replay.figures()))
    counts = replay.counts
    assert counts.received == DUE[kind]
    assert counts.orders == counts.confirmed + counts.held + _refused_orders(counts.refused)
    assert min(counts.held, counts.approved, counts.backordered_lines, counts.shipments) > 0
    assert counts.invoices == counts.shipments
    with transactions.read() as session:
        assert wrong(session, replay.desk()) == []


def _refused_orders(refused: dict[str, int]) -> int:
    return sum(count for cause, count in refused.items() if cause.startswith("order "))
