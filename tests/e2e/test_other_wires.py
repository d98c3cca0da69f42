"""The same story over the other wires: Socket Mode instead of HTTP, an IMAP mailbox instead of LMTP."""

import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import dovecot
from tests.support.letters import letter
from tests.support.running import AUTHSERV_ID, running
from tests.support.stories import drafted, ordered, says, state_of
from tests.support.wholesaler import TODAY, Templates

pytestmark = [pytest.mark.data, pytest.mark.xdist_group("wholesaler-sqlite")]


@pytest.fixture
def url(templates: Templates, tmp_path: Path) -> Iterator[str]:
    """A copy of the wholesaler; which database it is makes no difference to a wire."""
    with templates.copy("sqlite", tmp_path) as copied:
        yield copied


def test_one_order_goes_the_whole_way_over_socket_mode(url: str) -> None:
    """Words, the window with an error and a change, Confirm, mail."""
    with running(url, today=TODAY, transport="socket") as desk:
        slack = desk.workspace
        assert slack.wait_until(lambda: desk.is_connected, timeout=20)
        card = drafted(slack, "mia", "thistle want 5 doz jumbo bag red retrospot and 60 regency cakestand 3 tier")
        says(card, "60 each", "£10.95", "Total £907.20")
        slack.click("mia", card, "Edit")
        window = slack.modal("mia")
        assert "lines" in slack.submit("mia", window, {"lines": "banana"})
        assert slack.submit("mia", window, {"lines": "5 dozen 85099B\n12 each 22423"}) == {}
        card = slack.wait_for("#orders", card.thread_ts, "12 each")
        slack.click("mia", card, "Confirm")
        assert ordered(card) in slack.wait_for_mail("orders@thistlethymegifts.example", ordered(card)).subject
        assert state_of(desk, ordered(card)) == ("confirmed", 2)
        held = drafted(slack, "mia", "meadowsweet want 1000 x 22423")
        slack.click("mia", held, "Confirm")
        asked = slack.wait_for("#approvals", None, "£8,340.00")
        slack.click("sam", asked, "Approve")
        slack.wait_for("#orders", held.thread_ts, "was released by")


@pytest.mark.mail
def test_an_order_in_an_imap_mailbox_becomes_the_same_draft(url: str, tmp_path: Path) -> None:
    """A mail that another server took for us, read from its mailbox, once."""
    server = dovecot.start(tmp_path)
    try:
        with running(url, today=TODAY, imap_url=server.imap_url()) as desk:
            buyer = "orders@greenfinchgardenrooms.example"
            raw = letter(buyer, "please send 24 x 22469, PO IM-1", message_id="<imap@greenfinch>")
            stamp = f"Authentication-Results: {AUTHSERV_ID}; dmarc=pass header.from=greenfinchgardenrooms.example\r\n"
            with smtplib.LMTP("127.0.0.1", server.lmtp_port) as lmtp:
                lmtp.sendmail(buyer, ["orders"], stamp.encode() + raw)
            says(desk.workspace.wait_for("#orders", None, "IM-1", timeout=40), "Greenfinch Garden Rooms", "24 each")
            assert "24 each" in desk.workspace.wait_for_mail(buyer, "IM-1").text
    finally:
        server.stop()
