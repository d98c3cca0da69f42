"""Mail that arrives: LMTP and SMTP on loopback, and a real IMAP server."""

import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from imapclient import SEEN, IMAPClient

from gateways.envelope import Envelope
from gateways.imap import ImapListener, Mailbox, Position
from gateways.lmtp import MailListener
from tests.support import dovecot
from tests.support.dovecot import PASSWORD, Dovecot

MAIL = b"From: ann@customer.example\r\nTo: orders@harbour.example\r\nMessage-ID: <%d@c.example>\r\n\r\n%d cases\r\n"


def mail(number: int) -> bytes:
    """One of many mails."""
    return MAIL % (number, number)


def until(done: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for something another thread does."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


class Inbox:
    """Keeps what it receives; fails as often as it is told to."""

    def __init__(self) -> None:
        self.kept: list[tuple[bytes, Envelope]] = []
        self.failures = 0
        self.gate = threading.Event()
        self.gate.set()

    def receive(self, raw: bytes, envelope: Envelope) -> None:
        """Stores one mail."""
        self.gate.wait(10)
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        self.kept.append((raw, envelope))

    def numbers(self) -> list[int]:
        """Which of the many mails came, in order."""
        return [int(raw.split(b"Message-ID: <")[1].split(b"@")[0]) for raw, _ in self.kept]


@pytest.fixture
def inbox() -> Inbox:
    """An empty inbox."""
    return Inbox()


@pytest.fixture
def lmtp(inbox: Inbox) -> Iterator[MailListener]:
    """A listener that a mail server delivers to."""
    listener = MailListener(
        "lmtp://127.0.0.1:0", inbox.receive, size_limit=20_000, accepts=lambda to: not to.startswith("nobody@")
    )
    listener.start()
    yield listener
    listener.stop()


def test_lmtp_takes_a_mail_for_each_recipient(inbox: Inbox, lmtp: MailListener) -> None:
    """One call with all recipients, one answer to each, and unknown ones are refused by name."""
    raw = b"Subject: x\r\n\r\nTwo cases\r\n" + b"a" * 5000 + b"\r\n"
    with smtplib.LMTP("127.0.0.1", lmtp.port) as client:
        refused = client.sendmail(
            "ann@customer.example", ["orders@harbour.example", "nobody@harbour.example", "b@harbour.example"], raw
        )
        # Python's client reads one answer only.
        assert client.getreply() == (250, b"2.0.0 OK")
    assert list(refused) == ["nobody@harbour.example"]
    ((kept, envelope),) = inbox.kept
    assert kept == raw
    assert envelope == Envelope("ann@customer.example", ("orders@harbour.example", "b@harbour.example"), "127.0.0.1")


def test_a_null_sender_is_told_as_such(inbox: Inbox, lmtp: MailListener) -> None:
    """Bounces come from nobody."""
    with smtplib.LMTP("127.0.0.1", lmtp.port) as client:
        client.sendmail("", ["orders@harbour.example"], b"Subject: x\r\n\r\n")
    assert inbox.kept[0][1].mail_from == ""


def test_the_sender_keeps_a_mail_that_could_not_be_stored(inbox: Inbox, lmtp: MailListener) -> None:
    """451, and the next try succeeds."""
    inbox.failures = 1
    with smtplib.LMTP("127.0.0.1", lmtp.port) as client, pytest.raises(smtplib.SMTPDataError) as failed:
        client.sendmail("a@b.example", ["orders@harbour.example"], mail(1))
    assert failed.value.smtp_code == 451
    with smtplib.LMTP("127.0.0.1", lmtp.port) as client:
        assert client.sendmail("a@b.example", ["orders@harbour.example"], mail(1)) == {}
    assert inbox.numbers() == [1]


def test_nothing_is_taken_before_it_is_stored(inbox: Inbox, lmtp: MailListener) -> None:
    """The answer waits for receive, and other connections are served meanwhile."""
    inbox.gate.clear()
    answered = threading.Event()

    def deliver() -> None:
        with smtplib.LMTP("127.0.0.1", lmtp.port) as client:
            client.sendmail("a@b.example", ["orders@harbour.example"], mail(1))
            answered.set()

    thread = threading.Thread(target=deliver)
    thread.start()
    with smtplib.LMTP("127.0.0.1", lmtp.port, timeout=2) as client:
        assert client.noop()[0] == 250
    assert not answered.wait(0.2)
    inbox.gate.set()
    thread.join(5)
    assert answered.is_set()
    assert inbox.numbers() == [1]


def test_i3_an_oversized_mail_is_refused_for_every_recipient(inbox: Inbox, lmtp: MailListener) -> None:
    """552 to each, and the connection goes on."""
    with smtplib.LMTP("127.0.0.1", lmtp.port, timeout=5) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("a@b.example")
        client.rcpt("orders@harbour.example")
        client.rcpt("b@harbour.example")
        assert client.data(b"Subject: x\r\n\r\n" + b"a\r\n" * 20_000)[0] == 552
        assert client.getreply()[0] == 552
        client.rset()
        assert client.sendmail("a@b.example", ["orders@harbour.example"], mail(2)) == {}
    assert inbox.numbers() == [2]


def test_smtp_takes_mail_and_long_lines(inbox: Inbox) -> None:
    """One answer for all; a line of fifty thousand characters is no reason to lose an order."""
    listener = MailListener("smtp://127.0.0.1:0", inbox.receive)
    listener.start()
    with smtplib.SMTP("127.0.0.1", listener.port) as client:
        client.sendmail("a@b.example", ["x@h.example", "y@h.example"], b"Subject: x\r\n\r\n" + b"a" * 50_000 + b"\r\n")
    listener.stop()
    ((raw, envelope),) = inbox.kept
    assert len(raw) == 50_016
    assert envelope.rcpt_tos == ("x@h.example", "y@h.example")


def test_a_wrong_address_and_a_taken_port_are_told(inbox: Inbox, lmtp: MailListener) -> None:
    """Before anything listens."""
    with pytest.raises(ValueError, match="expected lmtp://"):
        MailListener("http://127.0.0.1:25", inbox.receive)
    with pytest.raises(OSError, match="address already in use"):
        MailListener(f"lmtp://127.0.0.1:{lmtp.port}", inbox.receive).start()


class Kept:
    """A position kept in memory."""

    def __init__(self, position: Position | None = None) -> None:
        self.position = position

    def load(self) -> Position | None:
        """What was saved."""
        return self.position

    def save(self, position: Position) -> None:
        """Saves it."""
        self.position = position


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """A dovecot of these tests."""
    running = dovecot.start(tmp_path_factory.mktemp("dovecot"))
    yield running
    running.stop()


def deliver(server: Dovecot, user: str, *numbers: int) -> None:
    """Mails for this user, through the server's LMTP."""
    with smtplib.LMTP("127.0.0.1", server.lmtp_port) as client:
        for number in numbers:
            client.sendmail("ann@customer.example", [f"{user}@harbour.example"], mail(number))


def seen(server: Dovecot, user: str) -> list[bool]:
    """Which mails of this user are marked seen, in order."""
    with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as client:
        client.login(user, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        flags = client.get_flags(client.search())
        return [SEEN in flags[uid] for uid in sorted(flags)]


@pytest.mark.mail
def test_imap_takes_unseen_mail_first_and_new_mail_after(server: Dovecot, inbox: Inbox) -> None:
    """Each once, in order, marked seen; the position survives a restart; mail that others read first is taken too."""
    deliver(server, "first", 1, 2)
    kept = Kept()
    listener = ImapListener(server.imap_url("first"), inbox.receive, kept)
    assert listener.read_new() == 2
    assert inbox.numbers() == [1, 2]
    assert seen(server, "first") == [True, True]
    assert listener.read_new() == 0
    deliver(server, "first", 3)
    with IMAPClient("127.0.0.1", server.imap_port, ssl=False) as client:
        client.login("first", PASSWORD)
        client.select_folder("INBOX")
        client.add_flags(client.search(), [SEEN])
    assert ImapListener(server.imap_url("first"), inbox.receive, kept).read_new() == 1
    assert inbox.numbers() == [1, 2, 3]
    assert inbox.kept[2][1] == Envelope(None, (), "127.0.0.1")


@pytest.mark.mail
def test_imap_starts_anew_when_the_server_numbers_anew(server: Dovecot, inbox: Inbox) -> None:
    """Another UIDVALIDITY means that the old position says nothing; unseen mail is taken."""
    deliver(server, "anew", 1, 2)
    kept = Kept(Position(uid_validity=1, last_uid=900))
    assert ImapListener(server.imap_url("anew"), inbox.receive, kept).read_new() == 2
    assert kept.position is not None
    assert kept.position.uid_validity != 1
    assert kept.position.last_uid == 2


@pytest.mark.mail
def test_imap_leaves_a_mail_unread_when_it_could_not_be_stored(server: Dovecot, inbox: Inbox) -> None:
    """The failed one and those behind it come again; the one before does not."""
    kept = Kept()
    listener = ImapListener(server.imap_url("fails"), inbox.receive, kept)
    assert listener.read_new() == 0
    deliver(server, "fails", 1)
    assert listener.read_new() == 1
    deliver(server, "fails", 2, 3)
    inbox.failures = 1
    with pytest.raises(OSError, match="database is away"):
        listener.read_new()
    assert seen(server, "fails") == [True, False, False]
    assert listener.read_new() == 2
    assert inbox.numbers() == [1, 2, 3]


@pytest.mark.mail
def test_imap_hears_new_mail_at_once_and_survives_failures(server: Dovecot, inbox: Inbox) -> None:
    """IDLE brings it within seconds; a failing receive is tried again; stopping is quick."""
    listener = ImapListener(server.imap_url("idle"), inbox.receive, Kept(), poll_seconds=600)
    listener.start()
    deliver(server, "idle", 1)
    until(lambda: inbox.numbers() == [1])
    inbox.failures = 1
    deliver(server, "idle", 2)
    until(lambda: inbox.numbers() == [1, 2])
    started = time.monotonic()
    listener.stop()
    assert time.monotonic() - started < 5


@pytest.mark.mail
def test_imap_cuts_a_mail_over_the_limit(server: Dovecot, inbox: Inbox) -> None:
    """One byte more than allowed is fetched, so that the parser refuses it by size."""
    deliver(server, "large", 1)
    ImapListener(server.imap_url("large"), inbox.receive, Kept(), size_limit=50).read_new()
    assert len(inbox.kept[0][0]) == 51


def test_the_mailbox_is_read_from_its_address(tmp_path: Path) -> None:
    """Escaped parts, default ports and folder, and a plain refusal of anything else."""
    assert Mailbox.from_url("imaps://o%40h:p%2Fw@mx.example/Orders/In") == Mailbox(
        "mx.example", 993, True, "o@h", "p/w", "Orders/In"
    )
    assert Mailbox.from_url("imap://o:p@mx.example").folder == "INBOX"
    with pytest.raises(ValueError, match="expected imaps://"):
        Mailbox.from_url("imaps://mx.example")
