"""Everything that happens is answered by somebody."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import reactions
from app.reactions import REACTIONS, Reactor
from app.tables import every_table
from domain.orders.events import OrderCancelled, OrderClosed
from domain.shared import outbox
from domain.shared.database import Transactions
from domain.shared.desk import Desk
from domain.shared.events import Event
from domain.shared.outbox.events import OutboxEvent
from notifications.routing import ROUTES
from tests.support.world import MORNING, build


def test_every_event_has_a_reaction_or_a_reader() -> None:
    """An event that nobody answers and nobody hears of need not be written."""
    assert every_table().tables
    ours = {kind for kind in Event.__subclasses__() if kind.__module__.startswith("domain.")}
    unheard = {kind.__name__ for kind in ours - set(REACTIONS) - set(ROUTES)}
    assert unheard == set()


def test_no_two_events_share_a_name() -> None:
    """The stored kind of an event names one class only."""
    kinds = [kind.kind for kind in Event.__subclasses__() if kind.__module__.startswith("domain.")]
    assert sorted(set(kinds)) == sorted(kinds)


def test_f3_an_answer_that_fails_keeps_its_error_and_holds_up_nobody(
    transactions: Transactions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event is tried again later; the next one is answered at once."""
    answered: list[str] = []

    def fail(_session: Session, _desk: Desk, _event: Any) -> None:
        raise ZeroDivisionError("no such rate")

    def answer(_session: Session, _desk: Desk, event: OrderClosed) -> None:
        answered.append(event.number)

    by_kind = {OrderCancelled.kind: (OrderCancelled, fail), OrderClosed.kind: (OrderClosed, answer)}
    monkeypatch.setattr(reactions, "_BY_KIND", by_kind)
    world = build(transactions)
    with transactions.begin() as session:
        outbox.record(
            session, OrderCancelled(number="SO-1001", reason="sold out"), subject="order:SO-1001", now=MORNING
        )
        outbox.record(session, OrderClosed(number="SO-1002"), subject="order:SO-1002", now=MORNING)
    assert Reactor(transactions, lambda actor, _source: world.desk(actor)).run_until_idle() == 2
    assert answered == ["SO-1002"]
    with transactions.read() as session:
        failed, done = session.scalars(select(OutboxEvent).order_by(OutboxEvent.id)).all()
        assert (failed.reactions_attempts, failed.reactions_done_at) == (1, None)
        assert "no such rate" in (failed.error or "")
        assert done.reactions_done_at is not None
