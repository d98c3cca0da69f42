"""Mail that leaves: its headers, its body, and what each answer of a real SMTP server becomes."""

import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from gateways.mail_build import OutgoingAttachment, OutgoingMail, build_mail
from gateways.outcomes import Ambiguous, Delivered, Later, Rejected
from gateways.smtp import MailServer, SmtpGateway
from tests.support.ports import free_port


def outgoing(**changes: Any) -> OutgoingMail:
    """An acknowledgement to one customer."""
    values: dict[str, Any] = {
        "idempotency_key": "OrderAcknowledged:SO-1042:1:ann@example.com",
        "mail_from": "Harbour Supply <orders@harbour.example>",
        "to": ("Ann Büro <ann@example.com>",),
        "subject": "We received your order SO-1042",
        "text": "Thank you.\n.\nTwo cases of A-1.\n",
        "sent_at": datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
    }
    return OutgoingMail(**{**values, **changes})


def reread(mail: EmailMessage) -> EmailMessage:
    """The mail as a receiver parses it."""
    parsed = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


class Sink:
    """An SMTP server that keeps what it accepts and can be told to refuse."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, list[str], bytes]] = []
        self.rcpt_answer = "250 OK"
        self.data_answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd calls it by this name
        """Answers a recipient; nobody@ is always unknown."""
        if address.startswith("nobody@"):
            return "550 no such user"
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        """Keeps the mail unless told otherwise."""
        if self.data_answer.startswith("250"):
            self.kept.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.data_answer


@pytest.fixture
def sink() -> Sink:
    """The sink."""
    return Sink()


@pytest.fixture
def gateway(sink: Sink) -> Iterator[SmtpGateway]:
    """A gateway to the sink on a free port of this machine."""
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    yield SmtpGateway(f"smtp://127.0.0.1:{port}", timeout=5)
    controller.stop()


def test_o4_headers_thread_and_never_loop() -> None:
    """Message-ID from the key, the thread, Reply-To with its token, and the marks of an automatic mail."""
    long = tuple(f"<{n:03d}-{'x' * 80}@mail.example>" for n in range(30))
    mail = reread(
        build_mail(
            outgoing(
                in_reply_to="<po@customer.example>",
                references=long,
                reply_to="orders+tok3n@harbour.example",
                automatic="auto-replied",
                unsubscribe_url="https://harbour.example/u/abc",
            )
        )
    )
    again = build_mail(outgoing())
    assert mail["Message-ID"] == again["Message-ID"]
    assert str(mail["Message-ID"]).endswith("@harbour.example>")
    assert mail["In-Reply-To"] == "<po@customer.example>"
    references = str(mail["References"]).split()
    assert references == [long[0], *long[-18:], "<po@customer.example>"]
    assert mail["Reply-To"] == "orders+tok3n@harbour.example"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe"] == "<https://harbour.example/u/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert again["Auto-Submitted"] == "auto-generated"
    assert again["List-Unsubscribe"] is None
    assert mail["Date"] == "Wed, 25 Nov 2026 09:00:00 +0000"


def test_text_html_and_attachments_stand_side_by_side() -> None:
    """Styles are written into the HTML, nothing remote is fetched, files keep their bytes and lose their folders."""
    html = "<style>td{color:red}</style><table><tr><td>é</td></tr></table>"
    attachments = (
        OutgoingAttachment(filename="../../inv\r\noice.pdf", content_type="application/pdf", payload=b"%PDF\r\n"),
        OutgoingAttachment(filename="n.eml", content_type="message/rfc822", payload=b"A: b\r\n\r\nc"),
    )
    mail = reread(build_mail(outgoing(html=html, attachments=attachments)))
    text, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == "Thank you.\n.\nTwo cases of A-1.\n"
    assert rich is not None
    assert '<td style="color: red;">é</td>' in rich.get_content()
    files = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in mail.iter_attachments()]
    assert files == [
        ("inv oice.pdf", "application/pdf", b"%PDF\r\n"),
        ("n.eml", "application/octet-stream", b"A: b\r\n\r\nc"),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_can_add_a_header_or_a_recipient(subject: str, name: str) -> None:
    """Whatever stands in subject, names and file names, the headers are the same and so are the recipients."""
    hostile = "\r\nBcc: x@evil.example\r\n\r\n"
    names = [key for key, _ in build_mail(outgoing(subject="x", text="x")).items()]
    try:
        to = (f'"{name}" <ann@example.com>',)
        mail = outgoing(subject=f"a{subject}{hostile}{subject}", to=to, text="x")
    except ValidationError:
        mail = outgoing(subject=f"a{subject}{hostile}{subject}", text="x")
    read = reread(build_mail(mail))
    assert [key for key, _ in read.items()] == names
    assert [address.addr_spec for address in read["To"].addresses] == ["ann@example.com"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": ("ann@example.com\r\nBcc: x@evil.example",)},
        {"to": ("ann",)},
        {"to": ("a@b, c@d",)},
        {"in_reply_to": "<a@b>\r\nX: y"},
        {"references": ("not an id",)},
        {"unsubscribe_url": "javascript:alert(1)"},
        {"to": ()},
    ],
)
def test_what_cannot_stand_in_a_header_is_refused(wrong: dict[str, Any]) -> None:
    """Addresses, ids and links are checked when the mail is made, not when it is sent."""
    with pytest.raises(ValidationError):
        outgoing(**wrong)


def test_an_international_domain_is_written_in_ascii() -> None:
    """The receiver's server sees the encoded domain."""
    assert outgoing(to=("Ann <ann@büro.example>",)).to == ("Ann <ann@xn--bro-hoa.example>",)


