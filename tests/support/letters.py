"""Owns mails of every kind that comes in, as bytes on the wire."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP


def letter(
    sender: str,
    text: str,
    *,
    subject: str = "Order",
    message_id: str,
    files: Mapping[str, str] | None = None,
    **headers: str,
) -> bytes:
    """A mail; `files` are names and texts of what is attached, `headers` further headers with _ for -."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, "orders@orderclerk.example", subject
    mail["Message-ID"] = message_id
    mail["Date"] = "Mon, 14 Nov 2011 09:00:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, content in (files or {}).items():
        mail.add_attachment(content.encode(), maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()
