"""Files shared in Slack are fetched with our token, which leaves for nobody but Slack."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gateways.outcomes import Ambiguous, CallFailed, Later, Rejected
from gateways.slack import SlackGateway

TOKEN = "xoxb-test"


class Files(BaseHTTPRequestHandler):
    """Hands out `/file` to whoever has the token; other addresses misbehave in their own ways."""

    asked: list[tuple[str, str | None]] = []

    def do_GET(self) -> None:
        """One download."""
        token = self.headers.get("Authorization")
        self.asked.append((self.path, token))
        status = {"/moved": 302, "/busy": 503, "/gone": 404, "/limited": 429}.get(self.path, 200)
        if status == 200 and token != f"Bearer {TOKEN}":
            status = 401
        self.send_response(status)
        if self.path == "/moved":
            self.send_header("Location", "/file")
        self.send_header("Content-Type", "text/html" if self.path == "/sign_in" else "text/csv")
        self.end_headers()
        self.wfile.write(b"sku,qty\n22469,24\n")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where files are handed out."""
    Files.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_with_the_token(address: str) -> None:
    """And cut one byte behind what is wanted at most."""
    slack = SlackGateway(TOKEN, f"{address}/api/")
    assert slack.download(f"{address}/file", most=1000) == b"sku,qty\n22469,24\n"
    assert slack.download(f"{address}/file", most=4) == b"sku,q"


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/gone", Rejected("http_404")),
        ("/moved", Rejected("http_302")),
        ("/sign_in", Rejected("sign_in_page")),
        ("/busy", Later(5.0, "http_503")),
        ("/limited", Later(5.0, "http_429")),
    ],
)
def test_what_is_not_given_says_why(address: str, path: str, outcome: object) -> None:
    """A redirect is not followed: the token would go along."""
    with pytest.raises(CallFailed) as failed:
        SlackGateway(TOKEN, f"{address}/api/").download(address + path, most=1000)
    assert failed.value.outcome == outcome
    assert [asked for asked, _ in Files.asked] == [path]


@pytest.mark.parametrize(
    "url",
    ["{address}/file", "http://files.slack.com/file", "https://slack.com.evil.example/file",
     "https://x@evil.example/.slack.com", "file:///etc/passwd", "nonsense"],
)  # fmt: skip
def test_the_token_goes_to_nobody_else(address: str, url: str) -> None:
    """Only to Slack over TLS, or to where the Web API is that we were told to use."""
    with pytest.raises(CallFailed) as failed:
        SlackGateway(TOKEN, "https://slack.com/api/").download(url.format(address=address), most=1000)
    assert failed.value.outcome == Rejected("address_not_slacks")
    assert Files.asked == []


def test_a_slack_that_is_away_is_asked_again_later() -> None:
    """The message stays in the inbox meanwhile."""
    with pytest.raises(CallFailed) as failed:
        SlackGateway(TOKEN, "http://127.0.0.1:9/api/").download("http://127.0.0.1:9/file", most=1000)
    assert isinstance(failed.value.outcome, Ambiguous)
