"""What comes twice, is worked by two at once, or breaks in the middle, has one effect and is never lost."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.dispatch import HANDLERS
from bot.services import Services
from bot.worker import Worker
from domain.conversations import service as conversations
from domain.conversations.models import InboxMessage
from domain.conversations.schemas import ClaimedMessage, InboxKind
from domain.shared.clock import real_now
from domain.shared.errors import NotFound
from presentation.actions import ActionId, OrderAction
from tests.bot.incoming import Clerk


def _lease_ends(clerk: Clerk) -> None:
    with clerk.runtime.transactions.begin() as session:
        session.execute(
            update(InboxMessage).values(lease_until=real_now() - timedelta(seconds=1), next_at=real_now())
        )  # fmt: skip


def _claimed(clerk: Clerk) -> ClaimedMessage:
    with clerk.runtime.transactions.begin() as session:
        (row,) = conversations.claim(session)
    return row


def _number(clerk: Clerk) -> str:
    outcome = clerk.outcomes()[0]
    assert outcome is not None
    return outcome.split()[-1]


def test_a_change_that_is_worked_by_two_is_made_once(clerk: Clerk) -> None:
    """A worker that is slower than its lease finds its message finished by another, and changes nothing."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop", "1.0")
    clerk.work()
    number = _number(clerk)
    clerk.keep_message("U0MIA", "add 12 enamel cup", "2.0", thread_ts="1.0")
    slow = _claimed(clerk)
    _lease_ends(clerk)
    clerk.work()
    once = clerk.order(number)
    clerk.runtime.worker.work(slow)
    again = clerk.order(number)
    assert [(line.sku, str(line.base_quantity)) for line in once.lines] == [("OWL", "24"), ("CUP", "12")]
    assert again == once
    assert clerk.outcomes()[1] == f"revised {number}"


def test_a_failure_after_another_finished_leaves_the_message_finished(clerk: Clerk) -> None:
    """The slower of two workers breaks: what the faster one did stands, nothing is worked again."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop", "1.0")
    slow = _claimed(clerk)
    _lease_ends(clerk)
    clerk.work()
    with clerk.runtime.transactions.begin() as session:
        assert conversations.fail(session, slow.id, "broke afterwards") is False
    assert clerk.outcomes() == [f"drafted {_number(clerk)}"]


def _refuses(row: ClaimedMessage, services: Services) -> None:
    raise NotFound(number="SO-1")


def test_a_refusal_that_cannot_be_told_is_not_worked_forever(clerk: Clerk) -> None:
    """What breaks while the refusal is told counts as a failure like any other, and ends."""
    services = clerk.runtime.services
    worker = Worker(services, {**HANDLERS, InboxKind.SLACK_ACTION: _refuses}, clerk.runtime.worker.wake)
    clerk.keep_click("U0MIA", ActionId.CONFIRM, OrderAction(number="SO-1", revision=1))
    with clerk.runtime.transactions.begin() as session:
        session.execute(update(InboxMessage).values(payload={}))
    for _ in range(conversations.ATTEMPTS - 1):
        assert worker.run_once()
        _lease_ends(clerk)
    with pytest.raises(KeyError):
        # Nobody can be told, as it cannot even be read who clicked.
        worker.run_once()
    assert worker.run_once() is False


def test_a_message_that_ends_its_process_is_given_up(clerk: Clerk) -> None:
    """A message that was claimed again and again and never came to an end is not tried once more."""
    clerk.keep_message("U0MIA", "thistle want 24 owl doorstop", "1.0")
    for _ in range(conversations.ATTEMPTS):
        _claimed(clerk)
        _lease_ends(clerk)
    clerk.work()
    assert clerk.outcomes() == ["NeverEnded(6)"]
    assert [row.message for row in clerk.owed()] == ["hint"]
