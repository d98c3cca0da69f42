"""Contacts write and answer mails, and an MX stamps them before they reach the bot."""

import email.policy
import re
import smtplib
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from urllib.parse import urlsplit

from simulator.mail.reading import parse, written_at
from simulator.state.records import StoredMail
from simulator.state.store import Store

Upload = tuple[str, str, bytes]
WIRE = email.policy.SMTP


class NotDelivered(Exception):
    """The bot's mail server did not take the mail; the text says why."""


def compose(
    sender: tuple[str, str],
    recipient: str,
    *,
    subject: str,
    text: str,
    uploads: tuple[Upload, ...] = (),
    answered: bytes | None = None,
) -> EmailMessage:
    """A mail as a mail program writes it; an answer refers to `answered` and quotes it below."""
    message = EmailMessage(policy=WIRE)
    domain = sender[1].rpartition("@")[2] or "localhost"
    message["From"] = formataddr(sender)
    message["To"] = recipient
    message["Subject"] = _one_line(subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=domain)
    message["MIME-Version"] = "1.0"
    if answered is not None:
        original = parse(answered)
        answered_id = _one_line(str(original.get("Message-ID", "")))
        message["In-Reply-To"] = answered_id
        message["References"] = f"{_one_line(str(original.get('References', '')))} {answered_id}".strip()
        text = f"{text.rstrip()}\n\n{quoted(original)}"
    message.set_content(text)
    for name, mimetype, content in uploads:
        main, _, sub = (mimetype or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=name)
    return message


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def reply_subject(subject: str) -> str:
    """The subject of an answer."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def quoted(original: EmailMessage) -> str:
    """The quotation below an answer: who wrote when, then the text with `>` before each line."""
    body = original.get_body(preferencelist=("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    moment = written_at(original)
    when = f"On {moment:%a, %d %b %Y at %H:%M}, " if moment else ""
    lines = "\n".join(f"> {line}" if line else ">" for line in text.rstrip().splitlines())
    return f"{when}{_one_line(str(original.get('From', '')))} wrote:\n{lines}"


def stamped(message: bytes, authserv_id: str, domain: str, *, verdict: str = "pass") -> bytes:
    """The mail as our own MX hands it on: with `Authentication-Results` and `Received` on top."""
    results = f"{authserv_id}; spf={verdict} smtp.mailfrom={domain}; dkim={verdict} header.d={domain};"
    received = f"from mail.{domain} by {authserv_id} with ESMTPS; {format_datetime(datetime.now(UTC))}"
    head = f"Authentication-Results: {results}\r\n dmarc={verdict} header.from={domain}\r\nReceived: {received}\r\n"
    return head.encode() + message


def deliver(store: Store, message: bytes, *, sender: str, recipient: str) -> None:
    """Hand a mail to the bot's listener (`mail_to`, lmtp:// or smtp://). Raises NotDelivered."""
    target = urlsplit(store.settings.mail_to)
    if not target.hostname:
        raise NotDelivered("the settings name no mail server of the bot (mail_to)")
    started = time.monotonic()
    outcome = "ok"
    try:
        _hand_over(target.scheme, target.hostname, target.port or 2024, (sender, recipient, message))
    except (OSError, smtplib.SMTPException) as error:
        outcome = f"{type(error).__name__}: {error}"
    facts = {"from": sender, "to": recipient, "mail": message.decode(errors="replace")[:20_000]}
    store.traffic.record("mail", "mail to bot", request=facts, answer=outcome, outcome=outcome, started=started)
    if outcome != "ok":
        raise NotDelivered(outcome)


def _hand_over(scheme: str, host: str, port: int, mail: tuple[str, str, bytes]) -> None:
    sender, recipient, message = mail
    if scheme == "lmtp":
        with smtplib.LMTP(host, port) as lmtp:
            lmtp.sendmail(sender, [recipient], message)
    else:
        with smtplib.SMTP(host, port, timeout=10) as smtp:
            smtp.sendmail(sender, [recipient], message)


def send(store: Store, message: EmailMessage, *, sender: str, recipient: str, verdict: str = "pass") -> StoredMail:
    """Deliver a composed mail and keep it in the sender's mailbox. Raises NotDelivered."""
    raw = message.as_bytes(policy=WIRE)
    domain = sender.rpartition("@")[2]
    wire = stamped(raw, store.settings.authserv_id, domain, verdict=verdict) if verdict else raw
    deliver(store, wire, sender=sender, recipient=recipient)
    return store.mailboxes.file(sender, raw, is_sent=True)
