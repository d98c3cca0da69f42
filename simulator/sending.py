"""Takes what happens in the workspace to the bot: signed HTTP or Socket Mode, in order, with Slack's retries."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from simulator.payloads import envelope
from simulator.socketmode import SocketHub
from simulator.state.records import Json
from simulator.state.store import Store

REASONS = {"timeout": "http_timeout", "refused": "connection_failed"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot said: `outcome` is `ok`, `timeout`, `refused`, `nobody` or `http 500`; `body` may be empty."""

    outcome: str
    body: Any = None
    may_retry: bool = True

    @property
    def is_ok(self) -> bool:
        """Whether the bot acknowledged."""
        return self.outcome == "ok"


@dataclass(frozen=True, slots=True)
class Job:
    """One event on its way; `attempt` counts the retries."""

    body: Json
    key: str
    attempt: int = 0
    reason: str = ""


def sign(secret: str, moment: int, body: str) -> str:
    """Slack's v0 signature."""
    digest = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    return f"v0={digest}"


class Sender:
    """Sends events in order per channel from worker threads, and asks for answers to interactions."""

    def __init__(self, store: Store, sockets: SocketHub) -> None:
        self._store = store
        self._sockets = sockets
        self._lock = threading.Lock()
        self._queues: dict[str, deque[Job]] = {}
        self._pool = ThreadPoolExecutor(max_workers=32, thread_name_prefix="simulator-sender")
        self._timers: set[threading.Timer] = set()
        self.is_stopped = False

    def stop(self) -> None:
        """Send nothing any more."""
        self.is_stopped = True
        for timer in list(self._timers):
            timer.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def event(self, event: Json, key: str) -> None:
        """Queue an event behind the others of the same channel (`key`)."""
        self._queue(Job(envelope(self._store, event), key))

    def again(self, body: Json, key: str) -> None:
        """Deliver an envelope once more, as Slack does when an answer was lost."""
        self._queue(Job(body, key, attempt=1, reason="http_timeout"))

    def _queue(self, job: Job) -> None:
        with self._lock:
            if self.is_stopped:
                return
            waiting = self._queues.get(job.key)
            if waiting is not None:
                waiting.append(job)
                return
            self._queues[job.key] = deque([job])
        self._pool.submit(self._drain, job.key)

    def _drain(self, key: str) -> None:
        while True:
            with self._lock:
                waiting = self._queues[key]
                if not waiting or self.is_stopped:
                    del self._queues[key]
                    return
                job = waiting.popleft()
            self._deliver(job)

    def _deliver(self, job: Job) -> None:
        name = str(job.body["event"].get("subtype") or job.body["event"]["type"])
        answer = self._transmit("events_api", job.body, name, job)
        if answer.is_ok or not answer.may_retry or answer.outcome == "nobody":
            return
        delays = self._store.settings.retry_delays
        if job.attempt >= len(delays):
            return
        again = Job(job.body, job.key, job.attempt + 1, REASONS.get(answer.outcome, "http_error"))
        timer = threading.Timer(delays[job.attempt], lambda: self._retry(timer, again))
        timer.daemon = True
        self._timers.add(timer)
        timer.start()

    def _retry(self, timer: threading.Timer, job: Job) -> None:
        self._timers.discard(timer)
        self._queue(job)

    def interactive(self, payload: Json) -> Answer:
        """Send an interaction and wait for the bot's answer."""
        return self._transmit("interactive", payload, str(payload["type"]))

    def command(self, form: Json) -> Answer:
        """Send a slash command and wait for the bot's answer."""
        return self._transmit("slash_commands", form, f"command {form['command']}")

    def _transmit(self, kind: str, body: Json, name: str, job: Job | None = None) -> Answer:
        started = time.monotonic()
        transport = self._store.settings.transport
        if transport != "http" and self._sockets.is_connected:
            answer = self._by_socket(kind, body, job)
        elif transport != "socket" and self._store.settings.bot_url:
            answer = self._by_http(kind, body, job)
        else:
            answer = Answer("nobody")
        label = f"{name} (retry {job.attempt})" if job and job.attempt else name
        self._store.traffic.record(
            "to bot", label, request=body, answer=answer.body, outcome=answer.outcome, started=started
        )
        return answer

    def _by_socket(self, kind: str, body: Json, job: Job | None) -> Answer:
        seconds = self._store.settings.answer_seconds
        attempt, reason = (job.attempt, job.reason) if job else (0, "")
        answered = self._sockets.send(kind, body, timeout=seconds, retry=(attempt, reason))
        return Answer("timeout") if answered is None else Answer("ok", answered.get("payload"))

    def _by_http(self, kind: str, body: Json, job: Job | None) -> Answer:
        if kind == "events_api":
            text, content_type = json.dumps(body), "application/json"
        else:
            form = {"payload": json.dumps(body)} if kind == "interactive" else body
            text, content_type = urllib.parse.urlencode(form), "application/x-www-form-urlencoded"
        moment = int(time.time())
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(moment),
            "X-Slack-Signature": sign(self._store.settings.signing_secret, moment, text),
        }
        if job and job.attempt:
            headers |= {"X-Slack-Retry-Num": str(job.attempt), "X-Slack-Retry-Reason": job.reason}
        request = urllib.request.Request(self._store.settings.bot_url, text.encode(), headers)
        return self._post(request)

    def _post(self, request: urllib.request.Request) -> Answer:
        try:
            with urllib.request.urlopen(request, timeout=self._store.settings.answer_seconds) as response:
                return Answer("ok", _decoded(response.read()))
        except urllib.error.HTTPError as error:
            may_retry = error.headers.get("x-slack-no-retry") != "1"
            return Answer(f"http {error.code}", error.read().decode(errors="replace"), may_retry)
        except TimeoutError:
            return Answer("timeout")
        except OSError as error:
            is_late = isinstance(getattr(error, "reason", None), TimeoutError)
            return Answer("timeout" if is_late else "refused")


def _decoded(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")
