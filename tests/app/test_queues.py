"""What waits is found without looking at what is done: a queue stays as quick as on its first day."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.migrating import migrate
from domain.conversations import service as conversations
from domain.orders.queries.picking import pickable
from domain.orders.queries.rows import waiting_skus
from domain.shared.database import Transactions, open_engine
from domain.shared.outbox import Consumer, claim_deliveries, claimed_event
from tests.support.world import World


def _claim(consumer: Consumer) -> Callable[[Session], None]:
    def claim(session: Session) -> None:
        with claimed_event(session, consumer):
            pass

    return claim


@pytest.mark.parametrize(
    ("look", "table", "index"),
    [
        (_claim(Consumer.REACTIONS), "outbox_events", "ix_outbox_events_unreacted"),
        (_claim(Consumer.ROUTING), "outbox_events", "ix_outbox_events_unrouted"),
        (claim_deliveries, "deliveries", "ix_deliveries_queue"),
        (lambda session: conversations.claim(session, limit=1), "inbox", "ix_inbox_queue"),
        (waiting_skus, "order_lines", "ix_order_lines_waiting"),
    ],
    ids=["reactions", "routing", "deliveries", "inbox", "waiting"],
)
def test_what_waits_is_found_by_an_index_of_it(
    look: Callable[[Session], Any], table: str, index: str, tmp_path: Path
) -> None:
    """SQLite sees that the index of what waits serves only where the statement says so in so many words."""
    assert f"SCAN {table} USING INDEX {index}" in _plan(look, tmp_path)


def test_what_may_be_picked_of_an_order_is_found_without_all_lines(tmp_path: Path) -> None:
    """One order among many costs what one order costs."""
    plan = _plan(lambda session: pickable(session, World(_opened(tmp_path)).desk(), ["SO-1001"]), tmp_path)
    assert not [step for step in plan if step.startswith("SCAN order_lines")]
    assert [step for step in plan if step.startswith("SEARCH order_lines")]


def _opened(folder: Path) -> Transactions:
    engine = open_engine(f"sqlite:///{folder / 'queues.db'}")
    migrate(engine)
    return Transactions(engine)


def _plan(look: Callable[[Session], Any], folder: Path) -> list[str]:
    """How SQLite finds what a function asks for: the steps of every statement."""
    transactions = _opened(folder)
    asked: list[tuple[str, Any]] = []

    @event.listens_for(transactions.engine, "before_cursor_execute")
    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            asked.append((statement, parameters))

    with transactions.begin() as session:
        look(session)
        said = session.connection()
        plan = [said.exec_driver_sql(f"EXPLAIN QUERY PLAN {what}", parameters) for what, parameters in list(asked)]
        steps = [str(row[3]) for rows in plan for row in rows]
    transactions.engine.dispose()
    return steps
