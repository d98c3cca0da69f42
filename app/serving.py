"""Owns a running process: which roles it plays, how they start, and how they stop without losing anything."""

import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from types import FrameType

import structlog
import uvicorn
from apscheduler.schedulers.background import BackgroundScheduler
from starlette.applications import Starlette

from app.migrating import is_current
from app.runtime import Runtime
from bot import mail_turns
from bot import service as bot
from domain.conversations import queries as conversations
from domain.conversations import service as conversation_verbs
from gateways.imap import ImapListener, Position
from gateways.lmtp import MailListener
from web.service import Answer, create_web

log = structlog.get_logger()
WORKERS = 4


class Role(StrEnum):
    """What a process may do; any number of processes may play any of them."""

    WEB = "web"
    WORKER = "worker"
    RELAY = "relay"
    MAILBOX = "mailbox"
    SCHEDULER = "scheduler"


EVERY_ROLE = frozenset(Role)


@dataclass
class Serving:
    """The threads and listeners of one process; `start` and `stop` may be used without `run`, by the demo and tests."""

    runtime: Runtime
    roles: frozenset[Role] = EVERY_ROLE
    stop_event: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _closers: list[Callable[[], None]] = field(default_factory=list)

    def start(self) -> None:
        """Start every role but the web server."""
        starters: Mapping[Role, Callable[[], None]] = {
            Role.WORKER: self._start_workers,
            Role.RELAY: self._start_relay,
            Role.MAILBOX: self._start_mailbox,
            Role.SCHEDULER: self._start_scheduler,
            Role.WEB: self._start_socket_mode,
        }
        for role in sorted(self.roles):
            starters[role]()
        log.info("serving", roles=sorted(self.roles))

    def stop(self) -> None:
        """Stop every role; work that was begun is finished, the rest stays stored."""
        self.stop_event.set()
        self.runtime.worker.notify()
        self.runtime.relay.wake()
        self.runtime.reactor.wake()
        for close in self._closers:
            close()
        for thread in self._threads:
            thread.join(timeout=10)

    def web(self) -> Starlette:
        """The HTTP application of this process."""
        return create_web(slack_door(self.runtime), partial(readiness, self.runtime))

    def run(self) -> None:
        """Serve until a signal says stop."""
        self.start()
        settings = self.runtime.settings
        try:
            if Role.WEB in self.roles:
                uvicorn.run(self.web(), host=settings.host, port=settings.port, log_level="warning", access_log=False)
            else:
                self._wait_for_signal()
        finally:
            self.stop()

    def _wait_for_signal(self) -> None:
        def stop(_signal: int, _frame: FrameType | None) -> None:
            self.stop_event.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        self.stop_event.wait()

    def _thread(self, name: str, run: Callable[[threading.Event], None]) -> None:
        thread = threading.Thread(target=run, args=(self.stop_event,), name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _start_workers(self) -> None:
        self._thread("warm-up", self._warm_up)
        for number in range(WORKERS):
            self._thread(f"worker-{number}", self.runtime.worker.run_forever)

    def _warm_up(self, _stop: threading.Event) -> None:
        with self.runtime.transactions.read() as session:
            self.runtime.reader.warm(session)

    def _start_relay(self) -> None:
        self._thread("relay", self.runtime.relay.run_forever)
        self._thread("reactor", self.runtime.reactor.run_forever)

    def _start_scheduler(self) -> None:
        scheduler: BackgroundScheduler = self.runtime.timetable.start()
        self._closers.append(partial(scheduler.shutdown, wait=True))

    def _start_mailbox(self) -> None:
        settings, keep = self.runtime.settings, partial(mail_turns.keep, self.runtime.services)
        if settings.mail_listen:
            listener = MailListener(settings.mail_listen, keep)
            listener.start()
            self._closers.append(listener.stop)
        if settings.imap_url:
            imap = ImapListener(settings.imap_url, keep, StoredPosition(self.runtime, settings.imap_url))
            imap.start()
            self._closers.append(imap.stop)

    def _start_socket_mode(self) -> None:
        app, keys = self.runtime.slack_app, self.runtime.slack_keys
        if app and keys and keys.app_token:
            self._thread("socket-mode", lambda stop: bot.run_socket_mode(app, keys, stop))


class StoredPosition:
    """How far the order mailbox was read, kept in the database under its address without user and password."""

    def __init__(self, runtime: Runtime, url: str) -> None:
        self._transactions = runtime.transactions
        self._mailbox = url.rpartition("@")[2]

    def load(self) -> Position | None:
        """Where reading ended last time."""
        with self._transactions.read() as session:
            known = conversations.mailbox_position(session, self._mailbox)
        return Position(*known) if known else None

    def save(self, position: Position) -> None:
        """Reading has come this far."""
        with self._transactions.begin() as session:
            conversation_verbs.keep_position(session, self._mailbox, position.uid_validity, position.last_uid)


def slack_door(runtime: Runtime) -> Callable[[bytes, Mapping[str, str]], Answer] | None:
    """Where Slack's HTTP requests go; None where nothing could prove that they are Slack's."""
    app = runtime.slack_app
    if app is None or not runtime.settings.slack_signing_secret:
        return None

    def take(body: bytes, headers: Mapping[str, str]) -> Answer:
        return Answer(*bot.dispatch(app, body, headers))

    return take


def readiness(runtime: Runtime) -> dict[str, bool]:
    """Whether the database answers and has every migration."""
    try:
        current = is_current(runtime.engine)
    except Exception:  # the outermost edge: whatever is wrong with the database, we are not ready
        log.exception("database does not answer")
        return {"database": False, "migrations": False}
    return {"database": True, "migrations": current}
