"""A far side that is away for long loses nothing, what can never leave holds up nothing, and what is long fits."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from domain.shared.clock import real_now
from domain.shared.database import Transactions
from domain.shared.outbox import Delivery, DeliveryRow, claim_deliveries, owe
from gateways.outcomes import Ambiguous, Later, Outcome
from notifications.relay import Relay
from tests.notifications.recording import RecordingMail, RecordingSlack
from tests.notifications.test_relay import hint, owed, relay_of, try_again_now
from tests.support.world import MORNING, World, build

LONG_ID = f"<{'m' * 180}@mail.far.example>"


class BreakingSlack(RecordingSlack):
    """A Slack with a mistake of ours before it."""

    def post(self, channel: str, *, text: str, **more: Any) -> Outcome:
        """Break on one message."""
        if text == "poison":
            raise KeyError(text)
        return super().post(channel, text=text, **more)


@pytest.fixture
def world(transactions: Transactions) -> World:
    """A small wholesaler."""
    return build(transactions)


@pytest.fixture
def slack() -> RecordingSlack:
    """A Slack that remembers, and fails when told."""
    return RecordingSlack()


@pytest.fixture
def relay(world: World, slack: RecordingSlack) -> Relay:
    """A relay before it."""
    return relay_of(world, slack, RecordingMail())


def test_an_hour_without_a_connection_loses_nothing(world: World, relay: Relay, slack: RecordingSlack) -> None:
    """Sixty tries that surely reached nobody, then an unclear one, then Slack is back."""
    slack.failures.extend([Later(5.0, "gaierror")] * 60 + [Ambiguous("http_502")])
    hint(world, "patient")
    for _ in range(62):
        try_again_now(world)
        relay.run_once()
    assert [message.delivery_id for message in slack.messages] == ["patient"]
    assert owed(world)["patient"][0] == "delivered"


def test_what_waits_asks_less_and_less_often(world: World, relay: Relay, slack: RecordingSlack) -> None:
    """At first when it was told to, later once a minute, never sooner than it was told."""
    slack.failures = [Later(5.0, "gaierror")] * 10
    hint(world, "patient")
    waits = []
    for _ in range(10):
        try_again_now(world)
        before = real_now()
        relay.run_once()
        with world.transactions.read() as session:
            next_at = session.scalars(select(DeliveryRow.next_at)).one()
        waits.append(round((next_at - before).total_seconds()))
    assert waits == [5, 5, 8, 16, 32, 60, 60, 60, 60, 60]


def test_a_message_that_breaks_our_own_code_does_not_hold_up_its_card_for_hours(
    world: World,
) -> None:
    """It is given up after a few tries, with the error kept, and the next one of its conversation leaves."""
    relay = relay_of(world, BreakingSlack(), RecordingMail())
    hint(world, "poison", thread_key="1.0")
    hint(world, "next", thread_key="1.0")
    for _ in range(4):
        try_again_now(world)
        relay.run_once()
    assert owed(world)["poison"][0] == "failed"
    assert owed(world)["next"][0] == "delivered"


def test_a_long_message_id_can_be_answered_in_its_thread(world: World, relay: Relay) -> None:
    """Ids of mails have up to hundreds of characters; what they are kept in has room or is shortened surely."""
    with world.working() as session:
        for number in (1, 2):
            delivery = Delivery(
                key=f"mail:{LONG_ID}:{'k' * 200}:{number}", message="sender_unknown", channel="email",
                target=f"{'a' * 60}@{'far.' * 20}example", subject=f"sender_unknown:{LONG_ID}", thread_key=LONG_ID,
            )  # fmt: skip
            assert owe(session, delivery, now=MORNING) is True
            assert owe(session, delivery, now=MORNING) is False
    with world.working() as session:
        (claimed,) = claim_deliveries(session)
        assert claimed.thread_key == LONG_ID
        session.execute(update(DeliveryRow).values(lease_until=real_now() - timedelta(1)))
    relay.run_until_idle()
    assert {state for state, _ in owed(world).values()} == {"delivered"}


def test_a_slow_mail_server_has_minutes_before_the_mail_is_tried_again(world: World) -> None:
    """Its timeouts add up to more than a card ever takes; a mail that is being handed over must not leave twice."""
    hint(world, "card")
    hint(world, "letter", channel="email", target="anna@thistle.example", message="sender_unknown")
    with world.working() as session:
        claim_deliveries(session)
        rows = session.execute(select(DeliveryRow.channel, DeliveryRow.lease_until)).all()
    leases = {row.channel: round((row.lease_until - real_now()).total_seconds() / 60, 1) for row in rows}
    assert leases == {"slack": 1.5, "email": 10.0}
