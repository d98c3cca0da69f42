"""Receives the bot's mails over SMTP and files them by recipient."""

import asyncio
import threading
import time

from aiosmtpd.smtp import SMTP, Envelope, Session

from simulator.state.store import Store

SIZE_LIMIT = 30_000_000


class Filing:
    """Files each accepted mail in the mailbox of every recipient."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it by this name
        """Called by aiosmtpd with a whole mail."""
        del server, session
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        recipients = [str(recipient) for recipient in envelope.rcpt_tos]
        for recipient in recipients:
            self._store.mailboxes.file(recipient, raw)
        facts = {"from": envelope.mail_from, "to": recipients, "bytes": len(raw)}
        self._store.traffic.record(
            "mail", "mail from bot", request=facts, answer="250", outcome="ok", started=time.monotonic()
        )
        return "250 Message accepted for delivery"


class MailSink:
    """The SMTP server in a thread of its own; `port` is known once it runs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator-smtp", daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen; the port is chosen here when the settings say 0. Raises OSError when it is taken."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    async def _listen(self) -> asyncio.Server:
        filing = Filing(self._store)
        settings = self._store.settings

        def protocol() -> SMTP:
            return SMTP(filing, data_size_limit=SIZE_LIMIT, hostname="simulator", enable_SMTPUTF8=True)

        return await self._loop.create_server(protocol, settings.smtp_host, settings.smtp_port)

    def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        if self._server is None or not self._server.sockets:
            return self._store.settings.smtp_port
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The address for the bot's SMTP_URL."""
        return f"smtp://{self._store.settings.smtp_host}:{self.port}"
