"""Takes mail directly from a mail server, by LMTP or SMTP; what is said to be taken has been taken."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from gateways.envelope import Envelope

Receive = Callable[[bytes, Envelope], None]

TAKEN = "250 2.0.0 OK"
FAILED = "451 4.3.0 Not stored, try again later"
UNKNOWN_RECIPIENT = "550 5.1.1 No such mailbox here"

_log = logging.getLogger(__name__)


class MailListener:
    """Listens at `lmtp://host:port` or `smtp://host:port` (port 0: any free one, see `port`).

    `receive` is called once per mail in a thread of its own, with all recipients, and the sender hears 250 only
    after it has returned; when it raises, the sender hears 451 and keeps the mail. A mail over `size_limit` bytes
    is refused with 552. `accepts` says which recipients exist; by default all do. Raises ValueError for a wrong
    address and OSError when the port is taken.
    """

    def __init__(
        self,
        url: str,
        receive: Receive,
        *,
        size_limit: int = 10_000_000,
        threads: int = 4,
        accepts: Callable[[str], bool] | None = None,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("lmtp", "smtp") or not parts.hostname or parts.port is None:
            raise ValueError("expected lmtp://host:port or smtp://host:port")
        self._protocol = _Lmtp if parts.scheme == "lmtp" else _Smtp
        self._host, self._wanted_port = parts.hostname, parts.port
        self._size_limit = size_limit
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="mail-receive")
        self._handler = _Handler(receive, self._pool, accepts or (lambda _: True), parts.scheme == "lmtp")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-listener", daemon=True)
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port that is listened on, once started."""
        if self._server is None:
            raise RuntimeError("the listener is not started")
        return int(self._server.sockets[0].getsockname()[1])

    def start(self) -> None:
        """Binds and returns; mail is taken from now on."""
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except OSError:
            self._loop.call_soon_threadsafe(self._loop.stop)
            raise

    def stop(self) -> None:
        """Stops listening; what is being received is finished first."""
        if self._server is None:
            return
        self._loop.call_soon_threadsafe(self._server.close)
        self._pool.shutdown(wait=True)
        # One more turn of the loop, so that the last answers go out.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._server = None

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._connection, self._host, self._wanted_port)

    def _connection(self) -> SMTP:
        return self._protocol(
            self._handler,
            data_size_limit=self._size_limit,
            enable_SMTPUTF8=True,
            ident="OrderClerk",
            loop=self._loop,
            timeout=120,
        )


class _Handler:
    """aiosmtpd's hooks; their names are its."""

    def __init__(self, receive: Receive, pool: ThreadPoolExecutor, accepts: Callable[[str], bool], each: bool) -> None:
        self._receive = receive
        self._pool = pool
        self._accepts = accepts
        self._each = each

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: Any, envelope: Any, *given: Any
    ) -> str:
        """Takes a recipient that exists; the address comes first in `given`."""
        del server, session
        address = str(given[0])
        if not self._accepts(_plain(address)):
            return UNKNOWN_RECIPIENT
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it by this name
        self, server: SMTP, session: Any, envelope: Any
    ) -> str:
        """Hands the mail over and waits; LMTP hears one answer per recipient."""
        del server
        recipients = tuple(_plain(address) for address in envelope.rcpt_tos)
        peer = session.peer[0] if isinstance(session.peer, tuple) else str(session.peer or "")
        told = Envelope(mail_from=_plain(envelope.mail_from or ""), rcpt_tos=recipients, peer=peer)
        answer = await self._hand_over(envelope.content, told)
        return "\r\n".join([answer] * len(recipients)) if self._each else answer

    async def _hand_over(self, content: bytes, told: Envelope) -> str:
        try:
            await asyncio.get_running_loop().run_in_executor(self._pool, self._receive, content, told)
        except Exception:  # noqa: BLE001 - the edge of the process: the sender keeps what we could not store
            _log.exception("a mail could not be stored")
            return FAILED
        return TAKEN


class _Smtp(SMTP):
    # Longer lines are against the standard and common all the same.
    line_length_limit = 1_000_000


class _Lmtp(LMTP):
    line_length_limit = 1_000_000

    async def push(self, status: str | bytes) -> None:
        """aiosmtpd refuses a text once; LMTP's client waits for one answer per recipient."""
        text = status.decode() if isinstance(status, bytes) else status
        recipients = self.envelope.rcpt_tos if self.envelope else []
        if text.startswith(("552 Error: Too much", "500 Line too long")) and recipients:
            text = "\r\n".join([text] * len(recipients))
        await super().push(text)


def _plain(address: str) -> str:
    return "" if address == "<>" else address.strip("<>").strip()
