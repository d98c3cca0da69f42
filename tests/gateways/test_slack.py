"""The Slack wire against a small Slack of our own on loopback: what is sent, and what each answer becomes."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest

from gateways.outcomes import Ambiguous, CallFailed, Delivered, Later, Rejected
from gateways.pacing import Pace
from gateways.slack import SlackGateway, SlackIdentity, delivery_metadata

BROKEN = "broken"
LIMITED = (429, {"ok": False, "error": "ratelimited"})


class Handler(BaseHTTPRequestHandler):
    """Answers each call with the next prepared answer of its method."""

    server: "SmallSlack"

    def do_POST(self) -> None:
        """One Web API call."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        is_json = (self.headers.get("Content-Type") or "").startswith("application/json")
        body: dict[str, Any] = json.loads(raw) if is_json and raw else dict(parse_qsl(raw))
        method = self.path.rsplit("/", 1)[-1]
        self.server.calls.append((method, body))
        prepared = self.server.answers.get(method) or [(200, {"ok": True, "ts": f"{len(self.server.calls)}.1"})]
        status, answer = prepared.pop(0) if len(prepared) > 1 else prepared[0]
        if answer == BROKEN:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if status == 429:
            self.send_header("Retry-After", self.server.retry_after)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class SmallSlack(ThreadingHTTPServer):
    """Remembers its calls and answers what a test prepared."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, list[tuple[int, Any]]] = {}
        self.retry_after = "2"

    @property
    def url(self) -> str:
        """The base address of the API."""
        return f"http://127.0.0.1:{self.server_address[1]}/api/"


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Moves the clock."""
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def slack() -> Iterator[SmallSlack]:
    """A Slack on loopback."""
    server = SmallSlack()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def time() -> Time:
    """The clock of the gateway."""
    return Time()


@pytest.fixture
def gateway(slack: SmallSlack, time: Time) -> SlackGateway:
    """The gateway under test, one message a second and two at once."""
    return SlackGateway(
        "xoxb-1", slack.url, pace=Pace(per_second=1, burst=2, patience=5), timeout=5, clock=time, sleep=time.sleep
    )  # fmt: skip


def test_a_message_is_posted_with_its_blocks_thread_and_metadata(slack: SmallSlack, gateway: SlackGateway) -> None:
    """Everything given arrives at chat.postMessage, and the ts comes back as text."""
    slack.answers["chat.postMessage"] = [(200, {"ok": True, "ts": "1700000000.000100"})]
    blocks = [{"type": "divider"}]
    outcome = gateway.post("C1", text="SO-1042", blocks=blocks, thread_ts="1.2", metadata=delivery_metadata("d-7"))
    assert outcome == Delivered("1700000000.000100")
    assert slack.calls == [
        (
            "chat.postMessage",
            {
                "channel": "C1",
                "text": "SO-1042",
                "blocks": blocks,
                "thread_ts": "1.2",
                "metadata": {"event_type": "orderclerk_delivery", "event_payload": {"id": "d-7"}},
            },
        )
    ]


def test_l2_a_message_over_a_limit_never_leaves(slack: SmallSlack, gateway: SlackGateway) -> None:
    """The block check refuses it before Slack is called."""
    outcome = gateway.post("C1", text="x", blocks=[{"type": "divider"}] * 51)
    assert outcome == Rejected("over_limit", ("/blocks: expected at most 50 items, found 51",))
    assert slack.calls == []


def test_l1_posts_to_one_channel_are_paced_and_others_are_not(
    slack: SmallSlack, gateway: SlackGateway, time: Time
) -> None:
    """Two at once, then one a second; another channel does not wait; too long a wait is Later."""
    for _ in range(4):
        gateway.post("C1", text="x")
    assert time.slept == [1.0, 1.0]
    gateway.post("C2", text="x")
    assert time.slept == [1.0, 1.0]
    assert len(slack.calls) == 5


def test_a_wait_longer_than_patience_is_later_without_a_call(slack: SmallSlack, time: Time) -> None:
    """The relay gets its thread back and is told when to come again."""
    gateway = SlackGateway("x", slack.url, pace=Pace(per_second=0.1, burst=1, patience=5), clock=time, sleep=time.sleep)
    assert gateway.post("C1", text="x") == Delivered("1.1")
    assert gateway.post("C1", text="x") == Later(10.0, "paced")
    assert len(slack.calls) == 1


def test_l1_a_short_retry_after_is_waited_for(slack: SmallSlack, gateway: SlackGateway, time: Time) -> None:
    """A 429 was surely not taken, so the same call goes again after the time asked for."""
    slack.answers["chat.postMessage"] = [LIMITED, (200, {"ok": True, "ts": "9.9"})]
    assert gateway.post("C1", text="x") == Delivered("9.9")
    assert time.slept == [2.0]


def test_l1_a_long_retry_after_closes_the_method_for_everyone(
    slack: SmallSlack, gateway: SlackGateway, time: Time
) -> None:
    """Later with Slack's seconds; until then no channel calls that method."""
    slack.retry_after = "30"
    slack.answers["chat.postMessage"] = [LIMITED, (200, {"ok": True, "ts": "9.9"})]
    assert gateway.post("C1", text="x") == Later(30.0, "ratelimited")
    time.now += 10
    assert gateway.post("C2", text="x") == Later(20.0, "paced")
    assert len(slack.calls) == 1
    time.now += 21
    assert gateway.post("C2", text="x") == Delivered("9.9")


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (200, {"ok": False, "error": "channel_not_found"}, Rejected("channel_not_found")),
        (
            200,
            {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": ["/blocks/0"]}},
            Rejected("invalid_blocks", ("/blocks/0",)),
        ),
        (200, {"ok": False, "error": "fatal_error"}, Ambiguous("fatal_error")),
        (503, "busy", Ambiguous("http_503")),
        (200, "<html>", Ambiguous("answer_unreadable")),
        (200, BROKEN, Ambiguous("RemoteDisconnected")),
    ],
)
def test_each_answer_becomes_one_typed_outcome(
    slack: SmallSlack, gateway: SlackGateway, status: int, answer: Any, outcome: object
) -> None:
    """Refused is final, a 5xx or a broken connection is unknown, and nothing is posted twice."""
    slack.answers["chat.postMessage"] = [(status, answer)]
    assert gateway.post("C1", text="x") == outcome
    assert len(slack.calls) == 1


