"""Mail both ways: the bot's mails into mailboxes, contacts' mails to the bot's listener."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP

from simulator.mail.writing import NotDelivered
from tests.simulator.conftest import Desk, open_desk
from tests.support.ports import free_port

ROSA = "rosa@thistle.example"


class Inbox:
    """Keeps what an LMTP client hands over."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd."""
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 kept"


class LmtpController(Controller):
    """An aiosmtpd controller that speaks LMTP."""

    def factory(self) -> LMTP:
        """The protocol of one connection."""
        return LMTP(self.handler)


@pytest.fixture
def posted() -> Iterator[tuple[Desk, Inbox]]:
    """A desk whose contacts' mails go to an LMTP listener."""
    inbox = Inbox()
    port = free_port()
    controller = LmtpController(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with open_desk("silent", mail_to=f"lmtp://127.0.0.1:{port}", authserv_id="mx.fenwick.example") as desk:
            yield desk, inbox
    finally:
        controller.stop()


def send_to_rosa(desk: Desk, **headers: str) -> None:
    """The bot sends Rosa a confirmation."""
    mail = EmailMessage()
    mail["From"] = "Fenwick Orders <orders@fenwick.example>"
    mail["To"] = ROSA
    mail["Subject"] = "Order SO-1042 confirmed"
    mail["Message-ID"] = "<so-1042@fenwick.example>"
    mail["Date"] = "Mon, 14 Nov 2011 09:00:00 +0000"
    for name, value in headers.items():
        mail[name] = value
    mail.set_content("Dear Rosa,\n\n60 cakestands are yours.\n")
    mail.add_alternative("<p>Dear <b>Rosa</b></p><script>alert(1)</script>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="SO-1042.pdf")
    with smtplib.SMTP("127.0.0.1", desk.simulator.mail.port) as smtp:
        smtp.send_message(mail)


def test_the_bots_mail_arrives_and_is_answered_in_its_thread(posted: tuple[Desk, Inbox]) -> None:
    """An answer names the mail it answers and quotes it; the MX's verdict stands on top."""
    desk, inbox = posted
    send_to_rosa(desk)
    mail = desk.workspace.wait_for_mail(ROSA, "SO-1042")
    assert (mail.subject, mail.attachments) == ("Order SO-1042 confirmed", ("SO-1042.pdf",))
    assert desk.workspace.attachment(mail) == b"%PDF"
    desk.workspace.send_mail(ROSA, "Make it 70, please", reply_to=mail)
    sender, recipients, raw = inbox.mails[0]
    wire = message_from_bytes(raw, policy=default)
    assert (sender, recipients) == (ROSA, ["orders@fenwick.example"])
    assert wire["Subject"] == "Re: Order SO-1042 confirmed"
    assert (wire["In-Reply-To"], wire["References"]) == ("<so-1042@fenwick.example>", "<so-1042@fenwick.example>")
    assert wire["From"] == "Rosa Thistlewood <rosa@thistle.example>"
    assert raw.startswith(b"Authentication-Results: mx.fenwick.example; spf=pass ")
    assert "dkim=pass" in wire["Authentication-Results"]
    assert "dmarc=pass header.from=thistle.example" in wire["Authentication-Results"]
    body = wire.get_content().replace("\r\n", "\n")
    assert body.startswith("Make it 70, please\n\nOn Mon, 14 Nov 2011 at 09:00, Fenwick Orders")
    assert "> 60 cakestands are yours." in body
    assert [m.is_sent for m in desk.workspace.mailbox(ROSA)] == [False, True]


def test_a_mail_with_a_file_and_a_failed_verdict(posted: tuple[Desk, Inbox]) -> None:
    """Attachments travel, and a forged sender is stamped as failed."""
    desk, inbox = posted
    desk.workspace.send_mail(
        ROSA, "see file", subject="Order", uploads=(("order.csv", "text/csv", b"sku,qty\n"),), verdict="fail"
    )
    wire = message_from_bytes(inbox.mails[0][2], policy=default)
    assert "dmarc=fail" in wire["Authentication-Results"]
    assert [part.get_filename() for part in wire.iter_attachments()] == ["order.csv"]


def test_a_mail_that_nobody_takes_is_not_called_sent(silent: Desk) -> None:
    """Without a listener the contact is told, and the mailbox has no such mail."""
    with pytest.raises(NotDelivered):
        silent.workspace.send_mail(ROSA, "hello?", subject="Order")
    assert silent.workspace.mailbox(ROSA) == []
