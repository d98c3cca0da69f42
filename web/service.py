"""Owns the HTTP application: health, readiness, metrics, and Slack's requests handed to whoever takes them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

#: Slack's own requests stay far below this.
LARGEST_REQUEST = 1_000_000
REQUESTS = Counter("orderclerk_slack_requests", "Requests of Slack by answer", ["status"])
SECONDS = Histogram("orderclerk_slack_request_seconds", "Time until a request of Slack was answered")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as plain values."""

    status: int
    headers: Mapping[str, str]
    body: str


#: Takes the raw body and the headers of a request of Slack.
SlackDoor = Callable[[bytes, Mapping[str, str]], Answer]


def create_web(slack: SlackDoor | None, is_ready: Callable[[], Mapping[str, bool]]) -> Starlette:
    """The application; `is_ready` says for each part (database, migrations) whether it is there."""
    routes = [
        Route("/healthz", _healthz),
        Route("/readyz", _readyz(is_ready)),
        Route("/metrics", _metrics),
        Route("/slack/events", _slack_events(slack), methods=["POST"]),
    ]
    return Starlette(routes=routes)


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


def _readyz(is_ready: Callable[[], Mapping[str, bool]]) -> Callable[[Request], Awaitable[Response]]:
    async def readyz(_request: Request) -> Response:
        parts = await run_in_threadpool(is_ready)
        return JSONResponse(dict(parts), status_code=200 if all(parts.values()) else 503)

    return readyz


async def _metrics(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _slack_events(slack: SlackDoor | None) -> Callable[[Request], Awaitable[Response]]:
    async def slack_events(request: Request) -> Response:
        if slack is None:
            return PlainTextResponse("Slack is not configured: SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET", 503)
        body = await _limited_body(request)
        if body is None:
            return PlainTextResponse(f"a request has at most {LARGEST_REQUEST} bytes", 413)
        with SECONDS.time():
            answer = await run_in_threadpool(slack, body, dict(request.headers))
        REQUESTS.labels(str(answer.status)).inc()
        return Response(answer.body, answer.status, dict(answer.headers))

    return slack_events


async def _limited_body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_REQUEST:
            return None
    return bytes(body)
