"""A real week of the wholesaler, lived through at the desk: afterwards every book agrees with every other."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.billing import queries as billing
from domain.customers import queries as customers
from domain.orders import queries as orders
from domain.shared.database import Transactions
from domain.stock import queries as stock
from tests.support.replay import Replay, figures, prepare

pytestmark = [pytest.mark.data, pytest.mark.timeout(600)]

#: Monday to Friday, on a server only the Thursday, on which the first supplier orders of the data are due.
WEEK = {"sqlite": (date(2011, 9, 5), date(2011, 9, 9)), "postgresql": (date(2011, 9, 8), date(2011, 9, 8))}
#: Orders placed and supplier order lines due.
PLACED, DUE = {"sqlite": 298, "postgresql": 71}, {"sqlite": 304, "postgresql": 162}
#: The limits of the data are 2.4 times what a customer orders in a month; a part of them is reached within a week.
OF_LIMIT = Decimal("0.4")
MILLION = 1_000_000


@pytest.fixture
def lived(transactions: Transactions, reference_data: Path) -> Replay:
    """The wholesaler after a real week; what happened is shown with `-s`."""
    prepare(transactions, reference_data, of_limit=OF_LIMIT)
    replay = Replay(transactions, reference_data)
    for day in replay.trading_days(*WEEK[transactions.engine.dialect.name]):
        replay.live_through(day)
    print("\n", dict(figures(replay)))
    return replay


def test_s3_t1_t5_x1_every_book_agrees_after_a_real_week(lived: Replay, transactions: Transactions) -> None:
    """Lines are accounted for, nothing is oversold, stock is explained, exposure is what the orders sum to."""
    counts, kind = lived.counts, transactions.engine.dialect.name
    assert lived.now.date() == WEEK[kind][1]
    assert (counts.orders, counts.received) == (PLACED[kind], DUE[kind])
    assert counts.orders == counts.confirmed + counts.held + _refused_orders(counts.refused)
    assert counts.held > 0
    assert counts.approved > 0
    assert counts.backordered_lines > 0
    with transactions.read() as session:
        assert orders.broken_invariants(session) == []
        assert stock.balances_explained(session) == []
        assert _oversold(session) == []
        assert _allocated_twice(session) == []
        assert _failed_reactions(session) == []
        _exposure_is_what_the_orders_sum_to(session, lived)


def _refused_orders(refused: dict[str, int]) -> int:
    return sum(count for cause, count in refused.items() if cause.startswith("order "))


def _oversold(session: Session) -> list[tuple[object, ...]]:
    said = "SELECT sku, warehouse FROM stock_balances WHERE allocated + quarantined > on_hand OR reserved < 0"
    return [tuple(row) for row in session.execute(text(said))]


def _allocated_twice(session: Session) -> list[tuple[object, ...]]:
    """Balances whose allocated quantity is not the sum of the allocations, or of the lines' own quantities."""
    said = """
        SELECT b.sku, b.allocated, a.quantity, l.quantity
        FROM (SELECT sku, sum(allocated) AS allocated FROM stock_balances GROUP BY sku) b
        LEFT JOIN (SELECT sku, sum(quantity) AS quantity FROM allocations GROUP BY sku) a ON a.sku = b.sku
        LEFT JOIN (SELECT sku, sum(allocated + picked) AS quantity FROM order_lines GROUP BY sku) l ON l.sku = b.sku
        WHERE b.allocated <> coalesce(a.quantity, 0) OR b.allocated <> coalesce(l.quantity, 0)"""
    return [tuple(row) for row in session.execute(text(said))]


def _failed_reactions(session: Session) -> list[str]:
    return [str(row[0]) for row in session.execute(text("SELECT error FROM outbox_events WHERE error IS NOT NULL"))]


def _exposure_is_what_the_orders_sum_to(session: Session, lived: Replay) -> None:
    """Nothing is shipped or invoiced yet, so exposure is what is confirmed, gross, each order rounded once per rate."""
    confirmed, pending = _sums(session, "confirmed"), _sums(session, "pending_confirmation")
    assert len(confirmed) > 40
    known = customers.customers(session, confirmed.keys() | pending.keys())
    for bill_to, view in known.items():
        kept = billing.exposure(session, lived.desk(), view)
        assert kept.total.amount == confirmed[bill_to], bill_to
        assert kept.pending.amount == pending[bill_to], bill_to


def _sums(session: Session, state: str) -> defaultdict[str, Decimal]:
    said = """
        SELECT o.bill_to, o.number, l.tax_rate, sum(l.net)
        FROM sales_orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.state = :state GROUP BY o.bill_to, o.number, l.tax_rate"""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for bill_to, _, rate, net in session.execute(text(said), {"state": state}):
        amount = Decimal(int(net)) / 100
        tax = amount * Decimal(int(rate)) / MILLION / 100
        sums[bill_to] += amount + tax.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return sums