def test_a_mail_reaches_every_recipient_and_hides_bcc(sink: Sink, gateway: SmtpGateway) -> None:
    """Delivered carries the Message-ID; the text arrives unchanged, lone dots included."""
    mail = build_mail(outgoing(cc=("bob@example.com",)))
    mail["Bcc"] = "audit@harbour.example"
    assert gateway.send(mail, envelope_from="bounces@harbour.example") == Delivered(mail["Message-ID"])
    ((mail_from, to, content),) = sink.kept
    assert mail_from == "bounces@harbour.example"
    assert to == ["ann@example.com", "bob@example.com", "audit@harbour.example"]
    assert b"audit@" not in content
    assert b"Thank you.\r\n.\r\nTwo cases of A-1.\r\n" in content


def test_an_automatic_answer_may_have_no_return_path(sink: Sink, gateway: SmtpGateway) -> None:
    """An empty envelope sender is said as such."""
    gateway.send(build_mail(outgoing()), envelope_from="")
    assert sink.kept[0][0] == "<>"


def test_one_unknown_recipient_means_nobody_gets_it(sink: Sink, gateway: SmtpGateway) -> None:
    """Refused for good, with the address and the server's words, and nothing was delivered."""
    outcome = gateway.send(build_mail(outgoing(cc=("nobody@example.com",))))
    assert outcome == Rejected("smtp_550", ("nobody@example.com", "550 no such user"))
    assert sink.kept == []


@pytest.mark.parametrize(
    ("rcpt", "data", "outcome"),
    [
        ("451 greylisted", "250 OK", Later(300.0, "ann@example.com 451 greylisted")),
        ("250 OK", "452 full", Later(300.0, "452 full")),
        ("250 OK", "554 spam", Rejected("smtp_554", ("554 spam",))),
    ],
)
def test_a_4xx_is_later_and_a_5xx_is_final(
    sink: Sink, gateway: SmtpGateway, rcpt: str, data: str, outcome: object
) -> None:
    """The server's code decides."""
    sink.rcpt_answer, sink.data_answer = rcpt, data
    assert gateway.send(build_mail(outgoing())) == outcome
    assert sink.kept == []


def scripted(answers: list[bytes]) -> int:
    """A server that gives these answers line by line and hangs up; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, listener, connection.makefile("rb") as lines:
            connection.sendall(b"220 hello\r\n")
            for answer in answers:
                lines.readline()
                connection.sendall(answer)
            lines.readline()

    threading.Thread(target=serve, daemon=True).start()
    return int(listener.getsockname()[1])


def test_a_connection_that_breaks_after_the_text_is_ambiguous() -> None:
    """The server may have it; before the text it surely has not."""
    ok = b"250 ok\r\n"
    mail = build_mail(outgoing())
    after = SmtpGateway(f"smtp://127.0.0.1:{scripted([ok, ok, ok, b'354 go' + bytes([13, 10])])}", timeout=5)
    assert isinstance(after.send(mail), Ambiguous)
    before = SmtpGateway(f"smtp://127.0.0.1:{scripted([ok, ok])}", timeout=5)
    assert isinstance(before.send(mail), Later)


def test_nobody_listening_is_later() -> None:
    """A server that is away is no fault of the mail."""
    outcome = SmtpGateway(f"smtp://127.0.0.1:{free_port()}", timeout=2).send(build_mail(outgoing()))
    assert isinstance(outcome, Later)
    assert outcome.reason.startswith("ConnectionRefusedError")


def test_the_address_of_the_server_is_read_with_its_defaults() -> None:
    """Ports by scheme and login, escaped passwords, and a plain refusal of anything else."""
    assert MailServer.from_url("smtps://u:p%40ss@mx.example") == MailServer("mx.example", 465, True, "u", "p@ss")
    assert MailServer.from_url("smtp://u@mx.example").port == 587
    assert MailServer.from_url("smtp://[::1]:2525").is_loopback
    with pytest.raises(ValueError, match="expected smtp://"):
        MailServer.from_url("http://mx.example")
