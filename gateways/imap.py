"""Reads a mailbox as it fills: IDLE with a poll beside it, each mail handed over before it counts as read."""

import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError

from gateways.envelope import Envelope

BACKOFF_FIRST = 1.0
BACKOFF_MOST = 60.0

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Position:
    """How far a mailbox was read; a new `uid_validity` means that its numbers began anew."""

    uid_validity: int
    last_uid: int


class MailboxPosition(Protocol):
    """Where the caller keeps the position."""

    def load(self) -> Position | None:
        """The position last saved, or None at the first start."""

    def save(self, position: Position) -> None:
        """Keeps it, durably, before returning."""


@dataclass(frozen=True)
class Mailbox:
    """Which mailbox, as `imaps://user:pass@host:port/INBOX` says."""

    host: str
    port: int
    implicit_tls: bool
    user: str
    password: str
    folder: str

    @classmethod
    def from_url(cls, url: str) -> "Mailbox":
        """Reads the address; raises ValueError with what was expected."""
        parts = urlsplit(url)
        if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
            raise ValueError("expected imaps://user:password@host:port/INBOX")
        return cls(
            host=parts.hostname,
            port=parts.port or (993 if parts.scheme == "imaps" else 143),
            implicit_tls=parts.scheme == "imaps",
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.strip("/")) or "INBOX",
        )


class ImapListener:
    """Hands each new mail of one mailbox to `receive`, in order.

    A mail is marked seen and the position moves on only after `receive` has returned; when it raises, the same mail
    comes again. So a mail may come twice, never not at all. At the first start, and when the server numbers its mails
    anew, the unseen ones are taken. A mail over `size_limit` is cut there, which `parse_mail` then refuses by size.
    """

    def __init__(
        self,
        url: str,
        receive: Callable[[bytes, Envelope], None],
        position: MailboxPosition,
        *,
        poll_seconds: float = 60.0,
        size_limit: int = 10_000_000,
        timeout: float = 30.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._mailbox = Mailbox.from_url(url)
        self._receive = receive
        self._position = position
        self._poll_seconds = poll_seconds
        self._size_limit = size_limit
        self._timeout = timeout
        self._tls = tls or ssl.create_default_context()
        self._pause = BACKOFF_FIRST
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listens in a thread of its own."""
        self._thread = threading.Thread(target=self.run, name="mailbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the mail in hand, within about a second while waiting."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> None:
        """Listens until stopped; connects again, ever more slowly, when the connection or `receive` fails."""
        while not self._stopped.is_set():
            try:
                with self._connected() as client:
                    self._follow(client)
            except (OSError, IMAPClientError) as broken:
                _log.warning("mailbox %s: %s, again in %.0f s", self._mailbox.host, broken, self._pause)
            except Exception:  # noqa: BLE001 - the edge of the process: the mail stays unread and comes again
                _log.exception("a mail could not be stored, again in %.0f s", self._pause)
            self._stopped.wait(self._pause)
            self._pause = min(self._pause * 2, BACKOFF_MOST)

    def read_new(self) -> int:
        """Takes what is new now and returns how many; raises what the connection or `receive` raises."""
        with self._connected() as client:
            validity, following = self._look(client)
            return 0 if self._is_read(validity, following) else self._take_new(client, validity, following)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        box = self._mailbox
        context = self._tls if box.implicit_tls else None
        client = IMAPClient(box.host, box.port, ssl=box.implicit_tls, ssl_context=context, timeout=self._timeout)
        try:
            if not box.implicit_tls and box.host not in _LOOPBACK:
                # Raises where TLS is not offered, so the password never travels in the open.
                client.starttls(self._tls)
            client.login(box.user, box.password)
            yield client
            client.logout()
        finally:
            with suppress(OSError, IMAPClientError):
                client.shutdown()

    def _follow(self, client: Any) -> None:
        can_idle = client.has_capability("IDLE")
        while not self._stopped.is_set():
            validity, following = self._look(client)
            if not self._is_read(validity, following):
                # Looks again before waiting: what comes during the search is told there, and IDLE is silent on it.
                self._take_new(client, validity, following)
                self._pause = BACKOFF_FIRST
                continue
            self._pause = BACKOFF_FIRST
            if can_idle:
                self._idle(client)
            else:
                self._stopped.wait(self._poll_seconds)

    def _look(self, client: Any) -> tuple[int, int]:
        """The UIDVALIDITY and the UID that the next mail will get."""
        told = client.select_folder(self._mailbox.folder)
        if b"UIDNEXT" not in told:
            told |= client.folder_status(self._mailbox.folder, ["UIDNEXT"])
        return int(told[b"UIDVALIDITY"]), int(told[b"UIDNEXT"])

    def _is_read(self, validity: int, following: int) -> bool:
        known = self._position.load()
        return known is not None and known.uid_validity == validity and known.last_uid + 1 >= following

    def _idle(self, client: Any) -> None:
        client.idle()
        waited = 0.0
        while not self._stopped.is_set() and waited < self._poll_seconds:
            if client.idle_check(timeout=1.0):
                break
            waited += 1.0
        client.idle_done()

    def _take_new(self, client: Any, validity: int, following: int) -> int:
        known = self._position.load()
        if known is None or known.uid_validity != validity:
            return self._take_unseen(client, validity, following)
        found = [uid for uid in client.search(["UID", f"{known.last_uid + 1}:*"]) if uid > known.last_uid]
        for count, uid in enumerate(sorted(found)):
            if self._stopped.is_set():
                return count
            self._take(client, uid)
            self._position.save(Position(validity, uid))
            client.add_flags([uid], [SEEN], silent=True)
        # Numbers whose mails are gone are behind us too.
        self._position.save(Position(validity, max([following - 1, *found])))
        return len(found)

    def _take_unseen(self, client: Any, validity: int, following: int) -> int:
        found = sorted(client.search(["UNSEEN"]))
        for count, uid in enumerate(found):
            if self._stopped.is_set():
                return count
            self._take(client, uid)
            # The flag is the progress here: older mails that were seen lie between the unseen ones.
            client.add_flags([uid], [SEEN], silent=True)
        self._position.save(Position(validity, max([following - 1, *found])))
        return len(found)

    def _take(self, client: Any, uid: int) -> None:
        part = f"BODY.PEEK[]<0.{self._size_limit + 1}>"
        fetched = client.fetch([uid], [part]).get(uid, {})
        raw = next((value for key, value in fetched.items() if key.startswith(b"BODY[")), None)
        # A mail that was deleted meanwhile has no body; there is nothing to take.
        if isinstance(raw, bytes):
            self._receive(raw, Envelope(mail_from=None, rcpt_tos=(), peer=self._mailbox.host))
