"""Owns an OpenAI-compatible endpoint on loopback that answers as a story wants: well, badly, slowly or not at all."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.ports import free_port


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked about: the pieces with their candidates."""
        told: dict[str, Any] = json.loads(self.body["messages"][-1]["content"])
        return told


#: A certificate for localhost that only somebody trusts who is told to.
CERTIFICATE = Path(__file__).with_name("nobodys_certificate.pem")
Answering = Callable[[BaseHTTPRequestHandler, Request], None]


@dataclass
class Endpoint:
    """A model that is told by the story how to answer; `requests` are kept in order."""

    url: str
    answering: Answering
    requests: list[Request] = field(default_factory=list)
    while_asked: Callable[[], None] = lambda: None


@contextmanager
def endpoint(answering: Answering, *, certificate: Path | None = None) -> Iterator[Endpoint]:
    """An endpoint for the length of a block; with a certificate it speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.requests.append(Request(self.path, dict(self.headers), body))
            made.while_asked()
            try:
                made.answering(self, made.requests[-1])
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    scheme = "https" if certificate else "http"
    made = Endpoint(f"{scheme}://127.0.0.1:{server.server_port}/v1", answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def nobody() -> str:
    """The address of an endpoint where nobody listens."""
    return f"http://127.0.0.1:{free_port()}/v1"


def status(code: int, body: bytes = b"{}", **headers: str) -> Answering:
    """An answer with a status and a body, whatever was asked."""

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def says(content: str) -> Answering:
    """A completion with these words."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return status(200, json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]}).encode())


def answers(*of_pieces: dict[str, Any], **more: Any) -> Answering:
    """A completion that answers piece by piece, with further fields beside."""
    return says(json.dumps({"answers": list(of_pieces), **more}))


def article(piece: int, sku: str, quantity: object = None) -> dict[str, Any]:
    """The answer that a piece asks for an article."""
    return {"piece": piece, "verdict": "article", "sku": sku, "quantity": quantity}


def no_item(piece: int) -> dict[str, Any]:
    """The answer that a piece asks for nothing."""
    return {"piece": piece, "verdict": "not_an_item", "sku": None, "quantity": None}


def picks(word: str, sku: str, quantity: int | None = None) -> Answering:
    """The answer that the piece with this word asks for an article; nothing about the others."""

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        found = [each["piece"] for each in request.asked["pieces"] if word in each["text"]]
        answers(*(article(piece, sku, quantity) for piece in found))(handler, request)

    return answer


def in_turn(*answering: Answering) -> Answering:
    """One answer after the other; the last one from then on."""
    rest = list(answering)

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        (rest.pop(0) if len(rest) > 1 else rest[0])(handler, request)

    return answer


def after(seconds: float, answering: Answering) -> Answering:
    """An answer that comes late."""

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        time.sleep(seconds)
        answering(handler, request)

    return answer


def dripping(seconds: float) -> Answering:
    """A body of spaces, one byte at a time, for so long; each byte comes well within any limit for one step."""

    def answer(handler: BaseHTTPRequestHandler, request: Request) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


def hang_up(handler: BaseHTTPRequestHandler, request: Request) -> None:
    """The connection is closed without a word."""
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler, request: Request) -> None:
    """A body of 1 MB that says to be JSON."""
    status(200, b'{"choices": [{"message": {"content": "' + b"a" * 1_000_000 + b'"}}]}')(handler, request)