def test_nothing_listening_means_surely_not_sent(slack: SmallSlack) -> None:
    """A refused connection may be tried again without looking."""
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    gateway = SlackGateway("x", f"http://127.0.0.1:{port}/api")
    assert gateway.post("C1", text="x") == Later(5.0, "ConnectionRefusedError")


def test_o3_a_posted_delivery_is_found_again_on_a_later_page(slack: SmallSlack, gateway: SlackGateway) -> None:
    """After an unknown outcome the thread is read page by page for our metadata."""
    other = {"ts": "1.0", "metadata": delivery_metadata("d-6")}
    ours = {"ts": "2.0", "metadata": delivery_metadata("d-7")}
    slack.answers["conversations.replies"] = [
        (200, {"ok": True, "messages": [{"ts": "0.1"}, other], "response_metadata": {"next_cursor": "n"}}),
        (200, {"ok": True, "messages": [ours]}),
    ]
    assert gateway.find_posted("C1", "0.1", "d-7") == "2.0"
    assert [body.get("cursor") for _, body in slack.calls] == [None, "n"]
    assert slack.calls[0][1]["include_all_metadata"] == "1"
    slack.answers["conversations.history"] = [(200, {"ok": True, "messages": [other]})]
    assert gateway.find_posted("C1", None, "d-7") is None


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (200, "ok", Delivered("")),
        (404, "expired_url", Rejected("response_refused", ("expired_url",))),
        (429, "slow down", Later(1.0, "ratelimited")),
        (503, "busy", Ambiguous("http_503")),
        (200, BROKEN, Ambiguous("RemoteDisconnected")),
    ],
)
def test_a_command_is_answered_at_its_own_address(
    slack: SmallSlack, gateway: SlackGateway, status: int, answer: Any, outcome: object
) -> None:
    """To the channel or to who asked; what is over a limit never leaves."""
    slack.answers["1234"] = [(status, answer)]
    url = f"{slack.url}commands/T1/1234"
    assert gateway.respond(url, text="x", in_channel=True) == outcome
    assert slack.calls == [("1234", {"text": "x", "response_type": "in_channel"})]
    gateway.respond(url, text="x", blocks=[{"type": "divider"}], in_channel=False)
    assert slack.calls[1][1] == {"text": "x", "response_type": "ephemeral", "blocks": [{"type": "divider"}]}
    too_long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    assert isinstance(gateway.respond(url, text="x", blocks=too_long, in_channel=False), Rejected)
    assert len(slack.calls) == 2


def test_updates_ephemerals_homes_and_views_reach_their_methods(slack: SmallSlack, gateway: SlackGateway) -> None:
    """Each verb calls its method and answers the reference that Slack gave."""
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Edit"}, "blocks": [{"type": "divider"}]}
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    slack.answers["views.open"] = slack.answers["views.update"] = [(200, {"ok": True, "view": {"id": "V1"}})]
    slack.answers["views.publish"] = [(200, {"ok": True, "view": {"id": "V2"}})]
    slack.answers["chat.update"] = [(200, {"ok": True, "ts": "3.3"})]
    slack.answers["chat.postEphemeral"] = [(200, {"ok": True, "message_ts": "4.4"})]
    assert gateway.update("C1", "3.3", text="x") == Delivered("3.3")
    assert gateway.post_ephemeral("C1", "U1", text="x") == Delivered("4.4")
    assert gateway.publish_home("U1", home) == Delivered("V2")
    assert gateway.open_view("t.1", view) == Delivered("V1")
    assert gateway.update_view("V1", view, view_hash="h") == Delivered("V1")
    assert slack.calls[-1] == ("views.update", {"view_id": "V1", "view": view, "hash": "h"})


def test_people_and_channels_are_asked_for(slack: SmallSlack, gateway: SlackGateway) -> None:
    """Who we are, whom an id belongs to and where their direct message is."""
    slack.answers["auth.test"] = [(200, {"ok": True, "team_id": "T1", "user_id": "U0", "bot_id": "B0", "team": "A"})]
    slack.answers["users.info"] = [
        (503, "busy"),
        (200, {"ok": True, "user": {"profile": {"email": "ann@example.com"}}}),
        (200, {"ok": True, "user": {"deleted": True, "profile": {"email": "x@example.com"}}}),
    ]
    slack.answers["conversations.open"] = [(200, {"ok": True, "channel": {"id": "D1"}})]
    assert gateway.auth_test() == SlackIdentity("T1", "U0", "B0", "A")
    assert gateway.user_email("U1") == "ann@example.com"
    assert gateway.user_email("U2") is None
    assert gateway.open_dm("U1") == "D1"


def test_a_question_without_an_answer_raises_with_its_outcome(slack: SmallSlack, gateway: SlackGateway) -> None:
    """A refused token is a CallFailed that carries why."""
    slack.answers["auth.test"] = [(200, {"ok": False, "error": "invalid_auth"})]
    with pytest.raises(CallFailed) as failed:
        gateway.auth_test()
    assert failed.value.outcome == Rejected("invalid_auth")
