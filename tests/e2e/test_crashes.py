"""A process that is killed loses nothing that was acknowledged, and sends nothing twice."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, delete, func, select, update

from domain.conversations.models import InboxMessage, PostedCard
from domain.shared.clock import real_now
from domain.shared.database import Transactions, open_engine
from domain.shared.outbox import DeliveryRow, DeliveryState
from presentation.blockcheck import check_surface
from simulator.client import Workspace
from simulator.service import create_simulator
from tests.support.parts import PROJECT
from tests.support.ports import free_port
from tests.support.running import settings_for, workspace_of
from tests.support.wholesaler import TODAY

pytestmark = pytest.mark.data


@contextmanager
def serving(settings: dict[str, str], roles: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real `orderclerk serve` in a process of its own; killed at the end without a word."""
    environment = os.environ | {name.upper(): value for name, value in settings.items()}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--roles", roles, "--port", str(port)]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)


def is_ready(port: int) -> bool:
    """Whether the process answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def looked_up(transactions: Transactions, question: Select[Any]) -> Any:
    """What the database answers now."""
    with transactions.read() as session:
        return session.scalar(question)


def cards(slack: Workspace, ts: str) -> int:
    """How many cards stand in a thread."""
    return len([message for message in slack.thread("#orders", ts) if message.user == "U0CLERKBOT"])


def test_what_was_acknowledged_survives_kill_9_and_is_sent_once(wholesaler_url: str) -> None:
    """Stored by one process that dies, worked by the next; and a card whose posting was never written down is found."""
    port = free_port()
    simulator = create_simulator(workspace_of(wholesaler_url, bot_port=port), check_blocks=check_surface)
    engine = open_engine(wholesaler_url)
    transactions = Transactions(engine)
    with simulator.served() as slack_url:
        slack = simulator.workspace
        settings = settings_for(simulator, slack_url, database_url=wholesaler_url, today=TODAY)
        with serving(settings, "web", port):
            assert slack.wait_until(lambda: is_ready(port), timeout=60)
            ts = slack.say("mia", "#orders", "thistle want 12 x 22423")
            kept = select(func.count()).where(InboxMessage.thread_key == f"slack:C0ORDERS:{ts}")
            assert slack.wait_until(lambda: looked_up(transactions, kept), timeout=20) == 1
        assert cards(slack, ts) == 0
        with serving(settings, "worker,relay", port):
            slack.wait_for("#orders", ts, "Draft", timeout=60)
            with transactions.begin() as session:
                # As if the process had died after Slack had the card and before that was written down.
                session.execute(
                    update(DeliveryRow).where(DeliveryRow.message == "order_card").values(
                        state=DeliveryState.SENDING, lease_until=real_now() - timedelta(seconds=1), finished_at=None,
                        provider_id=None,
                    )
                )  # fmt: skip
                session.execute(delete(PostedCard))
            posted = slack.wait_until(lambda: looked_up(transactions, select(PostedCard.ts)), timeout=30)
        assert posted == slack.thread("#orders", ts)[1].ts
        assert cards(slack, ts) == 1
    engine.dispose()
