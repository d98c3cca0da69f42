"""The wire to the mail server that sends for us."""

import contextlib
import copy
import ipaddress
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from urllib.parse import unquote, urlsplit

from gateways.mail_build import WIRE
from gateways.outcomes import Ambiguous, Delivered, Later, Outcome, Rejected

UNREACHABLE_AGAIN = 60.0
DEFERRED_AGAIN = 300.0


@dataclass(frozen=True)
class MailServer:
    """Where to send, as `smtp://user:pass@host:port` or `smtps://…` says."""

    host: str
    port: int
    implicit_tls: bool
    user: str
    password: str

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """Reads the address; raises ValueError with what was expected."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("expected smtp://user:password@host:port or smtps://…")
        port = parts.port or (465 if parts.scheme == "smtps" else 25 if not parts.username else 587)
        return cls(
            host=parts.hostname,
            port=port,
            implicit_tls=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    @property
    def is_loopback(self) -> bool:
        """Whether the server is this machine, where a certificate would prove nothing."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


class SmtpGateway:
    """Sends one mail per connection; safe to use from many threads.

    A password never travels without TLS, except to this machine. Raises ValueError for a wrong address.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 30.0,
        local_hostname: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = MailServer.from_url(url)
        self._timeout = timeout
        self._local_hostname = local_hostname
        self._tls = tls or ssl.create_default_context()

    def send(self, mail: EmailMessage, *, envelope_from: str | None = None) -> Outcome:
        """Hands the mail to the server for everyone in To, Cc and Bcc, or for nobody.

        `envelope_from` is where bounces go: by default the From address, "" for none at all. `Delivered` carries
        the Message-ID; a connection that breaks after the text was sent is `Ambiguous`.
        """
        sender = _addresses(mail, "From")[:1] if envelope_from is None else [envelope_from]
        recipients = _addresses(mail, "To", "Cc", "Bcc")
        if not sender or not recipients:
            return Rejected("no_sender_or_recipient")
        try:
            with contextlib.closing(self._connect()) as connection:
                self._greet(connection)
                return _envelope(connection, sender[0], recipients) or _data(connection, mail)
        except (OSError, smtplib.SMTPException) as broken:
            # A server that is away or will not know us is not this mail's fault; what breaks after the text
            # was sent never comes here.
            return Later(UNREACHABLE_AGAIN, f"{type(broken).__name__}: {broken}"[:300])

    def _connect(self) -> smtplib.SMTP:
        server, name = self._server, self._local_hostname
        if server.implicit_tls:
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=self._timeout, context=self._tls)
        return smtplib.SMTP(server.host, server.port, name, timeout=self._timeout)

    def _greet(self, connection: smtplib.SMTP) -> None:
        server = self._server
        connection.ehlo_or_helo_if_needed()
        secure = server.implicit_tls or server.is_loopback
        if not secure and connection.has_extn("starttls"):
            connection.starttls(context=self._tls)
            connection.ehlo()
            secure = True
        if server.user and not secure:
            raise smtplib.SMTPNotSupportedError("no TLS offered, so the password is not sent")
        if server.user:
            connection.login(server.user, server.password)


def _envelope(connection: smtplib.SMTP, sender: str, recipients: list[str]) -> Rejected | Later | None:
    code, words = connection.mail(sender)
    if code != 250:
        return _answered(code, words)
    answers = [(address, *connection.rcpt(address)) for address in recipients]
    refused = [_answered(code, words, address) for address, code, words in answers if code not in (250, 251)]
    # For everyone or for nobody: a refused address must not leave the others with a second copy later.
    return next((answer for answer in refused if isinstance(answer, Rejected)), refused[0] if refused else None)


def _data(connection: smtplib.SMTP, mail: EmailMessage) -> Outcome:
    code, words = connection.docmd("DATA")
    if code != 354:
        return _answered(code, words)
    try:
        connection.send(_on_the_wire(mail))
        code, words = connection.getreply()
    except (OSError, smtplib.SMTPException) as broken:
        return Ambiguous(type(broken).__name__)
    if code != 250:
        return _answered(code, words)
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.quit()
    return Delivered(str(mail["Message-ID"] or ""))


def _on_the_wire(mail: EmailMessage) -> bytes:
    kept = copy.copy(mail)
    del kept["Bcc"]
    text = kept.as_bytes(policy=WIRE)
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", text)
    return re.sub(rb"(?m)^\.", b"..", text.removesuffix(b"\r\n")) + b"\r\n.\r\n"


def _addresses(mail: EmailMessage, *headers: str) -> list[str]:
    fields = [str(value) for name in headers for value in mail.get_all(name, [])]
    return list(dict.fromkeys(address for _, address in getaddresses(fields) if address))


def _answered(code: int, words: bytes | str, address: str = "") -> Rejected | Later:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    facts = tuple(fact for fact in (address, f"{code} {said}".strip()) if fact)
    if 500 <= code < 600:
        return Rejected(f"smtp_{code}", facts)
    return Later(DEFERRED_AGAIN, " ".join(facts))
