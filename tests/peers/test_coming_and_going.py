"""A Slack that is not there yet when we start."""

import threading
from pathlib import Path

import pytest
from slack_bolt import App
from slack_sdk.web import WebClient

from bot import service as bot
from tests.peers.conftest import workspace
from tests.peers.local_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, local_slack, until
from tests.support.ports import free_port

pytestmark = pytest.mark.peers


def test_socket_mode_waits_for_a_slack_that_is_not_there_yet(tmp_path: Path) -> None:
    """The connection is tried again until it stands, and ends when it is told to."""
    port, stop = free_port(), threading.Event()
    base_url = f"http://127.0.0.1:{port}/api/"
    app = App(client=WebClient(token=BOT_TOKEN, base_url=base_url), token_verification_enabled=False)
    keys = bot.SlackKeys(BOT_TOKEN, SIGNING_SECRET, base_url, APP_TOKEN)
    connection = threading.Thread(target=bot.run_socket_mode, args=(app, keys, stop, 0.2), daemon=True)
    connection.start()
    connection.join(timeout=0.5)
    assert connection.is_alive()
    with local_slack(tmp_path, workspace("socket", ""), port=port) as slack:
        until(lambda: any("hello" in row["summary"] for row in slack.log()) or None, "a socket connection")
        stop.set()
        connection.join(timeout=15)
    assert not connection.is_alive()
