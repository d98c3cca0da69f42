"""Owns how Slack comes to deliver something twice: a request again, or one envelope on two connections."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from slack_sdk.signature import SignatureVerifier

from bot import service as bot
from tests.peers.conftest import Story
from tests.peers.local_slack import SIGNING_SECRET, Json, until

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


@contextmanager
def everything_twice(story: Story) -> Iterator[Callable[[], None]]:
    """Meanwhile everything comes twice: over HTTP when told to, over sockets by itself."""
    if story.transport == "http":
        yield _Repeater(story)
        return
    app, keys, stop = story.runtime.slack_app, story.runtime.slack_keys, threading.Event()
    assert app
    assert keys
    second = threading.Thread(target=bot.run_socket_mode, args=(app, keys, stop), daemon=True)
    second.start()
    try:
        until(lambda: _hellos(story)[1:] or None, "a second connection")
        yield lambda: None
    finally:
        stop.set()
        second.join(timeout=10)


def _hellos(story: Story) -> list[Json]:
    return [row for row in story.slack.log() if "hello" in row["summary"]]


class _Repeater:
    """Sends every request again that Slack made since the last time."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._seen = {row["id"] for row in story.slack.log()}

    def __call__(self) -> None:
        rows = [row for row in self._story.slack.log() if row["id"] not in self._seen]
        requests = [row for row in rows if row["direction"] == "to_bot"]
        assert requests
        for row in requests:
            self._post(row)
        self._seen |= {row["id"] for row in rows}

    def _post(self, row: Json) -> None:
        body, moment = str(row["detail"]), str(int(time.time()))
        signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=moment, body=body)
        headers = {
            "Content-Type": JSON if row["kind"] == "events_api" else FORM,
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": str(signature),
            "X-Slack-Retry-Num": "1",
            "X-Slack-Retry-Reason": "http_timeout",
        }
        assert httpx.post(self._story.bot_url, content=body.encode(), headers=headers).status_code == 200
